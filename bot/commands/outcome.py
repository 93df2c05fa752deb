"""How a run over a history ended: the digest, what went wrong, the numbers."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

from bot.commands.options import FAILED, OK

if TYPE_CHECKING:
    from bot.demo.headless import Outcome
    from bot.replay import Replayed


def ended(outcome: Outcome | Replayed, as_json: bool) -> int:
    """Print the digest, the findings and the numbers; failed when anything was lost or doubled."""
    findings = outcome.findings.lost + outcome.findings.doubled
    print(outcome.digest)
    for finding in findings:
        print(f"finding: {finding}", file=sys.stderr)
    if as_json:
        print(json.dumps(outcome.counts))
    else:
        print(", ".join(f"{name} {value}" for name, value in outcome.counts.items()))
    return FAILED if findings else OK
