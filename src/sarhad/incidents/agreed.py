"""The row of an incident: what its tellings agree on, by the rules of `RULES`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from ..events.gate import strictest
from .disagreement import disagreement
from .tables import INCIDENTS_SCHEMA

RULES: tuple[str, ...] = (
    "Day and place are those of the lead telling: the one with the most precise date, then the most precise place, "
    "then final before candidate, then most reports, then by the names of the source and the event. A telling that is "
    "a part or a duplicate leads only where no other does.",
    "What the lead leaves open (coordinates with the names of the place, the sides, the class) is taken from the next.",
    "Deaths are first added up over the parts of a source; then deaths_best is the lead's best estimate, else the next "
    "source's; deaths_low and deaths_high are the lowest and highest figure that any source gives, a single reported "
    "one included; where one source alone gives figures, they stand as it gives them.",
    "An incident is final when a telling is, and under check when every telling is; its licence class is the strictest "
    "of its tellings.",
)
"""How the tellings are put into one row."""

LEAD, WHOLE, PART, DUPLICATE = "lead", "whole", "part", "duplicate"

_FIGURES = ("low", "best", "high", "reported")
_PLACE = ("longitude", "latitude", "place_precision", "place", "admin1", "admin2", "country", "gw", "priogrid_gid")
_SIDES = ("side_a", "side_b", "actor_a", "actor_b")
_LARGEST = 2**31 - 1
_CITED = 2_000  # characters of the citations of all tellings
_UNKNOWN = 9  # behind every step of a scale of precision
_EPOCH = dt.date(1970, 1, 1)

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Group:
    """An incident of several tellings: their rows, the lead first, and which of them are duplicates."""

    rows: tuple[Row, ...]
    duplicates: frozenset[str]
    probability: float | None

    @property
    def incident_id(self) -> str:
        """Its id: that of the first of its events by name."""
        return incident_id(min(row["event_id"] for row in self.rows))

    def roles(self) -> dict[str, str]:
        """What each telling is: lead, whole, part or duplicate."""
        found = {}
        for row in self.rows:
            event = row["event_id"]
            parts = [r for r in self.rows if r["source"] == row["source"] and r["event_id"] not in self.duplicates]
            if event in self.duplicates:
                found[event] = DUPLICATE
            elif row is self.rows[0]:
                found[event] = LEAD
            else:
                found[event] = PART if len(parts) > 1 else WHOLE
        return found


def incident_id(event_id: str) -> str:
    """The id of the incident whose first event this is."""
    return f"incident:{event_id}"


def group_of(rows: Iterable[Row], duplicates: Iterable[str] = (), probability: float | None = None) -> Group:
    """The incident of these tellings, its lead found."""
    listed = ranked(rows)
    repeated = frozenset(duplicates)
    sources = [row["source"] for row in listed if row["event_id"] not in repeated]
    lead = next(
        (row for row in listed if row["event_id"] not in repeated and sources.count(row["source"]) == 1),
        next((row for row in listed if row["event_id"] not in repeated), listed[0]),
    )
    return Group((lead, *(row for row in listed if row is not lead)), repeated - {lead["event_id"]}, probability)


def ranked(rows: Iterable[Row]) -> list[Row]:
    """Tellings in the order in which they would lead."""
    return sorted(rows, key=_rank)


def agreed_rows(groups: Sequence[Group]) -> pa.Table:
    """One row for each incident of several tellings."""
    return pa.Table.from_pylist([_agreed(group) for group in groups], schema=INCIDENTS_SCHEMA)


def told_once(events: pa.Table) -> pa.Table:
    """One row for each event that nothing else tells: as its source gives it."""
    columns: dict[str, Any] = {}
    count = events.num_rows
    each = pa.array(range(count + 1), pa.int32())
    figures = {name: events[f"deaths_{name}"].combine_chunks() for name in _FIGURES}
    given = [pc.is_valid(column).cast(pa.int32()) for column in figures.values()]
    any_given = given[0]
    for other in given[1:]:
        any_given = pc.or_kleene(any_given.cast(pa.bool_()), other.cast(pa.bool_())).cast(pa.int32())
    source = events["source"].combine_chunks()
    told = any_given.cast(pa.bool_())
    offsets = pc.cumulative_sum(pa.concat_arrays([pa.array([0], pa.int32()), any_given.cast(pa.int32())]))
    kind = INCIDENTS_SCHEMA.field("deaths_by_source").type
    structs = pa.StructArray.from_arrays(
        [source.filter(told), *(column.filter(told) for column in figures.values())],
        fields=list(kind.value_type),
    )
    columns["incident_id"] = pc.binary_join_element_wise("incident:", events["event_id"], "")
    columns["lead"] = events["event_id"]
    columns["n_tellings"] = pa.repeat(pa.scalar(1, pa.int32()), count)
    columns["sources"] = pa.ListArray.from_arrays(each, source)
    columns["event_ids"] = pa.ListArray.from_arrays(each, events["event_id"].combine_chunks())
    columns["deaths_by_source"] = pa.ListArray.from_arrays(offsets.cast(pa.int32()), structs, type=kind)
    columns["disagreement"] = pa.ListArray.from_arrays(pa.repeat(pa.scalar(0, pa.int32()), count + 1),
                                                       pa.array([], pa.string()))  # fmt: skip
    columns["probability"] = pa.nulls(count, pa.float64())
    arrays = [columns.get(field.name) for field in INCIDENTS_SCHEMA]
    filled = [
        events[field.name] if array is None else array for field, array in zip(INCIDENTS_SCHEMA, arrays, strict=True)
    ]
    return pa.Table.from_arrays([_one(array) for array in filled], schema=INCIDENTS_SCHEMA)


def _one(array: Any) -> pa.Array:
    return array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array


def _rank(row: Row) -> tuple[Any, ...]:
    """The order in which tellings lead."""
    place = row["place_precision"]
    known = row["longitude"] is not None
    return (
        row["date_precision"] or _span_precision(row["date_start"], row["date_end"]),
        (place or _UNKNOWN) if known else _UNKNOWN + 1,
        row["status"] != "final",
        -(row["n_reports"] or 0),
        row["source"],
        row["event_id"],
    )


def _span_precision(start: dt.date, end: dt.date) -> int:
    """UCDP's scale of date precision, from the span alone."""
    days = (end - start).days + 1
    return next((step for step, longest in ((1, 1), (2, 6), (3, 7), (4, 31)) if days <= longest), 5)


