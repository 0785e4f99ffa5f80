"""Pairs that are no matches: the placebo, what is counted of it, and series of attacks."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from sarhad.incidents.background import KINDS, clumping, kinds, placebo, tallied
from sarhad.incidents.levels import ALL
from sarhad.incidents.placebo import SHIFTS_DAYS, shifted, shifts
from sarhad.incidents.rows import prepare
from tests.incidents.rows_for_tests import scattered
from tests.make import event, table


def test_a_long_period_is_moved_by_whole_weeks():
    prepared = prepare(scattered(80, 1, days=400), scattered(80, 2, days=400))
    assert shifts(prepared.left, prepared.right) == SHIFTS_DAYS
    assert all(days % 7 == 0 for days in SHIFTS_DAYS)


def test_a_month_is_moved_by_fifths_and_a_week_not_at_all():
    month = prepare(scattered(80, 1, days=31), scattered(80, 2, days=31))
    assert shifts(month.left, month.right) == (6, 12, 18, 24)
    week = prepare(scattered(80, 1, days=7), scattered(80, 2, days=7))
    assert shifts(week.left, week.right) == ()


def test_moved_rows_stay_in_their_period_and_keep_their_length():
    rows = prepare(scattered(80, 1, days=200), scattered(80, 2)).left
    moved = shifted(rows, 35)
    assert moved.low.min() >= rows.low.min()
    assert moved.low.max() <= rows.low.max()
    assert (moved.high - moved.low == rows.high - rows.low).all()
    assert set(np.unique((moved.low - rows.low) % (rows.low.max() - rows.low.min() + 1))) == {35}


def test_no_event_meets_its_own_retelling_in_the_placebo():
    one = scattered(120, 1, days=365)
    prepared = prepare(one, one)
    short = prepared.left.high - prepared.left.low < 20
    met = [
        pairs.left[(pairs.left == pairs.right) & short[pairs.left]]
        for pairs, _ in placebo(prepared.left, prepared.right)
    ]
    assert sum(map(len, met)) == 0


def test_every_pair_of_the_placebo_is_counted_once_on_each_side():
    prepared = prepare(scattered(150, 1, days=365), scattered(150, 2, days=365))
    left, right = prepared.left, prepared.right
    looks = placebo(left, right)
    others = tallied(left, right, looks)
    assert others.pairs == sum(len(pairs) for pairs, _ in looks) > 100
    for side in (0, 1):
        assert others.around[side].sum() == others.pairs
        for k in range(len(ALL)):
            known = sum(int((compared.levels[k] >= 0).sum()) for _, compared in looks)
            assert others.tables[k][side].sum() == known


def test_kinds_stay_within_their_table():
    prepared = prepare(scattered(150, 1), scattered(150, 2))
    for _, compared in placebo(prepared.left, prepared.right):
        kind = kinds(compared)
        assert kind.min() >= 0
        assert kind.max() < KINDS


def test_attacks_in_series_are_commoner_nearby_and_others_are_not():
    draw = np.random.default_rng(3)
    lone, series = [], []
    for number in range(400):
        day = dt.date(2020, 1, 1) + dt.timedelta(int(draw.integers(600)))
        where = {"longitude": 60 + int(draw.integers(4)), "latitude": 32.0, "admin1": "X"}
        lone.append(event(number, day.isoformat(), **where))
        series += [event(2 * number, day.isoformat(), **where), event(2 * number + 1, day.isoformat(), **where)]
    alone, twice = (prepare(table(*rows), table(*rows)).left for rows in (lone, series))
    point = 0 * (len(ALL[2].levels) + 1) + 1  # same point, both sides agree
    assert clumping(alone)[0, point] == pytest.approx(0, abs=0.4)
    assert clumping(twice)[0, point] > 1
