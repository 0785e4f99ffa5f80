"""One telling that another source tells in several parts: several days of fighting listed as one, or one by the day.

After each event has its partner, an event may together with events that are left over tell what one event of another
source tells once. The parts are of one source, of the same sides, in one place and on days that follow one another; the
sides of each agree with the whole and it lies within the tolerance of the places. Three things must hold beside that:

* the partner of the whole is one of the parts, with a probability of `LINK_AT` in all;
* the deaths of the parts add up to those of the whole, and explain them better than any part alone does by
  `DEATHS_BITS`;
* events of these sides are so seldom told in this place that one more on the next day is no chance, by `RARITY_BITS`.

The two limits were chosen on simulated second sources (other seeds than those of the benchmark) so that a part that is
linked is right at least as often as other links are.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import pyarrow as pa

from ..actors import fold
from .disagreement import TOLERANCE_KM
from .tables import LINK_AT

DEATHS_BITS = 1.5
"""By so much the sum of the parts must explain the deaths of the whole better than the best single part does."""
RARITY_BITS = 3.0
"""The chance of another event of these sides in this place in these days is at most 1 in 2 to this power."""
LARGEST = 4
"""The most parts of a whole."""
_LOOKED_AT = 6  # of the events that are left over, the likeliest so many
_ONE_PLACE_KM = 2.0
_GAP_DAYS = 1  # between two parts, and between the parts and the whole
_AROUND_DAYS = 35
_UNSEEN = 1.0  # events supposed beside the ones that are told there
_MOST = 2_000
_KM_PER_DEGREE = 111.195
_EQUAL, _POISSON = 0.5, 0.4  # how two tellings give deaths: the same figure, one about the other, any other
_ANY = 1.0 - _EQUAL - _POISSON


@dataclass(frozen=True, slots=True)
class Candidate:
    """An event that may be a part of a whole: its number, the probability of the pair, and how far apart they are."""

    event: int
    probability: float
    distance_km: float


@dataclass(frozen=True, slots=True)
class Split:
    """A whole, its parts by number, and the probability that one of them is its partner."""

    whole: int
    parts: tuple[int, ...]
    bits: float  # of the deaths and the rarity together
    probability: float


class Facts:
    """What of the events is asked here: days, place tolerance, sides, deaths (best figure, else the one reported)."""

    def __init__(self, events: pa.Table) -> None:
        days = (events[name].cast(pa.int32()).to_pylist() for name in ("date_start", "date_end"))
        self.spans: list[tuple[int, int]] = list(zip(*days, strict=True))
        precisions = events["place_precision"].to_pylist()
        self.tolerance = [TOLERANCE_KM[precision or 0] for precision in precisions]
        best, reported = (events[name].to_pylist() for name in ("deaths_best", "deaths_reported"))
        self.deaths: list[int | None] = [r if b is None else b for b, r in zip(best, reported, strict=True)]
        names: dict[str | None, str | None] = {}
        columns = (events[name].to_pylist() for name in ("side_a", "side_b", "actor_a", "actor_b"))
        self.sides: list[tuple[str, ...]] = []
        for side_a, side_b, actor_a, actor_b in zip(*columns, strict=True):
            known = []
            for actor, side in ((actor_a, side_a), (actor_b, side_b)):
                if side not in names:
                    names[side] = fold(side) if side else None
                if actor or names[side]:
                    known.append(actor or names[side] or "")
            self.sides.append(tuple(sorted(known)))
        self.points = list(zip(*(events[name].to_pylist() for name in ("longitude", "latitude")), strict=True))
        self._alike: dict[tuple[str, tuple[str, ...]], list[tuple[int, int]]] = defaultdict(list)
        self._source: list[str] = events["source"].to_pylist()
        for event, (source, sides) in enumerate(zip(self._source, self.sides, strict=True)):
            self._alike[source, sides].append((self.spans[event][0], event))
        for listed in self._alike.values():
            listed.sort()

    def rarity(self, whole: int, parts: tuple[int, ...]) -> float:
        """Bits: how seldom another event of these sides is told here on a neighbouring day by chance.

        From the events that the source of the parts tells of the same sides, within the tolerance of the place and
        `_AROUND_DAYS` of the whole, the parts themselves left out.
        """
        part = parts[0]
        listed = self._alike[self._source[part], self.sides[part]]
        first, last = self.spans[whole]
        begin = bisect_left(listed, (first - _AROUND_DAYS, -1))
        end = bisect_left(listed, (last + _AROUND_DAYS + 1, -1))
        reach = self.tolerance[whole] + self.tolerance[part]
        near = sum(
            event not in parts and _apart_km(self.points[whole], self.points[event]) <= reach
            for _, event in listed[begin : min(end, begin + _MOST)]
        )
        days = last - first + 1 + 2 * _AROUND_DAYS
        return -math.log2((near + _UNSEEN) / days * (last - first + 1 + 2 * _GAP_DAYS))


def _apart_km(one: tuple[float | None, float | None], other: tuple[float | None, float | None]) -> float:
    """Kilometres on a plane tangent between two points; infinite where one is not known."""
    if one[0] is None or one[1] is None or other[0] is None or other[1] is None:
        return math.inf
    north = one[1] - other[1]
    east = (one[0] - other[0]) * math.cos(math.radians((one[1] + other[1]) / 2))
    return math.hypot(north, east) * _KM_PER_DEGREE


def splits(
    facts: Facts,
    candidates: Mapping[tuple[int, int], Sequence[Candidate]],
    partner: Mapping[tuple[int, int], int],
) -> list[Split]:
    """The splits that hold, the strongest first, no event in two of them.

    `candidates` are the possible parts of a whole in a source (both by number): its partner there, if it has one
    (`partner`), and events that nothing else is linked with.
    """
    found: list[Split] = []
    for (whole, source), parts in sorted(candidates.items()):
        best = max(_groups(facts, whole, parts, partner.get((whole, source))), key=_order, default=None)
        if best is not None:
            found.append(best)
    used: set[int] = set()
    kept: list[Split] = []
    for split in sorted(found, key=_order, reverse=True):
        if not used & {split.whole, *split.parts}:
            used |= {split.whole, *split.parts}
            kept.append(split)
    return kept


def by_whole(
    rows: Sequence[tuple[int, int, float, float]],
    sources: Sequence[int],
    partners: Mapping[tuple[int, int], int],
    taken: Collection[int],
    single: Collection[int],
) -> dict[tuple[int, int], list[Candidate]]:
    """The possible parts of each whole: `rows` are pairs (event, event, probability, km) whose sides agree.

    `taken` are the events that are linked with another, `single` those that are no part or duplicate already.
    """
    found: dict[tuple[int, int], list[Candidate]] = defaultdict(list)
    for a, b, probability, km in rows:
        for whole, part in ((a, b), (b, a)):
            partner = partners.get((whole, sources[part]))
            if whole in single and part in single and (part == partner or part not in taken):
                found[whole, sources[part]].append(Candidate(part, probability, km))
    return {key: parts for key, parts in found.items() if len(parts) > 1}


def _order(split: Split) -> tuple[Any, ...]:
    return (split.bits, split.probability, -split.whole, tuple(-part for part in split.parts))


def _groups(facts: Facts, whole: int, parts: Sequence[Candidate], partner: int | None) -> Iterator[Split]:
    """Every group of parts that meets all conditions."""
    deaths = facts.deaths[whole]
    if not deaths:
        return
    fit = [p for p in parts if facts.deaths[p.event] and _near(facts, whole, p)]
    first = [p for p in fit if p.event == partner]
    if partner is not None and not first:
        return
    others = sorted((p for p in fit if p.event != partner), key=lambda p: (-p.probability, p.event))[:_LOOKED_AT]
    for size in range(2 - len(first), LARGEST + 1 - len(first)):
        for chosen in combinations(others, size):
            group = (*first, *chosen)
            probability = round(min(1.0, sum(p.probability for p in group)), 9)
            if probability < LINK_AT:
                continue
            figures = [facts.deaths[p.event] or 0 for p in group]
            bits = _explains(deaths, sum(figures)) - max(_explains(deaths, figure) for figure in figures)
            numbers = tuple(sorted(p.event for p in group))
            if bits < DEATHS_BITS or not _hang_together(facts, whole, numbers):
                continue
            rarity = facts.rarity(whole, numbers)
            if rarity >= RARITY_BITS:
                yield Split(whole, numbers, round(bits + rarity, 6), probability)


def _near(facts: Facts, whole: int, part: Candidate) -> bool:
    return part.distance_km <= facts.tolerance[whole] + facts.tolerance[part.event]


def _hang_together(facts: Facts, whole: int, parts: tuple[int, ...]) -> bool:
    """Whether the parts have the same sides and place and follow one another, and the whole is when they are."""
    if len({facts.sides[part] for part in parts}) > 1 or not facts.sides[parts[0]]:
        return False
    if any(_apart_km(facts.points[one], facts.points[other]) > _ONE_PLACE_KM for one, other in combinations(parts, 2)):
        return False
    spans = sorted(facts.spans[part] for part in parts)
    if len(set(spans)) < len(spans):  # two of the same days are two attacks, as sources list them
        return False
    last = spans[0][1]
    for start, end in spans[1:]:
        if start - last > _GAP_DAYS:
            return False
        last = max(last, end)
    begins, ends = facts.spans[whole]
    return begins - last <= _GAP_DAYS and spans[0][0] - ends <= _GAP_DAYS


def _explains(deaths: int, figure: int) -> float:
    """The log2 probability that one telling gives so many deaths where the other gives this figure."""
    about = math.exp(deaths * math.log(figure) - figure - math.lgamma(deaths + 1))  # Poisson
    return math.log2(_EQUAL * (deaths == figure) + _POISSON * about + _ANY / (1 + max(deaths, figure)))
