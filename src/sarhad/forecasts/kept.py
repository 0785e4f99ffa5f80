"""A forecast as a watch keeps it: issued once, never changed, and scored as its months arrive."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from .baselines import MEMORY
from .issue import in_words, issue_forecast, what_happened
from .models import baseline_of
from .months import month_id, month_name
from .panel import Panel
from .scores import DRAWS, Draws, covered, crps, pit

Kept = dict[str, Any]
"""What stands in `forecast.json`: plain values, the same for the same panel."""

PAST_SHOWN = 24
ABOVE = (0, 10, 25, 100, 1000)
"""Deaths for which a kept forecast says how likely more are."""
FIFTHS = 5
"""The parts of a forecast by which its calibration is told."""
_LEVELS = (5, 25, 50, 75, 95)
_RULE = (
    "State-based deaths in a whole country and month; `draws` holds each number of deaths with how many of the 1,000 "
    "draws say it. The draws of two months or countries are never added up by number."
)


@dataclass(frozen=True, slots=True)
class Watched:
    """The forecast that a build makes, and the panel by which all that are kept are scored (None: nothing covered)."""

    made: Kept
    panel: Panel | None


def make_kept(
    panel: Panel | None,
    *,
    month: str,
    countries: Sequence[str],
    known_by: str,
    months_ahead: int,
    model: str,
    redraws: int,
    seed: int,
    without: Mapping[str, str],
) -> Kept:
    """The forecast of a month, from the panel up to the last month that it covers of those up to `month`.

    A country needs twelve covered months in a row up to that cut-off; an older stretch before a gap is not used.
    `countries` are those that are foreseen; models learn from all that the panel holds (`learnt_from` says of how many,
    where they are more). `without` are countries that have no forecast whatever the panel holds, with the reason; the
    others are added, as months not `known_by` what the words say.
    With `redraws` (see `issue_forecast`) each month also says what it would be from the past `as_reported`.
    """
    until, baseline = month_id(month), baseline_of("country")
    kept: Kept = {
        "format": 1, "month": month, "unit": "country", "rule": _RULE, "cutoff": None, "model": model,
        "redraws": redraws, "baseline": baseline, "seed": seed, "vintage": panel.vintage if panel else "", "panel": "",
        "sources": [ref.name for ref in panel.sources] if panel else [], "learnt_from": 0, "countries": [],
        "no_forecast": dict(without),
    }  # fmt: skip
    looked = panel.known[:, : until - panel.first + 1].any(axis=0) if panel and panel.first <= until else np.zeros(0)
    if panel is None or not looked.any():
        names = [code for code in panel.codes if code in countries] if panel else []
        kept["no_forecast"] |= dict.fromkeys(names, f"no month up to {month} {known_by}")
        return kept
    cutoff = panel.first + int(np.flatnonzero(looked)[-1])
    past = panel.until(cutoff)
    run = np.logical_and.accumulate(past.known[:, ::-1], axis=1)[:, ::-1]
    length = run.sum(axis=1)
    for code, months in zip(panel.codes, length.tolist(), strict=True):
        if months < MEMORY and code in countries:
            loaded = f"only {months} {'month' if months == 1 else 'months'}" if months else "no month"
            kept["no_forecast"][code] = f"{loaded} in a row up to {month_name(cutoff)} {known_by}, of {MEMORY}"
    served = np.flatnonzero(length >= MEMORY).tolist()
    kept["cutoff"] = month_name(cutoff)
    foreseen = [row for row, place in enumerate(served) if panel.codes[place] in countries]
    foreseen.sort(key=lambda row: panel.codes[served[row]])
    if not foreseen:
        return kept
    kept["learnt_from"] = len(served) if set(panel.codes) - set(countries) else 0
    past = replace(past, known=run, deaths=np.where(run, past.deaths, 0)).only(served)
    kept["panel"] = past.digest()
    steps = range(1, months_ahead + 1)

    def draws(name: str, redrawn: int = 0) -> Draws:
        made = issue_forecast(past, cutoff=cutoff, model=name, seed=seed, steps=steps, redraws=redrawn).table
        laid: Draws = made["outcome"].to_numpy().reshape(len(served), months_ahead, DRAWS)
        return laid

    made, base = draws(model, redraws), draws(baseline)
    reported = draws(model) if redraws else None
    for row in foreseen:
        seen = np.flatnonzero(panel.known[served[row]])
        shown = range(max(0, past.deaths.shape[1] - PAST_SHOWN), past.deaths.shape[1])
        kept["countries"].append(
            {
                "country": past.codes[row],
                "country_id": past.ids[row],
                "covered_until": month_name(panel.first + int(seen[-1])),
                "past": {month_name(past.first + at): int(past.deaths[row, at]) for at in shown if past.known[row, at]},
                "months": [
                    {
                        "month": month_name(cutoff + step),
                        "says": in_words(made[row, step - 1]),
                        **_told(made[row, step - 1]),
                        "baseline": _told(base[row, step - 1]),
                        **({} if reported is None else {"as_reported": _told(reported[row, step - 1])}),
                    }
                    for step in steps
                ],
            }
        )
    return kept


def draws_of(told: Mapping[str, Any]) -> Draws:
    """The 1,000 draws of a kept month, in order of size."""
    found: Draws = np.repeat(np.asarray(told["draws"]["deaths"]), np.asarray(told["draws"]["times"])).astype(np.int64)
    return found


def score_kept(kept: Sequence[Kept], panel: Panel | None) -> list[dict[str, Any]]:
    """Every month of every kept forecast against what the panel says happened, oldest forecast first.

    `issued`, `month` and `ahead` (months from the cut-off) say which, `chance` the share of draws with a death;
    `happened`, `inside_50`, `inside_90`, `crps` and `baseline_crps` (in deaths) and `pit` (in which fifth of the
    forecast it came, as shares; see `scores.pit`) are None where `cannot_say` gives the reason. `afterwards`: the month
    was already loaded when the forecast was made, so that it foresaw nothing, though it used nothing of it.
    """
    place = {code: row for row, code in enumerate(panel.codes)} if panel else {}
    rows: list[dict[str, Any]] = []
    arrived: list[tuple[dict[str, Any], Draws, Draws]] = []
    for forecast in kept:
        for country in forecast["countries"]:
            for ahead, told in enumerate(country["months"], 1):
                why, deaths = "not in the panel", 0
                if panel is not None:
                    why, deaths = what_happened(panel, place.get(country["country"]), month_id(told["month"]))
                row = {
                    "issued": forecast["month"], "country": country["country"], "month": told["month"], "ahead": ahead,
                    "model": forecast["model"], "says": told["says"], "chance": told["above"]["0"],
                    "quantiles": told["quantiles"], "baseline_quantiles": told["baseline"]["quantiles"],
                    "vintage": forecast["vintage"], "afterwards": told["month"] <= country["covered_until"],
                    "happened": None if why else deaths, "inside_50": None, "inside_90": None, "crps": None,
                    "baseline_crps": None, "pit": None, "cannot_say": why,
                }  # fmt: skip
                rows.append(row)
                if not why:
                    arrived.append((row, draws_of(told), draws_of(told["baseline"])))
    if arrived:
        happened = np.asarray([row["happened"] for row, _, _ in arrived])
        made, base = np.stack([draws for _, draws, _ in arrived]), np.stack([draws for _, _, draws in arrived])
        own, naive, inside = crps(made, happened), crps(base, happened), covered(made, happened)
        fifths = pit(made, happened, FIFTHS)
        for number, (row, _, _) in enumerate(arrived):
            half = row["quantiles"]["25"] <= row["happened"] <= row["quantiles"]["75"]
            row |= {"inside_50": half, "inside_90": bool(inside[number]), "crps": round(float(own[number]), 3),
                    "baseline_crps": round(float(naive[number]), 3),
                    "pit": fifths[number].round(4).tolist()}  # fmt: skip
    return rows


def _told(draws: Draws) -> dict[str, Any]:
    values, times = np.unique(draws, return_counts=True)
    return {
        "quantiles": {str(level): float(np.quantile(draws, level / 100)) for level in _LEVELS},
        "above": {str(deaths): float((draws > deaths).mean()) for deaths in ABOVE},
        "draws": {"deaths": values.tolist(), "times": times.tolist()},
    }
