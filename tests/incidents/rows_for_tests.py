"""Random events near one another, to hold the parts of the matcher against plain counting."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pyarrow as pa

from tests.make import event, table


def scattered(count: int, seed: int, *, days: int = 90, source: str = "ucdp-ged") -> pa.Table:
    """Events in four provinces of two countries, some over weeks or coarse, some without coordinates or province."""
    draw = np.random.default_rng(seed)
    rows = []
    for number in range(count):
        east, north = draw.uniform(0, 2, 2)
        start = dt.date(2020, 1, 1) + dt.timedelta(int(draw.integers(days)))
        span = int(draw.choice([0, 0, 0, 2, 6, 30]))
        precision = int(draw.choice([1, 1, 2, 3, 4]))
        known = draw.random() > 0.1
        rows.append(
            event(
                number,
                start.isoformat(),
                until=(start + dt.timedelta(span)).isoformat(),
                source=source,
                longitude=60 + east if known else None,
                latitude=30 + north if known else None,
                place_precision=precision if known else 6,
                country="AFG" if east < 1 else "PAK",
                admin1=None if draw.random() < 0.2 else f"{'West' if east < 1 else 'East'} {'S' if north < 1 else 'N'}",
                side_a=str(draw.choice(["Army", "Police", "Unidentified armed group"])),
                side_b=str(draw.choice(["Rebels", "Civilians"])),
                deaths_best=None if draw.random() < 0.1 else int(draw.geometric(0.4)) - 1,
            )
        )
    return table(*rows)
