"""The loaded data as the kinds of claims ask them: sets of sources, and rows by a claim's filter."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from .. import places
from ..events import Coverage, Events, concat_events
from .base import Base
from .claim import SHORTEST_TITLE, Claim
from .filters import Filter, condition, quoted, status_condition
from .looks import Look, look
from .selection import Selection

PLACE_TOLERANCE_KM = {1: 2.0, 2: 25.0, 3: 40.0, 4: 150.0, 5: 120.0, 6: 600.0, 7: 1500.0}
"""How far from its point an event of each of UCDP's place precisions can have been."""


@dataclass(frozen=True, slots=True)
class SourceSet:
    """One source, or an annual release with the candidate rows that follow it."""

    name: str
    parts: tuple[Events, ...]
    sources: tuple[str, ...]

    @property
    def coverage(self) -> tuple[Coverage, ...]:
        """The blocks of all its parts."""
        return tuple(block for part in self.parts for block in part.coverage)


class Loaded:
    """A base with a DuckDB connection over its events. Use as a context manager."""

    def __init__(self, base: Base) -> None:
        self.base = base
        self._con = duckdb.connect()

    def __enter__(self) -> Loaded:
        return self

    def __exit__(self, *_: object) -> None:
        self._con.close()

    def source_sets(self, claim: Claim) -> tuple[SourceSet, ...]:
        """Each source alone, and each annual release with the candidate rows, except the claim's own publication.

        Candidate rows are superseded by the annual release, so those that it covers are already gone from the base.
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
        return (*sets, *together)

    def look(self, sources: SourceSet, of: Filter, *, deaths: bool) -> Look:
        """Whether the set lists everything that the filter asks for."""
        return look(sources.coverage, of, self.base, sources=sources.sources, deaths=deaths)

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
        return Selection(table, fits[keep] == 2, inside, {k: n for k, n in left_out.items() if n})

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


def _three(column: pa.ChunkedArray) -> npt.NDArray[np.int8]:
    """2 true, 1 null, 0 false."""
    doubled = pc.multiply(column.cast(pa.int8()), pa.scalar(2, pa.int8()))
    return np.asarray(pc.fill_null(doubled, 1).to_numpy(zero_copy_only=False), dtype=np.int8)


def _bools(column: pa.ChunkedArray) -> npt.NDArray[np.bool_]:
    return np.asarray(pc.fill_null(column, False).to_numpy(zero_copy_only=False), dtype=np.bool_)
