"""`sarhad add`: take a file of a source into a watch."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from ..errors import InputError
from .console import out, print_json, print_problems
from .options import Json, WatchOption

NAME = "add"


def command(
    file: Annotated[Path, typer.Argument(help="A file as its publisher gives it: CSV, CSV in zip, GeoJSON.")],
    watch: WatchOption = Path(),
    source: Annotated[str | None, typer.Option(help="The source's name; found from the columns if not given.")] = None,
    map_file: Annotated[
        Path | None,
        typer.Option("--map", metavar="MAPPING", help="The mapping file of a table that is of no known source."),
    ] = None,
    version: Annotated[str | None, typer.Option(help="The release; found from the file's name if not given.")] = None,
    accessed: Annotated[
        str | None, typer.Option(help="The day the file was fetched, 2026-01-31; default today.")
    ] = None,
    json: Json = False,
) -> None:
    """Read a file whole, say what was found, and pin it for the builds of a watch."""
    # Loaded here, not above: the libraries of a build take seconds, and `--help` needs none of them.
    from .. import sources
    from ..store import Store
    from ..watch import read_watch

    region = read_watch(watch)
    if not file.is_file():
        raise InputError(f"there is no file {file}", do="check the path")
    mapping = sources.mapping_text(map_file) if map_file else ""
    described = sources.parse_mapping(mapping, map_file.name) if map_file else None
    if described and source not in (None, described.name):
        raise InputError(f'{described.name} is the source in the mapping, not "{source}"', do="leave --source out")
    name = described.name if described else source or sources.detect(file)
    about = described or sources.describe(name)
    release = version or about.version or (None if described else sources.version_of(file, name))
    store = Store(region.state / "store")
    day = _day(accessed)
    if name == "monthly-figures":
        figures = sources.read_monthly_figures(file)
        rows_read, rows, problems, here = figures.table.num_rows, figures.table.num_rows, figures.problems, {}
    else:
        events = sources.read(file, about, version=release, accessed=day)
        release = events.provenance.sources[0].version
        rows_read, rows, problems = events.rows_read, len(events), events.problems
        where = events.table["country"].to_pylist()
        here = {country: n for country in region.countries if (n := where.count(country))}
    snapshot = store.pin(file, name, release or "unknown", day, mapping=mapping)
    if json:
        print_json(
            {
                "snapshot": snapshot.as_dict(),
                "rows": {"read": rows_read, "kept": rows, "left_out": rows_read - rows, "by_country": here},
                "problems": [p.as_dict() for p in problems],
            }
        )
        return
    out.print(f"{file.name}: {about.title} {release}, {rows_read:,} rows read, {rows_read - rows} left out")
    if here:
        counts = ", ".join(f"{country} {n:,}" for country, n in here.items())
        out.print(f"  in the watch: {counts}")
    print_problems(problems)
    out.print(f"  pinned as {snapshot.sha256[:12]}; next: sarhad build {watch}")


def _day(text: str | None) -> dt.date | None:
    if text is None:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise InputError(f'"{text}" is not a day', do="write it as 2026-01-31") from error
