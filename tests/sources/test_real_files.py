"""The readers on UCDP's own files: nothing is lost, and the sums are UCDP's."""

import csv

import numpy as np
import pyarrow.compute as pc
import pytest

import sarhad
from sarhad.errors import count_kinds
from sarhad.events import priogrid_gid


def test_candidate_26_0_1_is_read_whole(ucdp):
    events = sarhad.read_events(ucdp / "GEDEvent_v26_0_1.csv")
    assert (events.rows_read, len(events), dict(events.provenance.left_out)) == (1727, 1727, {})
    assert (events.source.name, events.source.version) == ("ucdp-candidate", "26.0.1")
    table = events.table
    found = dict(zip(*pc.value_counts(table["country"]).flatten(), strict=True))
    by_country = {str(country): int(count.as_py()) for country, count in found.items()}
    assert [by_country[code] for code in ("PAK", "IRN", "AFG", "RUS")] == [87, 31, 6, 6]
    assert table["country"].null_count == 0
    checks = pc.value_counts(table["under_check"]).to_pylist()
    assert {row["values"]: row["counts"] for row in checks} == {
        None: 855,
        "Check dyad": 607,
        "Check deaths": 88,
        "Check type of violence": 53,
        "Check geography": 52,
        "Check vague or biased source": 51,
        "Check": 19,
        "Check incompatibility": 2,
    }
    assert max(pc.fill_null(table["deaths_best"], 0).to_pylist()) == 13280
    names = set(table["side_a"].to_pylist()) | set(table["side_b"].to_pylist())
    assert "unknown" in names
    assert not any(name.startswith("XXX") for name in names)


def test_candidate_26_0_1_has_eight_values_to_tell_of(ucdp):
    problems = sarhad.read_events(ucdp / "GEDEvent_v26_0_1.csv").problems
    assert count_kinds(problems) == {"low-best-high-order": 5, "date-precision-off-scale": 3}
    assert str(problems[-1]) == (
        'GEDEvent_v26_0_1.csv, row 1,481, low, best, high "8002, 8002, 5511": low <= best <= high does not hold; the '
        "figures are kept as published"
    )


def test_afghanistan_2020_has_the_deaths_of_ucdps_own_country_year(ucdp):
    with (ucdp / "organizedviolencecy_v25_1.csv").open(encoding="utf-8") as file:
        (official,) = (r for r in csv.DictReader(file) if (r["country_cy"], r["year_cy"]) == ("Afghanistan", "2020"))
    events = sarhad.read_events(ucdp / "ged-afghanistan-2020.csv")
    assert (len(events), events.rows_read) == (3317, 3317)
    best = pc.sum(events.table["deaths_best"]).as_py()
    assert best == int(official["cumulative_total_deaths_in_orgvio_best_cy"]) == 20834
    by_type = events.table.group_by("violence_type").aggregate([("deaths_best", "sum")]).to_pylist()
    assert {row["violence_type"]: row["deaths_best_sum"] for row in by_type} == {
        "state-based": int(official["sb_total_deaths_best_cy"]),
        "non-state": int(official["ns_total_deaths_best_cy"]),
        "one-sided": int(official["os_total_deaths_best_cy"]),
    }


def test_afghanistan_2020_has_no_precision_and_made_ids_and_says_so(ucdp):
    events = sarhad.read_events(ucdp / "ged-afghanistan-2020.csv")
    assert events.table["place_precision"].null_count == 3317
    assert events.table["date_precision"].null_count == 3317
    assert len(pc.unique(events.table["event_id"])) == 3317
    assert pc.unique(events.table["gw"]).to_pylist() == [700]
    told = [str(p) for p in events.problems if p.kind == "column-missing"]
    assert (
        "ged-afghanistan-2020.csv, where_prec: the column is missing; place_precision is unknown for every row" in told
    )
    assert len(told) == 12


@pytest.mark.parametrize(
    ("name", "rows", "country"),
    [
        ("GEDEvent_v26_0_1.csv", 1727, None),
        ("ged-sample-1000.csv", 1000, None),
        ("ged-mexico.csv.gz", 18957, "MEX"),
        ("ged-23.1-central-african-republic.geojson", 1848, "CAF"),
    ],
)
def test_priogrid_ids_are_ucdps_own_and_no_record_is_lost(ucdp, name, rows, country):
    events = sarhad.read_events(ucdp / name)
    assert (len(events), events.rows_read) == (rows, rows)
    counts = events.provenance.parameters["problem_counts"]
    assert set(counts) <= {"low-best-high-order", "date-precision-off-scale"}, "no cell differs from UCDP's column"
    table = events.table
    again = priogrid_gid(table["longitude"].to_numpy(), table["latitude"].to_numpy())
    assert np.array_equal(table["priogrid_gid"].to_numpy(), again)
    assert country is None or pc.unique(table["country"]).to_pylist() == [country]


def test_ids_written_as_floats_are_whole_and_rows_keep_their_order(ucdp):
    table = sarhad.read_events(ucdp / "ged-sample-1000.csv").table
    assert table["source_id"][:3].to_pylist() == ["300380", "21300", "401115"]
    assert table["side_a_id"][0].as_py() == "118"
    assert all(identifier.isdigit() for identifier in table["source_id"].to_pylist())


def test_other_tables_of_ucdp_are_not_mistaken_for_events(ucdp):
    for name in (
        "aec-events.csv.gz",
        "organizedviolencecy_v25_1.csv",
        "ucdp-actor-221.csv",
        "country-month-25.1.csv.gz",
    ):
        with pytest.raises(sarhad.errors.InputError, match="is of no known source"):
            sarhad.read_events(ucdp / name)
