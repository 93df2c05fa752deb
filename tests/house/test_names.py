"""What things may be called, and where they may lie."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TOP_LEVEL = {
    *("bot", "handlers", "storage", "tests", "config.example.toml", "pyproject.toml", "README.md"),
    *(".ci", ".gitignore", "CHANGELOG.md", "LICENSE", "NOTICE", "Makefile", "deploy", "docs"),
}
PACKAGES = ("bot", "handlers", "storage")
SOURCES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))
SAYS_NOTHING = {"util", "utils", "helper", "helpers", "manager", "misc", "common"}


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_at_the_top_lie_only_the_things_agreed_on() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    assert {path.split("/")[0] for path in listed} <= TOP_LEVEL


def test_no_file_has_a_name_that_says_nothing() -> None:
    assert [named(path) for path in (*SOURCES, *TESTS) if path.stem.strip("_") in SAYS_NOTHING] == []


def test_test_folders_are_no_packages() -> None:
    assert [named(path) for path in TESTS if path.name == "__init__.py"] == []


def bound(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Every variable, argument and alias that is given a value, with its line; a class's fields are none."""
    fields = {
        id(statement.target)
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
        for statement in node.body
        if isinstance(statement, ast.AnnAssign)
    }
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name, ctx=ast.Store()) if id(node) not in fields:
                yield name, node.lineno
            case ast.arg(arg=name):
                yield name, node.lineno
            case ast.alias(asname=str(name)):
                yield name, node.lineno
            case (
                ast.ExceptHandler(name=str(name))
                | ast.MatchAs(name=str(name))
                | ast.MatchStar(name=str(name))
            ):
                yield name, node.lineno
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                yield name, node.lineno


def test_nothing_takes_the_name_of_one_of_our_packages() -> None:
    taken = [
        f"{named(path)}:{line}: {name}"
        for path in (*SOURCES, *TESTS)
        for name, line in bound(ast.parse(path.read_text("utf-8")))
        if name in PACKAGES
    ]
    assert taken == []


@pytest.mark.parametrize(
    "text",
    [
        "bot = 1",
        "for bot in []: pass",
        "def f(bot): pass",
        "import os as bot",
        "with f() as bot: pass",
        "(bot := 1)",
        "bot: int = 1",
        "def f():\n    [bot for bot in []]",
        "match 1:\n    case bot: pass",
        "try: pass\nexcept ValueError as bot: pass",
    ],
)
def test_every_way_to_bind_a_name_is_seen(text: str) -> None:
    assert "bot" in dict(bound(ast.parse(text)))


def test_a_field_and_an_import_of_the_package_itself_bind_no_variable() -> None:
    assert dict(bound(ast.parse("import bot\nclass A:\n    bot: int\nx.bot = 1"))).keys() == {"A"}


@pytest.mark.parametrize("path", [path for path in SOURCES if not path.stem.startswith("_")], ids=named)
def test_every_public_module_says_what_it_is_for(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text("utf-8")))


def test_every_package_of_ours_says_what_it_is_for() -> None:
    silent = [
        named(path)
        for path in (ROOT / package / "__init__.py" for package in PACKAGES)
        if not ast.get_docstring(ast.parse(path.read_text("utf-8")))
    ]
    assert silent == []


def test_no_test_replaces_our_own_classes_with_mocks() -> None:
    mocking = [
        named(path)
        for path in TESTS
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if (isinstance(node, ast.ImportFrom) and (node.module or "").startswith("unittest"))
        or (isinstance(node, ast.Import) and any(one.name.startswith("unittest") for one in node.names))
    ]
    assert mocking == []
