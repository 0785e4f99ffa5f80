"""From the events of several sources to incidents, each told by one event or by several."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from ..actors import Registry
from ..errors import Problem
from ..events import Events, Provenance
from .agreed import RULES, Group, agreed_rows, group_of, ranked, told_once
from .calibration import ENOUGH, Calibration
from .clusters import Clusters
from .decisions import NO_DECISIONS, SAME, Decisions
from .gathered import Gathered, gather
from .paired import Engine, Paired, engine_of, paired
from .reconciled import ProposedAlias, Reconciled
from .splits import Split
from .tables import LINK_AT, LINKED, REVIEW_AT
from .tellings import tellings
from .weighed import Weighed
from .within import repeated


def reconcile(
    events: pa.Table | Events | Iterable[Events],
    *,
    engine: str | Engine = "sarhad",
    registry: Registry | None = None,
    decisions: Decisions = NO_DECISIONS,
    sources: Iterable[str] | None = None,
    within: bool = True,
    calibrate: bool = True,
) -> Reconciled:
    """Match the events of several sources into incidents.

    Every two sources are compared by the `engine` ("sarhad"; "splink"; or a function of two events tables that gives a
    table of `PAIRS_SCHEMA`, such as those of `sarhad.incidents.engines`); pairs of a probability of at least `LINK_AT`
    are linked, one event of a source with one of another, those from `REVIEW_AT` on are left for a person. Then parts
    of one telling are put together (`splits`), and each incident gets one agreed row (`RULES`). Sources that hardly
    overlap are told in `refused` and not linked.

    * `registry` fills `actor_a` and `actor_b` first; without it they are taken as they are.
    * `decisions` bind: `same` is linked and `different` kept apart whatever the model says, also where the pair was no
      candidate or the sources are refused; the rest is assigned around them. `unsure` stays in review, not linked.
    * `sources` limits what is read to these sources.
    * `within` proposes pairs of one source that may be listed twice; they are linked by a decision only.
    * `calibrate` lets decisions change probabilities once there are enough of them (see `calibration`).

    The order of the rows and of the sources makes no difference.

    Raises:
        InputError: an event id stands twice, a source that is asked for is not there, or there is no such engine.

    >>> found = sarhad.incidents.reconcile([ucdp, chronology], decisions=decisions)  # doctest: +SKIP
    """
    read = gather(events, sources, registry)
    run = engine_of(engine)
    by_source = {name: read.table.filter(pc.equal(read.table["source"], name)) for name in read.sources}
    compared = paired(by_source, run, within=within)
    state = Weighed(read, compared, decisions)
    calibrated = state.weigh(calibrate=calibrate)
    found, parts = state.put_together()
    pairs = state.judged(found, parts)
    return _made(read, compared, state, found, pairs, decisions, calibrated, parts, engine)


def _made(
    read: Gathered,
    compared: Paired,
    state: Weighed,
    found: Clusters,
    pairs: pa.Table,
    decisions: Decisions,
    calibrated: Calibration | None,
    parts: Sequence[Split],
    engine: str | Engine,
) -> Reconciled:
    """The tables and where they come from."""
    links = pc.and_(
        pc.equal(pairs["band"], LINKED), pc.is_in(pairs["why"], value_set=pa.array(["model", "decision", "split"]))
    ).to_numpy()
    groups, repeats = _groups(read, state, found, links)
    ids = read.table["event_id"].to_pylist()
    names = np.asarray(found.group_of, dtype=np.int64)
    incidents = pc.binary_join_element_wise("incident:", read.table["event_id"].take(pa.array(names)), "")
    roles = {read.number[event]: role for group in groups for event, role in group.roles().items()}
    others = (names[state.first] != names[state.second]) & (state.probability > 0) & ~state.within
    told = tellings(read.table, incidents, roles, pairs, (state.first, state.second), links, others)
    alone = read.table.filter(pa.array([event not in found.members for event in found.group_of], pa.bool_()))
    table = pa.concat_tables([told_once(alone), agreed_rows(groups)]).sort_by("incident_id").combine_chunks()
    problems = (*decisions.problems, *decisions.unknown(read.number), *_refusals(compared))
    return Reconciled(
        table,
        told,
        pairs,
        Provenance(
            step="sarhad.incidents.reconcile",
            sources=read.refs,
            filters={"sources": read.sources},
            parameters={
                "engine": engine if isinstance(engine, str) else getattr(engine, "__qualname__", type(engine).__name__),
                "link_at": LINK_AT,
                "review_at": REVIEW_AT,
                "decisions": {word: len(edges) for word, edges in state.decided.items() if edges},
            },
            rows_used=len(ids),
            left_out=dict(read.left_out),
            notes=tuple(_notes(read, compared, found, groups, parts, repeats, calibrated, decisions)),
        ),
        tuple(ProposedAlias(*learned) for learned in compared.learned),
        problems,
        dict(compared.refused),
        read.coverage,
    )


def _groups(read: Gathered, state: Weighed, found: Clusters, links: npt.NDArray[np.bool_]) -> tuple[list[Group], int]:
    """The incidents of several tellings, sorted by id, and how many events repeat one of their own source."""
    numbers = [event for _, members in sorted(found.members.items()) for event in members]
    rows = dict(zip(numbers, read.table.take(pa.array(numbers, pa.int64())).to_pylist(), strict=True))
    doubles = [pair for pair in state.decided[SAME] if read.source_of[pair[0]] == read.source_of[pair[1]]]
    listed = ranked(rows[event] for event in sorted({event for pair in doubles for event in pair}))
    rank = {read.number[row["event_id"]]: at for at, row in enumerate(listed)}
    repeats = repeated(read.source_of, found, doubles, rank)
    weakest: dict[int, float] = {}
    made_by = {state.ends(*pair) for pair in found.merged}
    for row in np.flatnonzero(links).tolist():
        pair = int(state.first[row]), int(state.second[row])
        if pair in made_by:
            group = found.group_of[pair[0]]
            weakest[group] = min(weakest.get(group, 1.0), float(state.probability[row]))
    groups = [
        group_of(
            [rows[event] for event in members],
            [rows[event]["event_id"] for event in members if event in repeats],
            weakest.get(group),
        )
        for group, members in sorted(found.members.items())
    ]
    return groups, len(repeats)


def _refusals(compared: Paired) -> Iterable[Problem]:
    for (one, other), reason in sorted(compared.refused.items()):
        yield Problem(
            "sources-hardly-overlap",
            f"{one} and {other}: {reason.rstrip('.')}",
            do="review the pairs (sarhad match review); what is decided to be the same is linked",
        )


def _notes(
    read: Gathered,
    compared: Paired,
    found: Clusters,
    groups: Sequence[Group],
    parts: Sequence[Split],
    repeats: int,
    calibrated: Calibration | None,
    decisions: Decisions,
) -> Iterable[str]:
    """The rules and counts that a reader of the incidents must know."""
    yield from RULES
    yield from read.notes
    yield from compared.notes
    for (one, other), reason in sorted(compared.refused.items()):
        yield f"{one} and {other} are not linked without a decision. {reason}"
    for reason, number in sorted(compared.left_out.items()):
        yield f"{number:,} events were compared with nothing ({reason}); each is an incident of its own."
    if parts:
        yield f"{len(parts):,} events are told by another source in several parts, whose deaths add up."
    if repeats:
        yield f"{repeats:,} events repeat one of their own source, by decision."
    if found.lost:
        yield (
            f"{len(found.lost):,} links that were strong enough were not made, because what is known of all tellings "
            "together speaks against them, or a source would stand twice in an incident (why: rival)."
        )
    if calibrated is not None:
        yield calibrated.note
    elif decisions.standing:
        yield f"Probabilities are the model's, not calibrated; that takes {ENOUGH} decisions on compared pairs."
    if decisions.problems:
        yield f"{len(decisions.problems):,} rows or contradictions of the decisions bind nothing."
