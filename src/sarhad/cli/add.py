"""`sarhad add`: take a file of a source into a watch."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ..errors import InputError
from .console import out, print_json, print_problems
from .options import Json, WatchOption, day

NAME = "add"


def command(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE...",
            help="A file as its publisher gives it: CSV (also zipped), XLSX, Parquet, GeoJSON; of GDELT also folders.",
        ),
    ],
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
    from ..store import Store, take
    from ..watch import read_watch
    from .attention import add_attention

    region = read_watch(watch)
    file = files[0]
    if absent := next((path for path in files if not path.exists()), None):
        raise InputError(f"there is no file {absent}", do="check the path")
    if source == "gdelt" or (source is None and map_file is None and sources.is_gdelt(file)):
        add_attention(region, files, day(accessed), json)
        return
    if len(files) > 1:
        raise InputError(f"{len(files)} files are given", do="add one at a time; only files of GDELT go together")
    if not file.is_file():
        raise InputError(f"there is no file {file}", do="check the path")
    store = Store(region.state / "store")
    taken = take(store, file, source, map_file=map_file, version=version, accessed=day(accessed))
    here = {country: n for country in region.countries if (n := taken.by_country.get(country, 0))}
    if json:
        print_json(
            {
                "snapshot": taken.snapshot.as_dict(),
                "rows": {**taken.rows, "by_country": here},
                "problems": [p.as_dict() for p in taken.problems],
            }
        )
        return
    about, rows = taken.snapshot, taken.rows
    title = about.description.title
    out.print(f"{file.name}: {title} {about.version}, {rows['read']:,} rows read, {rows['left_out']} left out")
    if here:
        counts = ", ".join(f"{country} {n:,}" for country, n in here.items())
        out.print(f"  in the watch: {counts}")
    print_problems(taken.problems)
    out.print(f"  pinned as {about.sha256[:12]}; next: sarhad build {watch}")
