"""All pairs with what is known of each, and what a person said of it: from there to groups, bands and reasons."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from .binding import rebound
from .calibration import Calibration, calibration
from .clusters import Clusters, Edge, cluster, edge, log_odds, one_partner, rival
from .decisions import DIFFERENT, SAME, UNSURE, Decisions
from .disagreement import distance_km
from .gathered import Gathered
from .match import KEPT_AT
from .paired import Paired
from .splits import Facts, Split, by_whole, splits
from .tables import APART, LINK_AT, LINKED, PAIRS_SCHEMA, REVIEW, REVIEW_AT

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_DECIMALS = 9
_OWN_CHOICE = 1e-3  # bits
_IN_ORDER = [("event_a", "ascending"), ("event_b", "ascending")]


class Weighed:
    """The pairs, what is known of each, and what a person said of it, by row."""

    def __init__(self, read: Gathered, compared: Paired, decisions: Decisions) -> None:
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
        self.direct: set[Edge] = set()  # pairs that are linked by themselves

    def ends(self, a: int, b: int) -> Edge:
        """Two events in the order in which a pair names them: that of their sources, then of their ids."""
        return min((a, b), (b, a), key=lambda pair: (self.source_of[pair[0]], pair[0]))

    def weigh(self, *, calibrate: bool) -> Calibration | None:
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

    def put_together(self) -> tuple[Clusters, list[Split]]:
        """The incidents, and which of them were put together from parts."""
        open_rows = ~(self.within | self.refused) & (self.word == "")
        same = [edge(*pair) for pair in self.decided[SAME]]
        found = cluster(self.read.source_of, {}, same=same, evidence=self._evidence)
        apart = [edge(*pair) for word in (DIFFERENT, UNSURE) for pair in self.decided[word]]
        waiting = np.flatnonzero(open_rows & (self.probability >= LINK_AT))
        while len(waiting := waiting[self._free(waiting, found)]):  # again where a partner was lost to another source
            taken = self._assigned(waiting)
            bits = log_odds(self.probability[taken]).tolist()
            ends = list(zip(self.first[taken].tolist(), self.second[taken].tolist(), strict=True))
            self.direct |= set(ends)
            links = {edge(a, b): weight for (a, b), weight in zip(ends, bits, strict=True)}
            cluster(self.read.source_of, links, apart=apart, evidence=self._evidence, found=found)
            waiting = np.setdiff1d(waiting, taken)
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

    def _assigned(self, rows: Ints) -> Ints:
        """Those of these pairs that are the one-to-one assignment of their two sources."""
        # Of equal pairs, as an engine gives that says yes or no, the one stays that the engine itself has linked.
        own = pc.equal(self.pairs["band"], LINKED).to_numpy()[rows] * _OWN_CHOICE
        gain = log_odds(self.probability[rows]) + own
        taken: Ints = rows[one_partner(self.source_of, self.first[rows], self.second[rows], gain)]
        return taken

    def _free(self, rows: Ints, found: Clusters) -> npt.NDArray[np.bool_]:
        """Which of these pairs could still be linked: no source would stand twice."""
        if not found.members:
            return np.ones(len(rows), dtype=bool)
        held = {
            event: {self.read.source_of[m] for m in members} for members in found.members.values() for event in members
        }
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
                why[row] = "split" if pair in split else "model" if pair in self.direct else "joined"
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


def _with_decided(read: Gathered, pairs: pa.Table, known: Sequence[tuple[str, str]]) -> pa.Table:
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
