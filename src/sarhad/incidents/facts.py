"""What one telling says, in words, so that two can be laid side by side."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from .. import vocabulary

LABELS: tuple[str, ...] = ("Days", "Place", "Country", "Sides", "Class of event", "Deaths", "Source", "Reports")
"""What is told of an event, in the order in which it is shown."""

_EXACT = 1
_NOT_GIVEN = "not given"
_AND = " and "
_NO_BEST = "no best estimate"
_FIGURE = re.compile(r"\d[\d,]*\d|\d")


def facts(event: Mapping[str, Any]) -> dict[str, str]:
    """One row of the events table in words, by `LABELS`; "" for what the source does not give."""
    return {
        "Days": days_words(event["date_start"], event["date_end"])
        + _precision("date_precisions", event["date_precision"]),
        "Place": _place(event),
        "Country": _country(event["country"]),
        "Sides": _AND.join(side for side in (event["side_a"], event["side_b"]) if side),
        "Class of event": ", ".join(
            filter(
                None,
                (
                    _label("event_classes", event["event_class"]),
                    _label("violence_types", event["violence_type"]),
                    _label("target_classes", event["target_class"]),
                ),
            )
        ),
        "Deaths": deaths_words(
            event["deaths_low"], event["deaths_best"], event["deaths_high"], event["deaths_reported"]
        ),
        "Source": _source(event),
        "Reports": event["citation"] or "",
    }


def different(one: Mapping[str, str], other: Mapping[str, str]) -> tuple[str, ...]:
    """The labels under which two tellings contradict each other; source and reports are not compared.

    What one leaves out is no contradiction: a place without its province, a side that is not named, a figure without
    its bounds.
    """
    return tuple(label for label in LABELS[:-2] if not _agree(label, one[label], other[label]))


def _agree(label: str, one: str, other: str) -> bool:
    if one in ("", _NOT_GIVEN) or other in ("", _NOT_GIVEN):
        return True
    if label == "Deaths":
        (low, high), (least, most) = _span_of(one), _span_of(other)
        return low <= most and least <= high
    between = {"Place": ", ", "Sides": _AND, "Class of event": ", "}.get(label)
    if between is None:
        return one.casefold() == other.casefold()
    parts = [set(text.casefold().split(between)) for text in (one, other)]
    return parts[0] <= parts[1] or parts[1] <= parts[0]


def _span_of(deaths: str) -> tuple[int, int]:
    """The figure itself, twice, or the bounds where there is no best estimate."""
    figures = [int(word.replace(",", "")) for word in _FIGURE.findall(deaths)]
    return (figures[0], figures[-1]) if deaths.endswith(_NO_BEST) else (figures[0], figures[0])


def days_words(first: dt.date, last: dt.date) -> str:
    """`3 March 2026`, `3 to 5 March 2026`, `30 January to 2 February 2026`."""
    end = f"{last.day} {last:%B} {last.year}"
    if first == last:
        return end
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day} to {end}"
    year = f" {first.year}" if first.year != last.year else ""
    return f"{first.day} {first:%B}{year} to {end}"


def deaths_words(low: int | None, best: int | None, high: int | None, reported: int | None) -> str:
    """`4 (2 to 9)`, `3 reported`, `2 to 9, no best estimate`, `not given`."""
    bounds = f"{low:,} to {high:,}" if low is not None and high is not None and low != high else ""
    if best is not None:
        return f"{best:,} ({bounds})" if bounds else f"{best:,}"
    if reported is not None:
        return f"{reported:,} reported"
    if bounds:
        return f"{bounds}, {_NO_BEST}"
    one = low if low is not None else high
    return _NOT_GIVEN if one is None else f"{one:,}, {_NO_BEST}"


def _place(event: Mapping[str, Any]) -> str:
    parts = (part for part in (event["place"], event["admin2"], event["admin1"]) if part)
    named = ", ".join(dict.fromkeys(parts))
    if not named:
        known = event["longitude"] is not None and event["latitude"] is not None
        named = f"{event['latitude']:.2f}, {event['longitude']:.2f}" if known else _NOT_GIVEN
    return named + _precision("place_precisions", event["place_precision"])


def _precision(terms: str, value: int | None) -> str:
    """What is not known to the day or the exact place is said; a source without precisions says nothing."""
    if value is None or value <= _EXACT:
        return ""
    label = _label(terms, str(value))
    return f" (known: {label[0].lower()}{label[1:]})"


def _label(terms: str, value: str | None) -> str:
    if value is None:
        return ""
    return next((term.label for term in vocabulary.terms(terms) if term.id == value), value)


def _country(code: str | None) -> str:
    if code is None:
        return ""
    return vocabulary.countries().by_iso3(code).name if code in vocabulary.countries() else code


def _source(event: Mapping[str, Any]) -> str:
    check = f", {event['under_check']}" if event["under_check"] else ""
    status = ", provisional" if event["status"] == "candidate" else ""
    return f"{event['source']} {event['source_version']}{status}{check}"
