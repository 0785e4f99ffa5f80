"""Newly violent cells beside cells that stay violent, or that fall silent: join counts, and what chance gives."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .points import Floats, Ints

Flags = npt.NDArray[np.bool_]

_BURN_IN, _BETWEEN = 100, 5  # rounds of trades before the first rearrangement, and from one to the next


@dataclass(frozen=True, slots=True)
class Steps:
    """Cells (rows) from one period to the next (columns).

    `new`: violent after silence; `silent`: not violent in the earlier period, so that it could become so; `staying`,
    `ceasing`: how many neighbours are violent in both periods, or in the earlier one only.
    """

    new: Flags
    silent: Flags
    staying: Floats
    ceasing: Floats

    def joins(self, new: Flags) -> tuple[int, int]:
        """Pairs of neighbours, one newly violent, the other staying so (escalation) or falling silent (relocation)."""
        return int(self.staying[new].sum()), int(self.ceasing[new].sum())


def steps(violent: Flags, neighbours: Flags, known: Flags) -> Steps:
    """Steps of cells (rows: cells, columns: periods) with a symmetric table of neighbours.

    `known` says of each step whether both of its periods were looked at; other steps hold nothing.
    """
    before, after = violent[:, :-1], violent[:, 1:]
    around = neighbours.astype(np.float64)
    return Steps(
        new=~before & after & known,
        silent=~before & known,
        staying=around @ (before & after & known),
        ceasing=around @ (before & ~after & known),
    )


def exchanged(violent: Flags, neighbours: Flags, known: Flags, count: int, random: np.random.Generator) -> Ints:
    """Escalation and relocation, one row a draw, where whole cells, with all their periods, change places."""
    alone = steps(violent, np.eye(len(violent), dtype=bool), known)
    met = [alone.new.astype(np.float64) @ each.T for each in (alone.staying, alone.ceasing)]
    one, other = np.nonzero(neighbours)
    orders = [random.permutation(len(violent)) for _ in range(count)]
    return np.asarray([[int(each[order[one], order[other]].sum()) for each in met] for order in orders], dtype=np.int64)


def rearranged(found: Steps, count: int, random: np.random.Generator) -> Iterator[Flags]:
    """Newly violent cells placed anew: as many in each step, as often in each cell, and only in silent cells.

    A chain of trades between random pairs of cells (curveball: Strona et al. 2014; every table with these margins is
    as likely: Carstens 2015): of the steps in which just one of the two is newly violent and both were silent, the
    first takes as many as it had, at random, and the second the others.
    """
    new = found.new.copy()
    able = np.flatnonzero(new.any(axis=1))
    for number in range(count):
        for _ in range(_BETWEEN if number else _BURN_IN):
            _trade(new, found.silent, random.permutation(able), random)
        yield new


def _trade(new: Flags, silent: Flags, order: Ints, random: np.random.Generator) -> None:
    half = len(order) // 2
    one, other = order[:half], order[half : 2 * half]
    pair, step = np.nonzero((new[one] ^ new[other]) & silent[one] & silent[other])
    own = np.bincount(pair, weights=new[one[pair], step], minlength=half)
    drawn = np.argsort(pair + random.random(len(pair)))
    first = np.searchsorted(pair, pair)  # pairs rise, and stay in place when sorted within each
    takes = np.empty(len(pair), dtype=bool)
    takes[drawn] = np.arange(len(pair)) - first < own[pair]
    new[one[pair], step] = takes
    new[other[pair], step] = ~takes
