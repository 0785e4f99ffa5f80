"""What a decision does to the probabilities of the other pairs."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from sarhad.incidents.binding import rebound

SOURCES = [0, 0, 1, 1, 1]  # events 0, 1 of the first source, 2, 3, 4 of the second


def exact(odds: dict[tuple[int, int], float]) -> dict[tuple[int, int], float]:
    """The share of each pair in all one-to-one sets, each weighing the product of its odds."""
    total, share = 0.0, dict.fromkeys(odds, 0.0)
    for size in range(3):
        for chosen in itertools.combinations(odds, size):
            ends = [event for pair in chosen for event in pair]
            if len(set(ends)) == len(ends):
                weight = float(np.prod([odds[pair] for pair in chosen]))
                total += weight
                for pair in chosen:
                    share[pair] += weight
    return {pair: value / total for pair, value in share.items()}


def given(p: dict[tuple[int, int], float], odds: dict[tuple[int, int], float] | None = None, **decided: object):
    pairs = sorted(p)
    first, second = (np.asarray([pair[end] for pair in pairs]) for end in (0, 1))
    alone = np.asarray([np.nan if odds is None else odds[pair] / (1 + odds[pair]) for pair in pairs])
    asked = {"same": [], "different": [], **decided}
    found = rebound(SOURCES, first, second, np.asarray([p[pair] for pair in pairs]), alone, **asked)
    return dict(zip(pairs, found.tolist(), strict=True))


def test_a_denied_partner_leaves_its_share_to_the_others_of_the_same_event() -> None:
    """Exact where the other events of both have no competitors: against counting all one-to-one sets."""
    odds = {(0, 2): 4.0, (0, 3): 1.0, (0, 4): 0.5}
    found = given(exact(odds), odds, different=[(0, 2)])
    without = exact({pair: value for pair, value in odds.items() if pair != (0, 2)})
    assert {pair: found[pair] for pair in without} == pytest.approx(without)


def test_with_competitors_it_comes_near_and_stops_at_what_the_pair_has_alone() -> None:
    odds = {(0, 2): 6.0, (0, 3): 2.0, (1, 2): 3.0, (1, 4): 1.0}
    found = given(exact(odds), odds, different=[(0, 2)])
    without = exact({pair: value for pair, value in odds.items() if pair != (0, 2)})
    for pair in ((0, 3), (1, 2)):
        value = without[pair]
        assert found[pair] == pytest.approx(value, abs=0.12)
        assert found[pair] <= odds[pair] / (1 + odds[pair]) + 1e-12
    assert found[1, 4] == exact(odds)[1, 4], "it shares no event with the decided pair"


def test_a_decided_partner_takes_all_from_the_others_of_both() -> None:
    p = {(0, 2): 0.2, (0, 3): 0.6, (1, 2): 0.5, (1, 4): 0.3}
    assert given(p, same=[(0, 2)]) == {(0, 2): 0.2, (0, 3): 0.0, (1, 2): 0.0, (1, 4): 0.3}


def test_what_is_certain_leaves_nothing_and_an_unknown_weight_raises_nothing() -> None:
    p = {(0, 2): 1.0, (0, 3): 0.1}
    assert given(p, different=[(0, 2)])[0, 3] == 0.1


def test_two_of_one_source_decided_the_same_change_no_pair_of_others() -> None:
    p = {(0, 2): 0.4, (1, 2): 0.4}
    assert given(p, same=[(0, 1)]) == p
