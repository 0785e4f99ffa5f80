from __future__ import annotations

import datetime as dt
import html
import json
import re
import shutil
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest

from sarhad.bulletin import Issue, write_issue
from sarhad.errors import Problem

from .conftest import CANDIDATE, ROAD, ROWS, VERDICTS, event, issues, verdict

EVIL = "\"><script>alert(1)</script>=cmd|' /C calc'!A0"


def tree(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


class Links(HTMLParser):
    """The addresses and anchors of a page."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loads: list[str] = []
        self.ids: list[str] = []
        self.scripts = 0
        self.styles: list[str] = []
        self.feed(page.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "a" and values.get("href"):
            self.links.append(values["href"] or "")
        if (tag == "link" and values.get("rel") == "stylesheet") or tag in ("script", "img"):
            self.loads += [v for v in (values.get("href"), values.get("src")) if v]
        self.scripts += tag == "script" and values.get("type") != "application/json"
        self.styles += [tag] if tag == "style" or "style" in values else []
        if values.get("id"):
            self.ids.append(values["id"] or "")


@pytest.fixture(scope="module")
def written_once(tmp_path_factory: pytest.TempPathFactory, figure_cache: Path) -> Path:
    folder = tmp_path_factory.mktemp("first")
    write_issue(issues(folder)(), folder / "site", cache=figure_cache)
    return folder / "site"


@pytest.fixture
def site(written_once: Path, tmp_path: Path) -> Path:
    """The site of the issue, for each test a copy of its own."""
    return shutil.copytree(written_once, tmp_path / "site")


def test_equal_input_gives_equal_bytes(make_issue: Callable[..., Issue], tmp_path: Path, figure_cache: Path) -> None:
    for name in ("one", "two"):
        write_issue(make_issue(), tmp_path / name, cache=figure_cache if name == "one" else None)
    assert tree(tmp_path / "one") == tree(tmp_path / "two")


def test_every_link_leads_somewhere(site: Path) -> None:
    pages = {page: Links(page) for page in site.rglob("*.html")}
    assert len(pages) > 20
    dead = []
    for page, found in pages.items():
        assert len(set(found.ids)) == len(found.ids), f"an id stands twice on {page}"
        for link in [*found.links, *found.loads]:
            if re.match(r"https?:", link):
                continue
            path, _, anchor = link.partition("#")
            target = (page.parent / path).resolve() if path else page
            if not target.is_file() or (anchor and target in pages and anchor not in pages[target].ids):
                dead.append(f"{page.relative_to(site)}: {link}")
    assert not dead


def test_nothing_is_fetched_and_nothing_runs(site: Path) -> None:
    for page in site.rglob("*.html"):
        found = Links(page)
        text = page.read_text(encoding="utf-8")
        assert "default-src 'none'" in text
        assert not [load for load in found.loads if re.match(r"https?:|//", load)]
        assert not found.styles, f"{page} has styles that its own policy forbids"
        assert found.scripts == (2 if page.parent.name == "interactive" else 0)
        assert "script-src 'none'" in text or page.parent.name == "interactive"


def test_the_numbers_of_the_page_have_pages(site: Path) -> None:
    keys = set(re.findall(r'href="numbers/([^"]+)\.html"', (site / "2021-03" / "index.html").read_text()))
    record = json.loads((site / "2021-03" / "issue.json").read_text())
    assert keys == set(record["numbers"])
    page = (site / "2021-03" / "numbers" / "deaths.html").read_text()
    assert "13" in page
    assert "SELECT sum(deaths_best * share), sum(deaths_low * share), sum(deaths_high * share)" in page
    assert '<a href="../events.html#ucdp-candidate-4">ucdp-candidate:4</a>' in page
    assert "1 still under check at the source" in page
    assert str(CANDIDATE) in page


def test_a_number_of_many_rows_has_them_as_csv(
    make_issue: Callable[..., Issue], tmp_path: Path, figure_cache: Path
) -> None:
    write_issue(make_issue(tuple(event(n) for n in range(25))), tmp_path, cache=figure_cache)
    lines = (tmp_path / "2021-03" / "numbers" / "events.csv").read_text().splitlines()
    assert len(lines) == 26
    page = (tmp_path / "2021-03" / "numbers" / "events.html").read_text()
    assert 'the first 20 are shown. <a href="events.csv">All rows as CSV</a>' in page


def test_names_from_the_data_are_text(make_issue: Callable[..., Issue], tmp_path: Path, figure_cache: Path) -> None:
    rows = (
        event(1, side_a=EVIL, side_b=EVIL, place=EVIL, admin1=EVIL, citation=EVIL, source_id=EVIL),
        event(2, under_check=EVIL, place=EVIL),
        event(3, source="chronology", place="=1+1", side_a=EVIL),
        event(4, side_a="../../x", side_b="../../y"),
    )
    issue = make_issue(
        rows,
        title=EVIL,
        publisher=EVIL,
        unresolved=((EVIL, 3),),
        verdicts=(verdict("evil", EVIL, "supported", True),),
        problems=(Problem("x", EVIL, EVIL, 1, value=EVIL, effect="record left out"),),
    )
    write_issue(issue, tmp_path / "site", cache=figure_cache)
    for page in (tmp_path / "site").rglob("*.html"):
        text = page.read_text()
        assert "<script>" not in text, page
        assert Links(page).scripts == (2 if page.parent.name == "interactive" else 0)
    assert (
        html.escape(EVIL)[:20].replace("&quot;", "&#34;") in (tmp_path / "site" / "2021-03" / "events.html").read_text()
    )
    for name in ("listed", "pairs", "events"):
        cells = re.split(r"[,\n]", (tmp_path / "site" / "2021-03" / "data" / f"{name}.csv").read_text())
        assert not [cell for cell in cells if re.match(r'"?[=+@]', cell)], name
    assert "'=1+1" in (tmp_path / "site" / "2021-03" / "data" / "listed.csv").read_text()
    assert not (tmp_path / "x").exists()
    names = {p.name for p in tmp_path.rglob("*") if p.suffix in (".html", ".csv")}
    assert all(re.fullmatch(r"[a-z0-9-]+\.(html|csv)", name) for name in names)


def test_a_build_that_says_the_same_changes_nothing(
    site: Path, make_issue: Callable[..., Issue], figure_cache: Path
) -> None:
    before = tree(site)
    written = write_issue(make_issue(code_version="0.2.0"), site, cache=figure_cache)
    after = tree(site)
    assert (written.new, written.correction, written.folder) == (False, 0, "2021-03")
    month = {name for name in before if name.startswith("2021-03/")}
    assert {name: after[name] for name in month} == {name: before[name] for name in month}
    assert set(after) == set(before)


def test_a_build_that_says_something_else_is_a_correction(
    site: Path, make_issue: Callable[..., Issue], figure_cache: Path
) -> None:
    before = {name: data for name, data in tree(site / "2021-03").items() if name != "corrections.html"}
    fewer = tuple(row for row in ROWS if row["event_id"] != "ucdp-candidate:2")
    for expected in (1, 1):  # the second build says the same as the first correction
        written = write_issue(make_issue(fewer), site, cache=figure_cache)
        assert (written.folder, written.correction) == ("2021-03/correction-1", expected)
    other = write_issue(make_issue(ROWS[:1]), site, cache=figure_cache)
    assert other.folder == "2021-03/correction-2"
    back = write_issue(make_issue(), site, cache=figure_cache)
    assert (back.folder, back.new) == ("2021-03/correction-3", True)
    after = tree(site / "2021-03")
    assert {name: after[name] for name in before} == before
    listing = (site / "2021-03" / "corrections.html").read_text()
    assert re.search(r"Events in March 2021</th><td[^>]*>4</td><td[^>]*>3<", listing)
    archive = (site / "archive.html").read_text()
    assert archive.count("2021-03/correction-2/index.html") == 1
    for page in (site / "2021-03" / "correction-1").rglob("*.html"):
        for link in Links(page).loads:
            assert (page.parent / link).resolve().is_file(), f"{page}: {link}"


def test_a_later_month_tells_what_changed(site: Path, make_issue: Callable[..., Issue], figure_cache: Path) -> None:
    before = tree(site / "2021-03")
    april = dt.date(2021, 4, 1)
    verdicts = (verdict("two-attacks", "There were two attacks.", "contradicted", False), VERDICTS[1])
    write_issue(make_issue(month=april, verdicts=verdicts), site, cache=figure_cache)
    assert tree(site / "2021-03") == before
    page = (site / "2021-04" / "index.html").read_text()
    assert "Since the issue of March 2021, one verdict has changed." in page
    assert "Contradicted, was: Supported" in page
    assert "No loaded source covers April 2021: what happened in the month is not known here." in page
    home = (site / "index.html").read_text()
    assert home.index("2021-04/index.html") < home.index("2021-03/index.html")


def test_a_watch_with_nothing_but_a_name(make_issue: Callable[..., Issue], tmp_path: Path, figure_cache: Path) -> None:
    issue = make_issue(
        (), (), countries=("AFG",), lines=(), verdicts=(), sources=(), coverage=(), problems=(), unresolved=(), also={}
    )
    write_issue(issue, tmp_path, cache=figure_cache)
    page = (tmp_path / "2021-03" / "index.html").read_text()
    assert "No loaded source covers March 2021: what happened in the month is not known here." in page
    assert 'id="where"' not in page
    assert 'id="past"' not in page


def test_the_feed_names_months_and_corrections(
    site: Path, make_issue: Callable[..., Issue], figure_cache: Path
) -> None:
    write_issue(make_issue(ROWS[:1]), site, cache=figure_cache)
    feed = (site / "feed.xml").read_text()
    titles = re.findall(r"<title>(.*?)</title>", feed)
    assert titles == ["Two countries", "Correction 1 to Two countries, March 2021", "Two countries, March 2021"]
    assert "<id>https://example.org/two/2021-03/correction-1/</id>" in feed
    assert re.findall(r"<updated>(.*?)</updated>", feed)[0] == "2021-04-20T00:00:00+00:00"


def test_a_line_that_is_not_measured_is_not_called_quiet(
    make_issue: Callable[..., Issue], tmp_path: Path, figure_cache: Path
) -> None:
    from dataclasses import replace

    lines = (ROAD, replace(ROAD, id="pipe", name="The pipe", parts=(), measured_km=0.0))
    write_issue(make_issue(lines=lines), tmp_path, cache=figure_cache)
    page = (tmp_path / "2021-03" / "index.html").read_text()
    assert "close enough: The pipe." in page
    rows = json.loads((tmp_path / "2021-03" / "data" / "corridors.json").read_text())
    assert {r["events"] for r in rows if r["line"] == "pipe"} == {None}
    assert {r["events"] for r in rows if r["line"] == "road"} == {3}
