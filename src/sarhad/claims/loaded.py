"""The loaded data as the kinds of claims ask them: sets of sources, and rows by a claim's filter."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from .. import places
from ..events import Coverage, Events, concat_events
from ..incidents import REVIEW, Reconciled, without
from .base import Base
from .claim import SHORTEST_TITLE, Claim
from .filters import Filter, condition, quoted, status_condition
from .looks import Look, look
from .readings import INCIDENTS
from .selection import Selection

PLACE_TOLERANCE_KM = {1: 2.0, 2: 25.0, 3: 40.0, 4: 150.0, 5: 120.0, 6: 600.0, 7: 1500.0}
"""How far from its point an event of each of UCDP's place precisions can have been."""


@dataclass(frozen=True, slots=True)
class SourceSet:
    """One source, an annual release with the candidate rows that follow it, or the incidents that several tell."""

    name: str
    parts: tuple[Events, ...]
    sources: tuple[str, ...]
    members: tuple[SourceSet, ...] = ()  # of incidents: the sets whose events they join
    lists: bool = False  # of incidents: whether chosen lists are among them
    joined: Reconciled | None = None

    @property
    def coverage(self) -> tuple[Coverage, ...]:
        """The blocks of all its parts."""
        return tuple(block for part in self.parts for block in part.coverage)


