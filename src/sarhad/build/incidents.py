"""The incidents of a watch: the rows of its sources joined as watch.toml states and as a person decided."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from .. import bulletin
from ..errors import InputError, Problem
from ..events.gate import strictest
from ..incidents import REVIEW, Decisions, Reconciled, decisions_of, read_decisions, reconcile
from ..watch import Incidents, Watch
from .admission import admit
from .inputs import Inputs, Note, read_inputs

_CLASS = "licence_class"


@dataclass(frozen=True, slots=True)
class Counts:
    """How many events of which sources are how many incidents, and what waits for a person."""

    sources: tuple[str, ...]
    events: int
    incidents: int
    told_by_several: int
    waiting: int

    def as_dict(self) -> dict[str, Any]:
        """Plain values, for JSON."""
        return {
            "sources": list(self.sources),
            "events": self.events,
            "incidents": self.incidents,
            "told_by_several": self.told_by_several,
            "waiting_for_review": self.waiting,
        }


@dataclass(frozen=True, slots=True)
class Judged:
    """The events of a watch that were compared, what a person decided about them, and what came of it.

    `closed` are rows that may not be passed on and were left out; None when they were compared too.
    """

    events: pa.Table
    decisions: Decisions
    found: Reconciled
    closed: int | None = None

    @property
    def counts(self) -> Counts:
        """The figures that are told."""
        several = self.found.incidents.filter(pc.greater(self.found.incidents["n_tellings"], 1)).num_rows
        return Counts(
            tuple(sorted(pc.unique(self.events["source"]).to_pylist())),
            self.found.tellings.num_rows,
            self.found.incidents.num_rows,
            several,
            self.found.pairs.filter(pc.equal(self.found.pairs["band"], REVIEW)).num_rows,
        )


@dataclass(frozen=True, slots=True)
class Published:
    """The incidents as an issue takes them: the tables, each row with its licence class, and what is said of them.

    `problems` may be published; `told` is for the person who builds and names no event.
    """

    tables: Mapping[str, pa.Table]
    joined: bulletin.Joined
    counts: Counts
    problems: tuple[Problem, ...]
    told: tuple[Problem, ...]
    found: Reconciled


def judge_watch(watch: Watch, *, own_use: bool = False, note: Note = lambda text: None) -> Judged:
    """Join what is loaded of a watch, for the person who decides; nothing is published.

    `own_use` compares rows too that may not be passed on. Without it they are left out and counted.

    Raises:
        InputError: the watch does not state how its sources are joined, or a file cannot be used.
    """
    require_stated(watch)
    inputs = read_inputs(watch, note=note)
    decisions = read_decisions(watch.matches)
    if own_use:
        note("comparing")
        return judge(inputs, decisions)
    public = admit(inputs).public
    note("comparing")
    return replace(judge(public, _among(decisions, public)), closed=inputs.events.num_rows - public.events.num_rows)


def judge(inputs: Inputs, decisions: Decisions) -> Judged:
    """Join the rows of these inputs under these decisions."""
    stated = require_stated(inputs.watch)
    found = reconcile(inputs.by_source.values(), engine=stated.engine, decisions=decisions, within=stated.within)
    return Judged(inputs.events, decisions, found)


def publishable(inputs: Inputs, public: Inputs) -> Published | None:
    """The incidents of the rows that may be passed on; None where the watch does not join its sources.

    `inputs` is all that is loaded: it tells which decisions are about events that are not published.
    """
    if inputs.watch.file.incidents is None:
        return None
    decisions = read_decisions(inputs.watch.matches)
    judged = judge(public, _among(decisions, public))
    classes = dict(zip(*(judged.events[name].to_pylist() for name in ("event_id", _CLASS)), strict=True))
    found = judged.found
    tables = {
        "incidents": found.incidents,
        "tellings": _with_class(found.tellings, classes, ("event_id",)),
        "pairs": _with_class(found.pairs, classes, ("event_a", "event_b")),
    }
    refused = tuple(
        f"{one} and {other} are not linked without a decision. {why}"
        for (one, other), why in sorted((found.refused or {}).items())
    )
    joined = bulletin.Joined(judged.counts.sources, found.provenance.notes, refused, judged.decisions.standing)
    ids = frozenset(inputs.events["event_id"].to_pylist())
    named = {(problem.kind, problem.line) for problem in found.problems}
    wrong = unnamed((*decisions.problems, *decisions.unknown(ids)))
    told = tuple(problem for problem in wrong if (problem.kind, problem.line) not in named)
    return Published(tables, joined, judged.counts, found.problems, told, found)


def for_claims(inputs: Inputs) -> Reconciled | None:
    """The incidents that claims are read on; None where one source is loaded or the watch joins none."""
    if inputs.watch.file.incidents is None or len(inputs.by_source) < 2:
        return None
    return judge(inputs, _among(read_decisions(inputs.watch.matches), inputs)).found


def require_stated(watch: Watch) -> Incidents:
    """The section `[incidents]` of watch.toml.

    Raises:
        InputError: there is none.
    """
    if watch.file.incidents is None:
        raise InputError(
            f"the watch {watch.region.id} does not join its sources: watch.toml has no section [incidents]",
            do='add the section with engine = "sarhad" and within = true',
        )
    return watch.file.incidents


def unnamed(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """What is wrong with decisions, by line and without the ids in them: an event may be one that must not be told."""
    plain = {
        "decisions-contradict": "decisions contradict each other; none of them binds",
        "decision-of-unknown-event": "no event of one of these ids is loaded; the decision binds nothing",
    }
    return tuple(replace(p, what=plain.get(p.kind, p.what), value="") for p in problems)


def _among(decisions: Decisions, inputs: Inputs) -> Decisions:
    """The decisions about two events of these inputs, as if the others had never been made."""
    ids = frozenset(inputs.events["event_id"].to_pylist())
    return decisions_of((row for row in decisions.rows if {row.event_a, row.event_b} <= ids), file=decisions.file)


def _with_class(table: pa.Table, classes: Mapping[str, str], ids: Iterable[str]) -> pa.Table:
    """The table with the strictest licence class of the events that a row names."""
    named = zip(*(table[name].to_pylist() for name in ids), strict=True)
    return table.append_column(_CLASS, pa.array([strictest(classes[i] for i in row) for row in named], pa.string()))
