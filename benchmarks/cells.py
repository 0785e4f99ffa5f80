"""PRIO-GRID panels: the forecasts' score on the cells of one country, and time and memory on a simulated continent.

    python benchmarks/cells.py simulate continent.parquet          # 13,000 cells, 1989-01 to 2023-12
    python benchmarks/cells.py simulate wars.parquet --fought 1    # the same with war in every cell: the worst case
    python benchmarks/cells.py types GED OUT --type non-state      # a panel of another type of violence, one country
    python benchmarks/cells.py measure sarhad forecast backtest continent.parquet --windows 2023 --models pool --json

`measure` runs a command and tells its time and the most memory that it held. What a real panel gives is in
docs/forecasts.md, Cells.
"""

from __future__ import annotations

import argparse
import datetime as dt
import resource
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

from sarhad import sources
from sarhad.events import Coverage, Provenance, Result
from sarhad.forecasts import Panel, month_id, panel_of_events, write_panel
from sarhad.forecasts.panel import cell_neighbours

ROWS, COLUMNS = 100, 130
FIRST, MONTHS = month_id("1989-01"), 420


def simulated(fought: float, seed: int = 1) -> Panel:
    """A lattice of cells with wars that come, move and go: a share of the cells ever sees a death."""
    random = np.random.default_rng(seed)
    cells = ROWS * COLUMNS
    at_war = np.zeros(cells, dtype=bool)
    while at_war.mean() < fought:
        row, column, size = random.integers(ROWS), random.integers(COLUMNS), random.integers(2, 9)
        near = np.hypot(np.arange(ROWS)[:, None] - row, np.arange(COLUMNS)[None, :] - column) <= size
        at_war |= near.reshape(-1)
    level = np.cumsum(random.normal(0, 0.3, (cells, MONTHS)), axis=1) + random.normal(-1, 1.5, (cells, 1))
    on = np.sin(np.arange(MONTHS) / 20 + random.uniform(0, 6, (cells, 1))) > 0.2
    rate = np.where(at_war[:, None] & on, np.exp(level.clip(max=5)), 0)
    deaths = random.poisson(rate).astype(np.int64)
    ids = tuple((100 + n // COLUMNS) * 720 + 200 + n % COLUMNS + 1 for n in range(cells))
    return Panel(
        unit="priogrid",
        codes=tuple(map(str, ids)),
        ids=ids,
        first=FIRST,
        deaths=deaths,
        known=np.ones(deaths.shape, dtype=bool),
        neighbours=cell_neighbours(ids),
        vintage=f"simulated, seed {seed}",
    )


def of_type(ged: Path, violence_type: str) -> Result[Panel]:
    """The cells of the country in a file of UCDP GED, which is taken to hold the country's every event."""
    events = sources.read(ged)
    table = events.table
    country = table["country"][0].as_py()
    years = [day.year for day in (min(table["date_start"].to_pylist()), max(table["date_end"].to_pylist()))]
    start, end = dt.date(min(years), 1, 1), dt.date(max(years), 12, 31)
    return panel_of_events(
        events,
        unit="priogrid",
        start=start,
        end=end,
        coverage=[Coverage("ucdp-ged", start, end, frozenset({country}))],
        countries=[country],
        violence_types=[violence_type],
        under_check="leave out",
        vintage=f"{ged.name}, {violence_type}",
        place_precision_max=3,
    )


def measured(words: list[str]) -> None:
    began = time.monotonic()
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL)
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = time.monotonic() - began
    processor = spent.ru_utime + spent.ru_stime
    print(f"{seconds:.0f} s, {processor:.0f} s of processor time, at most {spent.ru_maxrss / 2**20:.2f} GB")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    kinds = parser.add_subparsers(dest="kind", required=True)
    simulate = kinds.add_parser("simulate")
    simulate.add_argument("out", type=Path)
    simulate.add_argument("--fought", type=float, default=0.15, help="the share of cells that ever see a death")
    types = kinds.add_parser("types")
    types.add_argument("ged", type=Path)
    types.add_argument("out", type=Path)
    types.add_argument("--type", required=True)
    kinds.add_parser("measure").add_argument("words", nargs=argparse.REMAINDER)
    asked = parser.parse_args()
    if asked.kind == "measure":
        measured(asked.words)
        return
    if asked.kind == "simulate":
        made = simulated(asked.fought)
        found = Result(made, Provenance("benchmarks.cells", parameters={"vintage": made.vintage}))
    else:
        found = of_type(asked.ged, asked.type)
    write_panel(found, asked.out)
    some = int((found.table.deaths > 0).any(axis=1).sum())
    print(f"{len(found.table.codes):,} cells, {some:,} with a death, {found.table.span}", file=sys.stderr)


if __name__ == "__main__":
    main()
