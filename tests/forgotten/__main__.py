"""``python -m tests.forgotten``: somebody is forgotten in the middle of everything, and then is looked for.

Her life with the shop is lived through (``tests/forgotten/life.py``), she wishes to be forgotten, and the
process dies at every crash point, or every so manieth, and goes on. Then everything is looked through for
her name and her words: the file with its free pages, its log, tombstones, every table, the logs at DEBUG,
what staff can read, a restored backup of before; the tables of a PostgreSQL server; and what real processes
leave that were killed. Each thing is printed with its size and what was found in it. Ends with 1 if that is
anything.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path

from tests.forgotten.killed import killed
from tests.forgotten.life import AFTERWARDS, BY_THE_SHOP, LIFE, SECRETS, WISH, Forgetting
from tests.forgotten.looking import (
    Looked,
    left,
    listening,
    through_files,
    through_restored,
    through_rooms,
    through_tables,
)
from tests.postgres import serving


def main() -> int:
    """0 where nothing was found, else 1."""
    given = _arguments()
    sys.stdout.write(f"Looked for: {', '.join(SECRETS)}\n")
    found: list[str] = []
    with tempfile.TemporaryDirectory(prefix="feedback-bot-forgotten-") as folder:
        found += asyncio.run(_lived(Path(folder), given.every))
        found += asyncio.run(_on_a_server(Path(folder) / "server"))
        if not given.without_processes:
            place = Path(folder) / "killed"
            place.mkdir()
            found += _told(asyncio.run(killed(place)))
    sys.stdout.write("\n".join([*(f"FOUND {one}" for one in found), f"Found: {len(found)}"]) + "\n")
    return 1 if found else 0


async def _lived(folder: Path, every: int) -> list[str]:
    with listening() as heard:
        stage = Forgetting(folder / "unbroken", LIFE, watched=True, watched_from=WISH)
        await stage.play()
        found = _told([*through_files(stage.folder), *through_tables(stage), through_rooms(stage)])
        found += _told(await through_restored(stage))
        shop = Forgetting(folder / "shop", {**BY_THE_SHOP, "steps": [*BY_THE_SHOP["steps"], *AFTERWARDS]})
        await shop.play()
        found += _told([*through_files(shop.folder, "by the shop, and afterwards: "), through_rooms(shop)])
        images = stage.images[::every]
        for number, image in enumerate(images):
            again = Forgetting(folder / f"{number}", LIFE, image=image, down=timedelta(minutes=2))
            await again.play()
            looked = [*through_files(again.folder), *through_tables(again), through_rooms(again)]
            found += [f"killed {image.point}, step {image.position.step}: {one}" for one in left(looked)]
    sys.stdout.write(f"killed at {len(images)} of {len(stage.images)} crash points since she wished it\n")
    return [*found, *_told(heard.through())]


async def _on_a_server(folder: Path) -> list[str]:
    with serving() as server:
        if server is None:
            sys.stdout.write("PostgreSQL's programs are not here: not looked\n")
            return []
        with server.database() as url:
            stage = Forgetting(folder, LIFE, url=url)
            await stage.play()
    looked = [Looked(f"postgresql {one.where}", one.size, one.found) for one in through_tables(stage)]
    return _told([*looked, *through_files(folder, "postgresql, beside it: ")])


def _told(looked: Iterable[Looked]) -> list[str]:
    """Print each; those with something."""
    looked = list(looked)
    sys.stdout.write("".join(f"{one}\n" for one in looked))
    return left(looked)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.forgotten", description=__doc__)
    parser.add_argument("--every", type=int, default=1, help="crash at every so manieth point; default: 1")
    parser.add_argument(
        "--without-processes", action="store_true", help="leave out the real processes that are killed"
    )
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
