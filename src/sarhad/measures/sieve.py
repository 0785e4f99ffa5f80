"""Which events go into a measure, and how many do not, by reason."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

import narwhals as nw

from ..errors import InputError
from ..events import Events, SourceRef
from ..events.frames import Frame, collected

UnderCheck = Literal["leave out", "include"]
"""What becomes of rows that the source still checks (`under_check` is not null)."""

DEATHS = ("deaths_low", "deaths_best", "deaths_high")

Reason = tuple[str, nw.Expr]
"""Why an event is left out, and the condition that it must meet to stay."""


@dataclass(frozen=True, slots=True)
class Sifted:
    """The events that stay, how many they are, and how many were left out, by reason in the order asked."""

    rows: Frame
    used: int
    left_out: dict[str, int]


def sift(frame: Frame, reasons: Sequence[Reason]) -> Sifted:
    """Keep the events that meet every condition; each that does not is counted once, under the first it fails."""
    if not reasons:
        return Sifted(frame, int(collected(frame.select(nw.len().alias("used")))["used"][0]), {})
    verdict = nw.lit(len(reasons))
    for number, (_, keeps) in reversed(list(enumerate(reasons))):
        verdict = nw.when(keeps).then(verdict).otherwise(nw.lit(number))
    marked = frame.with_columns(verdict.cast(nw.Int64).alias("_sarhad_verdict"))
    counts = collected(marked.group_by("_sarhad_verdict").agg(nw.len().alias("rows")))
    found = dict(zip(counts["_sarhad_verdict"].to_list(), counts["rows"].to_list(), strict=True))
    left_out = {reason: int(found[number]) for number, (reason, _) in enumerate(reasons) if number in found}
    rows = marked.filter(nw.col("_sarhad_verdict") == len(reasons)).drop("_sarhad_verdict")
    return Sifted(rows, int(found.get(len(reasons), 0)), left_out)


def settled() -> Reason:
    """Only rows that the source has settled."""
    return "under check", nw.col("under_check").is_null()


def in_window(start: dt.date, end: dt.date, under_check: UnderCheck, countries: list[str] | None) -> list[Reason]:
    """Only events with valid dates that touch the window, of these countries where named, settled where asked."""
    first, last = nw.col("date_start").cast(nw.Date), nw.col("date_end").cast(nw.Date)
    reasons: list[Reason] = [
        ("no valid dates", first <= last),
        ("outside the period", (first <= nw.lit(end)) & (last >= nw.lit(start))),
    ]
    if countries is not None:
        reasons.append(("in another country or none", nw.col("country").is_in(countries)))
    if under_check == "leave out":
        reasons.append(settled())
    return reasons


def one_of(name: str, value: str, allowed: Any) -> None:
    """Refuse a word that a parameter does not take.

    Raises:
        InputError: with the words that it takes.
    """
    words = get_args(allowed) or tuple(allowed)
    if value not in words:
        raise InputError(f'{name} is "{value}"', do=f"take one of {', '.join(map(repr, words))}")


def opened(events: Any) -> tuple[Any, tuple[SourceRef, ...]]:
    """The frame, and the sources that it is known to come from; of a `Reconciled` its incidents."""
    held = getattr(events, "events", None)  # of a frame perhaps a column
    if isinstance(held, Events):
        events = held
    if isinstance(events, Events):
        sources = events.provenance.sources or ((events.source,) if events.source else ())
        return events.table, sources
    return events, ()
