"""`sarhad forecast`: distributions of deaths for the months to come, and how good they would have been."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from ..errors import InputError
from .console import out, print_json, progress
from .options import Json

if TYPE_CHECKING:
    import pyarrow as pa

    from ..forecasts import Backtest

NAME = "forecast"
_METRICS = ("crps", "ign", "mis", "log_crps", "coverage_positive")


class _IssueByDefault(TyperGroup):
    """`sarhad forecast PANEL` is `sarhad forecast issue PANEL`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """What no command is named before goes to `issue`."""
        named = not args or args[0] in (*self.commands, "--help")
        return super().parse_args(ctx, args if named else ["issue", *args])


app = typer.Typer(
    name=NAME,
    help="Forecast deaths by country and month as distributions, and score forecasts of the past.",
    no_args_is_help=True,
    rich_markup_mode=None,
    cls=_IssueByDefault,
)

PanelFile = Annotated[
    Path, typer.Argument(metavar="PANEL", help="CSV or Parquet: month_id, country_id (or iso3, gw), ged_sb.")
]
Vintage = Annotated[
    str, typer.Option(help="The release that the panel comes from, as it is printed.", show_default="its checksum")
]
Seed = Annotated[int, typer.Option(help="Equal seeds give equal draws.")]


@app.command()
def issue(
    panel: PanelFile,
    cutoff: Annotated[str, typer.Option(help="The last month that may be used, 2021-10.")],
    target: Annotated[Path, typer.Option("--out", help="The file of draws to write: .parquet or .csv.")],
    model: Annotated[str, typer.Option(help="Which model.")] = "pool",
    steps: Annotated[str, typer.Option(help="Months ahead, first:last.")] = "1:14",
    redraws: Annotated[int, typer.Option(min=0, max=50, help="Pasts drawn between low and high deaths.")] = 0,
    vintage: Vintage = "",
    seed: Seed = 1,
    json: Json = False,
) -> None:
    """Write 1,000 draws for each unit and month ahead: month_id, country_id, draw, outcome."""
    # Loaded here, not above: the libraries of a forecast take seconds, and `--help` needs none of them.
    from .. import forecasts

    month = forecasts.month_id(cutoff)
    with progress(json) as step:
        step("reading the panel")
        read = forecasts.read_panel(panel, vintage=vintage)
        step(f"forecasting with {model}")
        made = forecasts.issue_forecast(
            read, cutoff=month, model=model, seed=seed, steps=_steps(steps), redraws=redraws
        )
        forecasts.write_draws(made, target)
    about = made.provenance
    if json:
        print_json({"file": target.name, "rows": made.table.num_rows, "provenance": about.as_dict()})
        return
    months = about.filters["months"]
    out.print(f"{model}, data up to {cutoff}: {months[0]} to {months[-1]}, {about.rows_used:,} units, 1,000 draws each")
    for reason, count in about.left_out.items():
        out.print(f"  left out: {count:,} {reason}")
    out.print(f"  vintage: {read.vintage}; seed {seed}")
    out.print(f"  written to {target}")


@app.command()
def backtest(
    panel: PanelFile,
    windows: Annotated[str, typer.Option(help="Years to forecast from the October before, 2018:2021.")],
    models: Annotated[
        str | None, typer.Option(help="Names of models, with commas between.", show_default="all")
    ] = None,
    vintage: Vintage = "",
    seed: Seed = 1,
    json: Json = False,
) -> None:
    """Score what the models would have said of past years, next to the baseline.

    The baseline is a country's own last 12 months; of a PRIO-GRID cell those of the eight around it too.
    """
    from .. import forecasts

    years = forecasts.parse_windows(windows)
    with progress(json) as step:
        step("reading the panel")
        read = forecasts.read_panel(panel, vintage=vintage)
        named = models.split(",") if models else list(forecasts.MODELS)
        found = forecasts.backtest(read, windows=years, models=named, seed=seed, note=step)
    if json:
        print_json(
            {
                "panel": {"file": panel.name, "vintage": read.vintage, "units": len(read.codes), "span": read.span},
                "baseline": forecasts.baseline_of(read.unit),
                "scores": _rows(found.scores.table),
                "ratios": _rows(found.ratios.table),
                "provenance": found.scores.provenance.as_dict(),
            }
        )
        return
    out.print(f"{panel.name}, vintage {read.vintage}: {len(read.codes):,} units, {read.span}")
    _print(found, years, forecasts.baseline_of(read.unit), "cell" if read.unit == "priogrid" else "country")


def _print(found: Backtest, years: list[int], baseline: str, unit: str) -> None:
    rows = [row for row in found.scores.table.to_pylist() if row["group"] == "all"]
    for metric in _METRICS:
        out.print(f"\n  {metric:<26}" + "".join(f"{year:>9}" for year in years) + f"{'mean':>9}")
        for model in dict.fromkeys(row["model"] for row in rows):
            told = [row["value"] for row in rows if row["model"] == model and row["metric"] == metric]
            known = [value for value in told if value is not None]
            mean = f"{sum(known) / len(known):9.3f}" if known else f"{'-':>9}"
            out.print(f"  {model:<26}" + "".join("        -" if v is None else f"{v:9.3f}" for v in told) + mean)
    out.print(f"\n  mean CRPS over that of {baseline} (95 % of {unit} samples)")
    for row in found.ratios.table.to_pylist():
        if row["window"] in ("all windows", "geometric mean"):
            said = row["cannot_say"] or (
                f"{row['ratio']:.3f} ({row['low']:.3f} to {row['high']:.3f}); "
                f"without {row['largest']}: {row['without_largest']:.3f}"
            )
            out.print(f"  {row['model']:<26}{row['window']:<16}{said}")


def _rows(table: pa.Table) -> list[dict[str, object]]:
    return [{key: value for key, value in row.items() if value is not None} for row in table.to_pylist()]


def _steps(text: str) -> range:
    first, _, last = text.partition(":")
    try:
        return range(int(first), int(last or first) + 1)
    except ValueError:
        raise InputError(f'"{text}" are no months ahead', do="write them as 1:14") from None
