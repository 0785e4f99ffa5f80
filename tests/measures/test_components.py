import datetime as dt
from dataclasses import replace

import pyarrow as pa
import pytest
from shapely.geometry import LineString

from sarhad.errors import InputError
from sarhad.measures import (
    border_events,
    deaths_trend,
    exposure,
    forecast,
    indicator,
    shared_border,
    trend,
)
from sarhad.places import Line, land_borders
from sarhad.sources import INDICATORS_SCHEMA
from tests.engines import ENGINES
from tests.make import block, event, events, table

D = dt.date.fromisoformat
COUNTRIES = ["PAK", "TJK", "KAZ"]
COVERED = [block("2025-01-01", "2026-12-31", "AFG", "PAK", "TJK")]


def border(a, b, longitude, km=100.0, whole=None):
    """A border that runs from 30 to 31 degrees north."""
    part = LineString([(longitude, 30.0), (longitude, 31.0)])
    return Line(f"{a}-{b}", f"{a}-{b} border", "border", "existing", (part,), km, whole, source="a book")


BORDERS = [border("AFG", "PAK", 69.0, 110.0), border("AFG", "TJK", 70.0, 120.0), border("PAK", "TJK", 71.0)]


def test_the_length_of_the_border_with_the_country_of_concern_only():
    found = shared_border(COUNTRIES, ["AFG"], BORDERS, name="border", published=False)
    assert {country: value.value for country, value in found.values.items()} == {"PAK": 110, "TJK": 120, "KAZ": 0}
    assert "Natural Earth" in found.source
    both = shared_border(["TJK"], ["AFG", "PAK"], BORDERS, name="border", published=False)
    assert both.values["TJK"].value == 220


def test_published_lengths_are_never_mixed_with_measured_ones():
    lines = [replace(BORDERS[0], whole_km=2430.0), *BORDERS[1:]]
    found = shared_border(COUNTRIES, ["AFG"], lines, name="border", published=True)
    assert found.values["PAK"].value == 2430
    assert found.values["TJK"].cannot_say == "no published length of the AFG-TJK border"
    assert found.values["KAZ"].value == 0
    assert found.source == "a book"


def test_real_borders_are_found_by_their_ids():
    found = shared_border(["TJK", "KAZ"], ["AFG"], land_borders(["TJK", "KAZ"]), name="border", published=False)
    assert 1000 < found.values["TJK"].value < 1400
    assert found.values["KAZ"].value == 0


def placed(number, longitude, country, **more):
    return event(number, longitude=longitude, latitude=30.5, country=country, **more)


HAPPENED = [
    placed(1, 69.1, "PAK"),  # 9.6 km from the border with Afghanistan
    placed(2, 68.9, "AFG"),  # beyond it
    placed(3, 69.4, "PAK"),  # 38 km
    placed(4, 68.0, "AFG"),  # 96 km
    placed(5, 70.05, "TJK"),
    placed(6, 69.1, "PAK", place_precision=4),
    placed(7, 69.1, "PAK", under_check="Check deaths"),
    placed(8, 69.1, "PAK", day="2026-03-05"),
    placed(9, 69.1, "UZB"),
    placed(10, 69.1, "PAK", day="2026-01-31", until="2026-02-01"),  # half of it in January
]


def near(side, happened=None, **changes):
    settings = {
        "name": "near",
        "side": side,
        "within_km": 50,
        "start": D("2026-01-01"),
        "end": D("2026-01-31"),
        "place_precision_max": 2,
        "under_check": "leave out",
        "coverage": COVERED,
    }
    given = table(*HAPPENED) if happened is None else happened
    return border_events(given, COUNTRIES, ["AFG"], BORDERS, **(settings | changes))


def test_events_near_the_border_on_either_side():
    inside, beyond = near("inside"), near("beyond")
    assert {country: value.value for country, value in inside.values.items()} == {"PAK": 2.5, "TJK": 1, "KAZ": None}
    assert {country: value.value for country, value in beyond.values.items()} == {"PAK": 1, "TJK": 0, "KAZ": None}
    assert inside.values["KAZ"].cannot_say == "no land border with it"
    assert inside.values["PAK"].as_of == "2026-01"
    assert near("inside", within_km=25).values["PAK"].value == 1.5


def test_what_is_left_out_adds_up():
    inside = near("inside")
    assert inside.rows_used == 4
    assert inside.left_out == {
        "not on that side of a border": 3,
        "outside the period": 1,
        "under check": 1,
        "place not precise enough": 1,
    }
    assert near("beyond").rows_used == 2
    assert near("beyond").left_out == {"not on that side of a border": 8}


def test_both_sides_together_are_what_exposure_counts():
    settled = [row for row in HAPPENED if row["country"] in ("AFG", "PAK")]
    whole = exposure(
        table(*settled), BORDERS[:1], bands_km=[50], start=D("2026-01-01"), end=D("2026-01-31"),
        history_start=D("2026-01-01"), place_precision_max=2, under_check="leave out", coverage=COVERED,
    )  # fmt: skip
    (row,) = whole.table.to_pylist()
    assert near("inside").values["PAK"].value + near("beyond").values["PAK"].value == row["events"]


def test_an_event_near_two_borders_counts_once():
    lines = [border("AFG", "TJK", 69.0), border("TJK", "UZB", 69.2)]
    found = border_events(
        table(placed(1, 69.1, "TJK")), ["TJK"], ["AFG", "UZB"], lines, name="near", side="inside", within_km=50,
        start=D("2026-01-01"), end=D("2026-01-31"), place_precision_max=2, under_check="leave out",
        coverage=[block("2026-01-01", "2026-01-31", "AFG", "TJK", "UZB")],
    )  # fmt: skip
    assert found.values["TJK"].value == 1


