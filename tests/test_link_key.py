"""The installation's key is there whole, or not at all: half a key would make links that anybody can make."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from bot import app
from bot.core.errors import DataFolderError

ROOT = Path(__file__).parents[1]

FULL = """
import resource, signal, sys
from pathlib import Path
from bot import app
from bot.core.errors import DataFolderError

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (10, 10))
try:
    app.link_key(Path(sys.argv[1]))
except DataFolderError as error:
    print(error)
"""


def test_it_is_made_once_and_is_its_owners(tmp_path: Path) -> None:
    key = app.link_key(tmp_path)
    assert app.link_key(tmp_path) == key
    assert len(key) == 32
    assert (tmp_path / app.KEY_FILE).stat().st_mode & 0o777 == 0o600


def test_on_a_full_disk_there_is_none_and_no_half_one(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", FULL, str(tmp_path)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert "cannot be written (File too large)" in done.stdout, done.stderr
    assert [*tmp_path.iterdir()] == []


@pytest.mark.parametrize("key", [b"", b"short"])
def test_what_is_left_of_a_key_is_not_used(tmp_path: Path, key: bytes) -> None:
    (tmp_path / app.KEY_FILE).write_bytes(key)
    with pytest.raises(DataFolderError, match=r"this is no key: it has \d bytes"):
        app.link_key(tmp_path)
