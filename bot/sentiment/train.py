"""``python -m bot.sentiment.train DATA_FOLDER`` makes the weights of the default engine; see ``--help``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from bot.core.errors import OperatorError


def main(arguments: list[str] | None = None) -> int:
    """Returns the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m bot.sentiment.train",
        description="Makes the weights of the default engine from labelled sets, the same bytes every time. "
        "Needs numpy, scipy and scikit-learn (the extra [train]).",
    )
    parser.add_argument("folder", type=Path, metavar="DATA_FOLDER", help="where the files of the sets are")
    parser.add_argument("--out", type=Path, metavar="FILE", help="default: the weights that we ship")
    parser.add_argument(
        "--evaluate",
        action="store_true",
        help="instead, leave out each group of sets in turn and measure every engine on it; "
        "writes calibration.json and prints tables",
    )
    parser.add_argument(
        "--embeddings",
        type=Path,
        metavar="FOLDER",
        help="also make the heads of multilingual and accurate, or measure those engines; embeddings are "
        "kept there, and takes half an hour the first time (needs the extras of both)",
    )
    options = parser.parse_args(arguments)
    try:
        if options.evaluate:
            from bot.sentiment.training import evaluate

            lines = evaluate.run(options.folder, options.embeddings)
        else:
            from bot.sentiment.training import making

            lines = making.run(options.folder, options.out, options.embeddings)
        for line in lines:
            sys.stdout.write(f"{line}\n")
            sys.stdout.flush()
    except OperatorError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except ModuleNotFoundError as error:
        sys.stderr.write(f"{error}; to train: pip install -e '.[train]', with --embeddings also its extras\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
