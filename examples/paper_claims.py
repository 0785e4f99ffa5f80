"""The statements of a paper as tests: run it in the paper's CI, on the file that the paper was written from.

    python examples/paper_claims.py ged-afghanistan-2020.csv

It stops at the first statement that is not supported, with the reason, and exits 1.
"""

from __future__ import annotations

import datetime as dt
import sys
from dataclasses import replace
from pathlib import Path

import sarhad
from sarhad.claims import Verdict
from sarhad.errors import SarhadError
from sarhad.events import Coverage

YEAR = {"country": "AFG", "from": 2020, "until": 2020, "lethal": True}

CLAIMS = (
    sarhad.claim(
        "UCDP lists more than 3,000 lethal events in Afghanistan in 2020.", kind="count", of=YEAR, expect="> 3000"
    ),
    sarhad.claim(
        "More than nine in ten of them were state-based.",
        kind="share",
        of=YEAR,
        part={"violence_type": "state-based"},
        expect="> 0.9",
    ),
    sarhad.claim("More than 15,000 people were killed.", kind="count", measure="deaths", of=YEAR, expect="> 15000"),
)

# Nothing that changes a figure has a default.
PARAMETERS = {"confidence": 0.95, "seed": 20260101, "bootstrap_draws": 2000, "place_precision_max": 2}


def check(path: Path) -> tuple[Verdict, ...]:
    """The verdicts on the file."""
    events = sarhad.read_events(path)
    # The file is an excerpt of a release; that it is complete for the country and year is what we know of it.
    whole = Coverage("ucdp-ged", dt.date(2020, 1, 1), dt.date(2020, 12, 31), frozenset({"AFG"}))
    events = replace(events, coverage=(whole,))
    return tuple(claim.check(events, checked_at=dt.date(2026, 11, 26), parameters=PARAMETERS) for claim in CLAIMS)


def main() -> int:
    """Print every verdict; stop where one is not supported."""
    try:
        for verdict in check(Path(sys.argv[1])):
            print(repr(verdict))
            verdict.assert_supported()
    except SarhadError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
