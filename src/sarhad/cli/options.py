"""Arguments that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

WatchFolder = Annotated[
    Path, typer.Argument(metavar="[WATCH]", help="Folder of the watch (holds watch.toml).", show_default="here")
]
WatchOption = Annotated[Path, typer.Option("--watch", "-w", help="Folder of the watch.", show_default="here")]
Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
