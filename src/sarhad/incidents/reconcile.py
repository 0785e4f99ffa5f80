"""From the events of several sources to incidents, each told by one event or by several."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from ..actors import Registry, resolve_events
from ..errors import InputError, Problem
from ..events import EVENTS_SCHEMA, Coverage, Events, Provenance, SourceRef
from .agreed import RULES, Group, agreed_rows, group_of, ranked, told_once
from .binding import rebound
from .calibration import ENOUGH, Calibration, calibration
from .clusters import Clusters, Edge, cluster, edge, log_odds, one_partner, rival
from .decisions import DIFFERENT, NO_DECISIONS, SAME, UNSURE, Decisions
from .disagreement import distance_km
from .match import KEPT_AT
from .paired import Engine, Paired, engine_of, paired
from .reconciled import ProposedAlias, Reconciled
from .splits import Facts, Split, by_whole, splits
from .tables import APART, LINK_AT, LINKED, PAIRS_SCHEMA, REVIEW, REVIEW_AT
from .tellings import tellings
from .within import repeated

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_DECIMALS = 9
_OWN_CHOICE = 1e-3  # bits
_IN_ORDER = [("event_a", "ascending"), ("event_b", "ascending")]


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
    read = _read(events, sources, registry)
    run = engine_of(engine)
    by_source = {name: read.table.filter(pc.equal(read.table["source"], name)) for name in read.sources}
    compared = paired(by_source, run, within=within)
    state = _State(read, compared, decisions)
    calibrated = state.weigh(decisions, calibrate=calibrate)
    found, parts = state.put_together(decisions)
    pairs = state.judged(found, parts)
    return _made(read, compared, state, found, pairs, decisions, calibrated, parts, engine)


@dataclass(frozen=True, slots=True)
class _Read:
    table: pa.Table  # sorted by event id
    sources: tuple[str, ...]
    source_of: list[int]
    number: Mapping[str, int]
    refs: tuple[SourceRef, ...]
    coverage: tuple[Coverage, ...]
    left_out: Mapping[str, int]
    notes: tuple[str, ...]


def _read(
    events: pa.Table | Events | Iterable[Events], sources: Iterable[str] | None, registry: Registry | None
) -> _Read:
    """The events in the order of their ids, and where they come from."""
    readings: list[Events] = []
    if isinstance(events, pa.Table):
        tables = [events]
    else:
        readings = [events] if isinstance(events, Events) else list(events)
        tables = [reading.table for reading in readings]
    for table in tables:
        if table.schema.names != EVENTS_SCHEMA.names:
            raise InputError("not an events table", do="pass tables with the columns of sarhad.events.COLUMNS")
    table = pa.concat_tables([EVENTS_SCHEMA.empty_table(), *(table.cast(EVENTS_SCHEMA) for table in tables)])
    names = sorted(set(table["source"].to_pylist()))
    left_out: dict[str, int] = {}
    if sources is not None:
        wanted = set(sources)
        if missing := sorted(wanted - set(names)):
            raise InputError(f"no events of {', '.join(missing)}", do=f"the events are of {', '.join(names)}")
        kept = table.filter(pc.is_in(table["source"], value_set=pa.array(sorted(wanted), pa.string())))
        left_out = {"of a source not asked for": table.num_rows - kept.num_rows} if len(kept) < len(table) else {}
        table, names = kept, sorted(wanted)
    notes: tuple[str, ...] = ()
    if registry is not None:
        resolution = resolve_events(table, registry)
        table, notes = resolution.table, resolution.provenance.notes
    table = table.sort_by("event_id").combine_chunks()
    ids: list[str] = table["event_id"].to_pylist()
    number = {event: at for at, event in enumerate(ids)}
    if len(number) < len(ids):
        twice = next(event for at, event in enumerate(ids) if number[event] != at)
        raise InputError(f"the event {twice} stands twice", do="pass each event once (sarhad.store.combine)")
    codes = {name: code for code, name in enumerate(names)}
    refs = {ref: None for reading in readings for ref in reading.provenance.sources if ref.name in codes}
    return _Read(
        table,
        tuple(names),
        [codes[name] for name in table["source"].to_pylist()],
        number,
        tuple(sorted(refs, key=str)),
        tuple(block for reading in readings for block in reading.coverage if block.source in codes),
        left_out,
        notes,
    )


class _State:
    """The pairs, what is known of each, and what a person said of it, by row."""

    def __init__(self, read: _Read, compared: Paired, decisions: Decisions) -> None:
        self.read = read
        known = [(a, b) for a, b in decisions.standing if a in read.number and b in read.number]
        pairs = _with_decided(read, compared.pairs, known)
        self.pairs = pairs.sort_by(_IN_ORDER).combine_chunks()
        ids = read.table["event_id"].combine_chunks()
        self.first, self.second = (_numbers(self.pairs[name], ids) for name in ("event_a", "event_b"))
        self.source_of = np.asarray(read.source_of, dtype=np.int64)
        refused = [tuple(sorted(read.sources.index(name) for name in both)) for both in compared.refused]
        self.no_links = frozenset(refused)
        between = zip(self.source_of[self.first].tolist(), self.source_of[self.second].tolist(), strict=True)
        self.refused = np.asarray([both in self.no_links for both in between], dtype=bool)
        self.within = self.source_of[self.first] == self.source_of[self.second]
        self.row = dict(zip(zip(self.first.tolist(), self.second.tolist(), strict=True), range(len(self.first)),
                            strict=True)) if known or len(read.sources) > 2 else {}  # fmt: skip
        self.decided: dict[str, list[Edge]] = {SAME: [], DIFFERENT: [], UNSURE: []}
        self.word = np.full(len(self.first), "", dtype=object)
        for a, b in sorted(known):
            pair = self.ends(read.number[a], read.number[b])
            word = decisions.standing[a, b].decision
            self.decided[word].append(pair)
            self.word[self.row[pair]] = word
        self.probability: Floats = np.zeros(len(self.first))

    def ends(self, a: int, b: int) -> Edge:
        """Two events in the order in which a pair names them: that of their sources, then of their ids."""
        return min((a, b), (b, a), key=lambda pair: (self.source_of[pair[0]], pair[0]))

    def weigh(self, decisions: Decisions, *, calibrate: bool) -> Calibration | None:
        """Fill `probability`: the model's, given the decisions, calibrated where there are enough."""
        model = pc.fill_null(self.pairs["model_probability"], np.nan).to_numpy()
        p: Floats = np.nan_to_num(np.asarray(model, dtype=float))
        decided = (self.word == SAME) | (self.word == DIFFERENT)
        judged = np.flatnonzero(decided & ~np.isnan(model) & ~self.within)
        found = None
        if calibrate:
            found = calibration(model[judged].tolist(), (self.word[judged] == SAME).tolist())
        if self.decided[SAME] or self.decided[DIFFERENT]:
            odds = pc.add(self.pairs["prior"], self.pairs["weight"])
            alone = 1 / (1 + np.exp2(-pc.fill_null(odds, np.nan).to_numpy()))
            across = np.flatnonzero(~self.within)
            p[across] = rebound(
                self.read.source_of, self.first[across], self.second[across], p[across], alone[across],
                same=self.decided[SAME], different=self.decided[DIFFERENT],
            )  # fmt: skip
        if found is not None:
            p[~self.within] = found.apply(p[~self.within])
        p[self.word == SAME] = 1.0
        p[self.word == DIFFERENT] = 0.0
        self.probability = np.round(p, _DECIMALS)
        return found

    def put_together(self, decisions: Decisions) -> tuple[Clusters, list[Split]]:
        """The incidents, and which of them were put together from parts."""
        open_rows = ~(self.within | self.refused) & (self.word == "")
        likely = np.flatnonzero(open_rows & (self.probability >= LINK_AT))
        likely = likely[self._free(likely)]
        # Of equal pairs, as an engine gives that says yes or no, the one stays that the engine itself has linked.
        own = pc.equal(self.pairs["band"], LINKED).to_numpy()[likely] * _OWN_CHOICE
        gain = log_odds(self.probability[likely]) + own
        taken = likely[one_partner(self.source_of, self.first[likely], self.second[likely], gain)]
        bits = log_odds(self.probability[taken]).tolist()
        ends = zip(self.first[taken].tolist(), self.second[taken].tolist(), strict=True)
        links = {edge(a, b): weight for (a, b), weight in zip(ends, bits, strict=True)}
        found = cluster(
            self.read.source_of,
            links,
            same=[edge(*pair) for pair in self.decided[SAME]],
            apart=[edge(*pair) for word in (DIFFERENT, UNSURE) for pair in self.decided[word]],
            evidence=self._evidence,
        )
        parts = self._parts(found, open_rows)
        held = {self.ends(split.whole, part): split.probability for split in parts for part in split.parts}
        for split in parts:
            for part in split.parts:
                found.join(split.whole, part)
        wholes = [split.whole for split in parts]
        for row in np.flatnonzero(np.isin(self.first, wholes) | np.isin(self.second, wholes)).tolist():
            pair = int(self.first[row]), int(self.second[row])
            if pair in held:
                self.probability[row] = held[pair]
        return found, parts

    def _free(self, rows: Ints) -> npt.NDArray[np.bool_]:
        """Which of these pairs could be linked beside the decisions: not where one has its partner in that source."""
        held: dict[int, set[int]] = {}
        same = Clusters(list(range(len(self.read.source_of))), {}) if self.decided[SAME] else None
        if same is None:
            return np.ones(len(rows), dtype=bool)
        for a, b in sorted(edge(*pair) for pair in self.decided[SAME]):
            same.join(a, b)
        for members in same.members.values():
            for event in members:
                held[event] = {self.read.source_of[m] for m in members}
        free = [
            not (held.get(a, {self.read.source_of[a]}) & held.get(b, {self.read.source_of[b]}))
            for a, b in zip(self.first[rows].tolist(), self.second[rows].tolist(), strict=True)
        ]
        return np.asarray(free, dtype=bool)

    def _evidence(self, a: int, b: int) -> float:
        a, b = self.ends(a, b)
        if (self.read.source_of[a], self.read.source_of[b]) in self.no_links:
            return 0.0
        row = self.row.get((a, b))
        return float(log_odds(KEPT_AT if row is None else max(self.probability[row], KEPT_AT)))

    def _parts(self, found: Clusters, open_rows: npt.NDArray[np.bool_]) -> list[Split]:
        """Events that together tell what another tells once, of those that nothing else is linked with."""
        agree = pc.fill_null(pc.greater(self.pairs["weight_actors"], 0), False).to_numpy()
        km = pc.fill_null(self.pairs["distance_km"], np.nan).to_numpy()
        rows = np.flatnonzero(open_rows & agree & ~np.isnan(km))
        if not len(rows):
            return []
        sources = self.read.source_of
        partner: dict[tuple[int, int], int] = {}
        single: set[int] = set(range(len(sources)))
        for members in found.members.values():
            listed = [sources[event] for event in members]
            single -= {event for event in members if listed.count(sources[event]) > 1}
            partner |= {(a, sources[b]): b for a in members for b in members if a != b}
        possible = by_whole(
            list(zip(self.first[rows].tolist(), self.second[rows].tolist(), self.probability[rows].tolist(),
                     km[rows].tolist(), strict=True)),
            sources, partner, {event for members in found.members.values() for event in members}, single,
        )  # fmt: skip
        return splits(Facts(self.read.table), possible, partner) if possible else []

    def judged(self, found: Clusters, parts: Sequence[Split]) -> pa.Table:
        """The pairs with their probability, band and why."""
        split = {self.ends(part.whole, event): part for part in parts for event in part.parts}
        merged = {self.ends(*pair) for pair in found.merged}
        group = np.asarray(found.group_of, dtype=np.int64)
        together = group[self.first] == group[self.second] if len(group) else np.zeros(0, dtype=bool)
        band = np.where(self.probability >= REVIEW_AT, REVIEW, APART).astype(object)
        why = np.where(self.within, "duplicate", np.where(self.refused, "refused", "model")).astype(object)
        band[together] = LINKED
        rivals: list[str | None] = [None] * len(band)
        ids = self.read.table["event_id"].to_pylist()
        linked = np.asarray([event in found.members for event in found.group_of], dtype=bool)
        looked = together | (self.word != "")
        if len(linked):
            looked |= linked[self.first] | linked[self.second]
        for row in np.flatnonzero(looked).tolist():
            pair = int(self.first[row]), int(self.second[row])
            if self.word[row] == SAME or (self.word[row] and not together[row]):
                why[row] = "decision"
                band[row] = {SAME: LINKED, UNSURE: REVIEW}.get(self.word[row], APART)
            elif together[row]:
                why[row] = "split" if pair in split else "model" if pair in merged else "joined"
            elif not self.within[row] and not self.refused[row]:
                other = rival(self.read.source_of, *pair, found)
                if other is not None:
                    why[row], rivals[row] = "rival", ids[other]
        columns = {
            "probability": pa.array(self.probability),
            "band": pa.array(band.tolist(), pa.string()),
            "why": pa.array(why.tolist(), pa.string()),
            "rival": pa.array(rivals, pa.string()),
        }
        made = [columns[f.name] if f.name in columns else self.pairs[f.name] for f in PAIRS_SCHEMA]
        return pa.table(made, schema=PAIRS_SCHEMA).combine_chunks()


