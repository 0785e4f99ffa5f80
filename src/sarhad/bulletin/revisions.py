"""What newer versions of the sources changed: the numbers, the page and the downloads of a month."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from markupsafe import Markup

from ..events import SourceRef
from ..events.gate import require_open
from ..store import Changes, counts_by_kind, largest
from ..store.changes_words import COUNT_WORDS, KIND_WORDS, difference
from .desk import Desk
from .numbers import Number, quoted
from .tables import csv_bytes
from .words import plural

_LARGEST = 50
_CELLS = 200
_KEPT = (
    "comparison", "kind", "event_id", "source_id", "country", "month", "country_before", "month_before", "date_end",
    "admin1", "side_a", "side_b", "difference", "deaths_best_before", "deaths_best_after", "deaths_best_change",
    "distance_km", "licence_class",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Revision:
    """One comparison, ready to be told. `new` are the files whose arrival made it."""

    name: str  # "UCDP GED 24.1 to 25.1"
    changed: Number
    net: Number
    kinds: tuple[tuple[str, Number, int | None], ...]  # the word, how many, and what it did to the sum of deaths
    apart: tuple[tuple[str, int], ...]  # newly or no longer covered: counted, not compared
    cells: list[dict[str, Any]]
    cells_in_all: int
    largest: list[dict[str, Any]]
    rows_in_all: int
    notes: tuple[str, ...]
    new: tuple[SourceRef, ...]

    @property
    def sentence(self) -> Markup:
        """`12 events changed; together they add 30 deaths.`"""
        if not self.changed.value:
            return Markup("No event that both versions could list has changed.")
        events = self.changed.of("event")
        net = int(self.net.value or 0)
        if net == 0:
            return Markup("{} changed; the sum of deaths stays the same.").format(events)
        amount = self.net.as_text(f"{abs(net):,}")
        verb = "add" if net > 0 else "take away"
        return Markup("{} changed; together they {} {} {}.").format(events, verb, amount, plural(abs(net), "death"))


def revised(desk: Desk) -> list[Revision]:
    """Ask what each newer version changed.

    Raises:
        LicenceError: a comparison holds rows that may not be passed on.
    """
    told = desk.issue.revisions
    if not told:
        return []
    tables = [_flat(changes) for changes in told]
    desk.con.register("arrow_revisions", require_open(pa.concat_tables(tables)))
    desk.con.execute("create or replace temp table revisions as select * from arrow_revisions")
    desk.con.unregister("arrow_revisions")
    return [_revision(desk, changes) for changes in told]


def revision_files(desk: Desk, revisions: list[Revision]) -> Mapping[str, bytes]:
    """`data/changes.csv`, one row for each event and kind of change, and `data/changes-by-month.csv`."""
    if not revisions:
        return {}
    rows = desk.con.execute("select * from revisions order by all").to_arrow_table()
    cells = []
    for changes in desk.issue.revisions:
        name = pa.array([comparison(changes)] * changes.summary.num_rows, pa.string())
        cells.append(changes.summary.add_column(0, "comparison", name))
    by_month = pa.concat_tables(cells).sort_by([(n, "ascending") for n in ("comparison", "country", "month")])
    return {"data/changes.csv": csv_bytes(rows), "data/changes-by-month.csv": csv_bytes(by_month)}


def comparison(changes: Changes) -> str:
    """`UCDP GED 24.1 to 25.1`; the title stands twice only where the two sides have different ones."""
    old = {ref.title: [r.version for r in changes.old if r.title == ref.title] for ref in changes.old}
    new = {ref.title: [r.version for r in changes.new if r.title == ref.title] for ref in changes.new}
    left = " and ".join(f"{title} {', '.join(versions)}" for title, versions in old.items())
    right = " and ".join(
        f"{'' if set(old) == set(new) else title + ' '}{', '.join(versions)}" for title, versions in new.items()
    )
    return f"{left} to {right}"


def _flat(changes: Changes) -> pa.Table:
    """The rows of a comparison without lists, the differences in words."""
    table = changes.table
    table = table.append_column("comparison", pa.array([comparison(changes)] * table.num_rows, pa.string()))
    words = pa.array([difference(row) for row in changes.table.to_pylist()], pa.string())
    table = table.append_column("difference", words)
    table = table.set_column(
        table.schema.get_field_index("kind"), "kind", pa.array([KIND_WORDS[k] for k in table["kind"].to_pylist()])
    )
    return table.select(list(_KEPT))


def _revision(desk: Desk, changes: Changes) -> Revision:
    name = comparison(changes)
    slug = desk.slugs("changes " + name)
    mine = f"comparison = {quoted(name)}"
    note = "One row for each event and kind of change; an event with two kinds is counted once."
    changed = desk.numbers.ask(
        slug, f"Events changed, {name}", "count(DISTINCT source_id)", table="revisions", where=mine, note=note
    )
    net = desk.numbers.ask(
        f"{slug}-net", f"Deaths added less deaths taken away, {name}", "coalesce(sum(deaths_best_change), 0)",
        table="revisions", where=mine, note="Best estimates, rows under check with them.",
    )  # fmt: skip
    kinds = tuple(
        (KIND_WORDS[kind], desk.numbers.count(f"{slug}-{kind}", f"Events {KIND_WORDS[kind]}, {name}",
         f"{mine} AND kind = {quoted(KIND_WORDS[kind])}", table="revisions"), changes.deaths.get(kind))
        for kind in counts_by_kind(changes)
    )  # fmt: skip
    cells = changes.summary.filter(pc.greater(changes.summary["changed"], 0))
    return Revision(
        name,
        changed,
        net,
        kinds,
        tuple((COUNT_WORDS[n], number) for n in COUNT_WORDS if (number := changes.totals[n])),
        cells.slice(0, _CELLS).to_pylist(),
        cells.num_rows,
        [
            {**row, "word": KIND_WORDS[row["kind"]], "difference": difference(row)}
            for row in largest(changes.table, _LARGEST)
        ],
        changes.table.num_rows,
        changes.provenance.notes,
        changes.new,
    )