class Loaded:
    """A base with a DuckDB connection over its events. Use as a context manager."""

    def __init__(self, base: Base) -> None:
        self.base = base
        self._con = duckdb.connect()
        self._joined: dict[tuple[frozenset[str], tuple[str, ...]], Reconciled] = {}

    def __enter__(self) -> Loaded:
        return self

    def __exit__(self, *_: object) -> None:
        self._con.close()

    def source_sets(self, claim: Claim, *, lists: bool = False) -> tuple[SourceSet, ...]:
        """Each source alone, each annual release with the candidate rows, and what several sources tell as incidents.

        The claim's own publication is in none. Candidate rows are superseded by the annual release, so those that it
        covers are already gone from the base. Incidents are those of the sources that list every event somewhere;
        `lists` takes chosen lists in, for a claim of which one row of any source says something.
        """
        usable = {
            name: events
            for name, events in self.base.events.items()
            if not (claim.source and events.source and claim.source.is_named_in(events.source.title))
        }
        candidates = {
            n: e for n, e in usable.items() if e.coverage and all(b.status == "candidate" for b in e.coverage)
        }
        annual = {n: e for n, e in usable.items() if any(b.status == "final" for b in e.coverage)}
        sets = [SourceSet(name, (events,), (name,)) for name, events in usable.items() if name not in candidates]
        if annual:
            together = [
                SourceSet(f"{a} with {c}", (self.base.events[a], self.base.events[c]), (a, c))
                for a in annual
                for c in candidates
            ]
        else:
            together = [SourceSet(name, (events,), (name,)) for name, events in candidates.items()]
        every = (*sets, *together)
        return (*every, *self._incidents(claim, every, lists=lists))

    def _incidents(self, claim: Claim, sets: tuple[SourceSet, ...], *, lists: bool) -> Iterator[SourceSet]:
        """The incidents of these sets as one more, where at least two of them are of different sources and joined."""
        found = self.base.incidents
        if found is None or claim.of.listed:
            return
        longest = [s for s in sets if not any(set(s.sources) < set(other.sources) for other in sets)]
        members = tuple(s for s in longest if lists or s.coverage)
        names = frozenset(name for s in members for name in s.sources)
        apart = any(not set(a.sources) & set(b.sources) for a in members for b in members)
        if apart and not any(names.issuperset(pair) for pair in found.refused or ()):
            joined = self._told_by(found, names, claim)
            yield SourceSet(INCIDENTS, (joined.events,), tuple(sorted(names)), members, lists, joined)

    def _told_by(self, found: Reconciled, names: frozenset[str], claim: Claim) -> Reconciled:
        """The incidents as these sources tell them, without what rests on the claim's own publication."""
        key = (names, claim.source.marks if claim.source else ())
        if key not in self._joined:
            table = concat_events(self.base.events.values())
            self._con.register("told", table)
            kept = ", ".join(quoted(name) for name in sorted(names))
            gone = self._con.execute(
                f"SELECT event_id FROM told WHERE source NOT IN ({kept}) OR {_named_in_citation(claim)}"  # noqa: S608
            ).fetchall()
            self._con.unregister("told")
            self._joined[key] = without(found, table, {event for (event,) in gone})
        return self._joined[key]

    def look(self, sources: SourceSet, of: Filter, *, deaths: bool) -> Look:
        """Whether the set lists everything that the filter asks for.

        Incidents do where each of their sources does, for else what one lists and another does not would tilt them;
        with chosen lists among them, where any does.
        """
        if not sources.members:
            return look(sources.coverage, of, self.base, sources=sources.sources, deaths=deaths)
        looks = [self.look(member, of, deaths=deaths) for member in sources.members]
        if sources.lists:
            return next((look for look in looks if look.decides_absence), None) or min(looks, key=_blindness)
        blind = next((look for look in looks if look.extent != "all"), None)
        return blind or next((look for look in looks if look.every_sort), looks[0])

    def select(self, sources: SourceSet, of: Filter, claim: Claim, part: Filter | None = None) -> Selection:
        """The rows of a set that fit a filter or may fit it, and whether they belong to a part of it."""
        self._con.register("events", concat_events(sources.parts))
        inner = condition(part, status=False) if part else "TRUE"
        found = self._con.execute(
            f"SELECT *, ({condition(of, status=False)}) AS fits, ({inner}) AS in_part,"  # noqa: S608
            f" ({status_condition(of.status)}) AS counted, ({_named_in_citation(claim)}) AS own FROM events"
            f" WHERE ({condition(of, status=False)}) IS DISTINCT FROM FALSE ORDER BY event_id"
        ).to_arrow_table()
        self._con.unregister("events")
        counted = _bools(found["counted"])
        own = _bools(found["own"])
        idle = _bools(pc.match_substring_regex(found["under_check"], "^(plot|attempted)"))
        settled = _bools(pc.is_null(found["under_check"]))
        passed_over = ~counted & ~own
        left_out = {
            "still checked by the source": int((passed_over & ~idle & ~settled).sum()),
            "not carried out": int((passed_over & idle).sum()),
            "carried out": int((passed_over & settled).sum()),
            "rests on the claim's own publication": int(own.sum()),
        }
        fits, belongs = _three(found["fits"]), _three(found["in_part"])
        if of.lines:
            fits = np.minimum(fits, self._near(found, of))
        if part and part.lines:
            belongs = np.minimum(belongs, self._near(found, part))
        keep = counted & ~own & (fits > 0)
        table = found.select(range(found.num_columns - 4)).filter(pa.array(keep))
        inside = np.where(belongs[keep] == 1, -1, belongs[keep] // 2).astype(np.int8)
        told = {k: n for k, n in left_out.items() if n}
        return Selection(table, fits[keep] == 2, inside, told, *_of_incidents(sources.joined, table))

    def _near(self, table: pa.Table, of: Filter) -> npt.NDArray[np.int8]:
        """2 where an event lies in the band, 0 where it cannot, 1 where its place is not known well enough."""
        lines = [line for name in of.lines if (line := self.base.line(name)) is not None]
        longitude, latitude, precision = (
            table[name].cast(pa.float64()).to_numpy(zero_copy_only=False)
            for name in ("longitude", "latitude", "place_precision")
        )
        result = np.ones(table.num_rows, dtype=np.int8)
        known = np.isfinite(longitude) & np.isfinite(latitude)
        if not lines or not known.any():
            return result
        band = float(of.within_km or 0)
        tolerance = np.array([PLACE_TOLERANCE_KM.get(int(p), np.inf) if p == p else np.inf for p in precision[known]])
        finite = tolerance[np.isfinite(tolerance)]
        reach = band + (float(finite.max()) if len(finite) else 0)
        km = places.distance_m(longitude[known], latitude[known], lines, within_km=reach).min(axis=1) / 1000
        exact = precision[known] <= self.base.parameter("place_precision_max")
        result[known] = np.where(exact, np.where(km <= band, 2, 0), np.where(km <= band + tolerance, 1, 0))
        return result


def query_text(of: Filter, part: Filter | None = None) -> str:
    """The query that finds a claim's rows, as it is run."""
    text = f"SELECT * FROM events WHERE {condition(of)}"  # noqa: S608
    if of.lines:
        text += f"\n-- of these, those within {of.within_km:g} km of {' or '.join(of.lines)}"
    if part:
        text += f"\n-- the part:\nSELECT * FROM events WHERE {condition(part.within(of))}"
        if part.lines:
            text += f"\n-- of these, those within {part.within_km:g} km of {' or '.join(part.lines)}"
    return text


def _named_in_citation(claim: Claim) -> str:
    """The condition that a row rests on the claim's own publication: `Publication.is_named_in` in SQL."""
    marks = claim.source.marks if claim.source else ()
    citation = r"regexp_replace(lower(strip_accents(coalesce(citation, ''))), '\s+', ' ', 'g')"
    terms = [
        f"contains({citation}, {quoted(mark)})" if len(mark) >= SHORTEST_TITLE else f"{citation} = {quoted(mark)}"
        for mark in marks
    ]
    return " OR ".join(terms) or "FALSE"


def _blindness(look: Look) -> int:
    return ("all", "some", "none").index(look.extent)


def _of_incidents(joined: Reconciled | None, table: pa.Table) -> tuple[dict[str, list[str]], list[tuple[int, int]]]:
    """The events behind each of these incidents, and which rows may be one: pairs that wait for a person."""
    if joined is None:
        return {}, []
    row_of = {incident: at for at, incident in enumerate(table["event_id"].to_pylist())}
    incidents = joined.incidents.filter(
        pc.is_in(joined.incidents["incident_id"], value_set=table["event_id"].combine_chunks())
    )
    pairs = zip(incidents["incident_id"].to_pylist(), incidents["event_ids"].to_pylist(), strict=True)
    told = dict(pairs)
    at = {event: row_of[incident] for incident, events in told.items() for event in events}
    waiting = joined.pairs.filter(pc.equal(joined.pairs["band"], REVIEW))
    ends = zip(waiting["event_a"].to_pylist(), waiting["event_b"].to_pylist(), strict=True)
    return told, [(at[a], at[b]) for a, b in ends if a in at and b in at and at[a] != at[b]]


def _three(column: pa.ChunkedArray) -> npt.NDArray[np.int8]:
    """2 true, 1 null, 0 false."""
    doubled = pc.multiply(column.cast(pa.int8()), pa.scalar(2, pa.int8()))
    return np.asarray(pc.fill_null(doubled, 1).to_numpy(zero_copy_only=False), dtype=np.int8)


def _bools(column: pa.ChunkedArray) -> npt.NDArray[np.bool_]:
    return np.asarray(pc.fill_null(column, False).to_numpy(zero_copy_only=False), dtype=np.bool_)
