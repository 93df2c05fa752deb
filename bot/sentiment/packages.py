"""The packages that engines need: that they are there, in the version meant, with the model files meant.

A model file decides what every comment is said to mean, and it comes from one maintainer's package: only the
very file that our heads were trained on is loaded.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

from bot.core.errors import OperatorError


def version_of(package: str, engine: str, extra: str | None = None, exactly: str | None = None) -> str:
    """The installed version of ``package``. Raises OperatorError, with the remedy, where it will not do.

    ``extra`` is ours that brings it, ``exactly`` the only version that will do.
    """
    # From our folder: what is called feedback-bot in a package registry is somebody else's.
    remedy = (
        f"in feedback-bot's folder: .venv/bin/pip install -e '.[{extra}]'" if extra else "run make demo anew"
    )
    try:
        found = version(package)
    except PackageNotFoundError as error:
        raise OperatorError(f"sentiment analyzer {engine!r} needs the package {package}: {remedy}") from error
    if exactly is not None and found != exactly:
        raise OperatorError(
            f"sentiment analyzer {engine!r} needs {package} {exactly}, and {found} is installed: {remedy}"
        )
    return found


def check_processor(engine: str, needed: str, about: Path = Path("/proc/cpuinfo")) -> None:
    """Raises OperatorError where Linux says that the processor lacks it: it would end our process unasked."""
    with suppress(OSError):
        flags = re.search(r"^flags\s*:(.*)$", about.read_text("utf-8"), re.MULTILINE)
        if flags and needed not in flags[1].split():
            raise OperatorError(
                f"sentiment analyzer {engine!r} needs a processor with {needed.upper()}, which this one lacks"
            )


@contextmanager
def loading(engine: str) -> Iterator[None]:
    """What goes wrong in a package while it is loaded is an OperatorError."""
    try:
        yield
    except (ImportError, OSError, RuntimeError, ValueError) as error:
        raise OperatorError(f"sentiment analyzer {engine!r} cannot be loaded: {error}") from error


def folder_of(module: str) -> Path:
    """Where a package lies, without importing it. Raises OperatorError where it does not."""
    spec = find_spec(module)
    if spec is None or spec.origin is None:
        raise OperatorError(f"the package {module} is damaged: install it anew")
    return Path(spec.origin).parent


def model_file(folder: Path, name: str, sha256: str) -> Path:
    """The model file of that name, proven. Raises OperatorError where it is missing or another one."""
    path = folder / name
    try:
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise OperatorError(f"{path}: the model file cannot be read: {error.strerror or error}") from error
    if found != sha256:
        raise OperatorError(
            f"{path}: this is not the model file that we know (sha256 {found}, not {sha256}); it was changed "
            "or damaged: install its package anew, or leave sentiment.model_path out"
        )
    return path
