from pathlib import Path

import pytest

from sarhad import sources
from sarhad.errors import InputError, count_kinds
from sarhad.sources import Indicators, join_indicators, parse_mapping, read_indicators
from sarhad.sources.indicators import missing_periods

HEADER = "iso3,period,indicator,value,unit,source\n"
GOOD = "AFG,2020,Population,39068979,persons,World Bank\n"


def read(folder: Path, rows: str, header: str = HEADER) -> Indicators:
    folder.mkdir(exist_ok=True)
    (folder / "indicators.csv").write_text(header + rows, encoding="utf-8")
    return read_indicators(folder / "indicators.csv")


def test_a_row_is_one_figure(tmp_path: Path) -> None:
    found = read(tmp_path, GOOD + "PAK,2020-07,Prices,-1.5,percent,IMF\n").table.to_pylist()
    assert [(r["country"], r["period"], str(r["start"]), str(r["end"]), r["value"], r["unit"]) for r in found] == [
        ("AFG", "2020", "2020-01-01", "2020-12-31", 39068979.0, "persons"),
        ("PAK", "2020-07", "2020-07-01", "2020-07-31", -1.5, "percent"),
    ]
    assert sources.detect(tmp_path / "indicators.csv") == "indicators"


ROWS = [
    ("XXX,2020,Population,1,persons,WB\n", "country-unknown", "iso3", "no such code"),
    ("Afghanistan,2020,Population,1,persons,WB\n", "country-unknown", "iso3", "a name where a code is stated"),
    ("AFG,2020-13,Population,1,persons,WB\n", "not-a-period", "period", "no such month"),
    ("AFG,20,Population,1,persons,WB\n", "not-a-period", "period", "no year"),
    ("AFG,0020,Population,1,persons,WB\n", "not-a-period", "period", "a year that cannot be meant"),
    ("AFG,2020-00,Population,1,persons,WB\n", "not-a-period", "period", "month 0"),
    ("AFG,2020,Population,nan,persons,WB\n", "not-a-value", "value", "not finite"),
    ("AFG,2020,Population,1_000,persons,WB\n", "not-a-value", "value", "Python's own notation"),
    ("AFG,2020,Population,,persons,WB\n", "not-a-value", "value", "nothing"),
    ("AFG,2020,Population,1,,WB\n", "unit-missing", "unit", "no unit"),
    ("AFG,2020,Population,1,persons,\n", "source-missing", "source", "no source"),
    ("AFG,2020,,1,persons,WB\n", "indicator-missing", "indicator", "no name"),
]


@pytest.mark.parametrize(("row", "kind", "column", "why"), ROWS, ids=[case[3] for case in ROWS])
def test_a_row_that_cannot_stand_is_told_and_left_out(
    tmp_path: Path, row: str, kind: str, column: str, why: str
) -> None:
    found = read(tmp_path, GOOD + row)
    assert len(found) == 1, why
    told = [p for p in found.problems if p.row]
    assert [(p.kind, p.file, p.row, p.column) for p in told] == [(kind, "indicators.csv", 2, column)]
    assert found.provenance.left_out == {kind: 1}


def test_two_values_for_one_figure_leave_both_out(tmp_path: Path) -> None:
    found = read(tmp_path, GOOD + GOOD + GOOD.replace("39068979", "1") + GOOD.replace("2020", "2021"))
    assert found.table["period"].to_pylist() == ["2021"]
    kinds = count_kinds(found.problems)
    assert (kinds["repeated-value"], kinds["values-disagree"]) == (1, 1)
    assert sum(found.provenance.left_out.values()) + len(found) == found.rows_read == 4


def test_a_unit_that_differs_within_an_indicator_is_left_out(tmp_path: Path) -> None:
    found = read(tmp_path, GOOD + "PAK,2020,Population,235,millions,World Bank\nPAK,2020,Area,796,km2,World Bank\n")
    assert found.table["indicator"].to_pylist() == ["Population", "Area"]
    assert 'is "persons" in the rows before' in next(p.what for p in found.problems if p.kind == "unit-differs")


def test_gaps_are_named(tmp_path: Path) -> None:
    rows = "".join(GOOD.replace("2020", year) for year in ("2015", "2017", "2020"))
    series = read(tmp_path, rows).series()[0]
    assert (series.country, series.first, series.last, series.periods) == ("AFG", "2015", "2020", 3)
    assert series.missing == ("2016", "2018", "2019")