def _numbers(column: pa.ChunkedArray, ids: pa.Array) -> Ints:
    found: Ints = pc.index_in(column, value_set=ids).to_numpy().astype(np.int64)
    return found


def _with_decided(read: _Read, pairs: pa.Table, known: Sequence[tuple[str, str]]) -> pa.Table:
    """The pairs, and those that only a decision names."""
    if not known:
        return pairs
    names = pa.array(sorted({event for pair in known for event in pair}), pa.string())
    near = pairs.filter(
        pc.and_(pc.is_in(pairs["event_a"], value_set=names), pc.is_in(pairs["event_b"], value_set=names))
    )
    there = {frozenset(pair) for pair in zip(near["event_a"].to_pylist(), near["event_b"].to_pylist(), strict=True)}
    rows = []
    for pair in known:
        if frozenset(pair) in there:
            continue
        a, b = sorted((read.number[event] for event in pair), key=lambda at: (read.source_of[at], at))
        one, other = read.table.slice(a, 1).to_pylist()[0], read.table.slice(b, 1).to_pylist()[0]
        km = distance_km(one, other)
        gap = max(one["date_start"] - other["date_end"], other["date_start"] - one["date_end"]).days
        rows.append(
            {
                "event_a": one["event_id"],
                "event_b": other["event_id"],
                "source_a": one["source"],
                "source_b": other["source"],
                "gap_days": max(gap, 0),
                "distance_km": None if km is None else round(km, 3),
                "probability": 0.0,
                "band": APART,
                "why": "decision",
            }
        )
    # A pair that only a decision names was not compared: no level, and no weight either.
    return pa.concat_tables([pairs, pa.Table.from_pylist(rows, schema=PAIRS_SCHEMA)])


