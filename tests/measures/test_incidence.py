import datetime as dt
from collections import defaultdict

import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sarhad import sources
from sarhad.errors import InputError
from sarhad.measures import incidence
from tests import make
from tests.engines import ENGINES, rows
from tests.make import block, event, table

D = dt.date.fromisoformat
UNITS = (None, "country", "admin1", "actor", "dyad", "priogrid")
PERIODS = ("day", "week", "month", "quarter", "year")
DEATHS = ("deaths_low", "deaths_best", "deaths_high")

EVENTS = table(
    event(
        1, "2020-01-30", until="2020-03-02", admin1="Kabul", priogrid_gid=5, actor_a="taliban"
    ),  # 2, 29, 2 of 33 days
    event(2, "2020-02-01", country=None, admin1=None),
    event(3, "2019-12-31", until="2020-01-01", deaths_best=None, side_b=None),
    event(4, "2018-12-31"),
    event(5, "2020-03-03", under_check="Check deaths"),
    event(6, "2020-03-03", country="PAK", side_a="B", side_b="A", priogrid_gid=3, place_precision=4),
    event(7, "2020-03-04", country="PAK", side_a="A", side_b="A", priogrid_gid=3, place_precision=3),
)


def count(events=EVENTS, **changes):
    settings = {
        "unit": "country",
        "period": "month",
        "start": D("2020-01-01"),
        "end": D("2020-04-30"),
        "under_check": "leave out",
    }
    return incidence(events, **{**settings, **changes})


def cells(result, *columns):
    """Rows as tuples of these columns."""
    return [tuple(row[column] for column in columns) for row in rows(result.table)]


def test_by_country_and_month_by_hand():
    found = cells(count(), "country", "period", "events", "rows", *DEATHS)
    share = {month: days / 33 for month, days in ((1, 2), (2, 29), (3, 2))}
    expected = [
        ("AFG", D("2020-01-01"), share[1] + 0.5, 2, share[1] + 0.5, 2 * share[1], 3 * share[1] + 1.5),
        ("AFG", D("2020-02-01"), share[2], 1, share[2], 2 * share[2], 3 * share[2]),
        ("AFG", D("2020-03-01"), share[3], 1, share[3], 2 * share[3], 3 * share[3]),
        ("PAK", D("2020-03-01"), 2.0, 2, 2.0, 4.0, 6.0),
        (None, D("2020-02-01"), 1.0, 1, 1.0, 2.0, 3.0),
    ]
    assert [row[:2] for row in found] == [row[:2] for row in expected]
    assert [row[2:] for row in found] == [pytest.approx(row[2:]) for row in expected]


def test_what_is_left_out_and_why():
    provenance = count(countries=["AFG"]).provenance
    assert provenance.left_out == {"outside the period": 1, "in another country or none": 3, "under check": 1}
    assert provenance.rows_used == 2
    assert provenance.parameters["under_check"] == "leave out"
    included = count(under_check="include")
    assert included.provenance.left_out == {"outside the period": 1}
    assert cells(included, "rows")[2] == (2,)


def test_events_without_valid_dates_are_counted_as_left_out():
    wrong = table(event(1, "2020-02-02", until="2020-02-01"), event(2, "2020-02-02"))
    found = count(wrong)
    assert found.provenance.left_out == {"no valid dates": 1}
    assert cells(found, "rows") == [(1,)]


def test_a_month_without_a_figure_has_no_deaths_rather_than_none():
    nothing_reported = table(event(1, "2020-02-02", deaths_best=None), event(2, "2020-03-02", deaths_best=0))
    assert cells(count(nothing_reported), "deaths_best", "deaths_low") == [(None, 1.0), (0.0, 1.0)]


@pytest.mark.parametrize(
    ("unit", "columns", "expected"),
    [
        (None, (), {(): 0.5 + 1 + 1 + 1 + 1}),
        (
            "admin1",
            ("country", "admin1"),
            {("AFG", "Kabul"): 1, ("AFG", None): 0.5, ("PAK", None): 2, (None, None): 1},
        ),
        # Both sides of an event count, once where they are the same; a registry id stands before the source's name.
        ("actor", ("actor",), {("taliban",): 1, ("A",): 0.5 + 1 + 1 + 1, ("B",): 1 + 1 + 1}),
        # The pair A-B is one dyad in whichever order a source names it.
        ("dyad", ("side_a", "side_b"), {("B", "taliban"): 1, ("A", "B"): 2, ("A", "A"): 1, ("A", None): 0.5}),
        # Event 6 is known to the province only, events 2 and 3 have no cell.
        ("priogrid", ("priogrid_gid",), {(5,): 1, (3,): 1, (None,): 2.5}),
    ],
)
@pytest.mark.parametrize("engine", ENGINES)
def test_every_unit_by_hand_and_in_every_engine(engine, unit, columns, expected):
    result = count(ENGINES[engine](EVENTS), unit=unit, place_precision_max=3)
    found: dict[tuple[object, ...], float] = defaultdict(float)
    for row in rows(result.table):
        found[tuple(row[column] for column in columns)] += row["events"]
    assert found == pytest.approx(expected)


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("engine", [name for name in ENGINES if name != "pyarrow"])
def test_engines_agree_to_the_last_digit_and_return_their_own_kind(engine, unit):
    changes = {"unit": unit, "coverage": (block("2020-01-01", "2020-03-31"),), "place_precision_max": 3}
    if unit == "country":
        changes["countries"] = ["AFG", "TKM"]
    given_frame = ENGINES[engine](EVENTS)
    found = count(given_frame, **changes)
    assert type(found.table) is type(given_frame)
    expected = count(EVENTS, **changes)
    assert rows(found.table) == expected.table.to_pylist()
    assert found.provenance == expected.provenance


