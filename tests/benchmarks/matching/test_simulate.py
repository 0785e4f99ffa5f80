"""The simulated second source: every rate, what stays unchanged, and a truth that its own rows bear out."""

from __future__ import annotations

import math
from collections import Counter
from itertools import pairwise
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from benchmarks.matching.rates import NOISE, WRONG_KM, Level
from benchmarks.matching.simulate import SECOND, TRUTH_SCHEMA, Simulated, simulate
from sarhad.events import EVENTS_SCHEMA
from tests.make import event, table

LEVELS: tuple[Level, ...] = ("easy", "realistic", "hard")
ROWS = 4000


def _real() -> pa.Table:
    """Rows with the repeats that real ones have: 40 places in 8 provinces, 6 actors, 400 days."""
    random = np.random.default_rng(7)
    rows = []
    for number in range(ROWS):
        place = int(random.integers(40))
        best = int(random.choice([1, 1, 1, 2, 3, 5, 12]))
        day = np.datetime64("2018-01-01") + int(random.integers(400))
        rows.append(
            event(
                number,
                str(day),
                longitude=60 + place % 8 + (place // 8) * 0.11,
                latitude=30 + place % 5 + (place // 8) * 0.13,
                place=f"P{place}",
                admin1=f"Province {place % 8}",
                admin2=f"District {place % 20}",
                side_a=f"Group {random.integers(4)}",
                side_b=f"Army {random.integers(2)}",
                violence_type=str(random.choice(["state-based", "one-sided"])),
                event_class=str(random.choice(["clash", "bombing"])),
                deaths_low=best // 2,
                deaths_best=best,
                deaths_high=best + 1,
                deaths_civilians=0,
                n_reports=3,
                citation="a report",
            )
        )
    return table(*rows)


REAL = _real()


@pytest.fixture(scope="module")
def simulated() -> dict[str, Simulated]:
    return {level: simulate(REAL, noise=level, seed=11) for level in LEVELS}


def _close(counts: Counter[Any], expected: dict[Any, float]) -> None:
    """Every share within five standard errors of what was asked for."""
    total = sum(counts.values())
    assert set(counts) <= set(expected)
    for value, share in expected.items():
        assert abs(counts[value] / total - share) <= 5 * math.sqrt(share * (1 - share) / total) + 1e-9, value


@pytest.mark.parametrize("level", LEVELS)
def test_every_rate_is_the_one_that_is_printed(simulated: dict[str, Simulated], level: Level) -> None:
    rates, drawn = NOISE[level], simulated[level].drawn
    once = drawn.take(  # parts of one telling share what was drawn: one part each, or the shares vary more
        [i for i, event_b in enumerate(drawn["event_b"].to_pylist()) if event_b not in _later_parts(simulated[level])]
    )
    shifts = Counter(abs(days) for days in once["shift_days"].to_pylist())
    none, one, more = rates.shift
    _close(shifts, {0: none, 1: one, 2: more / 2, 3: more / 2})
    _close(
        Counter(once["date"].to_pylist()),
        dict.fromkeys(("week", "month"), rates.coarse / 2) | {"as told": 1 - rates.coarse},
    )
    _close(
        Counter(once["place"].to_pylist()),
        dict(zip(("same", "gazetteer", "admin2", "admin1", "wrong"), rates.place, strict=True)),
    )
    for side in ("side_a", "side_b"):
        same = 1 - rates.alias - rates.generic
        _close(Counter(once[side].to_pylist()), {"alias": rates.alias, "generic": rates.generic, "same": same})
    _close(Counter(once["swapped"].to_pylist()), {True: rates.swapped, False: 1 - rates.swapped})
    _close(
        Counter(once["deaths"].to_pylist()),
        dict(zip(("same", "poisson", "zero", "unknown"), rates.deaths, strict=True)),
    )
    _close(Counter(once["recoded"].to_pylist()), {True: rates.recoded, False: 1 - rates.recoded})


@pytest.mark.parametrize("level", LEVELS)
def test_sources_share_what_is_asked_and_group_otherwise_what_is_asked(
    simulated: dict[str, Simulated], level: Level
) -> None:
    rates, found = NOISE[level], simulated[level]
    told_by_both = len(set(found.truth["event_a"].to_pylist()))
    assert told_by_both / found.first.num_rows == pytest.approx(rates.shared, abs=0.001)
    grouped = {
        a
        for a, kind in zip(found.truth["event_a"].to_pylist(), found.truth["kind"].to_pylist(), strict=True)
        if kind != "one"
    }
    assert len(grouped) / told_by_both == pytest.approx(rates.regrouped, abs=0.001)
    merged = Counter(r["event_b"] for r in found.truth.to_pylist() if r["kind"] == "merged")
    split = Counter(r["event_a"] for r in found.truth.to_pylist() if r["kind"] == "split")
    assert set(merged.values()) == {2}
    assert set(split.values()) == {2, 3}
    if level == "easy":  # there are neighbours enough to merge: half of the incidents each
        assert 2 * len(merged) == pytest.approx(len(split), abs=3)


def test_first_source_is_the_real_rows_unchanged(simulated: dict[str, Simulated]) -> None:
    first = simulated["hard"].first
    real = {row["event_id"]: row for row in REAL.to_pylist()}
    assert all(real[row["event_id"]] == row for row in first.to_pylist())
    assert first.schema.equals(EVENTS_SCHEMA)


def test_second_source_gives_nothing_away(simulated: dict[str, Simulated]) -> None:
    second = simulated["realistic"].second
    assert second.schema.equals(EVENTS_SCHEMA)
    assert set(second["source"].to_pylist()) == {SECOND}
    assert second["event_id"].to_pylist() != sorted(second["event_id"].to_pylist(), key=lambda i: int(i.split(":")[1]))
    blank = ("place", "citation", "n_reports", "deaths_civilians", "side_a_id", "side_b_id", "actor_a", "actor_b")
    assert all(second[name].null_count == second.num_rows for name in blank)


def test_an_alias_means_one_actor_and_is_unknown_to_the_first_source(simulated: dict[str, Simulated]) -> None:
    found = simulated["realistic"]
    first = {row["event_id"]: row for row in found.first.to_pylist()}
    second = {row["event_id"]: row for row in found.second.to_pylist()}
    drawn = {row["event_b"]: row for row in found.drawn.to_pylist()}
    meant: dict[str, set[str]] = {}
    for pair in found.truth.to_pylist():
        for side in ("side_a", "side_b"):
            if drawn[pair["event_b"]][side] == "alias":
                other = {"side_a": "side_b", "side_b": "side_a"}[side]
                name = second[pair["event_b"]][other if drawn[pair["event_b"]]["swapped"] else side]
                meant.setdefault(name, set()).add(first[pair["event_a"]][side])
    assert len(meant) == 6
    assert all(len(actors) == 1 for actors in meant.values())
    assert not set(meant) & {row[side] for row in first.values() for side in ("side_a", "side_b")}


def test_days_places_and_tolls_are_what_was_drawn(simulated: dict[str, Simulated]) -> None:
    found = simulated["hard"]
    first = {row["event_id"]: row for row in found.first.to_pylist()}
    second = {row["event_id"]: row for row in found.second.to_pylist()}
    drawn = {row["event_b"]: row for row in found.drawn.to_pylist()}
    gazetteer: dict[tuple[float, float], set[tuple[float, float]]] = {}
    seen = Counter[str]()
    for pair in (row for row in found.truth.to_pylist() if row["kind"] == "one"):
        a, b, d = first[pair["event_a"]], second[pair["event_b"]], drawn[pair["event_b"]]
        if d["date"] == "as told":
            assert (b["date_start"] - a["date_start"]).days == d["shift_days"]
            assert b["date_start"] == b["date_end"]
        elif d["date"] == "week":
            assert (b["date_start"].weekday(), b["date_end"].weekday(), b["date_precision"]) == (0, 6, 3)
        else:
            assert b["date_start"].day == 1
            assert (b["date_end"] - b["date_start"]).days in (27, 28, 29, 30)
            assert b["date_precision"] == 4
        km = _km(a, b)
        precision = {"same": 1, "gazetteer": 1, "admin2": 3, "admin1": 4, "wrong": 1}[d["place"]]
        assert b["place_precision"] == precision
        if d["place"] == "same":
            assert km == 0
        elif d["place"] == "gazetteer":
            gazetteer.setdefault((a["longitude"], a["latitude"]), set()).add((b["longitude"], b["latitude"]))
        elif d["place"] == "wrong":
            assert WRONG_KM[0] * 0.99 <= km <= WRONG_KM[1] * 1.01
        toll = [b["deaths_low"], b["deaths_best"], b["deaths_high"]]
        if d["deaths"] == "same":
            assert toll == [a["deaths_low"], a["deaths_best"], a["deaths_high"]]
        elif d["deaths"] == "unknown":
            assert toll == [None] * 3
        else:
            assert 0 <= toll[0] <= toll[1] <= toll[2]
            assert d["deaths"] != "zero" or toll == [0, 0, 0]
        assert (a["violence_type"] != b["violence_type"]) == d["recoded"]
        seen.update([d["date"], d["place"], d["deaths"]])
    assert max(len(points) for points in gazetteer.values()) > 10  # drawn for each telling
    assert min(seen.values()) > 20


def test_a_gazetteer_can_have_one_point_for_each_place() -> None:
    found = simulate(REAL, noise="hard", seed=11, gazetteer="by place")
    first = {row["event_id"]: row for row in found.first.to_pylist()}
    second = {row["event_id"]: row for row in found.second.to_pylist()}
    moved = {row["event_b"] for row in found.drawn.to_pylist() if row["place"] == "gazetteer"}
    points: dict[tuple[float, float], set[tuple[float, float]]] = {}
    for pair in found.truth.to_pylist():
        if pair["kind"] == "one" and pair["event_b"] in moved:
            (a, b) = (side[pair[key]] for side, key in ((first, "event_a"), (second, "event_b")))
            points.setdefault((a["longitude"], a["latitude"]), set()).add((b["longitude"], b["latitude"]))
    assert len(points) > 20
    assert all(len(told) == 1 for told in points.values())


def test_parts_and_mergers_keep_the_toll_and_the_days(simulated: dict[str, Simulated]) -> None:
    found = simulated["realistic"]
    first = {row["event_id"]: row for row in found.first.to_pylist()}
    second = {row["event_id"]: row for row in found.second.to_pylist()}
    drawn = {row["event_b"]: row for row in found.drawn.to_pylist()}
    groups: dict[int, list[dict[str, Any]]] = {}
    for pair in found.truth.to_pylist():
        groups.setdefault(pair["incident"], []).append(pair)
    kinds = Counter[str]()
    for pairs in groups.values():
        a = [first[i] for i in sorted({p["event_a"] for p in pairs})]
        b = sorted((second[i] for i in {p["event_b"] for p in pairs}), key=lambda row: row["date_start"])
        d = drawn[b[0]["event_id"]]
        if d["deaths"] == "same":
            for name in ("deaths_low", "deaths_best", "deaths_high"):
                assert sum(row[name] for row in a) == sum(row[name] for row in b)
        if d["date"] != "as told":
            continue
        kinds[pairs[0]["kind"]] += 1
        if len(b) > 1:
            assert all((after["date_start"] - before["date_end"]).days == 1 for before, after in pairwise(b))
            assert d["deaths"] != "same" or all(row["deaths_best"] >= 1 for row in b)
        elif len(a) > 1:
            assert len({(row["side_a"], row["side_b"], row["violence_type"]) for row in a}) == 1
            days = max(r["date_end"] for r in a) - min(r["date_start"] for r in a)
            assert b[0]["date_end"] - b[0]["date_start"] == days
            assert days.days == 0 or b[0]["date_precision"] == 2
    assert min(kinds["split"], kinds["merged"]) > 10


def test_same_seed_same_tables_another_seed_others() -> None:
    one, same, other = (simulate(REAL, noise="hard", seed=seed) for seed in (1, 1, 2))
    assert one.second.equals(same.second)
    assert one.truth.equals(same.truth)
    assert not one.truth.equals(other.truth)


def test_control_shares_two_percent() -> None:
    found = simulate(REAL, noise="realistic", seed=5, shared=0.02)
    assert len(set(found.truth["event_a"].to_pylist())) == round(0.02 * found.first.num_rows)
    assert found.truth.schema.equals(TRUTH_SCHEMA)


def test_rows_without_admin_names_precision_or_coordinates_can_be_simulated() -> None:
    rows = [
        {**row, "admin1": None, "admin2": None, "place_precision": None, "date_precision": None}
        for row in REAL.to_pylist()
    ]
    for row in rows[:50]:
        row |= {
            "longitude": None,
            "latitude": None,
            "side_b": None,
            "deaths_low": None,
            "deaths_best": None,
            "deaths_high": None,
        }
    found = simulate(table(*rows), noise="hard", seed=3)
    assert found.second["longitude"].null_count > 0
    assert {None, 3, 4} == set(found.second["place_precision"].to_pylist())


def test_too_few_rows_are_refused() -> None:
    with pytest.raises(ValueError, match="9 rows"):
        simulate(REAL.slice(0, 9), noise="easy", seed=1)


def _later_parts(found: Simulated) -> set[str]:
    """All but one of the parts of each split incident of both sources."""
    groups: dict[str, list[str]] = {}
    for row in found.truth.to_pylist():
        if row["kind"] == "split":
            groups.setdefault(row["event_a"], []).append(row["event_b"])
    return {later for parts in groups.values() for later in sorted(parts)[1:]}


def _km(a: dict[str, Any], b: dict[str, Any]) -> float:
    north = a["latitude"] - b["latitude"]
    east = (a["longitude"] - b["longitude"]) * math.cos(math.radians((a["latitude"] + b["latitude"]) / 2))
    return math.hypot(north, east) * 111.195
