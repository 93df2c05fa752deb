"""Who may import whom, and what the core may touch at all."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("bot", "handlers", "storage")
CORE = sorted((ROOT / "bot" / "core").glob("**/*.py"))
CONTRACTS = [
    one["name"]
    for one in tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
]

# One import for every contract to catch: a module of each, and what it must not import.
VIOLATIONS = {
    "the core imports nothing of ours and no third party": ("bot/core/effects.py", "bot.texts"),
    "handlers import the core and nothing else": ("handlers/cases.py", "bot.texts"),
    "storage imports the core, SQLAlchemy and Alembic": ("storage/database.py", "handlers"),
    "only storage knows SQL": ("bot/enrich.py", "sqlalchemy"),
    "adapters know nothing of each other": ("bot/adapters/web/adapter.py", "bot.adapters.other"),
    "adapters import core, texts, charts, config and their own kit": (
        "bot/adapters/web/adapter.py",
        "bot.http",
    ),
    "delivery, http and ticker import core and config": ("bot/ticker.py", "bot.texts"),
    "the dispatcher imports core, handlers and enrich, not storage": ("bot/dispatcher.py", "storage"),
    "nothing but the ways in imports the composition root": ("bot/enrich.py", "bot.app"),
}

IMPURE = frozenset(
    {"asyncio", "concurrent", "ctypes", "ftplib", "glob", "http", "importlib", "io", "logging", "mmap"}
    | {"multiprocessing", "os", "pathlib", "pickle", "platform", "queue", "random", "secrets", "select"}
    | {"selectors", "shelve", "shutil", "signal", "smtplib", "socket", "sqlite3", "ssl", "subprocess", "sys"}
    | {"tempfile", "threading", "time", "uuid", "urllib", "warnings"}
)
IMPURE_CALLS = frozenset({"open", "print", "input", "eval", "exec"})


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    program = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    return subprocess.run(
        [sys.executable, "-c", program, "--no-cache"], cwd=folder, capture_output=True, text=True, check=False
    )


def test_everybody_imports_only_whom_the_contracts_let_them() -> None:
    result = lint_imports(ROOT)
    assert result.returncode == 0, result.stdout + result.stderr


def test_every_contract_is_broken_by_an_import_that_it_forbids(tmp_path: Path) -> None:
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for package in PACKAGES:
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "bot/adapters/other").mkdir()
    (tmp_path / "bot/adapters/other/__init__.py").touch()
    for file, forbidden in VIOLATIONS.values():
        with (tmp_path / file).open("a") as module:
            module.write(f"\nimport {forbidden}\n")
    report = lint_imports(tmp_path).stdout
    assert [name for name in CONTRACTS if f"{name} BROKEN" not in report] == [], report


def test_every_contract_has_its_violation_here() -> None:
    assert sorted(VIOLATIONS) == sorted(CONTRACTS)


@pytest.mark.parametrize("path", CORE, ids=lambda path: path.name)
def test_the_core_waits_for_nothing_and_touches_nothing(path: Path) -> None:
    found = []
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        names: list[str] = []
        match node:
            case ast.Await() | ast.AsyncFor() | ast.AsyncWith():
                found.append(f"line {node.lineno}: it waits")
            case ast.Import():
                names = [alias.name for alias in node.names]
            case ast.ImportFrom():
                names = [node.module or ""]
            case ast.Call(func=ast.Name(id=name)) if name in IMPURE_CALLS:
                found.append(f"line {node.lineno}: it calls {name}")
            case ast.AsyncFunctionDef() if path.name != "ports.py":  # signatures only, without a body
                found.append(f"line {node.lineno}: an async function")
        for name in names:
            top = name.partition(".")[0]
            is_ours = name == "bot.core" or name.startswith("bot.core.")
            if not is_ours and (top in IMPURE or top not in sys.stdlib_module_names):
                found.append(f"it imports {name}")
    assert found == []
