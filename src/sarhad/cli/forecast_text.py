"""What `sarhad forecast` prints: the models in a few words, scores by window, what redrawn pasts change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .console import out

if TYPE_CHECKING:
    from ..forecasts import Backtest

_METRICS = {
    "crps": "CRPS, in deaths; less is better",
    "ign": "IGN, in bits; less is better",
    "mis": "MIS of the central 90 %; less is better",
    "log_crps": "CRPS of log(1 + deaths); less is better",
    "coverage_positive": "share of the months with deaths inside the central 90 %; 0.9 is right",
}
MODELS_SAID = {
    "conflictology": "its own last 12 months: the baseline of countries",
    "pool": "the next three, weighted by how well they did",
    "growth": "a forest of how such pasts went on anywhere",
    "analogues": "how the pasts most like its own went on",
    "weighted_draws": "its own last 60 months, recent ones more often",
    "negative_binomial": "a distribution with their mean and variance",
    "conflictology_neighbours": "its neighbours' months too: the baseline of cells",
    "last_poisson": "a Poisson distribution around the last month",
    "zero": "no death",
}
"""Every model in a few words, in the order of their scores' tables."""
_SHORT = {"all windows": "all", "geometric mean": "geo"}


def print_backtest(found: Backtest, years: list[int], baseline: str, units: str) -> None:
    """Tables of models by window, as many windows side by side as the screen is wide."""
    rows = [row for row in found.scores.table.to_pylist() if row["group"] == "all"]
    for metric, said in _METRICS.items():
        told: dict[str, dict[str, float | None]] = {}
        for row in rows:
            if row["metric"] == metric:
                told.setdefault(row["model"], {})[str(row["window"])] = row["value"]
        for values in told.values():
            known = [value for value in values.values() if value is not None]
            values["mean"] = sum(known) / len(known) if known else None
        _print_table(said, told, [*map(str, years), "mean"])
    ratios = found.ratios.table.to_pylist()
    by_model: dict[str, dict[str, Any]] = {}
    for row in ratios:
        by_model.setdefault(row["model"], {})[_SHORT.get(row["window"], row["window"])] = row
    if not by_model:
        return
    columns = [*map(str, years), *_SHORT.values()]
    said = f"CRPS over that of {baseline}; under 1 is better; geo: geometric mean"
    _print_table(said, {m: {w: row["ratio"] for w, row in of.items()} for m, of in by_model.items()}, columns)
    out.print(f"\n  95 % of samples of {units}; geo without where the baseline errs most")
    label = max(map(len, by_model)) + 1
    out.print(f"  {'':<{label}}{'all':>16}{'geo':>16}{'geo without':>18}")
    for model, of in by_model.items():
        everything, geometric = (of[name] for name in _SHORT.values())
        rest = geometric["without_largest"]
        without = "-" if rest is None else f"{geometric['largest']}: {rest:.3f}"
        out.print(f"  {model:<{label}}{_range(everything):>16}{_range(geometric):>16}{without:>18}")
    for reason in dict.fromkeys(row["cannot_say"] for row in ratios if row["cannot_say"]):
        out.print(f"  -: {reason}")


def print_effect(told: dict[str, Any], redraws: int) -> None:
    """What the redrawn pasts change: widths and medians, all means over the months ahead."""
    out.print(f"  {redraws} pasts between low and high deaths, a month:    as reported    redrawn")
    for label, key in (
        (f"90 % width, median of units ({told['units_with_width']:,})", "width_median"),
        (f"90 % width, sum of units ({told['units']:,})", "width_sum"),
        ("median, sum of units", "median_sum"),
    ):
        before, after = told[key], told[f"{key}_redrawn"]
        change = f"{after / before - 1:+9.1%}" if before else ""
        out.print(f"    {label:<44}{before:>12,.1f}{after:>12,.1f}{change}")
    for row in told["largest"]:
        out.print(f"    {'90 % width, ' + row['unit']:<44}{row['width']:>12,.1f}{row['width_redrawn']:>12,.1f}")


def _print_table(said: str, told: dict[str, dict[str, float | None]], columns: list[str]) -> None:
    out.print(f"\n  {said}")
    label = max(map(len, told)) + 1
    side = max(1, (out.width - label - 2) // 9)
    for some in (columns[first : first + side] for first in range(0, len(columns), side)):
        out.print(f"  {'':<{label}}" + "".join(f"{column:>9}" for column in some))
        for model, values in told.items():
            out.print(f"  {model:<{label}}" + "".join(_figure(values.get(column)) for column in some))


def _figure(value: float | None) -> str:
    return f"{'-':>9}" if value is None else f"{value:9.3f}" if abs(value) < 1000 else f"{value:9,.0f}"


def _range(row: dict[str, Any]) -> str:
    return "-" if row["low"] is None else f"{row['low']:.3f} to {row['high']:.3f}"
