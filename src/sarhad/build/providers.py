"""Sums of the rows that stay here: one month by country and class of event, as their providers' terms allow."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import duckdb
import pyarrow as pa

from ..events import Events, covered
from ..events.gate import LEAST, withheld

PROVIDERS_SCHEMA = pa.schema(
    [
        pa.field("source", pa.string(), nullable=False),
        pa.field("country", pa.string(), nullable=False),
        pa.field("month", pa.date32(), nullable=False),
        pa.field("event_class", pa.string()),  # null: the source looks there and has no event of any class
        pa.field("events", pa.int64()),
        pa.field("deaths", pa.float64()),  # the best estimate, or the single figure that is reported
        pa.field("withheld", pa.bool_(), nullable=False),  # it stands for one or two events
    ]
)
"""One cell of sums. Withheld cells have neither figure, and there is no total that they are part of; a country that
the source does not cover and where it has no event is not there."""

NOT_GIVEN = "not given"

CHANGES = (
    f"counted by country and class of event; rows under check left out; cells of fewer than {LEAST} events "
    "withheld, and in no total"
)
"""What was done to the rows, in the words that stand with the attribution."""

_CELLS = """
select country, coalesce(event_class, $not_given) as event_class, count(*) as events,
  sum(coalesce(deaths_best, deaths_reported)
      * (least(date_end, $last) - greatest(date_start, $first) + 1) / (date_end - date_start + 1)) as deaths
from rows
where under_check is null and date_start <= $last and date_end >= $first and list_contains($countries, country)
group by all order by country, event_class
"""


def provider_cells(summed: Mapping[str, Events], countries: Sequence[str], first: dt.date, last: dt.date) -> pa.Table:
    """The cells of these sources in these countries and the month from `first` to `last` (`PROVIDERS_SCHEMA`).

    An event is counted in every month that it touches; its deaths by the share of its days in the month.
    """
    asked = {"first": first, "last": last, "countries": list(countries), "not_given": NOT_GIVEN}
    rows: list[dict[str, Any]] = []
    with duckdb.connect() as con:
        for name, events in sorted(summed.items()):
            con.register("rows", events.table)
            found = con.execute(_CELLS, asked).to_arrow_table().to_pylist()
            rows += [{"source": name, "month": first, **_told(cell)} for cell in found]
            quiet = [c for c in countries if covered(events.coverage, c, first, last)]
            quiet = [c for c in quiet if c not in {cell["country"] for cell in found}]
            rows += [
                {"source": name, "month": first, "country": country, "events": 0, "deaths": 0.0, "withheld": False}
                for country in quiet
            ]
    return pa.Table.from_pylist(rows, PROVIDERS_SCHEMA)


def _told(cell: dict[str, Any]) -> dict[str, Any]:
    if withheld(cell["events"]):
        return {**cell, "events": None, "deaths": None, "withheld": True}
    return {**cell, "withheld": False}
