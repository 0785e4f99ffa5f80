"""Arguments that several commands share."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from ..errors import InputError

WatchFolder = Annotated[
    Path, typer.Argument(metavar="[WATCH]", help="Folder of the watch (holds watch.toml).", show_default="here")
]
WatchOption = Annotated[Path, typer.Option("--watch", "-w", help="Folder of the watch.", show_default="here")]
Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]


def day(text: str | None) -> dt.date | None:
    """A day as an option states it. Raises `InputError` for what is none."""
    if text is None:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise InputError(f'"{text}" is not a day', do="write it as 2026-01-31") from error


def country_codes(text: str) -> frozenset[str]:
    """Countries as an option names them, `AFG,PAK`. Raises `InputError` for what is none."""
    from .. import vocabulary

    codes = frozenset(code.strip().upper() for code in text.split(",") if code.strip())
    if not codes:
        raise InputError("no country is named", do="write --countries AFG,PAK")
    for code in codes:
        vocabulary.countries().by_iso3(code)
    return codes
