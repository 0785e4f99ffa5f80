"""When did the level of violence change: change points of a monthly series."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Sequence
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from scipy import stats

from ..errors import InputError
from ..events import SPLIT_RULE, Coverage, Provenance, Result
from ..events.frames import frame_like
from .ratios import negative_binomial
from .segments import Cost, best_cut, one_level_dispersion, segment_any_dispersion
from .series import MIDDLE_NOTE, Counts, Estimate, MonthlySeries, Of, Status, monthly_series
from .sieve import UnderCheck

MIN_MONTHS = 12
"""With fewer months nothing is said about a change of level."""

MIN_FILLED = 5
"""With fewer months that hold anything at all nothing is said either."""

_BATCH = 200  # permuted series held at once

_SCHEMA = pa.schema(
    [
        ("method", pa.string()),
        ("change", pa.date32()),
        ("months_before", pa.int64()),
        ("months_after", pa.int64()),
        ("mean_before", pa.float64()),
        ("mean_after", pa.float64()),
        ("ratio", pa.float64()),
        ("ratio_low", pa.float64()),
        ("ratio_high", pa.float64()),
        ("statistic", pa.float64()),
        ("p_value", pa.float64()),
        ("p_approximate", pa.float64()),
        ("dispersion", pa.float64()),
        ("cannot_say", pa.string()),
    ]
)

_RATIO_NOTE = (
    "Ratios compare the months on both sides of a change that was looked for in the same months, so that they lie "
    "farther from 1, and their intervals hold the truth less often, than for a date fixed beforehand."
)


def change(
    events: Any,
    *,
    of: Of,
    deaths: Estimate,
    start: dt.date,
    end: dt.date,
    under_check: UnderCheck,
    status: Status,
    penalty: float | Literal["BIC"],
    shortest_months: int,
    block_months: int,
    permutations: int,
    seed: int,
    confidence: float,
    coverage: Sequence[Coverage] = (),
    countries: Iterable[str] | None = None,
) -> Result[Any]:
    """Months at which the level of events or deaths by month changes, by three methods.

    * `PELT` (Killick, Fearnhead & Eckley 2012): the segmentation of least cost, cost being twice the negative log
      likelihood of negative binomial counts (variance = mean + alpha * mean²; alpha, `dispersion`, is the one that
      costs least; 0 is Poisson) plus `penalty` for each change. `BIC` is 2 ln(months): each change adds a mean and a
      date. `statistic` is what the segmentation would cost more without that change. One row a change, or one without
      a date. No p-value: it takes months as independent, and cuts a series with memory into levels that are none.
    * `best single cut`: the largest likelihood ratio of one change against none, `dispersion` being that of the months
      without a change.
    * `Pettitt` (1979): K = max over t of |2 * (sum of the first t ranks) - t * (n + 1)|, a test of ranks that takes no
      model of counts. `p_approximate` is the paper's 2 exp(-6 K² / (n³ + n²)).

    The null of the last two: the months come in any order. `p_value` = (1 + permuted series with a statistic as large)
    / (1 + `permutations`), permuting whole blocks of `block_months` months. With blocks of 1, months that resemble the
    one before (war does) are mistaken for a change far too often; a block should be longer than that memory.

    `change` is the first month of the new level; `months_before, months_after` the lengths of the segments on its two
    sides, with their means and `ratio`, after by before, and its interval at `confidence`
    (`sarhad.measures.ratios.negative_binomial`). No segment is shorter than `shortest_months` (Pettitt's excepted).
    With `coverage`, months at the ends that no source (of the `status` asked for) covers whole are left out.

    Where nothing can be said (fewer than 12 months or twice `shortest_months`, fewer than 5 months with anything in
    them, a gap in the coverage) the table has one row with `cannot_say` and no number. A gradual rise also yields
    changes: ask `trend` for that. The events are collected at once.

    Raises:
        InputError: a column is missing, the window is not made of whole months, or a parameter is out of its range.
    """
    _check(penalty, shortest_months, block_months, permutations, confidence)
    series = monthly_series(
        events,
        of=of,
        deaths=deaths,
        start=start,
        end=end,
        under_check=under_check,
        status=status,
        coverage=coverage,
        countries=countries,
    )
    reason = _cannot_say(series, shortest_months, block_months)
    if reason:
        rows: list[dict[str, Any]] = [{"cannot_say": reason}]
    else:
        rows = [
            *_pelt(series, penalty, shortest_months, confidence),
            *_permuted(series, shortest_months, block_months, permutations, seed, confidence),
        ]
    return Result(
        frame_like(series.frame, pa.Table.from_pylist(rows, _SCHEMA)).to_native(),
        Provenance(
            step="sarhad.measures.change",
            sources=series.sources,
            filters={"start": start, "end": end, "countries": None if countries is None else sorted(set(countries))},
            parameters={
                "of": of,
                "deaths": deaths,
                "under_check": under_check,
                "status": status,
                "penalty": penalty,
                "shortest_months": shortest_months,
                "block_months": block_months,
                "permutations": permutations,
                "confidence": confidence,
                "months": len(series.months),
            },
            seed=seed,
            rows_used=series.used,
            left_out=series.left_out,
            notes=(MIDDLE_NOTE if of == "events" else SPLIT_RULE, *series.notes, _RATIO_NOTE),
        ),
    )


def _check(penalty: float | str, shortest: int, block: int, permutations: int, confidence: float) -> None:
    if penalty != "BIC" and not (isinstance(penalty, int | float) and 0 < penalty < math.inf):
        raise InputError(f"penalty is {penalty!r}", do='give "BIC" or a number above 0 (twice a log likelihood)')
    if shortest < 1:
        raise InputError(f"shortest_months is {shortest}", do="give 1 or more")
    if block < 1:
        raise InputError(f"block_months is {block}", do="give 1 (months in any order) or more")
    if permutations < 99:
        raise InputError(f"permutations is {permutations}", do="give 99 or more; 999 is usual")
    if not 0.5 <= confidence < 1:
        raise InputError(f"confidence is {confidence}", do="give a share such as 0.95")


def _cannot_say(series: MonthlySeries, shortest: int, block: int) -> str:
    n, filled = len(series.counts), int((series.counts > 0).sum())
    if series.gap:
        return series.gap
    if n < max(MIN_MONTHS, 2 * shortest):
        return f"{n} months, at least {max(MIN_MONTHS, 2 * shortest)} are needed"
    if filled < MIN_FILLED:
        return f"{filled} months hold anything, at least {MIN_FILLED} are needed"
    if n < 5 * block:
        return f"{n} months make fewer than 5 blocks of {block}, too few to permute"
    return ""


def _pelt(series: MonthlySeries, penalty: float | str, shortest: int, confidence: float) -> list[dict[str, Any]]:
    n = len(series.counts)
    price = 2 * math.log(n) if penalty == "BIC" else float(penalty)
    alpha, cuts = segment_any_dispersion(series.counts, price, shortest)
    if not cuts:
        return [{"method": "PELT", "dispersion": alpha}]
    cost = Cost(series.counts, alpha)
    edges = [0, *cuts, n]
    rows = []
    for before, cut, after in zip(edges, edges[1:], edges[2:], strict=False):
        whole, left, right = cost.between([before, before, cut], [after, cut, after])
        sides = _sides(series, before, cut, after, confidence)
        rows.append({"method": "PELT", **sides, "statistic": float(whole - left - right), "dispersion": alpha})
    return rows


def _permuted(
    series: MonthlySeries, shortest: int, block: int, permutations: int, seed: int, confidence: float
) -> list[dict[str, Any]]:
    """The two tests of one change against permuted blocks of months."""
    counts, n = series.counts, len(series.counts)
    alpha = one_level_dispersion(counts)
    ranks = stats.rankdata(counts)
    own_cut, own_gain = best_cut(counts[None, :], alpha, shortest)
    own_month, own_k = _pettitt(ranks[None, :])
    random = np.random.default_rng(seed)
    as_large = np.zeros(2, dtype=np.int64)
    for begin in range(0, permutations, _BATCH):
        order = _orders(random, n, block, min(_BATCH, permutations - begin))
        as_large[0] += int((best_cut(counts[order], alpha, shortest)[1] >= own_gain[0] - 1e-9).sum())
        as_large[1] += int((_pettitt(ranks[order])[1] >= own_k[0] - 1e-9).sum())
    p_cut, p_pettitt = (1 + as_large) / (1 + permutations)
    k = float(own_k[0])
    return [
        {
            "method": "best single cut",
            **_sides(series, 0, int(own_cut[0]), n, confidence),
            "statistic": float(own_gain[0]),
            "p_value": float(p_cut),
            "dispersion": alpha,
        },
        {
            "method": "Pettitt",
            **_sides(series, 0, int(own_month[0]), n, confidence),
            "statistic": k,
            "p_value": float(p_pettitt),
            "p_approximate": min(1.0, 2 * math.exp(-6 * k**2 / (n**3 + n**2))),
        },
    ]


def _pettitt(ranks: Counts) -> tuple[npt.NDArray[np.int64], Counts]:
    """For each row of ranks: the number of months before the change, and K."""
    n = ranks.shape[1]
    before = np.arange(1, n)
    u = np.abs(2 * np.cumsum(ranks, axis=1)[:, :-1] - before * (n + 1))
    at = np.argmax(np.round(u, 6), axis=1)
    return before[at], u[np.arange(len(ranks)), at]


def _orders(random: np.random.Generator, n: int, block: int, rows: int) -> npt.NDArray[np.int64]:
    """Orders of the months that keep blocks whole; the last block may be shorter."""
    number = np.arange(n) // block
    keys = random.random((rows, int(number[-1]) + 1))
    return np.argsort(keys[:, number], axis=1, kind="stable")


def _sides(series: MonthlySeries, before: int, cut: int, after: int, confidence: float) -> dict[str, Any]:
    left, right = series.counts[before:cut], series.counts[cut:after]
    found = negative_binomial(left, right, confidence=confidence)
    return {
        "change": series.months[cut],
        "months_before": cut - before,
        "months_after": after - cut,
        "mean_before": float(left.mean()),
        "mean_after": float(right.mean()),
        "ratio": found.ratio,
        "ratio_low": found.low,
        "ratio_high": found.high,
    }
