"""The incidents as they are told when some of their tellings do not count."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from .agreed import DUPLICATE, Row, agreed_rows, group_of, told_once
from .reconciled import Reconciled
from .tables import LINKED

_DIRECT = ("model", "decision", "split")  # a pair that is linked for its own sake, not because a third links both


def without(found: Reconciled, events: pa.Table, gone: Collection[str]) -> Reconciled:
    """The incidents without the tellings of these event ids; `events` are the rows that were reconciled.

    What only a telling that is gone tells is no incident; what is told by others too is put together from those alone,
    so that no figure, day or place of the one that is gone remains. Tellings that hung together only through it are
    incidents of their own. Pairs with an event that is gone are left out.
    """
    names = pa.array(sorted(gone), pa.string())
    dropped = pc.is_in(found.tellings["event_id"], value_set=names)
    if not pc.any(dropped).as_py():
        return found
    touched = pc.unique(found.tellings.filter(dropped)["incident_id"])
    tellings = found.tellings.filter(pc.invert(dropped))
    either = pc.or_(
        pc.is_in(found.pairs["event_a"], value_set=names), pc.is_in(found.pairs["event_b"], value_set=names)
    )
    pairs = found.pairs.filter(pc.invert(either))
    apart = tellings.filter(pc.is_in(tellings["incident_id"], value_set=touched))
    left = events.filter(pc.is_in(events["event_id"], value_set=apart["event_id"]))
    repeats = apart.filter(pc.equal(apart["role"], DUPLICATE))["event_id"].to_pylist()
    groups = [group_of(rows, {row["event_id"] for row in rows} & set(repeats)) for rows in _together(left, pairs)]
    several = pa.array([row["event_id"] for group in groups for row in group.rows], pa.string())
    alone = left.filter(pc.invert(pc.is_in(left["event_id"], value_set=several)))
    whole = found.incidents.filter(pc.invert(pc.is_in(found.incidents["incident_id"], value_set=touched)))
    remade = [told_once(alone), agreed_rows(groups)]
    table = pa.concat_tables([whole, *remade]).sort_by("incident_id").combine_chunks()
    return replace(found, incidents=table, tellings=_unlinked(_renamed(tellings, table), names), pairs=pairs)


def _together(left: pa.Table, pairs: pa.Table) -> list[list[Row]]:
    """The rows that are linked with each other, where there are several."""
    rows = {row["event_id"]: row for row in left.to_pylist()}
    parent = {event: event for event in rows}

    def root(event: str) -> str:
        while parent[event] != event:
            event = parent[event]
        return event

    direct = pairs.filter(
        pc.and_(pc.equal(pairs["band"], LINKED), pc.is_in(pairs["why"], value_set=pa.array(_DIRECT, pa.string())))
    )
    for one, other in zip(direct["event_a"].to_pylist(), direct["event_b"].to_pylist(), strict=True):
        if one in rows and other in rows:
            first, second = sorted((root(one), root(other)))
            parent[second] = first
    found: dict[str, list[Row]] = {}
    for event in sorted(rows):
        found.setdefault(root(event), []).append(rows[event])
    return [group for group in found.values() if len(group) > 1]


def _renamed(tellings: pa.Table, incidents: pa.Table) -> pa.Table:
    """The tellings under the incidents that they belong to now."""
    pairs = zip(incidents["incident_id"].to_pylist(), incidents["event_ids"].to_pylist(), strict=True)
    named = {event: incident for incident, events in pairs for event in events}
    column = pa.array([named[event] for event in tellings["event_id"].to_pylist()], pa.string())
    return _with(tellings, "incident_id", column)


def _unlinked(tellings: pa.Table, gone: pa.Array) -> pa.Table:
    """The tellings without links to, and likely partners among, those that are gone."""
    weights = [name for name in tellings.column_names if name.startswith("weight_")]
    for end, others in (
        ("linked_to", ("linked_by", "probability", *weights)),
        ("runner_up", ("runner_up_probability",)),
    ):
        lost = pc.is_in(tellings[end], value_set=gone)
        for name in (*others, end):
            nothing = pa.scalar(None, tellings[name].type)
            tellings = _with(tellings, name, pc.if_else(lost, nothing, tellings[name]))
    return tellings


def _with(table: pa.Table, name: str, column: pa.Array | pa.ChunkedArray) -> pa.Table:
    at = table.schema.get_field_index(name)
    return table.set_column(at, table.schema.field(at), column)