def test_zero_only_where_a_source_looks():
    found = count(countries=["AFG", "TKM"], coverage=(block("2020-01-01", "2020-03-31"),))
    assert cells(found, "country", "period", "events", "rows", "deaths_best", "covered")[3:] == [
        ("AFG", D("2020-04-01"), None, 0, None, False),
        ("TKM", D("2020-01-01"), 0.0, 0, 0.0, True),
        ("TKM", D("2020-02-01"), 0.0, 0, 0.0, True),
        ("TKM", D("2020-03-01"), 0.0, 0, 0.0, True),
        ("TKM", D("2020-04-01"), None, 0, None, False),
    ]


def test_a_month_half_covered_is_not_covered_and_two_blocks_make_a_whole():
    two = (block("2020-01-01", "2020-02-14", "AFG"), block("2020-02-15", "2020-03-15", "AFG"))
    found = count(countries=["AFG"], coverage=two)
    assert [covered for (covered,) in cells(found, "covered")] == [True, True, False, False]
    to_mid_march = count(countries=["AFG"], coverage=two, end=D("2020-03-15"))
    assert [covered for (covered,) in cells(to_mid_march, "covered")] == [True, True, True], "only days of the window"


def test_without_coverage_there_is_no_zero():
    found = count(countries=["AFG", "TKM"])
    assert {row["covered"] for row in rows(found.table)} == {False}
    assert [row["events"] for row in rows(found.table) if row["country"] == "TKM"] == [None] * 4


def test_without_named_countries_those_with_events_or_in_the_coverage_are_filled():
    found = count(coverage=(block("2020-01-01", "2020-04-30", "AFG", "UZB"),))
    assert [(r["country"], r["events"]) for r in rows(found.table) if r["rows"] == 0] == [
        ("AFG", 0.0),
        *[("UZB", 0.0)] * 4,
    ], "no zero for Pakistan, which is not covered"


@pytest.mark.parametrize(
    ("countries", "blocks", "covered"),
    [
        (["AFG", "PAK"], (block("2020-01-01", "2020-04-30", "AFG"),), False),
        (["AFG"], (block("2020-01-01", "2020-04-30", "AFG"),), True),
        (None, (block("2020-01-01", "2020-04-30", "AFG"),), False),  # the world is asked, one country is looked at
        (None, (block("2020-01-01", "2020-04-30"),), True),
    ],
)
def test_all_together_is_covered_where_every_country_is(countries, blocks, covered):
    found = count(unit=None, countries=countries, coverage=blocks)
    assert {row["covered"] for row in rows(found.table)} == {covered}
    assert len(rows(found.table)) == (4 if covered or countries else 3)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"unit": "region"},
            "unit is \"region\"\n  do: take one of 'country', 'admin1', 'actor', 'dyad', 'conflict', 'pr",
        ),
        ({"unit": "priogrid"}, "PRIO-GRID cells need place_precision_max"),
        ({"under_check": "maybe"}, "under_check is \"maybe\"\n  do: take one of 'leave out', 'include'"),
        ({"end": D("2019-12-31")}, "the period ends (2019-12-31) before it starts (2020-01-01)"),
        ({"period": "decade"}, '"decade" is not a period'),
        ({"events": EVENTS.drop_columns(["under_check", "country"])}, "the events lack under_check, country"),
    ],
)
def test_what_cannot_be_asked(changes, message):
    with pytest.raises(InputError) as raised:
        count(**changes)
    assert message in str(raised.value)


def test_parameters_that_change_a_figure_have_no_default():
    with pytest.raises(TypeError, match="under_check"):
        incidence(EVENTS, unit="country", period="month", start=D("2020-01-01"), end=D("2020-01-31"))


def test_sources_of_a_reading_are_kept():
    reading = make.events(event(1, "2020-02-02"), version="25.1")
    assert [ref.version for ref in count(reading).provenance.sources] == ["25.1"]


def test_empty_events():
    assert count(EVENTS.slice(0, 0)).table.num_rows == 0
    filled = count(EVENTS.slice(0, 0), countries=["AFG"], coverage=(block("2020-01-01", "2020-04-30"),))
    assert cells(filled, "events", "covered") == [(0.0, True)] * 4


