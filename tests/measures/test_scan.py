import itertools
import math

import numpy as np
import pytest

from sarhad.errors import InputError
from sarhad.measures.points import on_ellipsoid
from sarhad.measures.scan import Scan, circles, log_ratio

RADII, LONGEST = (0, 12, 30), 3


def small(seed, events=60, sites=12, periods=9):
    random = np.random.default_rng(seed)
    xyz = on_ellipsoid(random.uniform(69, 69.6, sites), random.uniform(34, 34.5, sites))
    site = np.concatenate([np.arange(sites), random.integers(0, sites, events - sites)])
    period = np.sort(random.integers(0, periods, events))
    return xyz, site, period, periods


def every_cylinder(xyz, site, period, periods, share=0.5):
    """All of them by loops over sets: which events, how many expected, the ratio in plain arithmetic."""
    total = len(site)
    sets = {}
    for km, centre in itertools.product(RADII, range(len(xyz))):
        inside = frozenset(other for other in range(len(xyz)) if math.dist(xyz[centre], xyz[other]) <= km + 1e-9)
        if sum(each in inside for each in site) <= share * total:
            sets.setdefault(inside, (km, centre))
    for inside, (km, centre) in sets.items():
        for first in range(periods):
            for last in range(first, min(first + LONGEST, periods)):
                held = frozenset(n for n in range(total) if site[n] in inside and first <= period[n] <= last)
                n_s = sum(each in inside for each in site)
                n_t = sum(first <= each <= last for each in period)
                c, mu = len(held), n_s * n_t / total
                ratio = 0.0
                if c > mu:
                    ratio = c * math.log(c / mu) + (
                        (total - c) * math.log((total - c) / (total - mu)) if c < total else 0
                    )
                yield ratio, held, mu, (centre, km, first, last)


def scanned(xyz, site, period, periods):
    found = circles(xyz, np.bincount(site, minlength=len(xyz)), RADII, 0.5 * len(site))
    scan = Scan(found, site, period, periods, LONGEST)
    scan.prepare(np.random.default_rng(0).permutation(period))
    return scan


@pytest.mark.parametrize("seed", range(8))
def test_the_largest_ratio_is_that_of_brute_force_for_any_times(seed):
    xyz, site, period, periods = small(seed)
    scan = scanned(xyz, site, period, periods)
    random = np.random.default_rng(seed)
    for times in (period, *(random.permutation(period) for _ in range(5))):
        by_hand = max(ratio for ratio, *_ in every_cylinder(xyz, site, times, periods))
        assert scan.largest(times) == pytest.approx(by_hand, abs=1e-8)


@pytest.mark.parametrize("threshold", [1e-6, 1.0, 3.0, 1e9])
def test_what_is_looked_at_more_closely_changes_no_result(threshold):
    xyz, site, period, periods = small(3)
    scan = scanned(xyz, site, period, periods)
    expected = scan.largest(period)
    scan.threshold = threshold
    scan.critical = [scan._critical(length) for length in range(1, LONGEST + 1)]
    assert scan.largest(period) == pytest.approx(expected, abs=1e-8)


@pytest.mark.parametrize("seed", range(4))
def test_listed_cylinders_by_brute_force(seed):
    """Greedy: the most unusual, then the most unusual that shares no event with it, and so on."""
    xyz, site, period, periods = small(seed)
    scan = scanned(xyz, site, period, periods)
    left = [each for each in every_cylinder(xyz, site, period, periods) if len(each[1]) >= 2 and each[0] > 0]
    for found in scan.most_unusual(period, 4):
        best = max(ratio for ratio, *_ in left)
        assert found.statistic == pytest.approx(best, abs=1e-8)
        events = frozenset(np.flatnonzero(scan.holds(found, period)).tolist())
        expected = [mu for ratio, held, mu, _ in left if held == events and ratio == pytest.approx(best, abs=1e-8)]
        assert found.expected == pytest.approx(expected[0])
        assert found.events == len(events)
        left = [each for each in left if not each[1] & events]


def test_fewest_events_that_reach_the_threshold():
    xyz, site, period, periods = small(1)
    scan = scanned(xyz, site, period, periods)
    for length in range(1, LONGEST + 1):
        critical, expected = scan._critical(length), scan.expected(length)
        assert (log_ratio(critical - 1, expected, scan.total) < scan.threshold).all()
        window = np.array([scan.in_period[n : n + length].sum() for n in range(periods - length + 1)])
        possible = critical <= np.minimum.outer(scan.in_circle, window)
        assert possible.any()
        assert (log_ratio(critical, expected, scan.total)[possible] >= scan.threshold - 1e-9).all()


@pytest.mark.parametrize(
    ("events", "expected", "ratio"),
    [
        (10, 2.0, 10 * math.log(5) + 90 * math.log(90 / 98)),
        (2, 2.0, 0.0),
        (1, 2.0, 0.0),
        (100, 50.0, 100 * math.log(2)),  # all events inside
        (0, 0.0, 0.0),
    ],
)
def test_log_ratio_by_hand(events, expected, ratio):
    assert float(log_ratio(events, expected, 100)) == pytest.approx(ratio)


def test_circles_hold_each_set_of_sites_once_and_none_too_many_events():
    xyz = on_ellipsoid(np.array([69.0, 69.05, 70.0]), np.array([34.0, 34.0, 34.0]))
    found = circles(xyz, np.array([4, 3, 3]), (0, 10, 200), 8.0)
    assert [
        (int(c), km, m.tolist()) for c, km, m in zip(found.centre, found.radius_km, found.members, strict=True)
    ] == [
        (0, 0, [0]),
        (1, 0, [1]),
        (2, 0, [2]),
        (0, 10, [0, 1]),
    ]


def test_more_cylinders_than_fit_are_told(monkeypatch):
    monkeypatch.setattr("sarhad.measures.scan.MAX_CYLINDERS", 100)
    with pytest.raises(InputError, match="cylinders are more than 100"):
        scanned(*small(1))
