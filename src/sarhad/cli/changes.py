"""`sarhad changes`: what a newer version of a source changed against an older one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ..errors import InputError
from .console import out, print_json
from .options import Json, country_codes

if TYPE_CHECKING:
    from ..events import Events
    from ..store import Changes, Snapshot, Store
    from ..watch import Watch

NAME = "changes"
_CELLS = 12


def command(
    old: Annotated[str, typer.Argument(help="The older version: a file, or a version that a watch holds, 25.1.")],
    new: Annotated[str, typer.Argument(help="The newer one, likewise.")],
    watch: Annotated[
        Path | None, typer.Option("--watch", "-w", help="Folder of the watch.", show_default="here, if there is one")
    ] = None,
    countries: Annotated[
        str | None, typer.Option(help="ISO 3166-1 alpha-3, AFG,PAK.", show_default="the watch's, or all")
    ] = None,
    limit: Annotated[int, typer.Option(min=0, help="How many of the largest single changes to list.")] = 10,
    json: Json = False,
) -> None:
    """Compare two versions of a source: events added, removed, moved, re-dated and renamed, and changed deaths."""
    # Loaded here, not above: the libraries of a comparison take seconds, and `--help` needs none of them.
    from .. import store
    from ..watch import read_watch

    files = all(Path(side).is_file() for side in (old, new))
    region = read_watch(watch or Path()) if watch or not files else None
    wanted = country_codes(countries) if countries else frozenset(region.region.countries) if region else None
    sides = [_read(side, region, wanted) for side in (old, new)]
    found = store.shown(store.compare(*sides))
    if json:
        print_json(_as_dict(found, limit))
    else:
        _print(found, limit)


def _read(side: str, region: Watch | None, wanted: frozenset[str] | None) -> Events:
    """The events of a file, or of a version that the watch holds."""
    from .. import sources, store

    if Path(side).is_file():
        return sources.read(side, countries=wanted)
    assert region is not None
    held: Store = store.Store(region.state / "store")
    snapshot = _snapshot(side, held, region)
    return held.events(snapshot, wanted or region.region.countries)


def _snapshot(side: str, held: Store, region: Watch) -> Snapshot:
    """The pinned file of a version: `25.1`, `ucdp-ged 25.1`, or its name."""
    from .. import sources

    other = {name for name in sources.names() if sources.describe(name).holds != "events"}
    pinned = [snapshot for snapshot in held.snapshots() if snapshot.source not in other]
    names = {f"{snapshot.source} {snapshot.version}": snapshot for snapshot in pinned}
    matching = [s for s in pinned if side in (s.version, s.file, f"{s.source} {s.version}")]
    if not matching:
        there = ", ".join(names) or "nothing"
        what = f'"{side}" is no file and no version that the watch {region.region.id} holds'
        raise InputError(f"{what}\n  it holds: {there}", do="name one of these, or a file")
    if len({s.source for s in matching}) > 1:
        ways = " or ".join(f'"{s.source} {s.version}"' for s in matching)
        raise InputError(f'"{side}" is a version of several sources', do=f"write {ways}")
    return matching[-1]


def _as_dict(found: Changes, limit: int) -> dict[str, Any]:
    """Plain values; the single changes are the largest `limit`, the cells all."""
    from ..store import largest, withheld

    return {
        "old": [ref.as_dict() for ref in found.old],
        "new": [ref.as_dict() for ref in found.new],
        "licence_class": found.licence_class,
        "totals": dict(found.totals),
        "deaths": dict(found.deaths),
        "cells_withheld": withheld(found),
        "by_country_and_month": [_plain(row) for row in found.summary.to_pylist()],
        "largest": [_plain(row) for row in largest(found.table, limit)],
        "notes": list(found.provenance.notes),
    }


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {key: value.isoformat() if hasattr(value, "isoformat") else value for key, value in row.items()}


def _print(found: Changes, limit: int) -> None:
    """What changed, in the order in which a person asks: how much, where, which."""
    from ..events.gate import LEAST
    from ..store import counts_by_kind, largest, withheld
    from ..store.changes_words import COUNT_WORDS, KIND_WORDS, sentence, words

    alike = _names(found.old, files=False) == _names(found.new, files=False)
    out.print(f"{_names(found.old, alike)} to {_names(found.new, alike)}\n")
    out.print("  " + sentence(found))
    counts = counts_by_kind(found)
    if counts:
        out.print()
    for kind, number in counts.items():
        deaths = found.deaths.get(kind)
        effect = f"   {deaths:+,} deaths" if deaths else ""
        out.print(f"    {KIND_WORDS[kind]:<28} {'withheld' if number is None else f'{number:,}':>12}{effect}")
    for name, word in COUNT_WORDS.items():
        if number := found.totals[name]:
            out.print(f"    {word:<28} {number:>12,}   not compared")
    if found.summary.num_rows:
        _print_cells(found)
    if hidden := withheld(found):
        cells = "country and month tells" if hidden == 1 else "countries and months tell"
        out.print(f"    {hidden:,} {cells} nothing: fewer than {LEAST} events of a kind")
    if found.table.num_rows and limit:
        out.print("\n  largest changes")
        for row in largest(found.table, limit):
            out.print("    " + words(row))
        if (rest := found.table.num_rows - limit) > 0:
            out.print(f"    and {rest:,} more (--limit, --json)")
    elif found.licence_class != "open":
        out.print("\n  The licence of this source does not allow its rows to be listed: only counts are told.")
    out.print()
    for note in found.provenance.notes:
        out.print("  " + note)


def _print_cells(found: Changes) -> None:
    """The countries and months in which most deaths changed, one line each."""
    columns = ("changed", "added", "removed", "deaths", "moved", "deaths_before", "deaths_after")
    heads = (*columns[:3], "deaths changed", "moved", "deaths then", "now")
    rows = found.summary.to_pylist()
    out.print()
    out.print(f"    {'':<12}" + "".join(f"  {head:>9}" for head in heads))
    for row in rows[:_CELLS]:
        told = (row[name] for name in columns)
        hidden = "withheld" if row["changed"] is None else ""
        texts = (hidden if value is None else f"{value:,}" for value in told)
        cells = (f"  {text:>{max(9, len(head))}}" for text, head in zip(texts, heads, strict=True))
        out.print(f"    {row['country'] or 'none':<4} {row['month']:%Y-%m}" + "".join(cells))
    if len(rows) > _CELLS:
        out.print(f"    and {len(rows) - _CELLS:,} more countries and months (--json)")


def _names(refs: Any, files: bool) -> str:
    return ", ".join(f"{ref.title} {ref.version}{f' ({ref.file})' if files else ''}" for ref in refs)
