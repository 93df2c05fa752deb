"""Watches the bot token: who we are by it, and whether Slack still takes it.

It is looked at again every few minutes, and at once when a call was refused because of it. What Slack
refuses for longer than ``give_up_after_s`` an operator has to put right: then PlatformRefused is raised.
A Web API that cannot be reached refuses nothing.
"""

from __future__ import annotations

import asyncio
import logging

import aiohttp
from slack_sdk.errors import SlackApiError

from bot.adapters.slack.failures import TOKEN_CODES, code_of, retry_after_s
from bot.adapters.slack.web_api import WebApi
from bot.core.errors import PlatformRefused

PLATFORM = "slack"
SLOW_S = 300.0
LONGEST_S = 15.0

_UNREACHABLE = "the Web API cannot be reached"
_REVOKED_REMEDY = (
    "Copy the Bot User OAuth Token from OAuth & Permissions of the app's settings (install the app there "
    "again if it was removed) and give it as [slack] bot_token"
)

_log = logging.getLogger(__name__)


class Patience:
    """Bears with a refusal for ``give_up_after_s``, counted from the first one in a row."""

    def __init__(self, give_up_after_s: float) -> None:
        self._give_up_after_s = give_up_after_s
        self._since: float | None = None

    def accepted(self) -> None:
        self._since = None

    def refused(self, problem: str, remedy: str) -> None:
        """Raises PlatformRefused where this has gone on for too long."""
        now = asyncio.get_running_loop().time()
        self._since = now if self._since is None else self._since
        if now - self._since >= self._give_up_after_s:
            raise PlatformRefused(PLATFORM, problem, remedy)

    @property
    def pause_s(self) -> float:
        """How long to wait until it is asked again."""
        return min(5.0, max(0.1, self._give_up_after_s / 4))


class TokenWatch:
    """``bot_user`` is our own user, empty until it is known; ``problem`` what is wrong now, if anything."""

    def __init__(self, api: WebApi, workspace: str, give_up_after_s: float) -> None:
        self._api = api
        self._workspace = workspace
        self._patience = Patience(give_up_after_s)
        self._look = asyncio.Event()
        self.bot_user = ""
        self.bot_id = ""
        self.accepted = False
        self.problem: str | None = None

    def doubt(self, code: str) -> None:
        """A call was refused with this code: look at the token now."""
        self.problem = f"Slack refuses the bot token: {code}"
        self.accepted = False
        self._look.set()

    async def stands(self) -> bool:
        """Whether Slack takes the token, asked now. Raises what the call raises where that cannot be told."""
        try:
            await self._api.client.auth_test()
        except SlackApiError as error:
            if code_of(error) in TOKEN_CODES:
                return False
            raise
        return True

    async def run(self) -> None:
        """Watch until cancelled. Raises PlatformRefused."""
        wait_s = 1.0
        while True:
            self._look.clear()
            pause_s = await self._asked()
            if pause_s is None:  # not reached: come back soon, then slower
                pause_s, wait_s = wait_s, min(LONGEST_S, wait_s * 2)
            else:
                wait_s = 1.0
            try:
                async with asyncio.timeout(pause_s):
                    await self._look.wait()
            except TimeoutError:
                continue
            await asyncio.sleep(self._patience.pause_s)  # many calls may be refused at a time

    async def _asked(self) -> float | None:
        """Seconds to the next look; None where Slack could not be asked."""
        try:
            answer = await self._api.client.auth_test()
            team, user, id = (str(answer.get(name) or "") for name in ("team_id", "user_id", "bot_id"))
        except SlackApiError as error:
            return self._not_accepted(error)
        except (TimeoutError, aiohttp.ClientError, OSError, ValueError, AttributeError) as error:
            return self._unreached(type(error).__name__)
        if team != self._workspace:
            return self._refused(
                f"the bot token belongs to workspace {team}, not to {self._workspace}",
                f'Write workspace = "{team}" under [slack], or give that workspace\'s token',
            )
        if not self.accepted:
            _log.info("slack: the bot token is accepted, our user is %s", user)
        self.bot_user, self.bot_id = user, id
        self.accepted, self.problem = True, None
        self._patience.accepted()
        return SLOW_S

    def _not_accepted(self, error: SlackApiError) -> float | None:
        if (code := code_of(error)) in TOKEN_CODES:
            return self._refused(f"Slack refuses the bot token: {code}", _REVOKED_REMEDY)
        if (after_s := retry_after_s(error)) is not None:
            return after_s
        return self._unreached(code or "no answer of Slack's")

    def _refused(self, problem: str, remedy: str) -> float:
        if self.problem != problem:
            _log.error("slack: %s. %s", problem, remedy)
        self.accepted, self.problem = False, problem
        self._patience.refused(problem, remedy)
        return self._patience.pause_s

    def _unreached(self, why: str) -> float | None:
        if not self.accepted and self.problem is None:
            _log.warning("slack: %s (%s)", _UNREACHABLE, why)
        if not self.accepted:
            self.problem = self.problem or _UNREACHABLE
        return None
