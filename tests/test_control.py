"""The way to the process that runs: who is answered, and that nobody's nonsense harms it."""

from __future__ import annotations

import asyncio
import stat
from collections.abc import Mapping
from pathlib import Path

from bot.control import FILE, ask, control


async def _echo(asked: Mapping[str, object]) -> Mapping[str, object]:
    return {"ok": True, "asked": asked["do"]}


async def _fail(_asked: Mapping[str, object]) -> Mapping[str, object]:
    raise ValueError("with somebody's words")


TASKS = {"echo": _echo, "fail": _fail}


async def asked(folder: Path, request: Mapping[str, object]) -> Mapping[str, object] | None:
    return await asyncio.to_thread(ask, folder, request, 5.0)


async def test_a_task_is_done_by_its_name_and_answered(tmp_path: Path) -> None:
    async with control(tmp_path, TASKS):
        assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600, "it is for its owner alone"
        assert await asked(tmp_path, {"do": "echo"}) == {"ok": True, "asked": "echo"}
    assert not (tmp_path / FILE).exists()
    assert await asked(tmp_path, {"do": "echo"}) is None


async def test_what_fails_or_is_not_known_is_answered_and_the_next_one_too(tmp_path: Path) -> None:
    async with control(tmp_path, TASKS):
        for request in ({"do": "fail"}, {"do": "unheard of"}, {"do": 7}, {}):
            answer = await asked(tmp_path, request)
            assert answer is not None
            assert answer["ok"] is False
            assert "somebody's words" not in str(answer)
        for line in (b"\n", b"nonsense\n", b"[1]\n", b"x" * 200_000):
            reader, writer = await asyncio.open_unix_connection(str(tmp_path / FILE))
            writer.write(line)
            writer.write_eof()
            await reader.read()
            writer.close()
        assert await asked(tmp_path, {"do": "echo"}) == {"ok": True, "asked": "echo"}


async def test_a_file_that_a_killed_process_left_is_in_nobodys_way(tmp_path: Path) -> None:
    async with control(tmp_path, TASKS):
        left = tmp_path / "left"
        left.mkdir()
        (tmp_path / FILE).rename(left / FILE)
    async with control(left, TASKS):
        assert await asked(left, {"do": "echo"}) is not None


async def test_where_another_process_listens_its_socket_stays_its_own(tmp_path: Path) -> None:
    async with control(tmp_path, TASKS):
        async with control(tmp_path, {}):
            assert await asked(tmp_path, {"do": "echo"}) == {"ok": True, "asked": "echo"}
        assert await asked(tmp_path, {"do": "echo"}) is not None


async def test_without_a_socket_all_else_goes_on(tmp_path: Path) -> None:
    too_long = tmp_path / ("x" * 120)
    too_long.mkdir()
    async with control(too_long, TASKS):
        assert await asked(too_long, {"do": "echo"}) is None
