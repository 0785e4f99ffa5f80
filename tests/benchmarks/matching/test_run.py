"""The matching benchmark as a command: what it prints, which limits it holds, and its exit code."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from benchmarks.matching import run, score


def _found(**f1: float) -> dict[str, Any]:
    others = zip(run.RATIO_LIMITS, (0.62, 0.65, 0.7), strict=True)
    values = {run.OURS: 0.85, **dict(others)}
    rows = {name: {"f1": f1.get(name, value), "precision": 0.9} for name, value in values.items()}
    return {"methods": rows, "control": [{"share": 0.0}, {"share": 0.04}]}


@pytest.mark.parametrize(
    ("changed", "missed"),
    [
        ({}, []),
        ({run.OURS: 0.81}, ["F1", "F1 / best xSub window"]),
        ({"best xSub window": 0.64}, ["F1 / best xSub window"]),
        ({"xSub, nearest one-to-one": 0.72}, ["F1 / xSub, nearest one-to-one"]),
        ({"Splink, single best links": 0.8}, ["F1 / Splink, single best links"]),
        ({"best xSub window": 0.0}, []),  # a rule that finds nothing is beaten by any factor
    ],
)
def test_limits_are_held_against_the_medians(changed: dict[str, float], missed: list[str]) -> None:
    limits = run.checked(_found(**changed), 0.82)
    assert [limit["what"] for limit in limits if not limit["met"]] == missed


def test_one_bad_control_is_enough_and_rows_without_a_limit_have_none_on_f1() -> None:
    found = _found()
    found["control"].append({"share": 0.06})
    limits = {limit["what"]: limit["met"] for limit in run.checked(found, None)}
    assert "F1" not in limits
    assert not limits["linked in the control"]


def test_bins_of_several_seeds_are_pooled_by_their_pairs() -> None:
    one, other, high = (score.Bin(0.5, 0.6, *rest) for rest in ((10, 0.5, 0.4), (30, 0.58, 0.6), (1, 0.59, 1.0)))
    bins = [[one], [other, replace(high, low=0.9, high=0.95)]]
    pooled = run._pooled(bins)
    assert pooled[0] == {"low": 0.5, "high": 0.6, "pairs": 40, "said": 0.56, "observed": 0.55}
    assert len(pooled) == 2


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wrong = tmp_path / "table.csv"
    wrong.write_text("a,b\n1,2\n", encoding="utf-8")
    assert run.main(["--rows", str(wrong)]) == 2
    assert "is of no known source" in capsys.readouterr().err


def test_whole_run_on_real_rows(data_dir: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Easy noise on the Central African Republic: every method in one table, no limits for this noise."""
    asked = ["--data", str(data_dir), "--rows", "car", "--noise", "easy", "--seeds", "7", "--no-ablations", "--json"]
    assert run.main(asked) == 0
    record = json.loads(capsys.readouterr().out)
    f1 = {name: row["f1"] for name, row in record["methods"].items()}
    assert record["events"] == 1848
    assert set(run.RATIO_LIMITS) <= set(f1)
    assert f1[run.OURS] == max(f1.values())
    assert record["blocking_recall"] > 0.97
    assert record["control"][0]["share"] <= run.CONTROL_LIMIT
    assert record["limits"] == []
    table = run.markdown(record | {"limits": run.checked(record, 0.99)}).splitlines()
    assert table[2].startswith(f"| {run.OURS} | {record['methods'][run.OURS]['precision']:.3f} |")
    assert f"| F1 | {f1[run.OURS]:.3f} | 0.99 | **missed** |" in table
    assert len({line.count("|") for line in table[: 2 + len(f1)]}) == 1