SPAN = st.tuples(st.dates(D("2019-06-01"), D("2021-06-01")), st.integers(0, 500))
ROW = st.fixed_dictionaries(
    {
        "span": SPAN,
        "country": st.sampled_from(["AFG", "PAK", None]),
        "admin1": st.sampled_from(["Kabul", "Balkh", None]),
        "side_a": st.sampled_from(["A", "B"]),
        "side_b": st.sampled_from(["A", "B", "C"]),
        "priogrid_gid": st.sampled_from([1, 2, None]),
        "place_precision": st.sampled_from([1, 3, 5, None]),
        "deaths": st.integers(0, 10_000),
    }
)


@settings(max_examples=60, deadline=None)
@given(st.lists(ROW, min_size=1, max_size=15), st.sampled_from(UNITS), st.sampled_from(PERIODS))
def test_the_sum_over_units_and_periods_is_the_total(drawn, unit, period):
    made = []
    for number, given_row in enumerate(drawn):
        row = dict(given_row)
        first, days = row.pop("span")
        deaths = row.pop("deaths")
        row |= dict.fromkeys(DEATHS, deaths)
        made.append(event(number, str(first), until=str(first + dt.timedelta(days=days)), **row))
    found = incidence(
        pl.from_arrow(table(*made)),
        unit=unit,
        period=period,
        start=D("2019-01-01"),
        end=D("2023-12-31"),
        under_check="leave out",
        coverage=(block("2020-01-01", "2020-12-31"),),
        place_precision_max=3,
    ).table
    counted = [len({row["side_a"], row["side_b"]}) if unit == "actor" else 1 for row in made]
    assert found["events"].sum() == pytest.approx(sum(counted), abs=1e-6)
    for name in DEATHS:
        total = sum(n * row[name] for n, row in zip(counted, made, strict=True))
        assert found[name].sum() == pytest.approx(total, abs=1e-5)


REAL = {
    "ged-23.1-central-african-republic.geojson": None,
    "ged-mexico.csv.gz": None,
    "ged-afghanistan-2020.csv": (3317, 20834),
    "GEDEvent_v26_0_1.csv": None,
}


@pytest.mark.parametrize(("name", "published"), REAL.items())
def test_real_releases_sum_to_their_totals_by_every_unit_and_period(ucdp, name, published):
    events = sources.read(ucdp / name).table
    if published:
        assert (events.num_rows, pc.sum(events["deaths_best"]).as_py()) == published
    frame = pl.from_arrow(events)
    start, end = pc.min(events["date_start"]).as_py(), pc.max(events["date_end"]).as_py()
    for unit in (None, "country", "admin1", "dyad", "priogrid"):
        for period in PERIODS:
            found = incidence(
                frame, unit=unit, period=period, start=start, end=end, under_check="include", place_precision_max=3
            ).table
            assert round(found["events"].sum(), 5) == events.num_rows, (unit, period)
            for deaths in DEATHS:
                assert round(found[deaths].sum(), 4) == (pc.sum(events[deaths]).as_py() or 0), (unit, period)


def test_rows_under_check_stand_in_no_total_of_the_candidate_release(ucdp):
    events = sources.read(ucdp / "GEDEvent_v26_0_1.csv").table
    waiting = events.num_rows - pc.sum(pc.is_null(events["under_check"])).as_py()
    found = count(events, unit=None, start=D("2020-01-01"), end=D("2026-12-31"), period="year")
    assert waiting > 0
    assert found.provenance.left_out == {"under check": waiting}
    assert pc.sum(found.table["events"]).as_py() == pytest.approx(events.num_rows - waiting)


def test_country_months_agree_with_a_count_by_hand_in_sql(ucdp):
    events = sources.read(ucdp / "ged-23.1-central-african-republic.geojson").table
    relation = ENGINES["duckdb"](events)
    by_day = relation.query(
        "e",
        """select date_trunc('month', day)::date as period, sum(1.0 / days) as events, sum(deaths_best / days) as deaths
        from (select unnest(generate_series(date_start, date_end, interval 1 day))::date as day,
                     date_end - date_start + 1 as days, deaths_best from e) group by 1 order by 1""",
    ).fetchall()
    found = count(relation, start=D("1989-01-01"), end=D("2024-12-31"), under_check="include").table.fetchall()
    assert [row[1] for row in found] == [row[0] for row in by_day]
    assert [row[2] for row in found] == pytest.approx([row[1] for row in by_day])
    assert [row[5] for row in found] == pytest.approx([row[2] for row in by_day])


def test_types_of_the_columns():
    schema = count().table.schema
    assert schema.field("period").type == pa.date32()
    assert schema.field("events").type == pa.float64()
    assert schema.field("rows").type == pa.int64()
    assert schema.field("covered").type == pa.bool_()
