"""Two sources compared, from the tables of events to the table of pairs."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from sarhad.events import empty_table
from sarhad.incidents import APART, LINK_AT, LINKED, PAIRS_SCHEMA, REVIEW, Method, duplicates, match
from tests.make import event, table

TOWNS = [
    (69.2, 34.5, "Kabul"),
    (65.7, 31.6, "Kandahar"),
    (67.1, 36.7, "Balkh"),
    (62.2, 34.3, "Herat"),
    (70.4, 34.4, "N"),
]
SIDES = [("Government", "Taliban"), ("Government", "IS"), ("Taliban", "IS")]


def told(count: int, days: int = 730, seed: int = 5) -> list[dict[str, Any]]:
    """Events in five towns, a few of them on one day and in one town."""
    draw = np.random.default_rng(seed)
    rows = []
    for number in range(count):
        longitude, latitude, admin1 = TOWNS[draw.integers(len(TOWNS))]
        first, second = SIDES[draw.integers(len(SIDES))]
        day = dt.date(2019, 1, 1) + dt.timedelta(int(draw.integers(days)))
        deaths = int(draw.geometric(0.3))
        rows.append(
            event(number, day.isoformat(), longitude=longitude, latitude=latitude, admin1=admin1, side_a=first,
                  side_b=second, deaths_low=deaths, deaths_best=deaths, deaths_high=deaths)
        )  # fmt: skip
    return rows


def retold(row: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """The same incident as another source tells it."""
    return {**row, "event_id": "other:" + row["source_id"], "source": "other", **changes}


def two_sources(shared: int = 150, each: int = 50, days: int = 730) -> tuple[pa.Table, pa.Table]:
    rows = told(shared + 2 * each, days)
    first = rows[: shared + each]
    second = [retold(row) for row in [*rows[:shared], *rows[shared + each :]]]
    return table(*first), table(*second)


def links(pairs: pa.Table) -> set[tuple[str, str]]:
    return {(row["event_a"], row["event_b"]) for row in pairs.to_pylist() if row["band"] == LINKED}


def is_true(link: tuple[str, str]) -> bool:
    return link[0].split(":")[1] == link[1].split(":")[1]


def test_tellings_of_one_incident_are_linked_and_others_are_not():
    first, second = two_sources()
    matched = match(first, second)
    found = links(matched.pairs)
    right = sum(map(is_true, found))
    assert matched.pairs.schema == PAIRS_SCHEMA
    assert matched.refused is None
    assert right >= 135  # of 150; the rest share town, day and sides with another event
    assert right >= 0.95 * len(found)
    assert matched.expected == pytest.approx(150, abs=15)


def test_no_event_has_two_links_and_a_weaker_pair_names_its_rival():
    first, second = two_sources(days=100)
    blurred = second.to_pylist()
    for row in blurred[::3]:
        row["date_start"] = row["date_end"] = row["date_start"] + dt.timedelta(1)
        row["deaths_best"] += 1
    rows = match(first, table(*blurred)).pairs.to_pylist()
    linked = [row for row in rows if row["band"] == LINKED]
    assert len({row["event_a"] for row in linked}) == len(linked) == len({row["event_b"] for row in linked})
    partner = {row["event_a"]: row["event_b"] for row in linked} | {row["event_b"]: row["event_a"] for row in linked}
    rivals = [row for row in rows if row["why"] == "rival"]
    assert rivals
    for row in rivals:
        assert row["rival"] in (partner.get(row["event_a"]), partner.get(row["event_b"]))
        assert row["band"] in (REVIEW, APART)


def test_the_weights_add_up_and_the_bands_follow_the_probability():
    for row in match(*two_sources()).pairs.to_pylist():
        parts = [row[name] for name in PAIRS_SCHEMA.names if name.startswith("weight_")]
        assert row["weight"] == pytest.approx(sum(parts), abs=1e-6)
        assert (row["band"] == LINKED) <= (row["probability"] >= LINK_AT)
        assert row["model_probability"] == row["probability"]


def test_the_order_of_the_rows_makes_no_difference():
    first, second = two_sources()
    order = np.random.default_rng(3).permutation(first.num_rows)
    again = match(first.take(pa.array(order)), second.take(pa.array(np.arange(second.num_rows)[::-1])))
    assert again.pairs.equals(match(first, second).pairs)


def test_sources_that_hardly_overlap_are_not_linked():
    matched = match(*two_sources(shared=4, each=150))
    assert matched.refused is not None
    assert not links(matched.pairs)
    assert set(matched.pairs["why"].to_pylist()) == {"refused"}


def test_a_name_of_the_other_source_is_learned_from_its_meetings():
    first, second = two_sources()
    renamed = [{**row, "side_b": "Daesh"} if row["side_b"] == "IS" else row for row in second.to_pylist()]
    matched = match(first, table(*renamed))
    learned = {alias.name_b: alias for alias in matched.learned}
    assert learned["Daesh"].name_a == "IS"
    assert learned["Daesh"].meetings >= 4
    assert not match(first, table(*renamed), method=Method(learn_aliases=False)).learned


def test_a_name_is_learned_whichever_source_comes_first():
    first, second = two_sources()
    renamed = table(*({**row, "side_b": "Daesh"} if row["side_b"] == "IS" else row for row in second.to_pylist()))
    forth, back = match(first, renamed), match(renamed, first)
    assert ("IS", "Daesh") in [(alias.name_a, alias.name_b) for alias in forth.learned]
    assert sorted((a.name_b, a.name_a, a.meetings) for a in back.learned) == sorted(
        (a.name_a, a.name_b, a.meetings) for a in forth.learned
    )
    assert {(b, a) for a, b in links(back.pairs)} == links(forth.pairs)


def test_sides_have_no_order():
    first, second = two_sources()
    swapped = table(*({**row, "side_a": row["side_b"], "side_b": row["side_a"]} for row in second.to_pylist()))
    assert match(first, swapped).pairs.equals(match(first, second).pairs)


@pytest.mark.parametrize(
    "without",
    [
        ("longitude", "latitude", "place_precision"),
        ("date_precision", "place_precision", "admin1"),
        ("deaths_low", "deaths_best", "deaths_high"),
        ("side_a", "side_b"),
        ("violence_type",),
    ],
    ids=lambda names: names[0],
)
def test_what_one_source_does_not_give_is_done_without(without: tuple[str, ...]):
    first, second = two_sources()
    bare = table(*({**row, **dict.fromkeys(without)} for row in second.to_pylist()))
    matched = match(first, bare)
    found = links(matched.pairs)
    assert sum(map(is_true, found)) >= 0.85 * len(found) > 50


def test_empty_and_tiny_sources_are_compared_by_the_expected_shares():
    first, second = two_sources()
    nothing = match(first, empty_table())
    assert nothing.pairs.num_rows == 0
    assert nothing.refused is not None
    few = match(first.slice(0, 20), second.slice(0, 20))
    assert any("Too few events" in note for note in few.fit.notes)
    assert sum(map(is_true, links(few.pairs))) >= 15


def test_events_without_days_or_place_are_left_out_and_counted():
    first, second = two_sources()
    rows = second.to_pylist()
    rows[0] = {**rows[0], "date_end": rows[0]["date_start"] + dt.timedelta(800)}
    rows[1] = {**rows[1], "country": None, "longitude": None, "latitude": None, "admin1": None}
    matched = match(first, table(*rows))
    assert sum(matched.left_out.values()) == 2
    assert matched.rows == (first.num_rows, second.num_rows - 2)


def test_events_that_all_lie_on_one_day_and_point_are_not_linked_at_random():
    rows = [event(number, longitude=69.2, latitude=34.5) for number in range(60)]
    matched = match(table(*rows), table(*map(retold, rows)))
    assert not links(matched.pairs)


def test_duplicates_inside_a_source_are_only_proposed():
    rows = told(100)
    doubled = [*rows, *({**row, "event_id": f"{row['event_id']}-again"} for row in rows[:5])]
    found = duplicates(table(*doubled))
    assert not links(found.pairs)
    likeliest = sorted(found.pairs.to_pylist(), key=lambda row: -row["probability"])[:5]
    assert sum(row["event_b"] == row["event_a"] + "-again" for row in likeliest) >= 3
    assert all(row["event_a"] != row["event_b"] for row in found.pairs.to_pylist())


def test_a_source_too_short_for_a_placebo_still_has_its_duplicates_proposed():
    rows = told(60, days=20)
    found = duplicates(table(*rows, {**rows[0], "event_id": "again"}))
    likeliest = max(found.pairs.to_pylist(), key=lambda row: row["probability"])
    assert {likeliest["event_a"], likeliest["event_b"]} == {"again", rows[0]["event_id"]}
    assert found.fit.placebo_pairs == found.fit.candidates, "non-matches are taken from the candidates"
