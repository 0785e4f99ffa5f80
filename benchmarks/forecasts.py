"""The track record in docs/forecasts.md, from what `sarhad forecast backtest ... --json` printed.

    sarhad forecast backtest PANEL --windows 2018:2021 --json > a.json
    sarhad forecast backtest PANEL --windows 2007:2017 --json > b.json
    python benchmarks/forecasts.py a.json b.json --docs docs

Writes the tables between the markers in docs/forecasts.md and docs/images/forecasts.svg: the CRPS of the pool over that
of conflictology in each window, with 95 % of country samples.
"""

from __future__ import annotations

import argparse
import json
import math
from pathlib import Path
from typing import Any

import altair as alt

BEGIN, END = "<!-- track record -->", "<!-- end of track record -->"
METRICS = ("crps", "ign", "mis", "log_crps", "coverage_positive")
SUMMARIES = ("all windows", "geometric mean")


def ratio_table(told: dict[str, Any]) -> list[str]:
    rows = told["ratios"]
    models = list(dict.fromkeys(row["model"] for row in rows))
    lines = ["| window | " + " | ".join(models) + " | largest (share of the baseline's CRPS) | pool without it |"]
    lines.append("|---|" + "---|" * (len(models) + 2))
    for window in dict.fromkeys(row["window"] for row in rows):
        own = {row["model"]: row for row in rows if row["window"] == window}
        pool = own["pool"]
        cells = [f"{own[m]['ratio']:.3f}" for m in models[:-1]]
        cells.append(f"**{pool['ratio']:.3f}** ({pool['low']:.3f}-{pool['high']:.3f})")
        largest = f"{pool['largest']} ({pool['largest_share']:.0%})"
        lines.append(f"| {window} | {' | '.join(cells)} | {largest} | {pool['without_largest']:.3f} |")
    return lines


def score_table(told: dict[str, Any]) -> list[str]:
    rows = [row for row in told["scores"] if "value" in row]
    lines = ["| model | group | " + " | ".join(METRICS) + " |", "|---|---|" + "---|" * len(METRICS)]
    for model in dict.fromkeys(row["model"] for row in rows):
        for group in ("all", "active", "quiet"):
            cells = []
            for metric in METRICS:
                found = [r for r in rows if (r["model"], r["group"], r["metric"]) == (model, group, metric)]
                n = sum(r["cells"] for r in found)
                cells.append(f"{sum(r['value'] * r['cells'] for r in found) / n:.3f}" if n else "-")
            lines.append(f"| {model} | {group} | {' | '.join(cells)} |")
    return lines


def step_table(told: dict[str, Any]) -> list[str]:
    values: dict[tuple[str, str], list[float]] = {}
    for row in told["scores"]:
        if row["metric"] == "crps" and row["group"].startswith("step"):
            values.setdefault((row["model"], row["group"]), []).append(row["value"])
    steps = list(dict.fromkeys(group for _, group in values))
    lines = [
        "| months ahead | " + " | ".join(s.removeprefix("step ") for s in steps) + " |",
        "|---|" + "---|" * len(steps),
    ]
    ratios = [math.exp(sum(math.log(a / b) for a, b in zip(values["pool", s], values["conflictology", s], strict=True))
                       / len(values["pool", s])) for s in steps]  # fmt: skip
    return [*lines, "| pool over conflictology | " + " | ".join(f"{r:.3f}" for r in ratios) + " |"]


def pit_table(told: dict[str, Any]) -> list[str]:
    lines = ["| model | " + " | ".join(f"{k}/10" for k in range(1, 11)) + " |", "|---|" + "---|" * 10]
    for model in ("conflictology", "pool"):
        shares = []
        for k in range(1, 11):
            found = [r["value"] for r in told["scores"] if (r["model"], r["metric"]) == (model, f"pit {k}/10")]
            shares.append(f"{sum(found) / len(found):.3f}")
        lines.append(f"| {model} | {' | '.join(shares)} |")
    return lines


def figure(all_told: list[dict[str, Any]], path: Path) -> None:
    rows = [r for told in all_told for r in told["ratios"] if r["model"] == "pool" and r["window"] not in SUMMARIES]
    x = alt.X("window:O", title=None, axis=alt.Axis(labelAngle=0))
    base = alt.Chart(alt.Data(values=rows))
    bars = base.mark_rule(color="#8a8f98").encode(
        x=x, y=alt.Y("low:Q", title=None, scale=alt.Scale(zero=False)), y2="high:Q"
    )
    dots = base.mark_point(filled=True, size=60, color="#1f4e79", opacity=1).encode(x=x, y="ratio:Q")
    one = alt.Chart(alt.Data(values=[{"one": 1}])).mark_rule(strokeDash=[4, 3]).encode(y="one:Q")
    title = "CRPS of the pool over that of conflictology, 95 % of country samples; under 1 is better"
    (one + bars + dots).properties(width=800, height=240, title=title).save(str(path))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--docs", type=Path, required=True)
    options = parser.parse_args()
    all_told = [json.loads(path.read_text(encoding="utf-8")) for path in options.files]
    lines: list[str] = []
    for told in all_told:
        windows = told["provenance"]["filters"]["windows"]
        lines += [
            f"### {windows[0]}-{windows[-1]}",
            "",
            "Ratio of mean CRPS to conflictology:",
            "",
            *ratio_table(told),
            "",
        ]
        lines += ["Means over the windows:", "", *score_table(told), ""]
        lines += ["Geometric mean of the windows' ratios by months ahead:", "", *step_table(told), ""]
        lines += ["Calibration of all cells (PIT; flat is calibrated):", "", *pit_table(told), ""]
    page = options.docs / "forecasts.md"
    text = page.read_text(encoding="utf-8")
    before, after = text.split(BEGIN)[0], text.split(END)[1]
    page.write_text(before + BEGIN + "\n" + "\n".join(lines) + END + after, encoding="utf-8")
    figure(all_told, options.docs / "images" / "forecasts.svg")


if __name__ == "__main__":
    main()
