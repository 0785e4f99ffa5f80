"""How well events are matched: this project's method, published rules and Splink on simulated second sources.

    python benchmarks/matching/run.py --data DIR --rows car --noise realistic --seeds 1001 1002 1003 1004 1005 --json

`--rows` is `car` (GED 23.1, Central African Republic) or `mexico` (GED, Mexico) of the folder `--data`, or any file
of events that `sarhad` reads. For each seed a second source is simulated from the rows (`simulate.py`) and matched
with the first by every method; scores (`score.py`) count every pair of the truth, those of split and merged incidents
too. Printed are medians over the seeds. Nothing is tuned here: thresholds are those of the package.

With realistic noise the figures are held against limits: ratios to the other methods in the same run, precision, and
the links of a control in which 2 % are told by both; F1 for the rows that have a limit. The exit code is 1 when one
is missed, and 2 when the rows cannot be read.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Any

import pyarrow as pa

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from benchmarks.matching import score  # noqa: E402
from benchmarks.matching.rates import Level  # noqa: E402
from benchmarks.matching.simulate import Simulated, simulate  # noqa: E402
from sarhad import sources  # noqa: E402
from sarhad.errors import InputError  # noqa: E402
from sarhad.incidents import Matched, Method, match, reconcile  # noqa: E402
from sarhad.incidents.engines import XSUB_WINDOWS, BestFit, Splink, Window  # noqa: E402
from sarhad.incidents.engines.windows import Same  # noqa: E402

ROWS = {
    "car": "ucdp/ged-23.1-central-african-republic.geojson",
    "mexico": "ucdp/ged-mexico.csv.gz",
}
F1_LIMITS = {"car": 0.82, "mexico": 0.60}
PRECISION_LIMIT = 0.86
RATIO_LIMITS = {"best xSub window": 1.35, "xSub, nearest one-to-one": 1.20, "Splink, single best links": 1.07}
STRICTER = ", best of twelve rules"
"""xSub also asks for the same broad types and actors; the limits are about its windows."""
CONTROL_LIMIT = 0.05
"""Share of the rows of the smaller source that may be linked when 2 % are told by both."""
CONTROL_SHARED = 0.02
SPLINK_PARTNERS = (2.0, 4.0)

OURS = "sarhad"
WITHOUT = {
    "without one-to-one": Method(one_to_one=False),
    "without placebo": Method(placebo=False),
    "without local background": Method(local=False),
    "without alias learning": Method(learn_aliases=False),
}
"""This project's pairs with one part of the method left out; splits are not put together in these."""

Links = set[score.Pair]


@dataclass(frozen=True, slots=True)
class Result:
    """One method on one simulation."""

    strict: score.Score
    once: score.Score
    clusters: score.Score
    seconds: float


def main(argv: Sequence[str] | None = None) -> int:
    """Run, print, and say by the exit code whether a limit was missed."""
    asked = _arguments(argv)
    folder = asked.data or Path(os.environ.get("SARHAD_TEST_DATA", ROOT.parent / "shared" / "data"))
    file = folder / ROWS[asked.rows] if asked.rows in ROWS else Path(asked.rows)
    try:
        events = sources.read(file).table
    except InputError as error:
        print(error, file=sys.stderr)
        return 2
    found = measure(events, asked.noise, asked.seeds, ablations=asked.ablations, gazetteer=asked.gazetteer)
    limits = checked(found, F1_LIMITS.get(asked.rows)) if asked.noise == "realistic" else []
    record = {
        "rows": file.name,
        "events": events.num_rows,
        "noise": asked.noise,
        "gazetteer": asked.gazetteer,
        "seeds": asked.seeds,
        **found,
        "limits": limits,
    }
    print(json.dumps(record, indent=1) if asked.json else markdown(record) if asked.markdown else _words(record))
    return int(any(not limit["met"] for limit in limits))


def measure(
    events: pa.Table, noise: Level, seeds: Sequence[int], *, ablations: bool = True, gazetteer: Any = "by telling"
) -> dict[str, Any]:
    """Medians over the seeds for every method, blocking recall, calibration and the control."""
    results: dict[str, list[Result]] = {}
    recall, control, errors = [], [], []
    said: list[list[score.Bin]] = []
    for seed in seeds:
        made = simulate(events, noise=noise, seed=seed, gazetteer=gazetteer)
        matched, seconds = _timed(lambda made=made: match(made.first, made.second))
        results.setdefault(OURS, []).append(_run(made, _reconciled))
        results.setdefault("sarhad, no splits", []).append(_scored(made, score.links(matched.pairs), seconds))
        for name, how in (WITHOUT if ablations else {}).items():
            results.setdefault(name, []).append(_run(made, _by(lambda a, b, how=how: match(a, b, method=how))))
        for name, ways in peers().items():
            runs = [_run(made, way) for way in ways]
            results.setdefault(name, []).append(max(runs, key=lambda result: result.strict.f1))
        recall.append(_blocking_recall(made))
        bins = score.calibration(matched.pairs, made.truth)
        said.append(bins)
        errors.append(score.calibration_error(bins))
        control.append(_control(events, noise, seed, gazetteer))
    return {
        "methods": {name: _median(runs) for name, runs in results.items()},
        "by_seed": {name: [round(run.strict.f1, 4) for run in runs] for name, runs in results.items()},
        "blocking_recall": round(median(recall), 4),
        "calibration": _pooled(said),
        "calibration_error": round(median(errors), 4),
        "control": control,
    }


