"""The best fit of event taxonomies inside a window, after MELTT."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from .engine import Floats, Ints, Places, closest_first, plain_pairs
from .windows import dyads, near

_FIGHTING = ("state-based", "non-state")


@dataclass(frozen=True, slots=True)
class BestFit:
    """Like MELTT (Donnay, Dunford, McGrath, Backer & Cunningham 2019, Journal of Conflict Resolution 63(5)).

    Candidates lie within `km` and `days` of each other, by their first and by their last days. Each of three taxonomies
    (sides, type of violence, precision of the place) runs from finest to coarsest level; the finest level on which
    two events agree gives a fit between 0 and 1, and the fits are averaged. Pairs are taken from the best fit on, each
    event once.

    Unlike MELTT, ties in fit go to the nearer pair (MELTT leaves them to the order of the rows), events of several days
    are not matched in a step of their own, and the taxonomies are built from the columns of the events table: MELTT's
    users write them by hand for each pair of sources, so that one with hand-made taxonomies may do better. The
    coarsest level of each holds all events, so that none is lost to a name that only one source uses.
    """

    km: float = 5
    days: int = 2

    def __call__(self, left: pa.Table, right: pa.Table) -> pa.Table:
        """All candidates; those that gave way to a better fit are not linked."""
        first, second = Places.of(left), Places.of(right)
        i, j, gap, km = near(first, second, km=self.km, days=self.days)
        together = np.abs(first.end[i] - second.end[j]) <= self.days
        i, j, gap, km = i[together], j[together], gap[together], km[together]
        fit = fits(left, right, i, j)
        order = np.lexsort((j, i, km, gap / self.days + km / self.km, fit))
        return plain_pairs(left, right, i, j, closest_first(i, j, order), gap, km)


def fits(left: pa.Table, right: pa.Table, i: Ints, j: Ints) -> Floats:
    """The mean fit of pairs over the taxonomies: 0 agrees on every finest level, 1 on the coarsest only."""
    scores = []
    for first, second in zip(_taxonomies(left), _taxonomies(right), strict=True):
        # levels from fine to coarse; beside them stands the one that holds every event
        level = np.full(len(i), len(first))
        for rank in reversed(range(len(first))):
            one, other = _coded(first[rank], second[rank])
            level[_agree(one[i], other[j])] = rank
        scores.append(level / len(first))
    return np.asarray(np.mean(scores, axis=0))


_Level = list[frozenset[str]]


def _taxonomies(events: pa.Table) -> list[list[_Level]]:
    """For each taxonomy its levels: what an event is called there (several names: one of them has to agree)."""
    pairs = dyads(events)
    types = [value or "" for value in events["violence_type"].to_pylist()]
    precision = [value or 0 for value in events["place_precision"].to_pylist()]
    return [
        [
            [frozenset() if pair is None else frozenset([" / ".join(pair)]) for pair in pairs],
            [frozenset() if pair is None else frozenset(pair) for pair in pairs],
        ],
        [
            [frozenset([value] if value else ()) for value in types],
            [frozenset(["fighting" if value in _FIGHTING else "on civilians"] if value else ()) for value in types],
        ],
        [
            [frozenset([str(value)] if value else ()) for value in precision],
            [frozenset(["a place" if value <= 2 else "an area"] if value else ()) for value in precision],
        ],
    ]


def _coded(first: _Level, second: _Level) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Two codes for each event: its names, the same in both sources; below 0 and different where there is none."""
    codes: dict[str, int] = {}

    def of(level: _Level, nothing: int) -> npt.NDArray[np.int64]:
        found = np.full((len(level), 2), nothing, dtype=np.int64)
        for row, names in enumerate(level):
            for at, name in enumerate(sorted(names)[:2]):
                found[row, at] = codes.setdefault(name, len(codes))
        return found

    return of(first, -1), of(second, -2)


def _agree(one: npt.NDArray[np.int64], other: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    return np.asarray((one[:, :, None] == other[:, None, :]).any(axis=(1, 2)))
