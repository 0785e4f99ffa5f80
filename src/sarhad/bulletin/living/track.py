"""How the kept forecasts did: tallies by group, against the baseline, calibration, in figures and in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from markupsafe import Markup

from ..fan import NONE_EXPECTED
from ..words import plural, spell

Row = Mapping[str, Any]

SAME = 0.03
"""A ratio to the baseline that differs from 1 by less means nothing."""
JUDGED = 30
"""Forecasts from which it is said whether as many held as should, and calibration is told."""
MONTHS = 12
"""With fewer months the page says that they say little."""
_AHEAD = {"1 to 3 months ahead": range(1, 4), "4 to 6": range(4, 7), "7 and more": range(7, 15)}


@dataclass(frozen=True, slots=True)
class Tally:
    """So many forecasts, how many held, and their mean CRPS and the baseline's, in deaths."""

    n: int
    inside_50: int
    inside_90: int
    crps: float
    baseline_crps: float

    @property
    def ratio(self) -> float | None:
        """The CRPS over the baseline's; None where the baseline did not err."""
        return self.crps / self.baseline_crps if self.baseline_crps else None


def tally(rows: Sequence[Row]) -> Tally:
    """How some scored rows did; at least one."""
    own, naive = (sum(row[name] for row in rows) / len(rows) for name in ("crps", "baseline_crps"))
    half, most = (sum(row[name] for row in rows) for name in ("inside_50", "inside_90"))
    return Tally(len(rows), half, most, own, naive)


def may_die(row: Row) -> bool:
    """Whether the forecast of a month expected a death."""
    return bool(row["chance"] >= NONE_EXPECTED)


def tallies(rows: Sequence[Row], names: Mapping[str, str]) -> list[tuple[str, list[tuple[str, Tally]]]]:
    """All rows, then by what was expected, months ahead, model and country: where there are at least two of a kind."""
    told = [("", [("All", tally(rows))])]
    groups: dict[str, dict[str, list[Row]]] = {
        "By what was expected and came": {
            "a death was expected": [row for row in rows if may_die(row)],
            "none was expected": [row for row in rows if not may_die(row)],
            "somebody died": [row for row in rows if row["happened"]],
        },
        "By months ahead": {
            name: [row for row in rows if row["ahead"] in steps] for name, steps in _AHEAD.items()
        },
        "By model": _by(rows, lambda row: str(row["model"]).replace("_", " ")),
        "By country": _by([row for row in rows if may_die(row) or row["happened"]], lambda row: names[row["country"]]),
    }  # fmt: skip
    for title, parts in groups.items():
        found = [(name, tally(part)) for name, part in parts.items() if part]
        if len(found) > 1:
            told.append((title, found))
    return told


def against_baseline(rows: Sequence[Row], names: Mapping[str, str]) -> Markup:
    """Whether the forecasts were better than the baseline, also without the country in which the baseline errs most."""
    found = tally(rows)
    base = "the baseline, the country’s own last 12 months again"
    errors = (
        f"the mean error (CRPS, in deaths; smaller is better) is {found.crps:.2f} against {found.baseline_crps:.2f}"
    )
    if found.ratio is None:
        return Markup("Against {}: {}.").format(base, errors)
    text = Markup("They were {} {}: {}, a ratio of {:.2f}.").format(_verdict(found.ratio), base, errors, found.ratio)
    sums = {
        code: sum(r["baseline_crps"] for r in part) for code, part in _by(rows, lambda r: str(r["country"])).items()
    }
    most = max(sums, key=lambda code: sums[code])
    if rest := [row for row in rows if row["country"] != most]:
        without = tally(rest).ratio
        if without is not None:
            text += Markup(" Without {}, where the baseline errs most, it is {:.2f}.").format(names[most], without)
    return text


def how_many_held(rows: Sequence[Row]) -> Markup:
    """Whether as many came inside the 90 % as should, where a death was expected."""
    live = [row for row in rows if may_die(row)]
    if not live:
        return Markup("No death was expected in any of them.")
    found = tally(live)
    text = Markup("Of the {} in which a death was expected, {} came inside the 50 % and {} inside the 90 %").format(
        spell(found.n), spell(found.inside_50), spell(found.inside_90)
    )
    part = found.inside_90 / found.n
    if found.n < JUDGED:
        return text + Markup(": too few to judge by.")
    if part < 0.8:
        return text + Markup(": fewer than nine in ten, so the forecasts were too sure of themselves.")
    if part > 0.97:
        return text + Markup(": more than nine in ten, so they were less sure than they could have been.")
    return text + Markup(": about the nine in ten that should.")


def of_how_many_months(rows: Sequence[Row]) -> Markup:
    """That forecasts of the same months are no separate trials."""
    months = len({row["month"] for row in rows})
    text = Markup("They are of {} {}").format(spell(months), plural(months, "month"))
    if len(rows) > months:
        text += Markup(", in several countries or foreseen several times: such forecasts stand and fall together")
    if months < MONTHS:
        text += Markup("; few months say little about a forecast")
    return text + Markup(".")


def fifths(rows: Sequence[Row]) -> list[float]:
    """The shares of what happened by the fifth of the forecast in which it came, lowest first; empty if too few.

    Only where a death was expected: elsewhere nothing but zeros were foreseen, and came.
    """
    live = [row["pit"] for row in rows if may_die(row)]
    return [] if len(live) < JUDGED else [float(share) for share in np.mean(live, axis=0)]


def _verdict(ratio: float) -> str:
    return "better than" if ratio < 1 - SAME else "worse than" if ratio > 1 + SAME else "about as good as"


def _by(rows: Iterable[Row], key: Callable[[Row], str]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(key(row), []).append(row)
    return dict(sorted(found.items()))
