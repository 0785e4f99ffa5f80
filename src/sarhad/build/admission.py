"""The licence gate of a build: what of the inputs the published pages are made from.

Open rows go in as they are. Of an aggregate-only source whose terms the watch accepts, sums go in, and claims may be
checked on its rows. Of every other source nothing is published. The class is that of the rows.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

import pyarrow as pa
import pyarrow.compute as pc

from .. import actors, sources
from ..errors import Problem
from ..events import Events
from ..events.gate import AGGREGATE, OPEN, PRIVATE, open_rows, strictest, withheld
from .inputs import Inputs
from .providers import CHANGES


@dataclass(frozen=True, slots=True)
class Admitted:
    """`checked` is what published claims are checked on, `public` what pages are made from (open rows only).

    `summed` holds the sources of which only sums are published, `attributions` what their providers ask to be said
    (source to text), and `problems` what was held back, for the person who builds.
    """

    checked: Inputs
    public: Inputs
    summed: Mapping[str, Events] = field(default_factory=dict)
    attributions: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


def admit(inputs: Inputs) -> Admitted:
    """Part the inputs of a watch by the licence classes of their rows."""
    watch = inputs.watch
    inputs, problems = _monthly_admitted(_indicators_admitted(inputs))
    classes = {name: _class(name, events) for name, events in inputs.by_source.items()}
    closed = {name for name, found in classes.items() if found != OPEN}
    if not closed:
        return Admitted(inputs, inputs, problems=problems)
    summed = {name for name in closed if classes[name] == AGGREGATE and watch.file.accepts_terms(name)}
    checked = _without(inputs, closed - summed)
    held = tuple(_held_back(name, len(inputs.by_source[name]), classes[name]) for name in sorted(closed - summed))
    unfiltered = tuple(_no_filters(name) for name in sorted(summed) if not _filters(inputs, name))
    return Admitted(
        checked,
        _open_only(checked, summed),
        {name: inputs.by_source[name] for name in sorted(summed)},
        {name: _attribution(inputs, name) for name in sorted(summed)},
        (*problems, *held, *unfiltered),
    )


def _class(name: str, events: Events) -> str:
    """The licence class of a source: that of its rows, and of its description where it has none here."""
    found = pc.unique(events.table["licence_class"]).to_pylist()
    return strictest(found or [_described(name)])


def _described(name: str) -> str:
    return sources.describe(name).licence_class if name in sources.names() else PRIVATE


def _without(inputs: Inputs, names: Iterable[str]) -> Inputs:
    """The inputs as if these sources had never been loaded."""
    gone = frozenset(names)
    if not gone:
        return inputs
    mask = pc.is_in(inputs.events["source"], value_set=pa.array(sorted(gone), pa.string()))
    table = inputs.events.filter(pc.invert(mask))
    files = {ref.file for ref in inputs.refs if ref.name not in gone} - {r.file for r in inputs.refs if r.name in gone}
    of_volumes = frozenset(inputs.attention.problems if inputs.attention else ())  # they name raw files, not the pinned
    return replace(
        inputs,
        events=table,
        by_source={name: events for name, events in inputs.by_source.items() if name not in gone},
        coverage=tuple(block for block in inputs.coverage if block.source not in gone),
        unresolved=actors.resolve_events(
            table, inputs.registry, decisions=inputs.decisions, world=inputs.world
        ).unresolved,
        refs=tuple(ref for ref in inputs.refs if ref.name not in gone),
        newest={name: day for name, day in inputs.newest.items() if name not in gone},
        counts=tuple(count for count in inputs.counts if count.source not in gone),
        problems=tuple(p for p in inputs.problems if p.file in files or p in of_volumes),
    )


def _open_only(inputs: Inputs, summed: Iterable[str]) -> Inputs:
    """The inputs with the open rows only.

    Of the other sources their files and newest days stay. How many of their rows were read, kept or left out does not:
    less what is shown, that could tell what is withheld.
    """
    names = frozenset(summed)
    refs, newest = inputs.refs, inputs.newest
    table = open_rows(inputs.events)
    rest = _without(replace(inputs, events=table), names)
    found = [p for p in inputs.problems if p not in rest.problems]
    kinds = dict.fromkeys((p.kind, p.file, p.column, p.effect, p.severity) for p in found)
    told = (
        Problem(
            kind, "found in rows that may not be passed on", file=file, column=column, effect=effect, severity=severity
        )
        for kind, file, column, effect, severity in kinds
    )
    return replace(rest, refs=refs, newest=newest, problems=(*rest.problems, *told))


def _indicators_admitted(inputs: Inputs) -> Inputs:
    """Without files of indicators that are not open and the findings about them; no row of them is shown."""
    closed = {
        (snapshot.source, snapshot.file)
        for snapshot in inputs.snapshots
        if snapshot.description.holds == "indicators" and snapshot.description.licence_class != OPEN
    }
    if not closed:
        return inputs
    names, shut = {name for name, _ in closed}, {file for _, file in closed}
    return replace(
        inputs,
        refs=tuple(ref for ref in inputs.refs if ref.file not in shut),
        counts=tuple(count for count in inputs.counts if count.source not in names),
        problems=tuple(problem for problem in inputs.problems if problem.file not in shut),
    )


def _monthly_admitted(inputs: Inputs) -> tuple[Inputs, tuple[Problem, ...]]:
    """Without the monthly figures that stand for too few events of a closed source, or whose terms are not accepted."""
    if inputs.monthly is None:
        return inputs, ()
    rows = inputs.monthly.table.to_pylist()
    gone: dict[str, set[tuple[str, dt.date]]] = {}
    for row in rows:
        name = row["source"]
        if name not in sources.names() or _described(name) == OPEN:
            continue
        accepted = _described(name) == AGGREGATE and inputs.watch.file.accepts_terms(name)
        if not accepted or row["events"] is None or withheld(row["events"]):
            gone.setdefault(name, set()).add((row["country"], row["month"]))
    if not gone:
        return inputs, ()
    kept = [(row["country"], row["month"]) not in gone.get(row["source"], ()) for row in rows]
    blocks = tuple(block for block in inputs.monthly.coverage if block.source not in gone)
    monthly = replace(inputs.monthly, table=inputs.monthly.table.filter(pa.array(kept, pa.bool_())), coverage=blocks)
    problems = tuple(
        Problem(
            "monthly-figures-withheld",
            f"{len(cells):,} monthly figures of {name} are not published: its terms are not accepted, or they stand "
            "for one or two events or for a number that is not given",
            do=f'state accept_terms = true under [[sources]] with source = "{name}", if its terms let you',
        )
        for name, cells in sorted(gone.items())
    )
    return replace(inputs, monthly=monthly), problems


def _filters(inputs: Inputs, name: str) -> str:
    """What the watch states of the export and, of what was fetched, what was asked for."""
    stated = [entry.filters for entry in inputs.watch.file.sources if entry.source == name and entry.filters]
    asked = [snapshot.origin.filters for snapshot in inputs.snapshots if snapshot.source == name]
    return "; ".join(dict.fromkeys(filter(None, (*stated, *asked))))


def _attribution(inputs: Inputs, name: str) -> str:
    """The provider's words with access date, filters and changes."""
    mine = [ref for ref in inputs.refs if ref.name == name]
    about = sources.describe(name) if name in sources.names() else None
    words = (about.attribution if about else "") or (mine[0].citation if mine else "") or name
    days = sorted({ref.accessed for ref in mine if ref.accessed})
    accessed = f" Accessed {', '.join(f'{day.day} {day:%B %Y}' for day in days)}." if days else ""
    return f"{words.rstrip('.')}.{accessed} Filters: {_filters(inputs, name) or 'not stated'}. Changes: {CHANGES}."


def _held_back(name: str, rows: int, licence_class: str) -> Problem:
    held = f"{rows:,} rows of {name} are loaded and nothing of them is published"
    if licence_class == PRIVATE:
        return Problem("private", f"{held}: the source is private", do="sarhad check tells what claims say of them")
    terms = sources.describe(name).terms if name in sources.names() else ""
    read = f"read {terms or 'its terms'} and, if they let you publish sums, state accept_terms = true under [[sources]]"
    return Problem("terms-not-accepted", f"{held}: its terms are not accepted", do=f'{read} with source = "{name}"')


def _no_filters(name: str) -> Problem:
    return Problem(
        "filters-not-stated",
        f"the attribution of {name} cannot tell what was filtered in the export",
        do=f'state filters = "countries, years, kinds" under [[sources]] with source = "{name}"',
    )
