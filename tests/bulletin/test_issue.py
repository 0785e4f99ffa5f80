"""An issue is the door: what may not be published does not get in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sarhad.bulletin import Issue, write_issue
from sarhad.events.gate import LicenceError
from tests.bulletin.conftest import MARCH, ROWS, event

ATTRIBUTION = {"acled": "ACLED, acleddata.com. Accessed 1 April 2021. Filters: none. Changes: counted."}


def cell(country: str, events: int | None, kind: str | None = None, **values: Any) -> dict[str, Any]:
    """A sum of one provider."""
    row = {"source": "acled", "country": country, "month": MARCH, "event_class": kind, "events": events,
           "deaths": None if events is None else 2.0 * events, "withheld": events is None}  # fmt: skip
    return row | values


@pytest.mark.parametrize(
    ("licence_class", "why"),
    [("aggregate-only", "no row of it may leave"), ("private", "nothing of it may leave"), ("OPEN ", "no known class")],
)
def test_an_issue_takes_no_row_that_may_not_be_passed_on(
    make_issue: Callable[..., Issue], licence_class: str, why: str
) -> None:
    row = event(9, source="acled", licence_class=licence_class)
    with pytest.raises(LicenceError, match="1 rows of acled may not be passed on by their licence"):
        make_issue((*ROWS, row))


def test_an_issue_takes_no_table_of_events_that_does_not_say_its_licence(make_issue: Callable[..., Issue]) -> None:
    issue = make_issue()
    issue.con.execute("create table more as select event_id, country from events")
    with pytest.raises(LicenceError, match="does not say whether they may be passed on"):
        Issue(**{name: getattr(issue, name) for name in Issue.__dataclass_fields__})


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        (cell("AFG", 2), "two events"),
        (cell("AFG", 1, "clash"), "one event of a class"),
        (cell("AFG", None, withheld=False), "a figure that is not given is not withheld"),
        (cell("AFG", None, deaths=4.0), "the deaths of a withheld cell"),
    ],
)
def test_an_issue_takes_no_sum_of_too_few(make_issue: Callable[..., Issue], wrong: dict[str, Any], why: str) -> None:
    with pytest.raises(LicenceError, match="a cell of providers stands for fewer than 3 events"):
        make_issue(cells=(cell("PAK", 5), wrong), attributions=ATTRIBUTION)


def test_an_issue_takes_no_sum_without_its_attribution(make_issue: Callable[..., Issue]) -> None:
    with pytest.raises(LicenceError, match="sums of acled lack the attribution"):
        make_issue(cells=(cell("PAK", 5),))


def test_sums_stand_in_a_section_of_their_own(
    make_issue: Callable[..., Issue], tmp_path: Path, figure_cache: Path
) -> None:
    cells = (
        cell("AFG", 7, "clash"), cell("AFG", 5, "not given", deaths=None), cell("AFG", None, "plot"), cell("PAK", 0),
    )  # fmt: skip
    before = make_issue()
    write_issue(before, tmp_path / "before", cache=figure_cache)
    write_issue(make_issue(cells=cells, attributions=ATTRIBUTION), tmp_path / "after", cache=figure_cache)
    page = (tmp_path / "after" / "2021-03" / "index.html").read_text()
    section = page[page.index('<section class="sec" id="providers"') :].split("</section>")[0]
    assert section.count(ATTRIBUTION["acled"]) == 1
    assert "Of ACLED only sums may be published: here for one country with an event." in section
    assert "your own export" not in section, "the export is the publisher's, not the reader's"
    assert ">fewer than 3 events: withheld</td>" in section
    assert "class not given" in section
    assert section.count("numbers/acled-afg-clash-events.html") == 1
    assert "not given" in section, "deaths that no row gives are not zero"
    assert 'href="#providers"' in page
    csv = (tmp_path / "after" / "2021-03" / "data" / "providers.csv").read_text().replace('"', "").splitlines()
    assert csv[0] == "source,country,month,event_class,events,deaths,withheld,attribution"
    assert any(line.startswith("acled,AFG,2021-03,plot,,,fewer than 3,") for line in csv)
    number = (tmp_path / "after" / "2021-03" / "numbers" / "acled-afg-clash-events.html").read_text()
    assert "A sum of rows that may not be passed on. ACLED" in number
    assert ATTRIBUTION["acled"] in number
    for name in ("countries.csv", "events.csv", "pairs.csv"):
        assert (tmp_path / "after/2021-03/data" / name).read_bytes() == (
            tmp_path / "before/2021-03/data" / name
        ).read_bytes(), "no total holds them"


def test_a_month_with_nothing_but_sums_says_so(
    make_issue: Callable[..., Issue], tmp_path: Path, figure_cache: Path
) -> None:
    issue = make_issue((), (), cells=(cell("AFG", 12, "clash"),), attributions=ATTRIBUTION, coverage=(), sources=())
    written = write_issue(issue, tmp_path, cache=figure_cache)
    assert written.answer == "No source whose events may be shown covers March 2021."
    assert issue.month == dt.date(2021, 3, 1)
