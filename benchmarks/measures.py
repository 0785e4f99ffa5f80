"""Events and deaths by country and month on 418,000 rows, for each kind of frame, against its bare group-by.

    python -m benchmarks.measures [--runs 5]

The bare group-by is what a user would write by hand in the same library: rows and best deaths by country and month of
the first day. It splits no event over its months, counts no left-outs and knows no coverage. Medians of seconds, with
the result collected; and months by H3 cell and by corridor, `dyads`, `trend` and `exposure` on the same rows. What H3
and corridors need is collected first, from DuckDB and from pyarrow.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
from full_size import full_size_file

from sarhad import measures, places, sources
from sarhad.events import Coverage

START, END = dt.date(1989, 1, 1), dt.date(2024, 12, 31)
WORLD = (Coverage("ucdp-ged", START, END),)


def median(call: Callable[[], Any], runs: int) -> float:
    call()
    seconds = []
    for _ in range(runs):
        began = time.perf_counter()
        call()
        seconds.append(time.perf_counter() - began)
    return round(statistics.median(seconds), 3)


def by_country_and_month(frame: Any) -> Any:
    found = measures.incidence(
        frame, unit="country", period="month", start=START, end=END, under_check="leave out", coverage=WORLD
    )
    return found.table


def by_month(frame: Any, **unit: Any) -> Any:
    found = measures.incidence(
        frame, period="month", start=START, end=END, under_check="leave out", coverage=WORLD, **unit
    )
    return found.table


def units() -> dict[str, Callable[[Any], Any]]:
    """Counts by month of what needs geometry, and of dyads."""
    watch = Path(__file__).resolve().parents[1] / "src/sarhad/watches/central-asia/corridors.csv"
    lines, _ = places.read_corridors(watch, max_hop_km=600)
    return {
        "H3, resolution 3": lambda e: by_month(e, unit="h3", h3_resolution=3, place_precision_max=3),
        f"{len(lines)} corridors, 25 km": lambda e: by_month(
            e, unit="corridor", lines=lines, band_km=25, place_precision_max=2
        ),
        "dyads": lambda e: measures.dyads(
            e, period="month", start=START, end=END, fill="none", active_deaths=25, under_check="leave out",
            coverage=WORLD,
        ).table,
    }  # fmt: skip


def frames(table: pa.Table) -> dict[str, tuple[Callable[[], Any], Callable[[], Any]]]:
    """For each kind of frame: `incidence`, and the bare group-by."""
    con = duckdb.connect()
    con.register("arrow_events", table)
    con.execute("create table events as select * from arrow_events")
    bare = (
        "select country, date_trunc('month', date_start) as month, count(*), sum(deaths_best) from events group by all"
    )
    polars = pl.from_arrow(table)
    pandas = table.to_pandas()

    def in_polars(frame: Any) -> Any:
        return frame.group_by("country", pl.col("date_start").dt.truncate("1mo")).agg(pl.len(), pl.sum("deaths_best"))

    def in_pandas() -> Any:
        month = pandas["date_start"].astype("datetime64[s]").dt.to_period("M")
        return pandas.groupby([pandas["country"], month])["deaths_best"].agg(["size", "sum"])

    def in_arrow() -> Any:
        month = pc.floor_temporal(table["date_start"], unit="month")
        keyed = table.select(["country", "deaths_best"]).append_column("month", month)
        return keyed.group_by(["country", "month"]).aggregate([([], "count_all"), ("deaths_best", "sum")])

    return {
        "duckdb": (
            lambda: by_country_and_month(con.table("events")).to_arrow_table(),
            lambda: con.execute(bare).to_arrow_table(),
        ),
        "polars": (lambda: by_country_and_month(polars), lambda: in_polars(polars)),
        "polars, lazy": (
            lambda: by_country_and_month(polars.lazy()).collect(),
            lambda: in_polars(polars.lazy()).collect(),
        ),
        "pandas": (lambda: by_country_and_month(pandas), in_pandas),
        "pyarrow": (lambda: by_country_and_month(table), in_arrow),
    }


def main(runs: int = 5) -> dict[str, Any]:
    events = sources.read(full_size_file(), "ucdp-ged", version="26.1")
    kinds = frames(events.table)
    seconds = {
        kind: {"incidence": median(ours, runs), "bare group-by": median(bare, runs)}
        for kind, (ours, bare) in kinds.items()
    }
    borders = places.land_borders(["AFG", "PAK", "IRN", "TJK", "UZB", "TKM", "KGZ", "KAZ"])
    con = duckdb.connect()
    con.register("arrow_events", events.table)
    con.execute("create table events as select * from arrow_events")
    return {
        "rows": len(events),
        "country-months": by_country_and_month(events.table).num_rows,
        "by country and month (s)": seconds,
        "by other units and month (s)": {
            name: {
                "duckdb": median(lambda call=call: call(con.table("events")).to_arrow_table(), runs),
                "pyarrow": median(lambda call=call: call(events.table), runs),
            }
            for name, call in units().items()
        },
        "trend of deaths (s)": median(
            lambda: measures.trend(
                events.table,
                before=(dt.date(2018, 1, 1), dt.date(2020, 12, 31)),
                after=(dt.date(2021, 1, 1), dt.date(2023, 12, 31)),
                of="deaths",
                deaths="best",
                confidence=0.95,
            ),
            runs,
        ),
        f"exposure of {len(borders)} borders, 37 months (s)": median(
            lambda: measures.exposure(
                events.table,
                borders,
                bands_km=(10, 25, 50),
                start=dt.date(2023, 1, 1),
                end=dt.date(2023, 1, 31),
                history_start=dt.date(2020, 1, 1),
                place_precision_max=2,
                under_check="leave out",
                coverage=WORLD,
            ),
            runs,
        ),
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    print(json.dumps(main(parser.parse_args().runs), indent=1))
