"""What `sarhad forecast backtest` prints: as many windows side by side as the screen is wide."""

from __future__ import annotations

import io
from types import SimpleNamespace
from typing import Any

import pyarrow as pa
import pytest
from rich.console import Console

from sarhad.cli import forecast_text

YEARS = list(range(2007, 2018))


def found(ratio: dict[str, Any]) -> Any:
    """A backtest of two models by hand: the ratio rows of `pool` hold `ratio`."""
    scores = [
        {"model": model, "window": year, "group": "all", "metric": metric, "value": value}
        for metric in ("crps", "ign", "mis", "log_crps", "coverage_positive")
        for model, value in (("conflictology", 1000.4), ("pool", None))
        for year in YEARS
    ]
    windows = [*map(str, YEARS), "all windows", "geometric mean"]
    ratios = [{"model": "pool", "window": window, "largest": "SYR", **ratio} for window in windows]
    tables = (SimpleNamespace(table=pa.Table.from_pylist(rows)) for rows in (scores, ratios))
    return SimpleNamespace(**dict(zip(("scores", "ratios"), tables, strict=True)))


def printed(monkeypatch: pytest.MonkeyPatch, width: int, **ratio: Any) -> list[str]:
    told = {"ratio": 0.9, "low": 0.8, "high": 1.0, "without_largest": 0.95, "cannot_say": None} | ratio
    out = Console(file=io.StringIO(), width=width, highlight=False, markup=False, soft_wrap=True)
    monkeypatch.setattr(forecast_text, "out", out)
    forecast_text.print_backtest(found(told), YEARS, "conflictology", "countries")
    return str(out.file.getvalue()).splitlines()  # type: ignore[attr-defined]


@pytest.mark.parametrize(("width", "parts"), [(80, 2), (120, 2), (200, 1)])
def test_windows_stand_side_by_side_as_far_as_the_screen_goes(
    monkeypatch: pytest.MonkeyPatch, width: int, parts: int
) -> None:
    lines = printed(monkeypatch, width)
    assert max(map(len, lines)) <= width
    crps = lines[: next(n for n, line in enumerate(lines) if line.startswith("  IGN"))]
    assert sum(line.startswith("  conflictology") for line in crps) == parts
    assert " ".join(crps).count("1,000") == len(YEARS) + 1, "with the mean"
    assert [word for line in lines for word in line.split() if word == "0.900"] == ["0.900"] * (len(YEARS) + 2)
    assert "0.800 to 1.000" in lines[-1]
    assert lines[-1].endswith("SYR: 0.950")


def test_a_ratio_that_cannot_be_said_is_a_dash_with_the_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = printed(monkeypatch, 120, ratio=None, low=None, high=None, without_largest=None, cannot_say="no error")
    assert lines[-1] == "  -: no error"
    assert lines[-2].split() == ["pool", "-", "-", "-"]
