"""`sarhad forecast`: distributions of deaths for the months to come, and how good they would have been."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from ..errors import InputError
from .console import out, print_json, progress
from .forecast_text import MODELS_SAID, print_backtest, print_effect
from .options import Json

if TYPE_CHECKING:
    import pyarrow as pa

    from ..events import Result

NAME = "forecast"
_MODELS_HELP = "\b\nThe models:\n" + "\n".join(f"  {name:<26}{said}" for name, said in MODELS_SAID.items())


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
    Path,
    typer.Argument(metavar="PANEL", help="CSV or Parquet: month_id, country_id (or iso3, gw, priogrid_gid), ged_sb."),
]
Vintage = Annotated[
    str, typer.Option(help="The release that the panel comes from, as it is printed.", show_default="its checksum")
]
Seed = Annotated[int, typer.Option(help="Equal seeds give equal draws.")]


@app.command(epilog=_MODELS_HELP)
def issue(
    panel: PanelFile,
    cutoff: Annotated[str, typer.Option(help="The last month that may be used, 2021-10.")],
    target: Annotated[Path, typer.Option("--out", help="The file of draws to write: .parquet or .csv.")],
    model: Annotated[str, typer.Option(help="Which model; all are named below.")] = "pool",
    steps: Annotated[str, typer.Option(help="Months ahead, first:last.")] = "1:14",
    redraws: Annotated[
        int, typer.Option(min=0, max=50, help="Pasts drawn between low and high deaths; says what it changes.")
    ] = 0,
    vintage: Vintage = "",
    seed: Seed = 1,
    json: Json = False,
) -> None:
    """Write 1,000 draws for each unit and month ahead: month_id, country_id, draw, outcome."""
    # Loaded here, not above: the libraries of a forecast take seconds, and `--help` needs none of them.
    from .. import forecasts

    month, ahead = forecasts.month_id(cutoff), _steps(steps)
    forecasts.require_form(target)
    with progress(json) as step:
        step("reading the panel")
        read = forecasts.read_panel(panel, vintage=vintage)
        step(f"forecasting with {model}")

        def issued(pasts: int) -> Result[pa.Table]:
            return forecasts.issue_forecast(read, cutoff=month, model=model, seed=seed, steps=ahead, redraws=pasts)

        made = issued(redraws)
        forecasts.write_draws(made, target)
        effect = forecasts.redraws_effect(read, issued(0), made).table if redraws else None
    about = made.provenance
    changed = None if effect is None else forecasts.effect_summary(effect)
    if json:
        found = {"file": target.name, "rows": made.table.num_rows, "provenance": about.as_dict()}
        if effect is not None:
            found["effect"] = {"summary": changed, "units": effect.to_pylist()}
        print_json(found)
        return
    months = about.filters["months"]
    out.print(f"{model}, data up to {cutoff}: {months[0]} to {months[-1]}, {_units(about.rows_used)}, 1,000 draws each")
    for reason, count in about.left_out.items():
        out.print(f"  left out: {count:,} {reason}")
    out.print(f"  vintage: {read.vintage}; seed {seed}")
    if changed is not None:
        print_effect(changed, redraws)
    out.print(f"  written to {target}")


@app.command(epilog=_MODELS_HELP)
def backtest(
    panel: PanelFile,
    windows: Annotated[str, typer.Option(help="Years to forecast from the October before, 2018:2021.")],
    models: Annotated[
        str | None, typer.Option(help="Names of models, with commas between; all are named below.", show_default="all")
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
        named = [name.strip() for name in models.split(",")] if models else list(MODELS_SAID)
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
    out.print(f"{panel.name}: {_units(len(read.codes))}, {read.span}\n  vintage: {read.vintage}")
    print_backtest(found, years, forecasts.baseline_of(read.unit), "cells" if read.unit == "priogrid" else "countries")


def _rows(table: pa.Table) -> list[dict[str, object]]:
    return [{key: value for key, value in row.items() if value is not None} for row in table.to_pylist()]


def _units(number: int) -> str:
    return f"{number:,} unit{'' if number == 1 else 's'}"


def _steps(text: str) -> range:
    from ..forecasts import HORIZON

    first, _, last = text.partition(":")
    try:
        begins, ends = int(first), int(last or first)
    except ValueError:
        begins = ends = 0
    if not 1 <= begins <= ends <= HORIZON:
        raise InputError(f'"{text}" are no months ahead', do=f"write some of 1 to {HORIZON}, as 1:{HORIZON}")
    return range(begins, ends + 1)
