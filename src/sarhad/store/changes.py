"""What a newer version of a source changed against an older one: event by event, and by country and month.

Events are paired by the source's own id; UCDP's yearly and candidate releases share their ids and can be compared with
each other. `COMPARED` names the columns that are compared. Left aside are those that follow from another one (`gw`,
`priogrid_gid`), the name of the spot (`place`) and the reports named (`n_reports`, `citation`).

The country and month of a change are those of the event's last day in the newer version, or in the older one where the
newer lists it no more. A change is counted once, there; where an event went to another country or month, the cell that
it `left` and the one where it `arrived` both say so, and its deaths stand in the first before and in the second after.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyproj import Geod

from ..errors import InputError
from ..events import Coverage, Events, Provenance, SourceRef
from ..events.arrays import Mask, number_array, numbers
from .changes_sql import (
    BLOCKS_SCHEMA,
    CHANGES_SCHEMA,
    KINDS,
    NOT_COMPARED,
    POINTS,
    SUMMARY_SCHEMA,
    SUMMARY_SQL,
    changes_sql,
    split_sql,
)

_FAMILIES = {"ucdp-ged": "ucdp", "ucdp-candidate": "ucdp"}
_MADE_ID = r"^row-[0-9a-f]{16}(-\d+)?$"  # of a file without ids: the reader makes them from the row's content
_GEOD = Geod(ellps="WGS84")
_CLASSES = ("open", "aggregate-only", "private")


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed from `old` to `new` (the files on each side).

    `table` (`CHANGES_SCHEMA`) has one row for each event and kind of change; `summary` (`SUMMARY_SCHEMA`) one for each
    country and month with a change, most deaths changed first. `totals` holds for all of them the counts "changed"
    (each event once), of each kind, and of `NOT_COMPARED`; `deaths` is what the kinds added, removed and deaths changed
    in the sum of best estimates. A count that may not be told is None. `licence_class` is the strictest of all rows.
    """

    table: pa.Table
    summary: pa.Table
    totals: Mapping[str, int | None]
    deaths: Mapping[str, int | None]
    old: tuple[SourceRef, ...]
    new: tuple[SourceRef, ...]
    licence_class: str
    provenance: Provenance


def family(source: str) -> str:
    """The name under which sources share their ids: "ucdp" for UCDP's releases, else the source's own."""
    return _FAMILIES.get(source, source)


def compare(old: Events, new: Events) -> Changes:
    """Every change from an older version of a source to a newer one.

    Events that only one version lists are added or removed only inside what both cover (by country, last day and kind);
    outside it they are counted apart. Where neither version says what it covers, all of them are added or removed.
    In files without ids an event that changed in anything is one removed and one added.

    Raises:
        InputError: the two are not versions of one source, an id stands twice, or only one of the two has ids.

    >>> changes = sarhad.store.compare(january, february)  # doctest: +SKIP
    """
    made = _require_comparable(old, new)
    con = duckdb.connect()
    con.execute("set timezone = 'UTC'")
    for name, side in (("o", old), ("n", new)):
        con.register(name, side.table)
        con.register(f"cover_{name}", _blocks(side.coverage))
    both_silent = not old.coverage and not new.coverage
    con.execute(split_sql(both_silent))
    table = _with_distance(con.execute(changes_sql()).to_arrow_table())
    con.register("changes", table)
    summary = con.execute(SUMMARY_SQL).to_arrow_table().cast(SUMMARY_SCHEMA)
    counted = con.execute("select kind, count(*), sum(deaths_best_change)::bigint from changes group by 1").fetchall()
    counts = {kind: (rows, deaths) for kind, rows, deaths in counted}
    totals: dict[str, int | None] = {"changed": len(pc.unique(table["source_id"]))}
    totals |= {kind: counts.get(kind, (0, 0))[0] for kind in KINDS}
    totals |= {name: pc.sum(summary[name.replace("-", "_")]).as_py() or 0 for name in NOT_COMPARED}
    final = con.execute("select count(*) from pairs where status = 'candidate' and status_after = 'final'").fetchall()
    return Changes(
        table,
        summary,
        totals,
        {kind: counts.get(kind, (0, 0))[1] or 0 for kind in ("added", "removed", "deaths")},
        _refs(old),
        _refs(new),
        _strictest(old, new),
        Provenance(
            step="sarhad.store.compare",
            sources=(*_refs(old), *_refs(new)),
            filters=dict(new.provenance.filters),
            parameters={"covered_before": _spans(old.coverage), "covered_now": _spans(new.coverage)},
            rows_used=len(old) + len(new),
            left_out={name: number for name in NOT_COMPARED if (number := totals[name])},
            notes=tuple(_notes(old, new, made, both_silent, final[0][0])),
        ),
    )


