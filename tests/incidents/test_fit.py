"""What is learned of two sources without labels, against what was done to one of them."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from sarhad.incidents import Method, match
from sarhad.incidents.fit import Fit
from sarhad.incidents.levels import ALL
from tests.incidents.test_match import retold, told
from tests.make import table


def learned(method: Method | None = None, *, shared: int = 400, each: int = 200) -> Fit:
    """What is learned where a quarter of the tellings is a day late, and three in ten have another toll."""
    rows = told(shared + 2 * each, days=1500, seed=11)
    draw = np.random.default_rng(2)
    second = []
    for row in [*rows[:shared], *rows[shared + each :]]:
        late = dt.timedelta(int(draw.random() < 0.25))
        more = int(draw.random() < 0.30)
        second.append(
            retold(
                row,
                date_start=row["date_start"] + late,
                date_end=row["date_end"] + late,
                deaths_best=row["deaths_best"] + more,
            )
        )
    return match(table(*rows[: shared + each]), table(*second), method=method).fit


def share(fit: Fit, name: str, level: str, of: str = "match") -> float:
    found = next(shares for shares in fit.shares if shares.name == name)
    return float(getattr(found, of)[found.levels.index(level)])


def test_the_shares_among_matches_are_those_that_were_drawn():
    fit = learned()
    assert share(fit, "days", "1 day apart") == pytest.approx(0.25, abs=0.06)
    assert share(fit, "days", "same day") == pytest.approx(0.75, abs=0.08)
    assert share(fit, "deaths", "equal") == pytest.approx(0.70, abs=0.08)
    assert share(fit, "deaths", "one apart") == pytest.approx(0.30, abs=0.08)


def test_the_share_told_by_both_is_found():
    fit = learned()
    assert fit.told_by_both == pytest.approx((2 / 3, 2 / 3), abs=0.07)
    assert fit.settled
    assert not fit.notes


def test_non_matches_fall_on_all_days_alike():
    fit = learned()
    assert share(fit, "days", "same day", "other") == pytest.approx(1 / 9, abs=0.05)
    assert share(fit, "days", "3-4 days apart", "other") == pytest.approx(4 / 9, abs=0.07)


def test_without_a_placebo_the_matches_are_among_the_non_matches():
    plain = learned(Method(placebo=False))
    assert share(plain, "days", "same day", "other") > 2 * share(learned(), "days", "same day", "other")


def test_levels_are_told_with_their_shares():
    fit = learned()
    assert tuple(shares.name for shares in fit.shares) == tuple(comparison.name for comparison in ALL)
    for shares, comparison in zip(fit.shares, ALL, strict=True):
        assert shares.levels == comparison.levels
        for part in comparison.parts:
            assert sum(shares.match[part]) == pytest.approx(1, abs=0.01)
            assert sum(shares.other[part]) == pytest.approx(1, abs=0.01)


def test_events_where_the_other_source_does_not_look_do_not_count():
    shared = told(300, days=900, seed=4)
    iraq = {"country": "IRQ", "admin1": "Anbar", "longitude": 43.0, "latitude": 33.0}
    elsewhere = [{**row, **iraq, "event_id": f"{row['event_id']}-b"} for row in told(900)]
    fit = match(table(*shared, *elsewhere), table(*(retold(row) for row in shared[60:]))).fit
    assert fit.told_by_both == pytest.approx((0.8, 0.98), abs=0.08)
