"""Who is in a Telegram group. Bots are not told who all are, only whether somebody is."""

from __future__ import annotations

from telegram.error import TelegramError

from bot.adapters.telegram.client import Client, Refused
from bot.adapters.telegram.failures import described
from bot.core.errors import OperatorError

_INSIDE = frozenset({"creator", "administrator", "member"})
_UNKNOWN = 400  # Telegram's status for a person whom it has never seen there


class TelegramMembers:
    """The port Members on Telegram."""

    def __init__(self, token: str, api_base_url: str) -> None:
        self._client = Client(token, api_base_url)

    async def of(self, group: str, known: frozenset[str]) -> frozenset[str]:
        """Those of ``known`` who still are. Raises OperatorError."""
        return frozenset([person for person in sorted(known) if await self.has(group, person)])

    async def has(self, group: str, person: str) -> bool:
        """Whether this person is. Raises OperatorError."""
        try:
            found = await self._client.call("getChatMember", {"chat_id": int(group), "user_id": int(person)})
        except Refused as refused:
            if refused.status == _UNKNOWN and "chat not found" not in refused.description:
                return False
            raise _unsaid(group, refused) from None
        except TelegramError as error:
            raise _unsaid(group, error) from None
        status = found.get("status") if isinstance(found, dict) else None
        is_inside = isinstance(found, dict) and found.get("is_member") is True
        return status in _INSIDE or (status == "restricted" and is_inside)

    async def close(self) -> None:
        """Let the connection go."""
        await self._client.close()


def _unsaid(group: str, error: TelegramError) -> OperatorError:
    return OperatorError(
        f"Telegram does not say who is in {group} ({described(error)}): see that the number in [roles] is "
        "right, and that the bot is in the group"
    )