@pytest.mark.parametrize(
    ("held", "missing"),
    [
        (["2020-11", "2021-02"], ("2020-12", "2021-01")),
        (["2020"], ()),
        (["2019", "2020-05", "2022"], ("2021",)),
    ],
)
def test_months_are_missed_only_where_all_are_months(held: list[str], missing: tuple[str, ...]) -> None:
    assert missing_periods(held) == missing


def test_of_two_files_the_later_counts(tmp_path: Path) -> None:
    first = read(tmp_path / "a", GOOD + GOOD.replace("2020", "2019"))
    second = read(tmp_path / "b", GOOD.replace("39068979", "39000000"))
    both = join_indicators([first, second])
    assert sorted(both.table["value"].to_pylist()) == [39000000.0, 39068979.0]
    assert both.provenance.left_out == {"in a later file": 1}
    assert both.rows_read == 3


SOURCE = """\
source: {name: wb, title: World Bank, publisher: WB, licence: CC BY 4.0, licence_class: open, citation: WB 2026,
  holds: indicators}
"""
LONG = """\
columns:
  Country Name: {ignored: the code tells it}
  Country Code: {as: country, written: iso3}
  Year: year
  Value: value
constants: {indicator: Population, unit: persons}
"""


def test_the_world_banks_own_layout_through_a_mapping(data_dir: Path) -> None:
    found = read_indicators(data_dir / "geo" / "population-world-bank.csv", parse_mapping(SOURCE + LONG))
    assert (len(found), found.rows_read, found.problems) == (520, 520, ())
    value = {(r["country"], r["period"]): r["value"] for r in found.table.to_pylist()}
    assert value["AFG", "1960"] == 9035043
    assert all(series.missing == () and series.periods == 65 for series in found.series())
    assert found.provenance.sources[0].citation == "WB 2026"


def test_a_column_for_each_indicator_and_blank_cells(tmp_path: Path) -> None:
    mapping = SOURCE + (
        "columns:\n  land: country\n  wann: {as: period, format: MM/YYYY}\n"
        "  pop: {as: value, indicator: Population, unit: persons}\n"
        '  gdp: {as: value, indicator: GDP, unit: "US$", blank: ".."}\n'
    )
    (tmp_path / "t.csv").write_text("land,wann,pop,gdp\nIran,07/2020,84,x\nIraq,08/2020,40,..\n")
    found = read_indicators(tmp_path / "t.csv", parse_mapping(mapping))
    rows = [(r["country"], r["period"], r["indicator"], r["value"]) for r in found.table.to_pylist()]
    assert rows == [("IRN", "2020-07", "Population", 84.0), ("IRQ", "2020-08", "Population", 40.0)]
    assert [(p.kind, p.column, p.value, p.row) for p in found.problems] == [("not-a-value", "gdp", "x", 1)]


def test_a_column_for_each_year(tmp_path: Path) -> None:
    mapping = SOURCE + (
        'columns:\n  c: {as: country, written: iso3}\n  "1960": {as: value, period: "1960"}\n'
        '  "1961": {as: value, period: "1961"}\nconstants: {indicator: Population, unit: persons}\n'
    )
    (tmp_path / "t.csv").write_text("c,1960,1961\nAFG,1,2\nPAK,,4\n")
    found = read_indicators(tmp_path / "t.csv", parse_mapping(mapping))
    assert [(r["country"], r["period"], r["value"]) for r in found.table.to_pylist()] == [
        ("AFG", "1960", 1.0),
        ("AFG", "1961", 2.0),
        ("PAK", "1961", 4.0),
    ]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("Year: year", 'Year: {ignored: "x"}', "no column tells the period"),
        (", unit: persons", "", "nothing says the unit"),
        ("Value: value", "Value: place", "no such column"),
        ("Country Code: {as: country, written: iso3}", "Country Code: {ignored: x}", "tells the country"),
    ],
)
def test_a_mapping_to_indicators_must_be_whole(old: str, new: str, says: str) -> None:
    with pytest.raises(InputError, match=says):
        parse_mapping(SOURCE + LONG.replace(old, new))


def test_events_are_no_indicators(tmp_path: Path) -> None:
    read(tmp_path, GOOD)
    with pytest.raises(InputError, match="read it with read_indicators"):
        sources.read(tmp_path / "indicators.csv")
