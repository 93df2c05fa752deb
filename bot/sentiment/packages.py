"""The packages that engines need: which version is there, and how to get one that is not."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

from bot.core.errors import OperatorError


def version_of(package: str, engine: str, extra: str | None = None) -> str:
    """The version of ``package`` that is installed. Raises OperatorError with the remedy where none is."""
    try:
        return version(package)
    except PackageNotFoundError as error:
        wanted = f"'feedback-bot[{extra}]'" if extra else "feedback-bot"
        raise OperatorError(
            f"sentiment analyzer {engine!r} needs the package {package}: pip install {wanted}"
        ) from error
