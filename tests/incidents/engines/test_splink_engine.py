"""Splink behind the common interface: the same candidates, its own weights, one partner for each event."""

from __future__ import annotations

import math
from collections import Counter

import numpy as np
import pyarrow as pa
import pytest

from sarhad.errors import InputError
from sarhad.incidents import COMPARISONS, LINKED, PAIRS_SCHEMA, reconcile
from sarhad.incidents.candidates import candidates
from sarhad.incidents.engines import Splink
from sarhad.incidents.rows import prepare
from tests.make import event, table


@pytest.fixture(scope="module")
def sources() -> tuple[pa.Table, pa.Table]:
    """Two sources of 160 events of which 120 are the same: moved by up to a day and 2 km, one in ten renamed."""
    random = np.random.default_rng(3)
    left, right = [], []
    for number in range(200):
        day = np.datetime64("2024-01-01") + int(random.integers(500))
        longitude, latitude = float(64 + random.integers(20) / 3), float(31 + random.integers(12) / 3)
        sides = {"side_a": f"Army {random.integers(2)}", "side_b": f"Group {random.integers(6)}"}
        toll = int(random.integers(1, 9))
        common = {"admin1": f"P{int(longitude)}", "deaths_best": toll, **sides}
        if number < 160:
            left.append(event(number, str(day), longitude=longitude, latitude=latitude, **common))
        if number >= 40:
            if random.random() < 0.1:
                common["side_b"] = "Unidentified gunmen"
            later = str(day + int(random.integers(2)))
            moved = latitude + float(random.choice([0.0, 0.0, 0.015]))
            right.append(event(number, later, source="acled", longitude=longitude, latitude=moved, **common))
    return table(*left), table(*right)


@pytest.fixture(scope="module")
def pairs(sources: tuple[pa.Table, pa.Table]) -> pa.Table:
    return Splink()(*sources)


def test_every_candidate_is_scored_once(sources: tuple[pa.Table, pa.Table], pairs: pa.Table) -> None:
    prepared = prepare(*sources)
    expected = candidates(prepared.left, prepared.right)
    wanted = {
        (prepared.left.ids[i], prepared.right.ids[j])
        for i, j in zip(expected.left.tolist(), expected.right.tolist(), strict=True)
    }
    assert pairs.schema.equals(PAIRS_SCHEMA)
    assert sorted(wanted) == list(zip(pairs["event_a"].to_pylist(), pairs["event_b"].to_pylist(), strict=True))
    assert set(pairs["source_a"].to_pylist()) == {"ucdp-ged"}
    assert set(pairs["source_b"].to_pylist()) == {"acled"}


def test_links_are_right_and_one_to_one(pairs: pa.Table) -> None:
    links = [(r["event_a"].split(":")[1], r["event_b"].split(":")[1]) for r in pairs.to_pylist() if r["band"] == LINKED]
    right = sum(a == b for a, b in links)
    assert right >= 100  # of 120
    assert right / len(links) >= 0.9
    for side in zip(*links, strict=True):
        assert max(Counter(side).values()) == 1


def test_weights_and_prior_add_up_to_the_probability(pairs: pa.Table) -> None:
    for row in pairs.to_pylist():
        weights = sum(row[f"weight_{name}"] for name in (*COMPARISONS, "rarity"))
        assert row["weight"] == pytest.approx(weights, abs=1e-6)
        odds = 2 ** (row["prior"] + row["weight"])
        assert row["probability"] == pytest.approx(odds / (1 + odds), abs=1e-6)
        assert row["prior"] == pytest.approx(math.log2(2 / 160 / (1 - 2 / 160)), abs=1e-6)
    by_level = {row["level_days"]: row["weight_days"] for row in pairs.to_pylist()}
    assert by_level["same day"] > 0 > by_level["3-4 days apart"] - by_level["same day"]


def test_a_pair_that_lost_names_the_better_one(pairs: pa.Table) -> None:
    linked = {(r["event_a"], r["event_b"]) for r in pairs.to_pylist() if r["band"] == LINKED}
    lost = [r for r in pairs.to_pylist() if r["why"] == "rival"]
    assert lost
    assert all((r["event_a"], r["rival"]) in linked or (r["rival"], r["event_b"]) in linked for r in lost)


def test_same_input_same_table_and_without_single_best_links_more(
    sources: tuple[pa.Table, pa.Table], pairs: pa.Table
) -> None:
    assert Splink()(*sources).equals(pairs)
    every = Splink(single_best=False)(*sources)
    probability = np.array(every["probability"].to_pylist())
    assert [band == LINKED for band in every["band"].to_pylist()] == (probability >= 0.5).tolist()


def test_no_candidates_no_pairs() -> None:
    far = event(2, "2026-03-05", source="acled")
    assert Splink()(table(event(1)), table(far)).equals(PAIRS_SCHEMA.empty_table())


def test_where_it_cannot_learn_nothing_is_linked_and_it_is_said() -> None:
    ours = [event(n, f"2026-01-{n:02}", longitude=60 + n / 2) for n in range(1, 25)]
    theirs = [{**row, "event_id": f"acled:{n}", "source": "acled", "longitude": row["longitude"] + 0.05}
              for n, row in enumerate(ours)]  # fmt: skip
    with pytest.raises(InputError, match="Splink cannot learn from these two sources"):
        Splink()(table(*ours), table(*theirs))
    found = reconcile(table(*ours, *theirs), engine="splink", within=False)
    assert found.incidents.num_rows == 48
    assert "Splink cannot learn" in (found.refused or {})["acled", "ucdp-ged"]


def test_reconcile_takes_it_by_name(sources: tuple[pa.Table, pa.Table]) -> None:
    found = reconcile(pa.concat_tables(sources), engine="splink", within=False)
    assert found.provenance.parameters["engine"] == "splink"
    told = Counter(found.incidents["n_tellings"].to_pylist())
    assert 100 <= told[2] <= 120
    assert found.tellings["weight_days"].null_count == told[1]  # a link keeps its weights
