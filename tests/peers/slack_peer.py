"""A Slack to test against: Web API, Socket Mode and signed events, over real sockets, strict.

``python tests/peers/slack_peer.py --port 0`` runs it in a process of its own, ``async with SlackPeer()`` in
this one. What a test wants of it goes through ``slack_control.SlackControl``.
"""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
from pathlib import Path
from types import TracebackType
from typing import Any, Self

if __name__ == "__main__":  # started as a file: our own packages lie two folders up
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from aiohttp import web

from tests.peers.slack_deliveries import Deliveries, Delivery, SignedHttp
from tests.peers.slack_faults import FAULTS, Fault, Faults, Pace
from tests.peers.slack_methods import Methods
from tests.peers.slack_people import People
from tests.peers.slack_sockets import SOCKET_KINDS, SocketMode
from tests.peers.slack_state import (
    APP_TOKEN,
    BOT_TOKEN,
    BOT_USER,
    SIGNING_SECRET,
    TEAM,
    ApiError,
    Impossible,
    Json,
    Workspace,
)
from tests.peers.slack_web import WebApi

__all__ = ["APP_TOKEN", "BOT_TOKEN", "BOT_USER", "SIGNING_SECRET", "TEAM", "SlackPeer"]


class SlackPeer:
    """The server. ``url`` is known once it has started; the Web API is at ``{url}/api/``."""

    def __init__(self, port: int = 0) -> None:
        self.port = port
        self.url = ""
        self.workspace = Workspace()
        self.sockets = SocketMode()
        self.deliveries = Deliveries(self.sockets)
        self.sockets.timeout_s = lambda: self.deliveries.timeout_s
        self.faults = Faults()
        self.pace = Pace()
        self.methods = Methods(self.workspace, self.sockets.open)
        self.people = People(self.workspace, self.methods, self.deliveries)
        self.web = WebApi(self.workspace, self.methods, self.faults, self.pace)
        self.sockets.refuse = lambda problem, detail: self.web.refuse("socket", ApiError(problem), detail)
        self.signed: SignedHttp | None = None
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    async def start(self) -> None:
        app = web.Application(client_max_size=16 * 2**20)
        app.add_routes(self.web.routes())
        app.add_routes(
            [web.get("/socket/{ticket}", self.sockets.handle), web.post("/_control/{name}", self._control)]
        )
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port)
        await site.start()
        self.port = self._runner.addresses[0][1]
        self.url = self.workspace.url = f"http://127.0.0.1:{self.port}"
        self.sockets.url = f"ws://127.0.0.1:{self.port}"

    async def stop(self) -> None:
        await self.deliveries.close()
        await self.people.close()
        await self.sockets.close()
        if self.signed is not None:
            await self.signed.close()
        if self._runner is not None:
            await self._runner.cleanup()

    async def _control(self, request: web.Request) -> web.Response:
        order = getattr(self, f"do_{request.match_info['name']}", None)
        if order is None:
            return web.json_response({"error": "no such order"}, status=404)
        try:
            said = order(**await request.json())
            result = await said if asyncio.iscoroutine(said) else said
        except (Impossible, ApiError, LookupError, TypeError, ValueError) as problem:
            return web.json_response({"error": f"{type(problem).__name__}: {problem}"}, status=409)
        return web.json_response({"result": result.id if isinstance(result, Delivery) else result})

    # --- what people do

    def do_say(self, **given: Any) -> str:
        return self.people.say(**given)

    def do_edit(self, **given: Any) -> str:
        return self.people.edit(**given)

    def do_erase(self, **given: Any) -> None:
        self.people.erase(**given)

    def do_press(self, **given: Any) -> Delivery:
        return self.people.press(**given)

    def do_press_home(self, **given: Any) -> Delivery:
        return self.people.press_home(**given)

    def do_press_view(self, **given: Any) -> Delivery:
        return self.people.press_view(**given)

    async def do_submit(self, **given: Any) -> Json:
        return await self.people.submit(**given)

    def do_close_view(self, **given: Any) -> None:
        self.people.close_view(**given)

    def do_command(self, **given: Any) -> Delivery:
        return self.people.command(**given)

    def do_shortcut(self, **given: Any) -> Delivery:
        return self.people.shortcut(**given)

    def do_open_home(self, **given: Any) -> None:
        self.people.open_home(**given)

    def do_invite(self, **given: Any) -> None:
        self.people.invite(**given)

    def do_remove(self, **given: Any) -> None:
        self.people.remove(**given)

    def do_archive(self, **given: Any) -> None:
        self.people.archive(**given)

    def do_move(self, **given: Any) -> None:
        self.people.move(**given)

    def do_raw_event(self, event: Json, outer: Json) -> Delivery | None:
        return self.people.event(event, **outer)

    # --- what there is

    def do_add_user(self, user: str, name: str, locale: str) -> None:
        self.workspace.add_person(user, name).locale = locale

    def do_deactivate(self, user: str) -> None:
        self.workspace.person(user).deleted = True

    def do_add_channel(self, channel: str, name: str, members: list[str], private: bool) -> None:
        self.workspace.add_channel(channel, name, members, private=private)

    def do_dm_of(self, user: str) -> str:
        self.workspace.add_person(user)
        return self.workspace.direct(user).id

    def do_messages(self, channel: str) -> list[Json]:
        return [*self.workspace.any_channel(channel).messages.values()]

    def do_views(self) -> list[Json]:
        return [
            {**one.view, "user": one.user, "errors": one.errors} for one in self.workspace.modals.values()
        ]

    def do_home(self, user: str) -> Json | None:
        return self.workspace.homes.get(user)

    def do_ephemerals(self) -> list[Json]:
        return self.workspace.ephemerals

    def do_requests(self) -> list[Json]:
        return self.workspace.requests

    def do_refusals(self) -> list[Json]:
        return self.workspace.refusals

    def do_pings(self) -> list[Json]:
        return self.workspace.pings

    def do_failures(self) -> list[Json]:
        return self.people.failures

    def do_lost(self) -> list[Json]:
        return self.deliveries.lost

    def do_deliveries(self) -> list[Json]:
        return [
            {
                "id": one.id,
                "kind": one.kind,
                "payload": one.payload,
                "attempts": one.attempts,
                "taken": one.answer.taken if one.answer else None,
            }
            for one in self.deliveries.sent
        ]

    def do_pending(self) -> int:
        return self.deliveries.pending()

    def do_connections(self) -> Json:
        return {"open": len(self.sockets.connections), "ever": self.sockets.opened}

    # --- what goes wrong, and how the platform is set

    def do_fault(self, **given: Any) -> None:
        fault = Fault(**given)
        if fault.kind not in FAULTS:
            raise Impossible(f"no such fault: {fault.kind}")
        if fault.kind == "dead_url":
            self.sockets.dead_tickets += fault.times
        else:
            self.faults.planned.append(fault)

    def do_clear_faults(self) -> None:
        self.faults.planned.clear()
        self.sockets.dead_tickets = 0
        self.sockets.enabled = True

    def do_socket(self, kind: str) -> int:
        if kind not in SOCKET_KINDS:
            raise Impossible(f"no such way for a connection to go bad: {kind}")
        return self.sockets.spoil(kind)

    def do_deliver_again(self, name: str) -> Delivery:
        return self.deliveries.again(name)

    async def do_events_url(self, url: str, secret: str) -> bool:
        signed = SignedHttp(url, secret, lambda: self.deliveries.timeout_s)
        if not await signed.verify():
            await signed.close()
            return False
        if self.signed is not None:
            await self.signed.close()
        self.signed = self.deliveries.transport = signed
        return True

    async def do_raw_http(self, headers: dict[str, str], body: str) -> Json:
        if self.signed is None:
            raise Impossible("there is no address to send it to: events_url first")
        return await self.signed.raw(headers, body.encode())

    def do_install(self, manifest: Json) -> None:
        self.workspace.install(manifest)

    def do_settings(
        self,
        rate_limits: bool | None = None,
        retry_factor: float | None = None,
        timeout_s: float | None = None,
        warning_s: float | None = None,
        file_ready_after_s: float | None = None,
        scopes: list[str] | None = None,
        events: list[str] | None = None,
        commands: list[str] | None = None,
    ) -> None:
        space = self.workspace
        self.pace.on = self.pace.on if rate_limits is None else rate_limits
        self.deliveries.factor = self.deliveries.factor if retry_factor is None else retry_factor
        self.deliveries.timeout_s = timeout_s or self.deliveries.timeout_s
        self.sockets.warning_s = self.sockets.warning_s if warning_s is None else warning_s
        if file_ready_after_s is not None:
            space.file_ready_after_s = file_ready_after_s
        if scopes is not None:
            space.scopes, space.scopes_are_set = set(scopes), True
        space.events = space.events if events is None else set(events)
        space.commands = space.commands if commands is None else set(commands)


async def _serve(port: int) -> None:
    stopped = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stopped.set)
    async with SlackPeer(port) as peer:
        sys.stdout.write(f"listening on {peer.url}\n")
        sys.stdout.flush()
        await stopped.wait()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    asyncio.run(_serve(parser.parse_args().port))
