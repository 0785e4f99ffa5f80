"""`sarhad actors export` and `sarhad actors import`: a registry for other systems, and theirs to look through."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import InputError
from .console import err, out, print_json
from .options import Json, WatchOption, day

if TYPE_CHECKING:
    from ..actors import Registry

_TOLD = 12


class Format(StrEnum):
    """What other systems read."""

    STIX = "stix"
    FTM = "ftm"


FormatOption = Annotated[Format, typer.Option("--format", help="STIX 2.1, or lines of FollowTheMoney entities.")]


def register(app: typer.Typer) -> None:
    """Add both to `sarhad actors`."""
    app.command("export")(export_command)
    app.command("import")(import_command)


def export_command(
    form: FormatOption,
    watch: WatchOption = Path(),
    world: Annotated[
        bool, typer.Option("--world", help="The actors of the world that ship with Sarhad, not those of a watch.")
    ] = False,
    target: Annotated[
        Path | None, typer.Option("--out", help="The file to write; it must not exist.", show_default="the screen")
    ] = None,
    as_of: Annotated[
        str | None, typer.Option(help="The day that STIX objects bear as modified, 2026-01-31.", show_default=False)
    ] = None,
    json: Json = False,
) -> None:
    """Write the actors of a watch for other systems; of withheld names only UCDP's number."""
    # Loaded here, not above: `--help` needs none of it.
    from ..actors import read_registry, world_registry
    from ..actors.exchange import exchange_bytes, write_exchange
    from ..watch import read_watch

    if as_of and form is not Format.STIX:
        raise InputError("--as-of is for STIX only", do="leave it out")
    if json and target is None:
        raise InputError("--json tells what was written; the actors themselves need a file", do="add --out FILE")
    if world:
        registry, scope = world_registry(), ""
    else:
        region = read_watch(watch)
        registry, scope = read_registry(region.path(region.file.files.actors)), region.region.id
    if target is None:
        sys.stdout.buffer.write(exchange_bytes(registry, form.value, scope=scope, as_of=day(as_of)))
        return
    _require_free(target)
    size = write_exchange(registry, target, form.value, scope=scope, as_of=day(as_of))
    told = {"actors": len(registry), "relations": len(registry.relations), "bytes": size}
    if json:
        print_json({"file": str(target), "format": form.value, **told})
        return
    out.print(f"{_held(registry)} written to {target}")


def import_command(
    file: Annotated[Path, typer.Argument(help="A STIX 2.1 bundle, or a file with one FollowTheMoney entity a line.")],
    form: FormatOption,
    target: Annotated[
        Path | None, typer.Option("--out", help="The file to write; it must not exist.", show_default="the screen")
    ] = None,
    json: Json = False,
) -> None:
    """Make an actors file of another system's, to look through and copy from; no watch is changed."""
    # Loaded here, not above: `--help` needs none of it.
    from ..actors.exchange import from_followthemoney, from_stix
    from ..store import write_new

    if target is not None:
        _require_free(target)
    done = from_stix(file) if form is Format.STIX else from_followthemoney(file)
    text = done.yaml(f"Actors from {file.name}, to look through; nothing is merged into a watch by itself.")
    if target is not None:
        write_new(target, text)
    if json:
        print_json(
            {
                "file": file.name,
                "actors": len(done.registry),
                "relations": len(done.registry.relations),
                "left_out": done.left_out,
                "problems": [problem.as_dict() for problem in done.problems],
                "yaml": text,
            }
        )
        return
    if target is None:
        out.print(text, end="")
    say = err if target is None else out
    say.print(f"{file.name}: {_held(done.registry)}")
    for reason, count in done.left_out.items():
        say.print(f"  not taken  {count:>6,}  {reason}")
    for problem in done.problems[:_TOLD]:
        say.print(f"  {problem}")
    if len(done.problems) > _TOLD:
        say.print(f"  and {len(done.problems) - _TOLD:,} more; all of them: --json")
    if target is not None:
        out.print(f"  written to {target}; next: look through it, and copy what is right into the watch's actors file")


def _held(registry: Registry) -> str:
    counts = {"actor": len(registry), "relation": len(registry.relations)}
    return " and ".join(f"{count:,} {word}{'' if count == 1 else 's'}" for word, count in counts.items())


def _require_free(target: Path) -> None:
    if target.exists():
        raise InputError(f"{target} is there already", do="name another file, or move it away")
