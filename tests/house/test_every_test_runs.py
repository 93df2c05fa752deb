"""On the build server a skipped test is a failed run: what cannot run there proves nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest_plugins = ["pytester"]

CONFTEST = Path(__file__).parents[1] / "conftest.py"
SKIPS = {
    "by a mark": "@pytest.mark.skip(reason='no browser')\ndef test_it(): pass",
    "by a condition": "@pytest.mark.skipif(True, reason='no browser')\ndef test_it(): pass",
    "while it runs": "def test_it(): pytest.skip('no browser')",
    "in a fixture": "@pytest.fixture\ndef page(): pytest.skip('no browser')\ndef test_it(page): pass",
    "as a whole file": "pytest.skip('no browser', allow_module_level=True)",
    "for want of a package": "pytest.importorskip('no_such_package')",
}


def run(pytester: pytest.Pytester, text: str, *options: str, **environment: str) -> pytest.RunResult:
    pytester.makeconftest(CONFTEST.read_text("utf-8"))
    pytester.makepyfile(f"import pytest\n\ndef test_that_runs(): pass\n\n{text}")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("CI", "FEEDBACK_BOT_CI"):
            patch.delenv(name, raising=False)
        for name, value in environment.items():
            patch.setenv(name, value)
        return pytester.runpytest_subprocess("-p", "no:cacheprovider", *options)


@pytest.mark.parametrize("options", [(), ("-n", "2")], ids=["alone", "workers"])
@pytest.mark.parametrize("text", SKIPS.values(), ids=SKIPS)
def test_a_skip_fails_the_run_on_the_build_server(
    pytester: pytest.Pytester, text: str, options: tuple[str, ...]
) -> None:
    result = run(pytester, text, *options, FEEDBACK_BOT_CI="1")
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(["FAILED: 1 skipped, and here every test must run: *"])


def test_a_skip_passes_at_home(pytester: pytest.Pytester) -> None:
    assert run(pytester, SKIPS["while it runs"]).ret == pytest.ExitCode.OK


def test_a_run_without_skips_passes_on_the_build_server(pytester: pytest.Pytester) -> None:
    result = run(pytester, "@pytest.mark.xfail\ndef test_it(): assert False", CI="true")
    assert result.ret == pytest.ExitCode.OK


def test_a_test_that_reaches_for_the_network_fails(pytester: pytest.Pytester) -> None:
    text = (
        "import socket\n"
        "def test_by_name(): socket.getaddrinfo('example.com', 443)\n"
        "def test_by_address(): socket.socket().connect(('192.0.2.1', 80))\n"
        "def test_here():\n"
        "    with socket.create_server(('127.0.0.1', 0)) as server:\n"
        "        socket.create_connection(server.getsockname()).close()\n"
    )
    result = run(pytester, text)
    result.assert_outcomes(passed=2, failed=2)
    result.stdout.fnmatch_lines(["*RuntimeError: a test reaches for example.com: *"])
