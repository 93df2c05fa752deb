"""Makes the weights that we ship, and says of what."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from importlib.resources import files
from pathlib import Path

from bot.sentiment.training.fitting import STRENGTH, table
from bot.sentiment.training.pool import balance, pooled, targets
from bot.sentiment.training.sets import file_hashes, read_sets
from bot.sentiment.weights import FILE, packed, unpacked


def run(folder: Path, out: Path | None, embeddings: Path | None = None) -> Iterator[str]:
    """Read, fit, write; yields a report. Raises OperatorError for a file that is not there."""
    sets = read_sets(folder)
    pool = pooled(sets)
    hashes = file_hashes(folder)
    for name, digest in hashes.items():
        yield f"{digest[:16]}  {name}"
    yield "\nset          texts   used  unhappy  neutral   happy"
    for whole, one in zip(sets, pool.sets, strict=True):
        counts = [sum(example.feeling == feeling for example in one.examples) for feeling in range(3)]
        sizes = f"{len(whole.examples):7} {len(one.examples):6}"
        yield f"{one.name:10} {sizes} {counts[0]:8} {counts[1]:8} {counts[2]:7}"
    for name, earlier, count in pool.doubles:
        yield f"{count} of {name} are in {earlier} too and were left out"
    texts = [example.text for one in pool.sets for example in one.examples]
    made = table(texts)
    weights, bias = made.fitted(targets(pool.sets), balance(pool.sets))
    about = {
        "sets": {one.name: len(one.examples) for one in pool.sets},
        "files": {name: digest[:16] for name, digest in hashes.items()},
        "strength": STRENGTH,
        "notice": "attributions of these sets and of VADER's lexicon are in NOTICE",
    }
    raw = packed(made.named(weights), bias, about)
    path = Path(str(files("bot.sentiment").joinpath(FILE))) if out is None else out
    path.write_bytes(raw)
    yield f"\n{len(made.grams)} grams, {len(unpacked(raw).by_gram)} kept, {len(raw)} bytes"
    yield f"sha256 {sha256(raw).hexdigest()}  {path.name}"
    if embeddings is not None:
        from bot.sentiment.training import heads
        from bot.sentiment.training.evaluate import left_out

        heads.save(heads.all_made(sets, embeddings, left_out(sets)))
        yield f"heads of the engines with embeddings: {heads.HEADS_FILE.name}"
