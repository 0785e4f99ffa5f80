"""`sarhad demo`: the example watch, built from what ships in the package."""

from __future__ import annotations

import shutil
from importlib import resources
from pathlib import Path
from typing import Annotated

import typer

from ..errors import InputError
from ..events.exits import stays
from .build import print_report
from .console import out, print_json, progress
from .options import Json

NAME = "demo"
EXAMPLE = "central-asia"
MONTHS = ("2024-03", "2024-12")


@stays("a copy of the example watch")
def command(
    folder: Annotated[Path, typer.Argument(help="Where to put the example watch and its site.")] = Path("demo"),
    json: Json = False,
) -> None:
    """Copy the example watch to a folder and build two months of its site, without a network."""
    # Loaded here, not above: the libraries of a build take seconds, and `--help` needs none of them.
    from ..build import build
    from ..watch import WATCH_FILE, read_watch

    if not (folder / WATCH_FILE).is_file():
        if folder.exists() and any(folder.iterdir()):
            raise InputError(f"{folder} holds something that is not a watch", do="name another folder")
        with resources.as_file(resources.files("sarhad.watches") / EXAMPLE) as example:
            shutil.copytree(example, folder, dirs_exist_ok=True)
    watch = read_watch(folder)
    reports = []
    for month in MONTHS:
        with progress(quiet=json) as step:
            reports.append(build(watch, month=month, note=step))
    if json:
        print_json([report.as_dict() for report in reports])
        return
    print_report(reports[-1])
    index = (watch.site / "index.html").absolute()
    out.print(f"\nThe site is at {index}\n  look at it: open that file, or run: sarhad serve {folder}")
