"""One benchmark in a process of its own: ``python -m bot.bench NAME``.

Its sizes come as a line of JSON on standard input, where nobody else reads the address of a database.
One line is printed, a JSON object: what was measured, or why it cannot be (``missing``).
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict

from bot.bench.sizes import Sizes
from bot.bench.table import BENCHES
from bot.core.errors import OperatorError


def main(name: str) -> None:
    """Measure, and print the line."""
    given = json.loads(sys.stdin.readline())
    given["open_beside"] = tuple(given["open_beside"])
    try:
        measured = BENCHES[name](Sizes(**given), lambda words: print(words, file=sys.stderr, flush=True))
    except OperatorError as error:
        print(json.dumps({"missing": str(error)}))
    else:
        print(json.dumps(asdict(measured)))


if __name__ == "__main__":
    main(sys.argv[1])
