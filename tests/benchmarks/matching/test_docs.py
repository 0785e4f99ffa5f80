"""The documentation of the benchmark shows the rates, the methods and the limits that the benchmark has."""

from __future__ import annotations

from pathlib import Path

from benchmarks.matching import rates, run

TEXT = (Path(__file__).resolve().parents[3] / "docs" / "matching-benchmark.md").read_text(encoding="utf-8")


def test_rates_are_those_of_the_simulator() -> None:
    assert rates.markdown() in TEXT


def test_every_method_and_limit_has_its_lines() -> None:
    for name in (run.OURS, "sarhad, no splits", *run.WITHOUT, *run.peers()):
        assert f"| {name} | 0." in TEXT, name
    for limit in (*run.F1_LIMITS.values(), run.PRECISION_LIMIT):
        assert f" | {limit:.2f} | " in TEXT
    for name, least in run.RATIO_LIMITS.items():
        assert any(line.startswith(f"| F1 / {name} | ") and f"| {least:.2f} |" in line for line in TEXT.splitlines())
