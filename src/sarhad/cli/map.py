"""`sarhad map`: draft a mapping file for a table of no known source."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ..errors import InputError
from .console import err, out, print_json
from .options import Json

NAME = "map"
_TOLD = 12


def command(
    file: Annotated[Path, typer.Argument(help="The table: CSV, XLSX, Parquet or GeoJSON.")],
    target: Annotated[
        Path | None, typer.Option("--out", help="The file to write; it must not exist.", show_default="the screen")
    ] = None,
    json: Json = False,
) -> None:
    """Draft a mapping by looking at a table's names and values; what is uncertain is left as a question."""
    # Loaded here, not above: `--help` needs none of it.
    from .. import sources
    from ..store import write_new

    _require_own(file)
    draft = sources.draft_table(file)
    text = sources.draft_text(draft)
    if target is not None:
        write_new(target, text)
    name = target.name if target else "mapping"
    left = sources.open_lines(text, name)
    if json:
        print_json(
            {
                "file": draft.file,
                "rows": draft.rows,
                "holds": draft.holds,
                "columns": [
                    {"column": p.column, "fills": p.fills, "ignored": p.reason, "why": p.why} for p in draft.proposals
                ],
                "open": [problem.as_dict() for problem in left],
                "mapping": text,
            }
        )
        return
    say = err if target is None else out
    if target is None:
        out.print(text, end="")
    filled = sum(bool(p.fills) for p in draft.proposals)
    say.print(f"{draft.file}: {draft.rows:,} rows, {len(draft.proposals)} columns, {filled} of them filled in")
    if left:
        say.print(f"  {len(left)} places are for you to say:")
        for problem in left[:_TOLD]:
            say.print(f"    {problem}")
        if len(left) > _TOLD:
            say.print(f"    and {len(left) - _TOLD} more")
    if target:
        say.print(f"  written to {target}; next: go through it, then sarhad add {file} --map {target}")


def _require_own(file: Path) -> None:
    """A draft tells values of the file; of a source that may not be passed on it would pass them on, for no use."""
    from .. import sources
    from ..events.gate import OPEN

    try:
        name = sources.detect(file)
    except InputError:
        return  # no source that is built in
    if sources.describe(name).licence_class != OPEN:
        raise InputError(
            f"{file} is a file of {sources.describe(name).title}", do=f"sarhad add {file}, without a mapping"
        )
