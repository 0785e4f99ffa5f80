"""`sarhad forecast panel`: what is loaded, as a panel that forecasts are made from."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from ..errors import InputError
from .console import out, print_json, progress
from .options import Json, WatchOption, country_codes


class Unit(StrEnum):
    """What deaths are counted by."""

    COUNTRY = "country"
    PRIOGRID = "priogrid"


def register(app: typer.Typer) -> None:
    """Add it to `sarhad forecast`."""
    app.command("panel")(command)


def command(
    unit: Annotated[Unit, typer.Option(help="Whole countries, or PRIO-GRID cells of half a degree.")],
    target: Annotated[Path, typer.Option("--out", help="The file to write: .parquet, or .csv without the vintage.")],
    watch: WatchOption = Path(),
    first: Annotated[str | None, typer.Option("--from", help="First month, 2015-01.", show_default="all")] = None,
    last: Annotated[str | None, typer.Option("--to", help="Last month, 2023-12.", show_default="all")] = None,
    countries: Annotated[
        str | None, typer.Option(help="ISO 3166-1 alpha-3, AFG,PAK.", show_default="the watch's")
    ] = None,
    place_precision_max: Annotated[
        int | None,
        typer.Option(min=1, max=3, help="For cells: 1 exact places only, 2 within 25 km too, 3 the district too."),
    ] = None,
    json: Json = False,
) -> None:
    """Write state-based deaths by unit and month, from the open, settled rows that a watch has loaded.

    `sarhad forecast` and `sarhad forecast backtest` read the file. A zero stands only where a source looked.
    """
    # Loaded here, not above: the libraries of a forecast take seconds, and `--help` needs none of them.
    from .. import forecasts
    from ..build import watch_panel
    from ..watch import read_watch

    forecasts.require_form(target)
    if (unit is Unit.PRIOGRID) != (place_precision_max is not None):
        raise InputError(
            "which rows fill a cell is not stated"
            if unit is Unit.PRIOGRID
            else "a country takes rows of any place precision",
            do="add --place-precision-max 3 (the district), or less"
            if unit is Unit.PRIOGRID
            else "leave --place-precision-max out",
        )
    region = read_watch(watch)
    with progress(json) as step:
        made = watch_panel(
            region,
            unit=unit.value,
            countries=country_codes(countries) if countries is not None else None,
            first=first,
            last=last,
            place_precision_max=place_precision_max,
            note=step,
        )
        forecasts.write_panel(made, target)
    panel, about = made.table, made.provenance
    deaths = int(panel.deaths.sum())
    if json:
        told = {"unit": panel.unit, "units": len(panel.codes), "span": panel.span, "deaths": deaths}
        print_json({"file": target.name, **told, "provenance": about.as_dict()})
        return
    words = ("cell", "cells") if unit is Unit.PRIOGRID else ("country", "countries")
    units = f"{len(panel.codes):,} {words[len(panel.codes) != 1]}"
    out.print(f"{units}, {panel.span}: {deaths:,} state-based deaths of {about.rows_used:,} rows")
    for reason, count in about.left_out.items():
        out.print(f"  left out: {count:,} {reason}")
    for note in about.notes:
        out.print(f"  {note}")
    begins, ends = panel.span.split(" to ")
    if (first or begins) < begins or (last or ends) > ends:
        out.print("  the other months are before the watch begins, or not covered")
    out.print(f"  vintage: {panel.vintage}")
    out.print(f"  written to {target}; next: sarhad forecast backtest {target} --windows 2018:2021")