def peers() -> dict[str, list[Callable[[Simulated], Links]]]:
    """The other methods, each in several ways; for each seed the way with the greatest F1 counts, which favours them.

    xSub: its four windows, and with them the type, or the type and the sides equal. Splink: two priors.
    """

    def windows(*sames: Same, one_to_one: bool) -> list[Callable[[Simulated], Links]]:
        return [_by(Window(km, days, same, one_to_one)) for km, days in XSUB_WINDOWS for same in sames]

    found = {}
    for name, one_to_one in (("best xSub window", False), ("xSub, nearest one-to-one", True)):
        found[name] = windows("nothing", one_to_one=one_to_one)
        found[f"{name}{STRICTER}"] = windows("nothing", "type", "type and sides", one_to_one=one_to_one)
    found["MELTT-like best fit"] = [_by(BestFit())]
    found["Splink, single best links"] = [_by(Splink(partners=partners)) for partners in SPLINK_PARTNERS]
    return found


def checked(found: dict[str, Any], f1: float | None) -> list[dict[str, Any]]:
    """Each limit, what was found, and whether it is met."""
    medians = found["methods"]
    ours = medians[OURS]
    limits = [("precision", ours["precision"], PRECISION_LIMIT, ours["precision"] >= PRECISION_LIMIT)]
    if f1 is not None:
        limits.insert(0, ("F1", ours["f1"], f1, ours["f1"] >= f1))
    for name, least in RATIO_LIMITS.items():
        ratio = round(ours["f1"] / medians[name]["f1"], 4) if medians[name]["f1"] else float("inf")
        limits.append((f"F1 / {name}", ratio, least, ratio >= least))
    worst = max(run["share"] for run in found["control"])
    limits.append(("linked in the control", worst, CONTROL_LIMIT, worst <= CONTROL_LIMIT))
    return [dict(zip(("what", "found", "limit", "met"), limit, strict=True)) for limit in limits]


def _timed(call: Callable[[], Any]) -> tuple[Any, float]:
    began = time.perf_counter()
    return call(), time.perf_counter() - began


def _run(made: Simulated, method: Callable[[Simulated], Links]) -> Result:
    links, seconds = _timed(lambda: method(made))
    return _scored(made, links, seconds)


def _scored(made: Simulated, links: Links, seconds: float) -> Result:
    events = [*made.first["event_id"].to_pylist(), *made.second["event_id"].to_pylist()]
    return Result(
        score.pairwise(links, made.truth),
        score.pairwise_once(links, made.truth),
        score.b_cubed(links, made.truth, events),
        seconds,
    )


def _reconciled(made: Simulated) -> Links:
    """The links of the whole walk from events to incidents, splits put together."""
    found = reconcile(pa.concat_tables([made.first, made.second]), within=False)
    first = set(made.first["event_id"].to_pylist())
    return {(a, b) if a in first else (b, a) for a, b in score.links(found.pairs)}


def _by(engine: Callable[[pa.Table, pa.Table], Any]) -> Callable[[Simulated], Links]:
    def linked(made: Simulated) -> Links:
        found = engine(made.first, made.second)
        return score.links(found.pairs if isinstance(found, Matched) else found)

    return linked


def _blocking_recall(made: Simulated) -> float:
    """The share of true pairs among the candidates, which `match` does not all list."""
    from sarhad.incidents.candidates import candidates
    from sarhad.incidents.rows import prepare

    prepared = prepare(made.first, made.second)
    pairs = candidates(prepared.left, prepared.right)
    left, right = prepared.left.ids, prepared.right.ids
    among = {(left[i], right[j]) for i, j in zip(pairs.left.tolist(), pairs.right.tolist(), strict=True)}
    true = score.truth_pairs(made.truth)
    return len(among & true) / len(true)


def _control(events: pa.Table, noise: Level, seed: int, gazetteer: Any) -> dict[str, Any]:
    made = simulate(events, noise=noise, seed=seed, shared=CONTROL_SHARED, gazetteer=gazetteer)
    found = match(made.first, made.second)
    links = len(score.links(found.pairs))
    rows = min(made.first.num_rows, made.second.num_rows)
    return {"seed": seed, "links": links, "share": round(links / rows, 4), "refused": found.refused is not None}