def _figures(group: Group) -> list[dict[str, Any]]:
    """Each source's own figures, parts added up; the lead's source first, then by rank."""
    found: list[dict[str, Any]] = []
    for source in dict.fromkeys(row["source"] for row in group.rows):
        own = [r for r in group.rows if r["source"] == source and r["event_id"] not in group.duplicates]
        sums = {name: _sum([row[f"deaths_{name}"] for row in own]) for name in _FIGURES}
        found.append({"source": source, **sums, "civilians": _sum([row["deaths_civilians"] for row in own])})
    return found


def _sum(values: Sequence[int | None]) -> int | None:
    """The sum where each part gives the figure: without one of them it would be a floor, not a figure."""
    known = [value for value in values if value is not None]
    return min(sum(known), _LARGEST) if known and len(known) == len(values) else None


def _deaths(figures: Sequence[Row]) -> dict[str, int | None]:
    giving = [f for f in figures if any(f[name] is not None for name in _FIGURES)]
    first = {name: _first(f[name] for f in figures) for name in (*_FIGURES, "civilians")}
    if len(giving) > 1:
        told = [f[name] for f in giving for name in _FIGURES if f[name] is not None]
        first["low"], first["high"] = min(told), max(told)
    return {f"deaths_{name}": value for name, value in first.items()}


def _first(values: Iterable[Any]) -> Any:
    return next((value for value in values if value is not None), None)


def _block(rows: Sequence[Row], names: Sequence[str], needs: Sequence[str]) -> dict[str, Any]:
    """Columns that belong together, from the first telling that fills one of `needs`, else from the lead."""
    row = next((row for row in rows if any(row[name] is not None for name in needs)), rows[0])
    return {name: row[name] for name in names}


def _agreed(group: Group) -> dict[str, Any]:
    rows = group.rows
    lead = rows[0]
    figures = _figures(group)
    standing = [row for row in rows if row["event_id"] not in group.duplicates]
    checks = [row["under_check"] for row in standing]
    cited = list(dict.fromkeys(row["citation"] for row in rows if row["citation"]))
    place = _block(rows, _PLACE, ("longitude",))
    return {
        "incident_id": group.incident_id,
        "status": "final" if any(row["status"] == "final" for row in standing) else "candidate",
        "under_check": None if None in checks else "; ".join(dict.fromkeys(checks)),
        **{name: lead[name] for name in ("date_start", "date_end", "date_precision")},
        **place,
        "country": place["country"] or _first(row["country"] for row in rows),
        **_block(rows, _SIDES, _SIDES),
        **{name: _first(row[name] for row in rows) for name in ("violence_type", "event_class", "target_class")},
        **_deaths(figures),
        "n_reports": _most_reports(standing),
        "citation": _joined(cited) if cited else None,
        "licence": "; ".join(sorted({row["licence"] for row in rows})),
        "licence_class": strictest(row["licence_class"] for row in rows),
        "lead": lead["event_id"],
        "n_tellings": len(rows),
        "sources": sorted({row["source"] for row in rows}),
        "event_ids": sorted(row["event_id"] for row in rows),
        "deaths_by_source": sorted(
            (
                {name: figure[name] for name in ("source", *_FIGURES)}
                for figure in figures
                if any(figure[name] is not None for name in _FIGURES)
            ),
            key=lambda figure: str(figure["source"]),
        ),
        "disagreement": disagreement([_whole(group, row) for row in standing], figures),
        "probability": group.probability,
    }


def _whole(group: Group, row: Row) -> Row:
    """A part with the days of all parts of its source: together they tell what the other tells once."""
    own = [r for r in group.rows if r["source"] == row["source"] and r["event_id"] not in group.duplicates]
    if len(own) == 1:
        return row
    return {**row, "date_start": min(r["date_start"] for r in own), "date_end": max(r["date_end"] for r in own)}


def _most_reports(rows: Sequence[Row]) -> int | None:
    """The most reports that one source names: those of two sources may be the same."""
    known = [row["n_reports"] for row in rows if row["n_reports"] is not None]
    if not known:
        return None
    by_source: dict[str, int] = {}
    for row in rows:
        by_source[row["source"]] = by_source.get(row["source"], 0) + (row["n_reports"] or 0)
    return min(max(by_source.values()), _LARGEST)


def _joined(cited: Sequence[str]) -> str:
    """The citations one after another, as many as fit whole, and how many more there are."""
    kept, length = [cited[0][:_CITED]], min(len(cited[0]), _CITED)
    for text in cited[1:]:
        length += len(text) + 2
        if length > _CITED:
            return f"{'; '.join(kept)}; and {len(cited) - len(kept):,} more"
        kept.append(text)
    return "; ".join(kept)
