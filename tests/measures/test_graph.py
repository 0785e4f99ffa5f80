import itertools

import numpy as np
import pytest

from sarhad.measures.graph import balance, shape, signed

TRIANGLE_AND_PAIR = {("a", "b"): 3.0, ("a", "c"): 1.0, ("b", "c"): 2.0, ("d", "e"): 4.0}


def test_a_triangle_and_a_pair_by_hand():
    found = shape(TRIANGLE_AND_PAIR, seed=1)
    assert (found.sides, found.dyads, found.components, found.communities) == (5, 4, 2, 2)
    assert found.density == 4 / 10
    assert found.fragmentation == 1 - (3 * 2 + 2 * 1) / (5 * 4)
    assert found.top_share == 5 / 10  # b: 3 + 2
    # Newman & Girvan: inside shares 6/10 and 4/10, less their squares of ends.
    assert found.modularity == pytest.approx(6 / 10 - (12 / 20) ** 2 + 4 / 10 - (8 / 20) ** 2)


def test_a_star_is_one_component_about_one_side():
    found = shape({("hub", f"x{n}"): 1.0 for n in range(6)}, seed=1)
    assert (found.top_share, found.components, found.fragmentation) == (1.0, 1, 0.0)
    assert found.density == pytest.approx(2 / 7)


def test_order_of_pairs_does_not_matter():
    pairs = {
        (f"s{i:02}", f"s{j:02}"): 1.0 + (i * j) % 5 for i, j in itertools.combinations(range(14), 2) if (i + j) % 3
    }
    assert shape(pairs, 4) == shape(dict(reversed(pairs.items())), 4)


def test_balance_by_a_plain_loop_over_all_triads():
    random = np.random.default_rng(6)
    nodes = [f"n{n:02}" for n in range(12)]
    signs = {pair: int(random.choice([-1, 1])) for pair in itertools.combinations(nodes, 2) if random.random() < 0.6}
    products = [
        signs[a, b] * signs[a, c] * signs[b, c]
        for a, b, c in itertools.combinations(nodes, 3)
        if {(a, b), (a, c), (b, c)} <= signs.keys()
    ]
    found = balance(signs, 199, 1)
    assert (found.triads, found.balanced) == (len(products), sum(p > 0 for p in products))
    assert found.triads > 20
    assert 0.01 < found.p_value <= 1


@pytest.mark.parametrize(
    ("signs", "balanced"),
    [((1, 1, 1), 1), ((1, -1, -1), 1), ((1, 1, -1), 0), ((-1, -1, -1), 0)],
)
def test_the_four_triads_of_cartwright_and_harary(signs, balanced):
    pairs = [("a", "b"), ("a", "c"), ("b", "c")]
    assert balance(dict(zip(pairs, signs, strict=True)), 99, 1).balanced == balanced


def test_two_camps_are_balanced_beyond_chance():
    """Friends inside a camp, foes between camps: every triad is balanced."""
    nodes = range(10)
    signs = {(f"{i}", f"{j}"): 1 if (i < 5) == (j < 5) else -1 for i, j in itertools.combinations(nodes, 2)}
    found = balance(signs, 999, 1)
    assert found.balanced == found.triads == 120
    assert found.p_value == 0.001
    assert found.expected < 80


def test_signs_that_are_all_the_same_make_no_test():
    found = balance({("a", "b"): -1, ("a", "c"): -1, ("b", "c"): -1}, 99, 1)
    assert (found.triads, found.balanced, found.expected, found.p_value) == (1, 0, None, None)


def test_no_triad_no_number():
    found = balance({("a", "b"): 1, ("c", "d"): -1}, 99, 1)
    assert (found.triads, found.balanced, found.expected, found.p_value) == (0, 0, None, None)


def test_a_pair_that_is_both_has_no_sign():
    signs, both = signed([("a", "b"), ("c", "d")], [("a", "b"), ("e", "f")], [("g", "h")])
    assert signs == {("c", "d"): -1, ("e", "f"): 1, ("g", "h"): -1}
    assert both == 1
