"""Small panels for tests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from sarhad.forecasts import Panel, month_id

FIRST = month_id("2000-01")


def panel(deaths: Sequence[Sequence[int]], **changes: Any) -> Panel:
    """A panel of countries that border the one before and the one after them."""
    grid = np.asarray(deaths, dtype=np.int64)
    n = len(grid)
    made = Panel(
        unit="country",
        codes=tuple(f"C{row:02}" for row in range(n)),
        ids=tuple(range(1, n + 1)),
        first=FIRST,
        deaths=grid,
        known=np.ones(grid.shape, dtype=bool),
        neighbours=tuple(tuple(k for k in (row - 1, row + 1) if 0 <= k < n) for row in range(n)),
        vintage="made by hand",
    )
    return replace(made, **changes)


def wars(units: int = 30, years: int = 14, seed: int = 4) -> Panel:
    """Wars that come, last and go, in a third of the countries; the others are at peace."""
    random = np.random.default_rng(seed)
    months = 12 * years
    level = np.cumsum(random.normal(0, 0.35, (units, months)), axis=1) + random.normal(2, 1, (units, 1))
    fought = (np.sin(np.arange(months) / 17 + random.uniform(0, 6, (units, 1))) > -0.3) & (np.arange(units) % 3 == 0)[
        :, None
    ]
    return panel(random.poisson(np.where(fought, np.exp(level.clip(max=6)), 0.002)).tolist())


def rows_of(made: Panel, **columns: Any) -> pa.Table:
    """The panel as a table in VIEWS' layout."""
    row, month = np.nonzero(made.known)
    table = {
        "month_id": month + made.first,
        "country_id": np.asarray(made.ids)[row],
        "ged_sb": made.deaths[row, month],
    }
    return pa.table({**table, **columns})


def views(data_dir: Path) -> Path:
    """VIEWS' panel among the real data."""
    return data_dir / "views" / "country-month-state-based.parquet"
