"""What a newer version changed, on the page of the month, on its own page and in the downloads."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from sarhad.bulletin import Issue, write_issue
from sarhad.events.gate import LicenceError
from sarhad.store import Changes, compare
from tests.make import block, event, events

from .conftest import issues

HOSTILE = "<script>alert(1)</script>"


def revision(licence: str = "open") -> Changes:
    """21.0.2 to 21.0.3: one row gone with 5 deaths, one with 3 more and another side, one added, one moved."""
    covers = (block("2021-01-01", "2021-03-31"),)

    def row(number: int, day: str = "2021-02-05", **values: object) -> dict[str, object]:
        return event(number, day, source="ucdp-candidate", licence_class=licence, **values)

    old = events(
        row(1), row(2, deaths_best=5), row(3, side_b="XXX"), row(4, country="PAK"),
        source="ucdp-candidate", version="21.0.2", coverage=covers,
    )  # fmt: skip
    new = events(
        row(1), row(3, side_b=HOSTILE, deaths_best=5), row(4, country="PAK", longitude=70.0),
        row(5, "2021-03-02", side_a="=1+1", deaths_best=1), source="ucdp-candidate", version="21.0.3", coverage=covers,
    )  # fmt: skip
    return compare(old, new)


def page_of(folder: Path, name: str) -> str:
    return (folder / "2021-03" / name).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, figure_cache: Path) -> Path:
    """A month with one revision."""
    folder = tmp_path_factory.mktemp("revisions")
    write_issue(issues(folder)(revisions=(revision(),)), folder / "site", cache=figure_cache)
    return folder / "site"


def test_the_page_of_the_month_says_it_in_a_sentence_with_links(site: Path) -> None:
    month = page_of(site, "index.html")
    section = month[month.index('id="h-changes"') : month.index('id="h-missing"')]
    assert "From ucdp-candidate 21.0.2 to 21.0.3, " in section
    assert ">4</a> events changed; together they take away" in section
    assert 'href="changes.html"' in section


def test_every_number_has_its_rows(site: Path) -> None:
    numbers = {n["key"]: n for n in json.loads(page_of(site, "data/numbers.json"))}
    values = {key.rpartition("21-0-3")[2]: n["value"] for key, n in numbers.items() if "21-0-3" in key}
    assert values == {"": 4, "-net": -1, "-added": 1, "-removed": 1, "-deaths": 1, "-moved": 1, "-re-attributed": 1}
    for key in numbers:
        if key.startswith("changes-"):
            text = page_of(site, f"numbers/{key}.html")
            assert "revisions" in text
            assert "No row stands behind it" not in text


def test_the_page_tells_where_and_which(site: Path) -> None:
    text = page_of(site, "changes.html")
    for words in ("Afghanistan", "Pakistan", "February 2021", "March 2021", "best 2 to 5", "5 deaths", "73.5 km"):
        assert words in text, words
    assert text.index("ucdp-candidate:2<") < text.index("ucdp-candidate:4<"), "most deaths first, then the move"
    assert HOSTILE not in text
    assert "&lt;script&gt;" in text


def test_the_downloads_hold_every_change(site: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(page_of(site, "data/changes.csv"))))
    assert sorted((r["source_id"], r["kind"]) for r in rows) == [
        ("2", "removed"), ("3", "deaths changed"), ("3", "re-attributed"), ("4", "moved"), ("5", "added"),
    ]  # fmt: skip
    assert next(r["side_a"] for r in rows if r["source_id"] == "5").startswith("'="), "no formula"
    cells = list(csv.DictReader(io.StringIO(page_of(site, "data/changes-by-month.csv"))))
    found = {(c["country"], c["month"]): (c["changed"], c["deaths_change"]) for c in cells}
    assert found == {("AFG", "2021-02-01"): ("2", "-2"), ("AFG", "2021-03-01"): ("1", "1"),
                     ("PAK", "2021-02-01"): ("1", "0")}  # fmt: skip
    record = json.loads(page_of(site, "issue.json"))
    assert "data/changes.csv" in record["files"], "a month that tells other changes is another month"


def test_with_one_version_the_page_says_that_nothing_is_compared(
    make_issue: Callable[..., Issue], tmp_path: Path, figure_cache: Path
) -> None:
    write_issue(make_issue(), tmp_path / "site", cache=figure_cache)
    assert "Nothing is compared" in page_of(tmp_path / "site", "changes.html")
    assert "nothing to compare in the data" in page_of(tmp_path / "site", "index.html")
    assert not (tmp_path / "site" / "2021-03" / "data" / "changes.csv").exists()


def test_what_an_earlier_issue_told_is_not_told_as_news(
    make_issue: Callable[..., Issue], tmp_path: Path, figure_cache: Path
) -> None:
    changes = revision()
    had = tuple(ref for ref in changes.new)
    out = tmp_path / "site"
    write_issue(make_issue(revisions=(changes,), sources=had), out, cache=figure_cache)
    april = make_issue(month=dt.date(2021, 4, 1), revisions=(changes,), sources=had)
    write_issue(april, out, cache=figure_cache)
    text = (out / "2021-04" / "index.html").read_text(encoding="utf-8")
    section = text[text.index('id="h-changes"') : text.index('id="h-missing"')]
    assert "Told in an earlier issue too." in section
    assert "From ucdp-candidate 21.0.2" not in section


def test_a_comparison_of_rows_that_may_not_leave_is_refused(make_issue: Callable[..., Issue]) -> None:
    with pytest.raises(LicenceError, match="what changed in ucdp-candidate may not be passed on"):
        make_issue(revisions=(revision("aggregate-only"),))
