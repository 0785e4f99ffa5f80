"""The evidence of a verdict as pages show it: rows with links to their event pages, other pieces as they are."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ...claims import Verdict
from ..desk import Desk
from ..month import event_pages
from ..numbers import quoted
from ..tables import csv_bytes

ROWS_SHOWN = 30

_COLUMNS = (
    "event_id, date_start, date_end, country, admin1, place, side_a, side_b, deaths_low,"
    " coalesce(deaths_best, deaths_reported) as deaths, deaths_high, source, source_version, citation, licence"
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """`rows` are events of the watch (the first `ROWS_SHOWN` of `total`), `other` pieces that are none of its rows."""

    rows: tuple[dict[str, Any], ...] = ()
    total: int = 0
    other: tuple[str, ...] = ()
    more: int = 0
    csv: bytes = field(default=b"", repr=False)


def evidence_of(desk: Desk, verdict: Verdict) -> Evidence:
    """The pieces of one verdict; where not all rows are shown, all stand in the CSV."""
    ids = ", ".join(quoted(event) for event in verdict.evidence)
    if not ids:
        return Evidence()
    table = desk.con.execute(
        f"select {_COLUMNS} from events where event_id in ({ids}) order by date_start, event_id"
    ).to_arrow_table()
    known = set(table["event_id"].to_pylist())
    other = [piece for piece in verdict.evidence if piece not in known]
    shown = table.slice(0, ROWS_SHOWN).to_pylist()
    return Evidence(
        tuple(shown),
        table.num_rows,
        tuple(other[:ROWS_SHOWN]),
        max(len(other) - ROWS_SHOWN, 0),
        csv_bytes(table) if table.num_rows > ROWS_SHOWN else b"",
    )


def event_links(desk: Desk, folder: str) -> dict[str, str]:
    """Where the month's event pages show a row, from a page one folder deep; by event id."""
    return {row["event_id"]: f"../{folder}/{page}" for page, rows in event_pages(desk) for row in rows}
