"""`sarhad demo`: the example watch, built from what ships in the package."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .build import print_report
from .console import out, print_json, progress
from .options import Json

NAME = "demo"
MONTHS = ("2024-03", "2024-12")


def command(
    folder: Annotated[Path, typer.Argument(help="Where to put the example watch and its site.")] = Path("demo"),
    json: Json = False,
) -> None:
    """Copy the example watch to a folder and build two months of its site, without a network."""
    # Loaded here, not above: the libraries of a build take seconds, and `--help` needs none of them.
    from ..build import build
    from ..watch import example_watch

    watch = example_watch(folder)
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
