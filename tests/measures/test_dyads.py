import csv
import datetime as dt
import gzip
from collections import defaultdict

import pyarrow.compute as pc
import pytest

from sarhad import sources
from sarhad.errors import InputError
from sarhad.measures import dyads, incidence
from sarhad.measures.dyads import DYADS_SCHEMA
from tests.engines import ENGINES, rows
from tests.make import block, event, table

D = dt.date.fromisoformat
TTP = {"dyad_id": "1", "conflict_id": "404", "side_a": "State", "side_b": "Rebels"}
EVENTS = table(
    event(1, "2020-01-30", until="2020-02-02", deaths_best=20, deaths_civilians=4, **TTP),
    event(2, "2020-04-05", deaths_best=15, **TTP),
    event(3, "2021-02-01", deaths_best=24, **TTP),
    event(4, "2020-03-01", side_a="Z", side_b="Y", violence_type="non-state", deaths_best=None),
    event(5, "2020-03-02", side_a="Y", side_b="Z", violence_type="non-state"),
    event(6, "2020-03-02", side_a="Y", side_b=None),
    event(7, "2020-03-02", under_check="Check dyad"),
    event(8, "2019-12-31"),
    event(9, "2020-05-02", side_a="Z", side_b="Z"),
    event(10, "2020-05-02", country="PAK", actor_a="state-2", **TTP),
)


def measure(events=EVENTS, **changes):
    asked = {
        "period": "month", "start": D("2020-01-01"), "end": D("2021-06-30"), "fill": "none", "active_deaths": 25,
        "under_check": "leave out", "coverage": (block("2020-01-01", "2021-12-31"),),
    }  # fmt: skip
    return dyads(events, **{**asked, **changes})


def cells(result, *columns):
    return [tuple(row[name] for name in columns) for row in rows(result.table)]


def test_dyad_months_by_hand():
    found = measure()
    assert cells(found, "dyad_id", "side_a", "side_b", "period", "events", "deaths_best", "deaths_civilians") == [
        ("1", "State", "Rebels", D("2020-01-01"), 0.5, 10.0, 2.0),
        ("1", "State", "Rebels", D("2020-02-01"), 0.5, 10.0, 2.0),
        ("1", "State", "Rebels", D("2020-04-01"), 1.0, 15.0, None),
        ("1", "State", "Rebels", D("2021-02-01"), 1.0, 24.0, None),
        # The registry knows another actor there: another dyad.
        ("1", "state-2", "Rebels", D("2020-05-01"), 1.0, 2.0, None),
        (None, "Y", "Z", D("2020-03-01"), 2.0, 2.0, None),
    ]
    assert found.provenance.left_out == {"outside the period": 1, "under check": 1, "no two sides": 2}
    assert found.provenance.rows_used + sum(found.provenance.left_out.values()) == EVENTS.num_rows
    assert found.table.schema == DYADS_SCHEMA


def test_the_numbered_dyad_keeps_its_sources_order_and_others_stand_in_alphabetical_order():
    assert {row["side_a"] for row in measure().table.to_pylist()} == {"State", "state-2", "Y"}


def test_which_years_a_dyad_was_active_in():
    found = {(row["side_a"], row["period"].year): row for row in measure(period="year").table.to_pylist()}
    said = {key: (row["year_deaths_best"], row["active"], row["cannot_say"]) for key, row in found.items()}
    assert said == {
        ("State", 2020): (35.0, True, None),
        ("State", 2021): (24.0, None, "the window does not hold the whole year"),
        ("state-2", 2020): (2.0, False, None),
        ("Y", 2020): (2.0, None, "an event gives no best estimate"),
    }


def test_a_year_that_is_not_covered_whole_says_no_dyad_inactive_and_keeps_those_that_were_active():
    found = measure(period="year", coverage=(block("2020-01-01", "2020-11-30"),), end=D("2021-12-31"))
    assert cells(found, "side_a", "period", "active", "cannot_say") == [
        ("State", D("2020-01-01"), True, None),
        ("State", D("2021-01-01"), None, "the year is not covered whole"),
        ("state-2", D("2020-01-01"), None, "the year is not covered whole"),
        ("Y", D("2020-01-01"), None, "the year is not covered whole"),
    ]


def test_the_active_span_is_filled_with_zeros_where_covered():
    found = measure(fill="active span", period="quarter", coverage=(block("2020-01-01", "2020-12-31"),))
    first = [row for row in found.table.to_pylist() if row["side_a"] == "State"]
    assert [(row["period"], row["events"], row["rows"], row["deaths_low"]) for row in first] == [
        (D("2020-01-01"), 1.0, 1, 1.0),
        (D("2020-04-01"), 1.0, 1, 1.0),
        (D("2020-07-01"), 0.0, 0, 0.0),
        (D("2020-10-01"), 0.0, 0, 0.0),
        (D("2021-01-01"), 1.0, 1, 1.0),
    ]
    assert [row["active"] for row in first] == [True] * 4 + [None]
    dark = measure(fill="active span", period="quarter", coverage=())
    assert [row["events"] for row in dark.table.to_pylist() if row["rows"] == 0] == [None] * 2


