"""/forget in the middle of everything, killed at every crash point: nothing of her is left anywhere."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from bot.core.audit import CUSTOMER_EXPORT
from tests.forgotten.life import AFTERWARDS, BY_THE_SHOP, EXPORTED, LIFE, SECRETS, WISH, Forgetting
from tests.forgotten.looking import (
    left,
    listening,
    through,
    through_files,
    through_restored,
    through_rooms,
    through_tables,
)

SOME = 12  # every so manieth image: all of them are for ``python -m tests.forgotten``


def nothing_is_left(stage: Forgetting, where: str) -> None:
    looked = [*through_files(stage.folder), *through_tables(stage), through_rooms(stage)]
    assert left(looked) == [], where
    assert stage.wrong == {}, where


async def test_forgotten_in_the_middle_of_everything_nothing_is_left_wherever_it_is_killed(
    tmp_path: Path,
) -> None:
    with listening() as heard:
        stage = Forgetting(tmp_path / "unbroken", LIFE, watched=True, watched_from=WISH)
        await stage.play()
        nothing_is_left(stage, "unbroken")
        assert any(EXPORTED in row and CUSTOMER_EXPORT in row for row in stage.stored["audit"])
        assert len(stage.images) > 40
        for number, image in enumerate(stage.images[::SOME]):
            again = Forgetting(tmp_path / f"{number}", LIFE, image=image, down=timedelta(minutes=2))
            await again.play()
            nothing_is_left(again, f"killed {image.point}, in step {image.position.step}")
        assert left(await through_restored(stage)) == []
    assert left(heard.through()) == []
    assert len(heard.machine.getvalue()) > 1000


async def test_what_staff_had_begun_and_the_shop_still_tells_brings_nothing_back(tmp_path: Path) -> None:
    stage = Forgetting(
        tmp_path / "afterwards", {**BY_THE_SHOP, "steps": [*BY_THE_SHOP["steps"], *AFTERWARDS]}
    )
    await stage.play()
    nothing_is_left(stage, "afterwards")


async def test_on_a_server_nothing_is_left_in_any_table(tmp_path: Path, postgres_url: str) -> None:
    stage = Forgetting(tmp_path / "server", LIFE, url=postgres_url)
    await stage.play()
    nothing_is_left(stage, "on a server")


def test_what_is_looked_for_is_found_where_it_is() -> None:
    assert through("here", "a Tablecloth").found == ("tablecloth",)
    assert through("here", b"\x00\xffOKAFOR").found == ("okafor",)
    assert set(SECRETS) == {one.casefold() for one in SECRETS}
