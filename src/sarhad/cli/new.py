"""`sarhad new`: start a watch."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from ..errors import InputError
from .console import out, print_json
from .options import Json

NAME = "new"


def command(
    folder: Annotated[Path, typer.Argument(help="The folder to make.")],
    country: Annotated[list[str], typer.Option(help="ISO 3166-1 alpha-3; give it once per country.")],
    title: Annotated[str, typer.Option(help="What the pages are called.")] = "My region",
    start: Annotated[str, typer.Option(help="The first day watched.")] = "2014-01-01",
    json: Json = False,
) -> None:
    """Make a folder with a watch file, in which every value says what it changes, and empty tables."""
    from ..watch import create_watch

    try:
        day = dt.date.fromisoformat(start)
    except ValueError as error:
        raise InputError(f'"{start}" is not a day', do="write it as 2014-01-01") from error
    watch = create_watch(folder, title=title, countries=country, start=day)
    if json:
        print_json({"watch": watch.region.id, "folder": str(folder), "countries": list(watch.region.countries)})
        return
    number = len(watch.region.countries)
    out.print(f"{folder}: a watch of {number} {'country' if number == 1 else 'countries'}")
    out.print(f"  next: sarhad add FILE --watch {folder}, then sarhad build {folder}")