def test_countries_leave_out_events_elsewhere():
    found = measure(countries=["PAK"])
    assert cells(found, "side_a") == [("state-2",)]
    assert found.provenance.left_out["in another country or none"] == 8


@pytest.mark.parametrize("engine", [name for name in ENGINES if name != "pyarrow"])
def test_engines_agree_and_return_their_own_kind(engine):
    given = ENGINES[engine](EVENTS)
    found = measure(given, fill="active span")
    assert type(found.table) is type(given)
    assert rows(found.table) == measure(fill="active span").table.to_pylist()
    assert found.provenance == measure(fill="active span").provenance


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"period": "week"}, "period is \"week\"\n  do: take one of 'month', 'quarter', 'year'"),
        ({"fill": "all"}, "fill is \"all\"\n  do: take one of 'active span', 'none'"),
        ({"under_check": "maybe"}, "under_check is \"maybe\"\n  do: take one of 'leave out', 'include'"),
        ({"active_deaths": 0}, "active_deaths is 0\n  do: give 1 or more; UCDP's threshold is 25"),
        ({"end": D("2019-01-01")}, "the period ends (2019-01-01) before it starts (2020-01-01)"),
        ({"events": EVENTS.drop_columns(["dyad_id"])}, "the events lack dyad_id"),
    ],
)
def test_what_cannot_be_asked(changes, message):
    with pytest.raises(InputError) as raised:
        measure(**changes)
    assert message in str(raised.value)


def test_no_events():
    assert measure(EVENTS.slice(0, 0)).table.equals(DYADS_SCHEMA.empty_table())


MEXICO = {"start": D("1989-01-01"), "end": D("2023-12-31"), "under_check": "include", "countries": ["MEX"]}
SEEN = (block("1989-01-01", "2023-12-31", "MEX"),)


@pytest.fixture(scope="module")
def mexico(data_dir):
    path = data_dir / "ucdp" / "ged-mexico.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8") as file:
        raw = list(csv.DictReader(file))
    return sources.read(path).table, raw


def number(text):
    return str(int(float(text)))


def test_mexicos_dyad_months_are_those_counted_day_by_day_from_the_file(mexico):
    events, raw = mexico
    expected = defaultdict(float)
    for row in raw:
        first, last = (D(row[name][:10]) for name in ("date_start", "date_end"))
        days = (last - first).days + 1
        for n in range(days):
            month = (first + dt.timedelta(days=n)).replace(day=1)
            expected[number(row["dyad_new_id"]), month] += float(row["best"]) / days
    found = measure(events, coverage=SEEN, **MEXICO).table.to_pylist()
    assert {(row["dyad_id"], row["period"]): row["deaths_best"] for row in found} == pytest.approx(expected)
    assert len(found) == len(expected), "UCDP's number alone tells a dyad"


def test_mexicos_active_dyads_are_ucdps_but_for_those_that_fight_elsewhere_too(mexico):
    events, raw = mexico
    theirs = {(number(row["dyad_new_id"]), int(float(row["year"]))): row["active_year"] == "True" for row in raw}
    found = measure(events, period="year", coverage=SEEN, **MEXICO).table.to_pylist()
    ours = {(row["dyad_id"], row["period"].year): row["active"] for row in found}
    assert len(theirs) == len(ours) == 313
    differ = {key for key in theirs if theirs[key] is not ours[key]}
    # Hells Angels and Rock Machine fought in Canada; the other reached 21 of 25 deaths in Mexico.
    assert differ == {("5336", 1995), ("2425", 2022)}
    assert all(theirs[key] for key in differ)


def test_afghanistan_2020_sums_to_ucdps_total_of_the_country_year(ucdp):
    events = sources.read(ucdp / "ged-afghanistan-2020.csv").table
    asked = {"start": D("2020-01-01"), "end": D("2020-12-31"), "under_check": "include"}
    found = measure(events, **asked).table
    with (ucdp / "organizedviolencecy_v25_1.csv").open(encoding="utf-8-sig") as file:
        (official,) = [
            row for row in csv.DictReader(file) if row["country_cy"] == "Afghanistan" and row["year_cy"] == "2020"
        ]
    by_type = defaultdict(float)
    for row in found.to_pylist():
        by_type[row["violence_type"]] += row["deaths_best"]
    listed = {(row["violence_type"], row["side_a"], row["side_b"]) for row in found.to_pylist()}
    assert [sum(kind == of for kind, _, _ in listed) for of in ("state-based", "non-state", "one-sided")] == [
        int(official[f"{of}_dyad_count_cy"]) for of in ("sb", "ns", "os")
    ], "UCDP's 4, 1 and 3 dyads"
    assert ("one-sided", "Taleban", "Civilians") in listed, "side a kills"
    published = {
        "state-based": official["sb_total_deaths_best_cy"],
        "non-state": official["ns_total_deaths_best_cy"],
        "one-sided": official["os_total_deaths_best_cy"],
    }
    assert dict(by_type) == pytest.approx({name: float(best) for name, best in published.items()})
    assert sum(by_type.values()) == pytest.approx(20_834)
    counted = incidence(events, unit="dyad", period="month", **asked).table
    assert pc.sum(counted["deaths_best"]).as_py() == pytest.approx(sum(by_type.values()))