def _median(runs: Sequence[Result]) -> dict[str, Any]:
    def middle(pick: Callable[[Result], float]) -> float:
        return round(median(map(pick, runs)), 4)

    return {
        "precision": middle(lambda run: run.strict.precision),
        "recall": middle(lambda run: run.strict.recall),
        "f1": middle(lambda run: run.strict.f1),
        "f1_each_incident_once": middle(lambda run: run.once.f1),
        "b_cubed_f1": middle(lambda run: run.clusters.f1),
        "seconds": round(median(run.seconds for run in runs), 1),
    }


def _pooled(said: Sequence[Sequence[score.Bin]]) -> list[dict[str, Any]]:
    """The bins of all seeds put together."""
    by_edge: dict[tuple[float, float], list[score.Bin]] = {}
    for bins in said:
        for one in bins:
            by_edge.setdefault((one.low, one.high), []).append(one)
    pooled = []
    for (low, high), bins in sorted(by_edge.items()):
        n = sum(one.pairs for one in bins)
        said_there, seen = (sum(one.pairs * getattr(one, name) for one in bins) / n for name in ("said", "observed"))
        pooled.append(asdict(score.Bin(low, high, n, round(said_there, 4), round(seen, 4))))
    return pooled


def markdown(record: dict[str, Any]) -> str:
    """The record as the tables of the documentation; without seconds, which depend on the machine."""
    lines = [
        "| method | precision | recall | F1 | F1, each incident once | B-cubed F1 | F1 by seed |",
        "|---|---|---|---|---|---|---|",
    ]
    for name, row in record["methods"].items():
        figures = (row[key] for key in ("precision", "recall", "f1", "f1_each_incident_once", "b_cubed_f1"))
        seeds = ", ".join(f"{value:.3f}" for value in record["by_seed"][name])
        lines.append(f"| {name} | {' | '.join(f'{figure:.3f}' for figure in figures)} | {seeds} |")
    lines += ["", f"Blocking recall {record['blocking_recall']:.3f}.", "", "| probability | pairs | said | true |"]
    lines.append("|---|---|---|---|")
    for one in record["calibration"]:
        edges = f"{one['low']:.2f} to {one['high']:.2f}"
        lines.append(f"| {edges} | {one['pairs']:,} | {one['said']:.3f} | {one['observed']:.3f} |")
    runs = "; ".join(
        f"{run['seed']}: {run['links']} links ({run['share']:.1%}), {'refused' if run['refused'] else 'not refused'}"
        for run in record["control"]
    )
    lines += ["", f"Control, 2 % told by both, by seed: {runs}."]
    if record["limits"]:
        lines += ["", "| held against a limit | found | limit | |", "|---|---|---|---|"]
    for limit in record["limits"]:
        verdict = "met" if limit["met"] else "**missed**"
        lines.append(f"| {limit['what']} | {limit['found']:.3f} | {limit['limit']:.2f} | {verdict} |")
    return "\n".join(lines)


def _words(record: dict[str, Any]) -> str:
    lines = [
        f"{record['rows']}: {record['events']:,} events, {record['noise']} noise, seeds "
        + ", ".join(map(str, record["seeds"])),
        "",
        f"{'medians':<28} {'precision':>9} {'recall':>7} {'F1':>6} {'F1 once':>8} {'B-cubed':>8} {'s':>6}",
    ]
    for name, row in record["methods"].items():
        lines.append(
            f"{name:<28} {row['precision']:>9.3f} {row['recall']:>7.3f} {row['f1']:>6.3f} "
            f"{row['f1_each_incident_once']:>8.3f} {row['b_cubed_f1']:>8.3f} {row['seconds']:>6.1f}"
        )
    lines += ["", f"blocking recall {record['blocking_recall']:.3f}", "", "probability  pairs   said  true"]
    for one in record["calibration"]:
        lines.append(
            f"{one['low']:.2f}-{one['high']:.2f}  {one['pairs']:>6,}  {one['said']:>5.3f} {one['observed']:>5.3f}"
        )
    lines.append("")
    for run in record["control"]:
        refused = "refused" if run["refused"] else "not refused"
        lines.append(f"2 % told by both, seed {run['seed']}: {refused}, {run['links']} links ({run['share']:.1%})")
    if record["limits"]:
        lines.append("")
    for limit in record["limits"]:
        lines.append(
            f"{'met   ' if limit['met'] else 'MISSED'} {limit['what']}: {limit['found']} (limit {limit['limit']})"
        )
    return "\n".join(lines)


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, help="folder of the real data (else $SARHAD_TEST_DATA)")
    parser.add_argument("--rows", default="car", help="car, mexico, or a file of events")
    parser.add_argument("--noise", choices=("easy", "realistic", "hard"), default="realistic")
    parser.add_argument("--seeds", type=int, nargs="+", default=[1001, 1002, 1003, 1004, 1005])
    parser.add_argument("--gazetteer", choices=("by telling", "by place"), default="by telling")
    parser.add_argument("--no-ablations", dest="ablations", action="store_false")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--markdown", action="store_true", help="tables as in docs/matching-benchmark.md")
    return parser.parse_args(argv)


if __name__ == "__main__":
    raise SystemExit(main())