def largest(table: pa.Table, limit: int) -> list[dict[str, Any]]:
    """The rows that changed most deaths, then those that moved farthest; rows that only differ in words come last."""
    size = pc.abs(pc.fill_null(table["deaths_best_change"], 0))
    order = pc.sort_indices(
        pa.table([size, pc.fill_null(table["distance_km"], -1.0), table["source_id"]], ["deaths", "km", "id"]),
        [("deaths", "descending"), ("km", "descending"), ("id", "ascending")],
    )
    rows: list[dict[str, Any]] = table.take(order.slice(0, limit)).to_pylist()
    return rows


def _require_comparable(old: Events, new: Events) -> bool:
    """Whether the ids are made from the rows' content."""
    sources = sorted({ref.name for side in (old, new) for ref in _refs(side)})
    if len({family(name) for name in sources}) > 1:
        raise InputError(
            f"{' and '.join(sources)} are not versions of one source", do="compare two releases of the same source"
        )
    made = []
    for side in (old, new):
        ids = side.table["source_id"]
        if len(pc.unique(ids)) < len(ids):
            raise InputError(f"{_named(side)} has an id twice", do="compare files whose ids are unique")
        made.append(bool(len(ids) and pc.all(pc.match_substring_regex(ids, _MADE_ID)).as_py()))
    if len(old) and len(new) and made[0] != made[1]:
        lacking = _named(old if made[0] else new)
        raise InputError(f"{lacking} has no ids, the other version has", do="compare two files with the source's ids")
    return any(made)


def _notes(old: Events, new: Events, made: bool, both_silent: bool, finalised: int) -> Iterable[str]:
    """The rules that a reader of this comparison must know."""
    if both_silent:
        yield "Neither version says what it covers: added and removed are all events that only one of them lists."
    elif not (old.coverage and new.coverage):
        side = "older" if not old.coverage else "newer"
        yield f"The {side} version does not say what it covers, so nothing can be told as added or removed."
    else:
        yield "Added and removed are told only inside what both versions cover; other events are counted apart."
    if made:
        yield "The files have no ids: an event that changed in anything is told as one removed and one added."
    if finalised:
        yield f"{finalised:,} events were provisional in the older version and are final in the newer."
    if old.provenance.filters.get("countries") or new.provenance.filters.get("countries"):
        yield "Only some countries are read: an event that moved across their edge is told as added or removed."
    yield "The month is that of an event's last day. Deaths are best estimates, rows under check with them."


def _refs(side: Events) -> tuple[SourceRef, ...]:
    return side.provenance.sources or ((side.source,) if side.source else ())


def _named(side: Events) -> str:
    return ", ".join(ref.file or f"{ref.name} {ref.version}" for ref in _refs(side)) or "a table"


def _spans(blocks: tuple[Coverage, ...]) -> list[str]:
    return [f"{block.start} to {block.end}" for block in blocks]


def _strictest(*sides: Events) -> str:
    found = {value for side in sides for value in pc.unique(side.table["licence_class"]).to_pylist()}
    return max(found, key=lambda name: _CLASSES.index(name) if name in _CLASSES else len(_CLASSES), default="open")


def _blocks(blocks: tuple[Coverage, ...]) -> pa.Table:
    """One row for each block, country, violence type and event class; null stands for all."""
    rows = [
        {"start": b.start, "until": b.end, "country": country, "violence_type": kind, "event_class": of}
        for b in blocks
        for country, kind, of in product(
            *(sorted(part) if part is not None else [None] for part in (b.countries, b.violence_types, b.event_classes))
        )
    ]
    return pa.Table.from_pylist(rows, BLOCKS_SCHEMA)


def _with_distance(table: pa.Table) -> pa.Table:
    """`distance_km` in place of the four coordinates."""
    points = np.column_stack([numbers(table[name]) for name in POINTS])
    known: Mask = np.asarray(np.isfinite(points).all(axis=1))
    metres = np.zeros(len(known))
    if known.any():
        lon, lat, to_lon, to_lat = points[known].T
        _, _, metres[known] = _GEOD.inv(lon, lat, to_lon, to_lat)
    at = CHANGES_SCHEMA.get_field_index("distance_km")
    found = table.drop_columns(list(POINTS))
    return found.add_column(at, "distance_km", number_array(metres / 1000, pa.float64(), known)).cast(CHANGES_SCHEMA)
