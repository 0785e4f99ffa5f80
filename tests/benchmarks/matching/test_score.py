"""Scores of links against a truth, by hand."""

from __future__ import annotations

import pyarrow as pa
import pytest

from benchmarks.matching import score
from benchmarks.matching.simulate import TRUTH_SCHEMA

# a1-b1 and a2-b2 are one to one; a3 is told in three parts b3, b4, b5; a4 and a5 are told together as b6
TRUTH = pa.Table.from_pylist(
    [
        {"event_a": "a1", "event_b": "b1", "kind": "one", "incident": 0},
        {"event_a": "a2", "event_b": "b2", "kind": "one", "incident": 1},
        *({"event_a": "a3", "event_b": b, "kind": "split", "incident": 2} for b in ("b3", "b4", "b5")),
        *({"event_a": a, "event_b": "b6", "kind": "merged", "incident": 3} for a in ("a4", "a5")),
    ],
    schema=TRUTH_SCHEMA,
)
LINKS = {("a1", "b1"), ("a2", "b3"), ("a3", "b4"), ("a4", "b6")}  # three right, one wrong, seven to be found


def test_pairwise_counts_every_pair_of_the_truth() -> None:
    found = score.pairwise(LINKS, TRUTH)
    assert (found.precision, found.recall, found.links) == (3 / 4, 3 / 7, 4)
    assert found.f1 == pytest.approx(2 * (3 / 4) * (3 / 7) / (3 / 4 + 3 / 7))


def test_once_counts_every_incident_once() -> None:
    found = score.pairwise_once(LINKS | {("a3", "b5")}, TRUTH)
    assert (found.precision, found.recall, found.links) == (3 / 4, 3 / 4, 4)  # a2's incident is missed, a2-b3 wrong


def test_no_links_score_nothing_and_all_links_score_all() -> None:
    assert score.pairwise(set(), TRUTH) == score.Score(0, 0, 0, 0)
    assert score.pairwise(score.truth_pairs(TRUTH), TRUTH) == score.Score(1, 1, 1, 7)


def test_b_cubed_by_hand() -> None:
    truth = TRUTH.slice(0, 2)
    events = ["a1", "a2", "b1", "b2"]
    # a1-b1 right; a2 and b2 apart: their own clusters are pure, and hold half of the true ones
    found = score.b_cubed({("a1", "b1")}, truth, events)
    assert (found.precision, found.recall) == (1.0, (1 + 1 + 0.5 + 0.5) / 4)
    # one cluster of all four: half of it is right for each event
    wrong = score.b_cubed({("a1", "b1"), ("a1", "b2"), ("a2", "b2")}, truth, events)
    assert (wrong.precision, wrong.recall) == (0.5, 1.0)


def test_calibration_and_candidates() -> None:
    pairs = pa.table(
        {
            "event_a": ["a1", "a2", "a2", "a3"],
            "event_b": ["b1", "b2", "b1", "b1"],
            "model_probability": [1.0, 0.96, 0.30, 0.32],
            "band": ["linked", "linked", "review", "apart"],
        }
    )
    assert score.links(pairs) == {("a1", "b1"), ("a2", "b2")}
    assert score.candidate_recall(pairs, TRUTH) == 2 / 7
    bins = score.calibration(pairs, TRUTH)
    assert [(b.low, b.pairs, b.observed) for b in bins] == [(0.3, 2, 0.0), (0.95, 2, 1.0)]
    assert [b.said for b in bins] == [pytest.approx(0.31), pytest.approx(0.98)]
    assert score.calibration_error(bins) == pytest.approx((2 * 0.31 + 2 * 0.02) / 4)
