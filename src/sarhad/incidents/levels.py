"""How alike two events are, comparison by comparison, in levels from best to worst."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .candidates import Candidates
from .rows import NO_NAME, Floats, Ints, Mask, Rows

Levels = npt.NDArray[np.int8]

_SAME_POINT_KM = 0.05
NULL = -1
"""No level: one of the two events does not say."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What is compared: its levels in words, and how often two events are expected to reach each.

    These shares count for as much as `fit` draws to them: little where much is learned. The usual ones are about those
    of the placebo of the Central African Republic, Afghanistan 2020 and the world in January 2026.

    `groups` are ranges of levels of which only one can be reached by a pair at all, such as levels of distance and, for
    events without coordinates, of administrative names: shares add up to one within each.
    """

    name: str
    levels: tuple[str, ...]
    expected: tuple[float, ...]  # the share of tellings of one incident, before anything is learned
    usual: tuple[float, ...]  # the same of candidates that tell different incidents
    strata: int  # kinds of events whose shares differ: known before the other event is looked at
    groups: tuple[slice, ...] = ()

    @property
    def parts(self) -> tuple[slice, ...]:
        """The groups; all levels where there is but one."""
        return self.groups or (slice(0, len(self.levels)),)


DAYS = Comparison(
    "days",
    ("same day", "same span", "spans within 3 days", "spans of a week meet", "spans of a month meet",
     "longer spans meet", "1 day apart", "2 days apart", "3-4 days apart"),
    (0.58, 0.06, 0.03, 0.06, 0.03, 0.01, 0.12, 0.05, 0.06),
    (0.05, 0.002, 0.01, 0.06, 0.17, 0.09, 0.15, 0.15, 0.318),
    strata=4,
)  # fmt: skip
PLACE = Comparison(
    "place",
    (
        *("same point, exact", "same point, coarse"),
        *("within 3 km, same district", "within 8 km, same district", "within 25 km, same district",
          "farther, same district", "within 3 km, another district", "within 8 km, another district",
          "within 25 km, another district", "within the tolerances, another district",
          "farther than the tolerances, another district"),
        *("same point, exact, district unknown", "same point, coarse, district unknown", "within 3 km", "within 8 km",
          "within 25 km", "within the tolerances", "farther than the tolerances"),
        *("same place name", "same district", "same province", "another province"),
    ),
    (
        *(0.40, 0.08, 0.19, 0.08, 0.05, 0.05, 0.03, 0.02, 0.03, 0.04, 0.03),
        *(0.36, 0.12, 0.18, 0.08, 0.07, 0.15, 0.04),
        *(0.5, 0.25, 0.2, 0.05),
    ),
    (
        *(0.14, 0.04, 0.06, 0.10, 0.12, 0.15, 0.001, 0.03, 0.10, 0.06, 0.199),
        *(0.01, 0.05, 0.02, 0.02, 0.09, 0.68, 0.13),
        *(0.02, 0.05, 0.18, 0.75),
    ),
    strata=6,
    groups=(slice(0, 11), slice(11, 18), slice(18, 22)),
)  # fmt: skip
ACTORS = Comparison(
    "actors",
    ("both sides agree", "one agrees, one unknown", "one agrees, one differs", "none agrees, unknown names",
     "none agrees"),
    (0.55, 0.22, 0.08, 0.11, 0.04),
    (0.50, 0.24, 0.13, 0.03, 0.10),
    strata=3,
)  # fmt: skip
CLASS = Comparison("class", ("equal", "of one kind", "different"), (0.86, 0.07, 0.07), (0.7, 0.07, 0.23), strata=4)
DEATHS = Comparison(
    "deaths",
    ("equal", "one apart", "within 1.6 times", "within 3 times", "further apart", "one without deaths"),
    (0.57, 0.17, 0.08, 0.06, 0.06, 0.06),
    (0.17, 0.15, 0.04, 0.17, 0.26, 0.21),
    strata=6,
)
_EXACT_AND_COARSE = ((0, 1), (11, 12))
_COARSE_KINDS = slice(2, 5)  # of `Rows.place_class`
ALL: tuple[Comparison, ...] = (DAYS, PLACE, ACTORS, CLASS, DEATHS)


@dataclass(frozen=True, slots=True)
class Compared:
    """The level of each candidate pair in each comparison (pairs by `ALL`), -1 where there is none."""

    levels: tuple[Levels, ...]

    def take(self, kept: npt.NDArray[np.bool_]) -> Compared:
        """The pairs for which this is true."""
        return Compared(tuple(level[kept] for level in self.levels))


def compare(left: Rows, right: Rows, pairs: Candidates) -> Compared:
    """The level of each pair in each comparison."""
    return Compared(
        (
            _days(left, right, pairs),
            _place(left, right, pairs),
            _actors(left, right, pairs),
            _class(left, right, pairs),
            _deaths(left, right, pairs),
        )
    )


def by_kind_of_event(comparison: Comparison, shares: Floats) -> Floats:
    """The same shares for each kind of event (kinds, levels), without what an event of the kind cannot reach.

    A place that is not known exactly has no point that is "exact": at the same point it is coarse.
    """
    table: Floats = np.tile(shares, (comparison.strata, 1))
    if comparison is PLACE:
        for exact, coarse in _EXACT_AND_COARSE:
            table[_COARSE_KINDS, coarse] += table[_COARSE_KINDS, exact]
            table[_COARSE_KINDS, exact] = 0
    return table


def renamed(left: Rows, right: Rows, pairs: Candidates, compared: Compared) -> Compared:
    """The same levels, sides compared anew: names have been learned since."""
    return Compared(
        tuple(
            _actors(left, right, pairs) if comparison is ACTORS else level
            for comparison, level in zip(ALL, compared.levels, strict=True)
        )
    )


def strata(rows: Rows) -> tuple[Levels, ...]:
    """For each comparison, of which kind each row is: shares of levels are learned for each kind."""
    known = (rows.names != NO_NAME) & rows.shared
    return tuple(
        kind.astype(np.int8)
        for kind in (
            rows.span_class,
            rows.place_class,
            known.sum(axis=1),
            np.where(rows.broad < 0, 3, rows.broad),
            np.where(np.isnan(rows.deaths), 5, np.digitize(rows.deaths, [1, 2, 4, 10])),
        )
    )


def _days(left: Rows, right: Rows, pairs: Candidates) -> Levels:
    i, j = pairs.left, pairs.right
    span = np.maximum(left.span_class[i], right.span_class[j])
    level = np.where(span > 0, span + 2, 0)
    long = np.minimum(left.high[i] - left.low[i], right.high[j] - right.low[j]) > 0
    ends = np.maximum(np.abs(left.low[i] - right.low[j]), np.abs(left.high[i] - right.high[j]))
    level = np.where(long & (ends <= 3), np.where(ends == 0, 1, 2), level)
    return np.where(pairs.gap > 0, np.minimum(pairs.gap, 3) + 5, level).astype(np.int8)


def _place(left: Rows, right: Rows, pairs: Candidates) -> Levels:
    i, j, km = pairs.left, pairs.right, pairs.km
    far = np.digitize(km, [3.0, 8.0, 25.0], right=True)  # 0 .. 3
    same_point = km < _SAME_POINT_KM
    coarse = ((left.place_class[i] > 1) | (right.place_class[j] > 1)).astype(np.int8)
    beyond = km > left.reach[i] + right.reach[j]
    district = _equal(left.admin2[i], right.admin2[j])
    known = (left.admin2[i] >= 0) & (right.admin2[j] >= 0)
    by_distance = far + ((far == 3) & beyond)
    level = np.where(district, far + 2, by_distance + 6)
    level = np.where(same_point, coarse, level)
    level = np.where(known, level, np.where(same_point, coarse + 11, by_distance + 13))
    named = np.select(
        [_equal(left.place[i], right.place[j]), district, _equal(left.admin1[i], right.admin1[j]),
         (left.admin1[i] >= 0) & (right.admin1[j] >= 0)],
        [18, 19, 20, 21],
        NULL,
    )  # fmt: skip
    return np.where(np.isnan(km), named, level).astype(np.int8)


def _actors(left: Rows, right: Rows, pairs: Candidates) -> Levels:
    i, j = pairs.left, pairs.right
    a1, a2 = left.names[i, 0], left.names[i, 1]
    b1, b2 = right.names[j, 0], right.names[j, 1]
    straight = _equal(a1, b1).astype(np.int8) + _equal(a2, b2)
    crossed = _equal(a1, b2).astype(np.int8) + _equal(a2, b1)
    agree = np.maximum(straight, crossed)
    # A name that the other source never uses may be its word for any of that source's names.
    left_known = (left.shared[i] & (left.names[i] != NO_NAME)).sum(axis=1)
    right_known = (right.shared[j] & (right.names[j] != NO_NAME)).sum(axis=1)
    clear = left_known + right_known - agree > 2  # more names than an incident has sides
    level = np.select([agree == 2, (agree == 1) & ~clear, agree == 1, ~clear], [0, 1, 2, 3], 4)
    silent = ((a1 == NO_NAME) & (a2 == NO_NAME)) | ((b1 == NO_NAME) & (b2 == NO_NAME))
    return np.where(silent, NULL, level).astype(np.int8)


def _class(left: Rows, right: Rows, pairs: Candidates) -> Levels:
    i, j = pairs.left, pairs.right
    alike = (left.kind[i] == right.kind[j]) | _equal(left.violence[i], right.violence[j])
    broad = left.broad[i] == right.broad[j]
    level = np.where(alike, 0, np.where(broad, 1, 2))
    return np.where((left.kind[i] < 0) | (right.kind[j] < 0), NULL, level).astype(np.int8)


def _deaths(left: Rows, right: Rows, pairs: Candidates) -> Levels:
    one, other = left.deaths[pairs.left], right.deaths[pairs.right]
    few, many = np.minimum(one, other), np.maximum(one, other)
    level = np.select([many == few, few == 0, many - few == 1, many <= 1.6 * few, many <= 3 * few], [0, 5, 1, 2, 3], 4)
    return np.where(np.isnan(one) | np.isnan(other), NULL, level).astype(np.int8)


def _equal(one: Ints, other: Ints) -> Mask:
    same: Mask = (one == other) & (one >= 0)
    return same