def test_where_nobody_looks_nothing_is_said():
    found = near("inside", coverage=[block("2026-01-01", "2026-01-31", "PAK", "AFG")])
    assert found.values["PAK"].value == 2.5
    assert found.values["TJK"].cannot_say == "no loaded source looks at both sides on every day"
    assert found.values["TJK"].value is None


def test_without_any_shared_border():
    found = border_events(
        table(*HAPPENED), ["KAZ"], ["AFG"], BORDERS, name="near", side="beyond", within_km=50, start=D("2026-01-01"),
        end=D("2026-01-31"), place_precision_max=2, under_check="leave out", coverage=COVERED,
    )  # fmt: skip
    assert found.values["KAZ"].cannot_say == "no land border with it"
    assert (found.rows_used, found.left_out) == (0, {"not on that side of a border": 10})


BEFORE, AFTER = (D("2025-01-01"), D("2025-12-31")), (D("2026-01-01"), D("2026-12-31"))


def deaths(happened, coverage=COVERED):
    return deaths_trend(
        happened, COUNTRIES, name="trend", before=BEFORE, after=AFTER, deaths="best", confidence=0.95,
        under_check="leave out", coverage=coverage,
    )  # fmt: skip


@pytest.mark.parametrize("engine", ENGINES)
def test_the_trend_of_deaths_is_that_of_each_country(engine):
    happened = [event(n, f"2025-{n:02}-03", country="PAK", deaths_best=n * 5 % 13) for n in range(1, 13)]
    happened += [event(n + 20, f"2026-{n:02}-03", country="PAK", deaths_best=n * 10 % 26) for n in range(1, 13)]
    happened += [event(50, "2026-04-01", country="TJK"), event(51, "2026-04-01", country="UZB")]
    happened += [event(52, "2026-04-01", country="PAK", under_check="Check")]
    found = deaths(ENGINES[engine](table(*happened)))
    mine = [row for row in happened if row["country"] == "PAK" and not row.get("under_check")]
    (own,) = trend(
        table(*mine), before=BEFORE, after=AFTER, of="deaths", deaths="best", confidence=0.95
    ).table.to_pylist()
    assert found.values["PAK"].value == pytest.approx(2)
    assert (found.values["PAK"].low, found.values["PAK"].high) == pytest.approx((own["ratio_low"], own["ratio_high"]))
    assert found.values["PAK"].as_of == "2026-01 to 2026-12 against 2025-01 to 2025-12"
    assert found.values["TJK"].cannot_say == "no death in the months before"
    assert found.values["KAZ"].cannot_say == "no loaded source looks at it on every day"
    assert found.rows_used == 25
    assert found.left_out == {"in another country or none": 1, "under check": 1}


def test_the_source_of_events_is_named():
    found = deaths(events(event(1, "2025-04-01", country="PAK")))
    assert found.source == "ucdp-ged"
    assert found.values["PAK"].value == 0


def figure(country, year, value, **more):
    return {
        "country": country, "period": str(year), "start": D(f"{year}-01-01"), "end": D(f"{year}-12-31"),
        "indicator": "Doctors", "value": value, "unit": "per 1,000", "source": "WHO", "source_version": "2025",
        "citation": "WHO (2025).", "licence": "CC BY 4.0", "licence_class": "open",
    } | more  # fmt: skip


def given(*rows):
    return pa.Table.from_pylist(list(rows), INDICATORS_SCHEMA)


def test_the_newest_figure_of_each_country_with_its_own_year():
    rows = given(figure("PAK", 2015, 1.0), figure("PAK", 2019, 1.1), figure("PAK", 2027, 9.0), figure("TJK", 2014, 2.1))
    found = indicator(rows, COUNTRIES, name="doctors", indicator="Doctors", source=None, until=D("2026-01-31"))
    assert (found.values["PAK"].value, found.values["PAK"].as_of) == (1.1, "2019")
    assert (found.values["TJK"].value, found.values["TJK"].as_of) == (2.1, "2014")
    assert "KAZ" not in found.values
    assert (found.unit, found.source, found.sources[0].citation) == ("per 1,000", "WHO", "WHO (2025).")


def test_two_sources_of_an_indicator_are_not_mixed():
    rows = given(figure("PAK", 2019, 1.1), figure("TJK", 2019, 2.0, source="World Bank"))
    with pytest.raises(InputError, match="Doctors is given by WHO, World Bank"):
        indicator(rows, COUNTRIES, name="doctors", indicator="Doctors", source=None, until=D("2026-01-31"))
    found = indicator(rows, COUNTRIES, name="doctors", indicator="Doctors", source="WHO", until=D("2026-01-31"))
    assert list(found.values) == ["PAK"]


def test_an_indicator_that_is_not_there():
    with pytest.raises(InputError) as told:
        indicator(
            given(figure("PAK", 2019, 1)), COUNTRIES, name="x", indicator="Roads", source=None, until=D("2026-01-31")
        )
    assert str(told.value.args[0]) == "there is no indicator Roads"
    assert told.value.do == "take one that is loaded: Doctors"


def test_a_forecast_is_given_with_its_upper_end():
    rows = pa.table({"country": ["PAK"], "median": [12.0], "p90": [80.0]})
    found = forecast(rows, name="forecast", unit="deaths in 2026-02", source="VIEWS", as_of="2026-01")
    assert (found.values["PAK"].value, found.values["PAK"].high) == (12, 80)
