"""What putting the parts of one telling together adds to the links, on simulated second sources.

    python benchmarks/matching/splits.py --data DIR

The seeds are those of no other table. Prints the table of docs/incidents.md.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from statistics import median

import pyarrow as pa
import pyarrow.compute as pc

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from benchmarks.matching import score
from benchmarks.matching.rates import Level
from benchmarks.matching.simulate import simulate
from sarhad import sources
from sarhad.incidents import reconcile

CAR, MEXICO = "ged-23.1-central-african-republic.geojson", "ged-mexico.csv.gz"
FIRST, LAST = 2015, 2018
"""Of Mexico these years."""
RUNS: tuple[tuple[str, str, Level, range], ...] = (
    ("Central African Republic, easy", CAR, "easy", range(71, 76)),
    ("Central African Republic, realistic", CAR, "realistic", range(71, 76)),
    ("Central African Republic, hard", CAR, "hard", range(71, 76)),
    (f"Mexico {FIRST}-{LAST}, realistic", MEXICO, "realistic", range(71, 74)),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with UCDP's files")
    folder = parser.parse_args().data
    print(
        "| rows, noise | seeds | links added by this step | of them right | precision of all links, without and with |"
    )
    for name, file, noise, seeds in RUNS:
        events = sources.read(folder / file).table
        if file == MEXICO:
            years = pc.year(events["date_start"])
            events = events.filter(pc.and_(pc.greater_equal(years, FIRST), pc.less_equal(years, LAST)))
        print(line(name, events, noise, seeds), flush=True)


def line(name: str, events: pa.Table, noise: Level, seeds: range) -> str:
    """One row of the table; the last columns are medians over the seeds."""
    added = right = regrouped = found = 0
    scores: list[tuple[score.Score, score.Score]] = []
    for seed in seeds:
        made = simulate(events, noise=noise, seed=seed)
        pairs = reconcile(pa.concat_tables([made.first, made.second]), within=False).pairs
        first = set(made.first["event_id"].to_pylist())
        linked, split = (
            {(a, b) if a in first else (b, a) for a, b in score.links(table)}
            for table in (pairs, pairs.filter(pc.equal(pairs["why"], "split")))
        )
        true = score.truth_pairs(made.truth)
        several = score.truth_pairs(made.truth.filter(pc.not_equal(made.truth["kind"], "one")))
        added, right = added + len(split), right + len(split & true)
        regrouped, found = regrouped + len(several), found + len(several & linked)
        scores.append((score.pairwise(linked - split, made.truth), score.pairwise(linked, made.truth)))
    precision, f1 = (
        ", ".join(f"{median(getattr(pair[at], what) for pair in scores):.3f}" for at in (0, 1))
        for what in ("precision", "f1")
    )
    return (
        f"| {name} | {seeds[0]}-{seeds[-1]} | {added} | {right} | {precision} | {f1} |"
        f"  (of {regrouped} links of split or merged incidents {found} are found)"
    )


if __name__ == "__main__":
    main()
