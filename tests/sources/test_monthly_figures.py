import datetime as dt

import pytest

from sarhad.errors import InputError
from sarhad.sources import MONTHLY_SCHEMA, read_monthly_figures

HEADER = ",".join(MONTHLY_SCHEMA.names)


def write(folder, *rows):
    path = folder / "monthly.csv"
    path.write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
    return path


def row(country="AFG", month="2020-01", figures="5,1,2,3,1,2,5,0,0", source="ucdp-ged", version="25.1", cite="A text"):
    return f"{country},{month},{figures},{source},{version},{cite}"


def test_a_row_is_a_country_and_a_month(tmp_path):
    read = read_monthly_figures(write(tmp_path, row(), row(month="2020-02", figures="5.0,,2,3,,,,,")))
    first, second = read.table.to_pylist()
    assert first == {
        "country": "AFG",
        "month": dt.date(2020, 1, 1),
        "events": 5,
        "deaths_low": 1,
        "deaths_best": 2,
        "deaths_high": 3,
        "deaths_civilians": 1,
        "peak_event_deaths": 2,
        "state_based_events": 5,
        "non_state_events": 0,
        "one_sided_events": 0,
        "source": "ucdp-ged",
        "source_version": "25.1",
        "citation": "A text",
    }
    assert (second["events"], second["deaths_low"], second["one_sided_events"]) == (5, None, None)
    assert read.problems == ()
    (ref,) = read.provenance.sources
    assert (ref.name, ref.version, ref.licence, ref.citation) == ("ucdp-ged", "25.1", "CC BY 4.0", "A text")


def test_coverage_is_the_countries_and_runs_of_months_in_the_file(tmp_path):
    months = ["2019-12", "2020-01", "2020-03"]
    read = read_monthly_figures(write(tmp_path, *[row(month=m) for m in months], row("PAK", "2020-02")))
    blocks = [(b.source, sorted(b.countries), b.start, b.end, b.lethal_only) for b in read.coverage]
    assert blocks == [
        ("ucdp-ged", ["AFG"], dt.date(2019, 12, 1), dt.date(2020, 1, 31), True),
        ("ucdp-ged", ["AFG"], dt.date(2020, 3, 1), dt.date(2020, 3, 31), True),
        ("ucdp-ged", ["PAK"], dt.date(2020, 2, 1), dt.date(2020, 2, 29), True),
    ]
    assert not any(b.covers("TKM", dt.date(2020, 1, 1)) for b in read.coverage), "absent is not zero"


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        (
            row("Afghanistan"),
            'monthly.csv, row 2, country "Afghanistan": not an ISO 3166-1 code such as AFG (record left out)',
        ),
        (row(month="2020-13"), 'monthly.csv, row 2, month "2020-13": not a month such as 2020-12 (record left out)'),
        (row(month="0025-01"), 'monthly.csv, row 2, month "0025-01": not a month such as 2020-12 (record left out)'),
        (row(cite=""), "monthly.csv, row 2, citation: every row needs it (record left out)"),
        (row(version=""), "monthly.csv, row 2, source_version: every row needs it (record left out)"),
        (
            row(),
            'monthly.csv, row 2, month "2020-01": the country has a row for this month and source already (record left '
            "out)",
        ),
        ("AFG,2020-02", "monthly.csv, row 2: 14 columns expected, found 2 (record left out); correct the record"),
    ],
)
def test_a_row_that_cannot_stand_is_told_and_left_out(tmp_path, bad, said):
    read = read_monthly_figures(write(tmp_path, row(), bad, row(month="2020-09")))
    assert [str(p) for p in read.problems] == [said]
    assert (len(read), read.rows_read) == (2, 3)


def test_a_figure_that_is_no_count_is_left_out_and_an_odd_order_is_kept(tmp_path):
    read = read_monthly_figures(write(tmp_path, row(figures="-1,4,2,3,x,1.5,0,0,0")))
    (found,) = read.table.to_pylist()
    assert (found["events"], found["deaths_civilians"], found["peak_event_deaths"]) == (None, None, None)
    assert (found["deaths_low"], found["deaths_best"]) == (4, 2)
    assert [str(p) for p in read.problems] == [
        'monthly.csv, row 1, events "-1": not a whole number from 0 on (value left out)',
        'monthly.csv, row 1, deaths_civilians "x": not a whole number from 0 on (value left out)',
        'monthly.csv, row 1, peak_event_deaths "1.5": not a whole number from 0 on (value left out)',
        'monthly.csv, row 1, deaths_low, deaths_best, deaths_high "4, 2, 3": low <= best <= high does not hold; the '
        "figures are kept as published",
    ]


def test_a_missing_column_is_an_error(tmp_path):
    path = tmp_path / "monthly.csv"
    path.write_text(HEADER.replace("country,", "iso3,") + "\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"^1 column is missing in monthly\.csv; nothing was read"):
        read_monthly_figures(path)


def test_the_figures_of_the_example_watch_are_read_whole():
    from importlib.resources import files

    read = read_monthly_figures(str(files("sarhad") / "watches" / "central-asia" / "monthly.csv"))
    assert len(read) == read.rows_read > 0
    assert {p.kind for p in read.problems} <= {"low-best-high-order"}
