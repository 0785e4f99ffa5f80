"""The rows that are counted where several sources tell of the same country and month."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ..events import counting
from .inputs import Inputs


def counted(inputs: Inputs, months: Sequence[dt.date]) -> pa.Table:
    """Events of the sources that look everywhere they say; a hand-picked list only where nothing else is loaded.

    Two sources are never added up: of an event whose country and last month another source counts in, the row goes.
    """
    tables = [events.table for events in inputs.by_source.values() if events.coverage]
    if not tables:
        return inputs.events
    table = pa.concat_tables(tables)
    if len(tables) == 1:
        return table
    # Which source counts in each country (a row; the last is for all others) and month (a column).
    countries, sources = inputs.watch.region.countries, sorted(inputs.by_source)
    first = min(months, default=dt.date.min)
    owner = np.full((len(countries) + 1, len(months) + 1), -1)
    for (country, day), block in counting(inputs.coverage, countries, months).items():
        owner[countries.index(country), _since(first, day.year, day.month)] = sources.index(block.source)
    where = pc.fill_null(pc.index_in(table["country"], value_set=pa.array(countries, pa.string())), len(countries))
    ends = table["date_end"]
    month = _since(first, pc.year(ends).to_numpy(), pc.month(ends).to_numpy())
    month = np.where((month >= 0) & (month < len(months)), month, len(months))
    counts = owner[where.to_numpy(), month]
    source = pc.index_in(table["source"], value_set=pa.array(sources, pa.string())).to_numpy()
    return table.filter(pa.array((counts < 0) | (counts == source)))


def _since(first: dt.date, year: Any, month: Any) -> Any:
    """Months since the first one."""
    return (year - first.year) * 12 + month - first.month
