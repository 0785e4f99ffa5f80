import datetime as dt
import xml.etree.ElementTree as ET

import pyarrow as pa

from sarhad.build.line_months import SCHEMA
from sarhad.bulletin.desk import open_desk
from sarhad.bulletin.living.line_feed import ENTRIES, line_files, said
from tests.bulletin.conftest import ROAD

ATOM = {"a": "http://www.w3.org/2005/Atom"}


def month(n, events=0.0, covered=True, **values):
    day = dt.date(2018 + n // 12, n % 12 + 1, 1)
    if events is None:
        return month(n, 0.0, covered, **values) | {"events": None}
    deaths = {"deaths_low": 2 * events, "deaths_best": 2 * events, "deaths_high": 2 * events}
    row = {"line_id": ROAD.id, "band_km": 50, "month": day, "covered": covered, "events": events, "rows": int(events)}
    return {**row, **deaths, **values}


def test_a_month_in_words():
    rows = [month(0, 1.0), month(1), month(2, 4.0, deaths_low=5.0, deaths_best=7.0, deaths_high=11.0)]
    assert said(rows, 2, 36) == (
        "4 settled events, 7 deaths (5–11) within 50 km; the 2 covered months before had 0.5 a month."
    )
    assert said(rows, 1, 36) == "No settled event within 50 km; the 1 covered month before had 1 a month."
    assert (
        said(rows, 2, 1) == "4 settled events, 7 deaths (5–11) within 50 km; the 1 covered month before had 0 a month."
    )
    assert said(rows, 0, 36) == "1 settled event, 2 deaths within 50 km; no month before it is loaded."


def test_a_month_that_nobody_covers_is_no_zero():
    gap = [month(0, 1.0), month(1, 0.5, covered=False), month(2, 2.5, deaths_best=None)]
    assert said(gap, 1, 36) == (
        "0.5 settled events, 1 death within 50 km; no loaded source covers the whole month,"
        " so there may have been more."
    )
    assert said(gap, 2, 36).startswith("2.5 settled events, deaths not given within 50 km; the 1 covered month")


def test_the_feed_holds_the_last_months_that_are_known(make_issue):
    rows = [month(n, float(n % 3)) for n in range(30)]
    rows[5] = month(5, covered=False, events=None, rows=0, deaths_low=None, deaths_best=None, deaths_high=None)
    rows += [row | {"band_km": 10} for row in rows]
    desk = open_desk(make_issue(tables={"line_months": pa.Table.from_pylist(rows, SCHEMA)}))
    desk.issue.parameters["bands_km"][:] = [10, 50]
    files = dict(line_files(desk, ROAD, "road", ()))
    table = files["corridors/road.csv"].decode().splitlines()
    assert table[0].split(",")[0] == '"month"'
    assert len(table) == 61, "every month in every band, and the header"
    assert table[11].startswith('"2018-06",10,false,,0,,'), "not covered: no number"
    feed = ET.fromstring(files["corridors/road.xml"])
    entries = feed.findall("a:entry", ATOM)
    assert len(entries) == ENTRIES
    assert entries[0].find("a:id", ATOM).text == "https://example.org/two/corridors/road.html#2020-06"
    assert "1 a month" in entries[0].find("a:summary", ATOM).text
    ids = [entry.find("a:id", ATOM).text for entry in entries]
    assert len(set(ids)) == len(ids)
    assert files["corridors/road.xml"] == dict(line_files(desk, ROAD, "road", ()))["corridors/road.xml"]