def _made(
    read: _Read,
    compared: Paired,
    state: _State,
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


def _groups(read: _Read, state: _State, found: Clusters, links: npt.NDArray[np.bool_]) -> tuple[list[Group], int]:
    """The incidents of several tellings, sorted by id, and how many events repeat one of their own source."""
    numbers = [event for _, members in sorted(found.members.items()) for event in members]
    rows = dict(zip(numbers, read.table.take(pa.array(numbers, pa.int64())).to_pylist(), strict=True))
    doubles = [pair for pair in state.decided[SAME] if read.source_of[pair[0]] == read.source_of[pair[1]]]
    listed = ranked(rows[event] for event in sorted({event for pair in doubles for event in pair}))
    rank = {read.number[row["event_id"]]: at for at, row in enumerate(listed)}
    repeats = repeated(read.source_of, found, doubles, rank)
    weakest: dict[int, float] = {}
    for row in np.flatnonzero(links).tolist():
        group = found.group_of[int(state.first[row])]
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
            f"{one} and {other}: {reason}",
            do="review the pairs (sarhad match review); what is decided to be the same is linked",
        )


def _notes(
    read: _Read,
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
        yield f"Fewer than {ENOUGH} decisions on compared pairs: probabilities are the model's, not calibrated."
    if decisions.problems:
        yield f"{len(decisions.problems):,} rows or contradictions of the decisions bind nothing."
