import itertools
from collections import Counter

import numpy as np
import pytest

from sarhad.measures.joins import exchanged, rearranged, steps
from sarhad.measures.spread import adjacent


def square(side):
    return adjacent(np.array([row * 720 + column + 1 for row in range(side) for column in range(side)]))


def of(*pictures):
    """Cells by period of pictures of the same square: # is violent."""
    return np.array([[cell == "#" for cell in picture.replace(" ", "")] for picture in pictures]).T


def test_a_square_of_four_by_hand():
    """The corner stays and its two neighbours join in; a cell falls silent beside one that begins."""
    violent = of("#... .... .... ...#", "##.. #... ..#. ....")
    found = steps(violent, square(4), np.array([True]))
    # Newly violent: B1 and A2 beside A1, which stays; C3 beside D4, which falls silent.
    assert np.flatnonzero(found.new[:, 0]).tolist() == [1, 4, 10]
    assert found.joins(found.new) == (2, 1)


def counted(violent, neighbours, known):
    """Every step and every ordered pair of cells: a plain loop."""
    escalation = relocation = 0
    cells, periods = violent.shape
    for t, i, j in itertools.product(range(periods - 1), range(cells), range(cells)):
        begins = not violent[j, t] and violent[j, t + 1]
        if known[t] and neighbours[i, j] and begins and violent[i, t]:
            escalation += violent[i, t + 1]
            relocation += not violent[i, t + 1]
    return escalation, relocation


def random_cells(seed, side=5, periods=12, share=0.3):
    random = np.random.default_rng(seed)
    return random.random((side * side, periods)) < share, random.random(periods - 1) < 0.8


@pytest.mark.parametrize("seed", range(5))
def test_joins_by_a_plain_loop(seed):
    violent, known = random_cells(seed)
    found = steps(violent, square(5), known)
    assert found.joins(found.new) == counted(violent, square(5), known) != (0, 0)


def test_exchanged_cells_by_a_plain_loop():
    violent, known = random_cells(6)
    drawn = exchanged(violent, square(5), known, 5, np.random.default_rng(1))
    random = np.random.default_rng(1)
    orders = [random.permutation(25) for _ in range(5)]
    assert [tuple(row) for row in drawn.tolist()] == [counted(violent[order], square(5), known) for order in orders]


def test_rearranged_keeps_cells_steps_and_silence():
    violent, known = random_cells(7)
    found = steps(violent, square(5), known)
    drawn = [each.copy() for each in rearranged(found, 50, np.random.default_rng(2))]
    for new in drawn:
        assert (new.sum(axis=0) == found.new.sum(axis=0)).all()
        assert (new.sum(axis=1) == found.new.sum(axis=1)).all()
        assert not (new & ~found.silent).any()
    assert len({new.tobytes() for new in drawn}) == 50


def test_every_table_with_these_margins_is_as_likely():
    """All tables with one in each row and in each of three steps, in silent cells only: counted out, then drawn."""
    found = steps(of("...", "#..", "...", ".#.", "...", "..#"), np.zeros((3, 3), dtype=bool), np.ones(5, dtype=bool))
    assert found.new.sum() == 3
    tables = [
        chosen
        for chosen in itertools.product((0, 2, 4, 1, 3), repeat=3)
        if all(found.silent[cell, step] for cell, step in enumerate(chosen)) and sorted(chosen) == [0, 2, 4]
    ]
    draws = Counter(tuple(np.argmax(new, axis=1).tolist()) for new in rearranged(found, 3000, np.random.default_rng(3)))
    assert set(draws) == set(tables)
    assert min(draws.values()) > 0.85 * 3000 / len(tables)


def test_neighbours_over_the_antimeridian():
    first, last, other = 360 * 720 + 1, 360 * 720 + 720, 360 * 720 + 360
    assert adjacent(np.array([first, last, other])).tolist() == [
        [False, True, False],
        [True, False, False],
        [False] * 3,
    ]
