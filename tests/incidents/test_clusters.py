"""Links between two sources and groups among several: the largest sum, and what stands against a merger."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from sarhad.incidents.clusters import cluster, log_odds, one_partner


@pytest.mark.parametrize("seed", range(20))
def test_the_assignment_has_the_largest_sum_of_all(seed: int) -> None:
    """Against every one-to-one set of up to four events on each side."""
    draw = np.random.default_rng(seed)
    cells = [cell for cell in itertools.product(range(4), range(4, 8)) if draw.random() < 0.6]
    gain = draw.uniform(0, 5, len(cells))
    first, second = (np.asarray([cell[end] for cell in cells], dtype=np.int64) for end in (0, 1))
    sources = np.asarray([0] * 4 + [1] * 4)
    taken = one_partner(sources, first, second, gain)

    def once(chosen: tuple[int, ...]) -> bool:
        ends = [event for row in chosen for event in cells[row]]
        return len(set(ends)) == len(ends)

    rows = range(len(cells))
    best = max(
        sum(gain[list(chosen)]) for size in range(5) for chosen in itertools.combinations(rows, size) if once(chosen)
    )
    assert once(tuple(np.flatnonzero(taken).tolist()))
    assert gain[taken].sum() == pytest.approx(best)


def test_each_two_sources_have_an_assignment_of_their_own() -> None:
    sources = np.asarray([0, 1, 2])
    ends = np.asarray([0, 0, 1]), np.asarray([1, 2, 2])
    assert one_partner(sources, *ends, np.asarray([1.0, 2.0, 3.0])).all()


@pytest.mark.parametrize(
    ("between", "merged", "why"),
    [(-1.0, True, "on average for it: 3 - 1"), (-3.5, False, "on average against it: 3 - 3.5"),
     (0.0, True, "nothing known")],
)  # fmt: skip
def test_groups_are_put_together_where_all_pairs_together_speak_for_it(between: float, merged: bool, why: str) -> None:
    links = {(0, 1): 4.0, (1, 2): 3.0}
    odds = {**links, (0, 2): between}
    found = cluster([0, 1, 2], links, evidence=lambda a, b: odds[min(a, b), max(a, b)])
    assert found.together(0, 2) is merged, why
    assert found.lost == ({} if merged else {(1, 2): 0})


def test_two_groups_of_two_meet_only_where_no_source_stands_twice() -> None:
    links = {(0, 2): 5.0, (1, 3): 4.0, (2, 3): 3.0}
    apart = cluster([0, 0, 1, 2], links, evidence=lambda a, b: 3.0)
    assert sorted(map(sorted, apart.members.values())) == [[0, 2], [1, 3]]
    whole = cluster([0, 3, 1, 2], links, evidence=lambda a, b: 3.0)
    assert sorted(map(sorted, whole.members.values())) == [[0, 1, 2, 3]]


def test_what_is_decided_the_same_may_be_of_one_source() -> None:
    """The one of the two that fits better speaks for both."""
    odds = {(0, 2): 1.0, (1, 2): -5.0}
    found = cluster([0, 0, 1], {(0, 2): 1.0}, same=[(0, 1)], evidence=lambda a, b: odds[min(a, b), max(a, b)])
    assert found.members == {0: [0, 1, 2]}


def test_odds_of_certain_probabilities_are_finite() -> None:
    assert np.isfinite(log_odds([0.0, 1.0])).all()
    assert log_odds(0.8) == pytest.approx(2.0)
