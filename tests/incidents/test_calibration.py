"""Decisions that put probabilities right: by isotonic regression, where something was judged."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sarhad.incidents import Decision, decisions_of, reconcile
from sarhad.incidents.calibration import ENOUGH, calibration
from tests.incidents.test_reconcile import engine, told
from tests.make import table


def test_too_few_decisions_change_nothing() -> None:
    assert calibration([0.4] * (ENOUGH - 1), [True] * (ENOUGH - 1)) is None
    assert calibration([0.4] * ENOUGH, [True] * ENOUGH) is not None


def test_shares_are_those_of_the_decisions_pooled_where_they_would_fall() -> None:
    """By hand: .3 -> 20 of 100, .4 -> 70, .5 -> 50; the last two are pooled to 120 of 200, at .45 on average.

    With 20 decisions' worth of the model: 26/120 and 129/220.
    """
    p = [0.3] * 100 + [0.4] * 100 + [0.5] * 100
    same = [i < 20 for i in range(100)] + [i < 70 for i in range(100)] + [i < 50 for i in range(100)]
    found = calibration(p, same)
    assert found is not None
    low, high = 26 / 120, 129 / 220
    assert found.shares == pytest.approx((low, high, high))
    assert found.apply([0.3, 0.35, 0.45]) == pytest.approx([low, (low + high) / 2, high])
    assert (found.decisions, found.same) == (300, 140)


def test_outside_what_was_judged_the_model_stands_as_far_as_the_order_allows() -> None:
    found = calibration([0.3] * 100 + [0.5] * 100, [True] * 20 + [False] * 80 + [True] * 70 + [False] * 30)
    assert found is not None
    assert found.apply([0.01, 0.25, 0.6, 0.95]) == pytest.approx([0.01, 26 / 120, 80 / 120, 0.95])


def test_no_share_is_certain() -> None:
    found = calibration([0.4] * 250, [True] * 250)
    assert found is not None
    assert found.shares == pytest.approx((258 / 270,))


@given(st.integers(0, 10_000))
@settings(max_examples=30, deadline=None)
def test_the_order_of_pairs_stays(seed: int) -> None:
    draw = np.random.default_rng(seed)
    p = draw.uniform(0.1, 0.7, 250)
    found = calibration(p.tolist(), (draw.random(250) < p**2).tolist())
    assert found is not None
    asked = np.sort(draw.random(200))
    applied = found.apply(asked)
    assert (np.diff(applied) >= -1e-12).all()
    assert ((applied >= 0) & (applied <= 1)).all()


@pytest.mark.parametrize("calibrate", [True, False])
def test_enough_decisions_change_probabilities_and_links_and_it_is_said(calibrate: bool) -> None:
    """Of the pairs that the model holds for .4, three in four are the same: a pair of .4 is linked then."""
    count = ENOUGH + 40
    ids = [f"{source}:{n}" for source in "ab" for n in range(count + 1)]
    pairs = [(f"a:{n}", f"b:{n}", 0.4) for n in range(count + 1)]
    rows = [
        Decision(a, b, "different" if n % 4 == 0 else "same", "N", "2026-03-01")
        for n, (a, b, _) in enumerate(pairs[:count])
    ]
    found = reconcile(
        table(*told(*ids)), engine=engine(*pairs), within=False, decisions=decisions_of(rows), calibrate=calibrate
    )
    (last,) = [row for row in found.pairs.to_pylist() if row["event_a"] == f"a:{count}"]
    assert last["model_probability"] == 0.4
    assert last["probability"] == (pytest.approx(188 / 260) if calibrate else 0.4)
    assert last["band"] == ("linked" if calibrate else "review")
    assert any("calibrated by 240 decisions (180 of them same)" in n for n in found.provenance.notes) is calibrate
