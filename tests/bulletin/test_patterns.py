"""Patterns on the pages: what their sentences say, that markup of data stays text, and what an issue takes."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from sarhad.bulletin import Issue, Pattern, write_issue
from sarhad.events import Provenance
from sarhad.events.gate import LicenceError
from tests.bulletin.conftest import CANDIDATE, MARCH

EVIL = "<script>alert(1)</script>"
SHAPE = {"period": MARCH, "sides": 3, "dyads": 2, "components": 1, "weight": 3.0, "top_share": 1.0, "p_value": None,
         "cannot_say": None}  # fmt: skip
CUTS = {"method": "PELT", "change": dt.date(2020, 9, 1), "mean_before": 4.0, "mean_after": 2.0, "ratio": 0.5,
        "ratio_low": 0.3, "ratio_high": 0.8, "p_value": None, "largest_event": None, "cannot_say": None}  # fmt: skip


def pattern(name: str, *rows: dict[str, Any], **drawn: Any) -> Pattern:
    """As a build passes it on."""
    table = pa.Table.from_pylist([{"row": n, **row} for n, row in enumerate(rows, 1)])
    about = Provenance(f"sarhad.measures.{name}", sources=(CANDIDATE,), rows_used=3)
    return Pattern(name, dt.date(2020, 4, 1), dt.date(2021, 3, 31), table, about, drawn)


def network(*sides: str, **values: Any) -> Pattern:
    """A graph of the first side against each other one."""
    pairs = [(sides[0], side, 1.0) for side in sides[1:]]
    drawn = {"of": "events", "period": "month", "first": MARCH, "last": dt.date(2021, 3, 31), "pairs": pairs}
    return pattern("network", SHAPE | values, **drawn, friends=[], foes=[])


def change(p_value: float, *methods: str) -> Pattern:
    """What the methods found, and a single cut in April 2020."""
    rows = [CUTS | {"method": method} for method in methods] or [CUTS | {"change": None}]
    cut = CUTS | {"method": "best single cut", "change": dt.date(2020, 4, 1), "p_value": p_value}
    months = [(dt.date(2020, 4, 1) + dt.timedelta(days=31 * n)).replace(day=1) for n in range(12)]
    return pattern("change", *rows, cut, of="events", months=months, counts=[4.0] * 5 + [2.0] * 7)


@pytest.fixture
def pages(make_issue: Callable[..., Issue], tmp_path: Path, figure_cache: Path) -> Callable[..., Callable[[str], str]]:
    """Writes a month with patterns; what is returned reads a file of the site."""

    def write(*patterns: Pattern) -> Callable[[str], str]:
        issue = make_issue(patterns=patterns, tables={one.table_name: one.table for one in patterns})
        write_issue(issue, tmp_path / "site", cache=figure_cache)
        return lambda name: (tmp_path / "site" / name).read_text(encoding="utf-8")

    return write


def sentence(page: str) -> str:
    """The sentence of a pattern's page without its tags."""
    found = re.search(r'<p class="lead2">(.*?)</p>', page, re.DOTALL)
    assert found is not None
    return re.sub(r"<[^>]+>", "", found[1])


def test_markup_in_the_name_of_a_side_stays_text(pages: Callable[..., Callable[[str], str]]) -> None:
    page = pages(network("Army", EVIL, 'x" onload="y'))("2021-03/measures/network.html")
    assert EVIL not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert not re.search(r"<[^>]* onload=", page)


@pytest.mark.parametrize(
    ("components", "says"),
    [(1, "In March 2021 three sides fought each other in two pairs, all linked; "),
     (2, "In March 2021 three sides fought each other in two pairs, in two separate parts; ")],
)  # fmt: skip
def test_how_the_sides_hang_together(pages: Callable[..., Callable[[str], str]], components: int, says: str) -> None:
    page = pages(network("A", "B", "C", components=components))("2021-03/measures/network.html")
    assert sentence(page) == says + "the most involved side took part in 100% of it."


@pytest.mark.parametrize(
    ("p_value", "methods", "says"),
    [
        (0.02, ("PELT",), " A test of one change alone puts it in April 2020, more than chance gives (p = 0.020)."),
        (0.168, ("PELT",), " That is what segmentation finds, which knows no p-value; a test of one change alone, in "
         "April 2020, gives p = 0.168, so chance may give as much."),
        (0.02, (), " That is what segmentation says; a test of one change puts it in April 2020, more than "
         "chance gives (p = 0.020)."),
        (0.3, (), " A test of one change alone puts it in April 2020, no more than chance may give (p = 0.300)."),
    ],
)  # fmt: skip
def test_where_two_methods_disagree_on_a_change_the_sentence_says_so(
    pages: Callable[..., Callable[[str], str]], p_value: float, methods: tuple[str, ...], says: str
) -> None:
    told = sentence(pages(change(p_value, *methods))("2021-03/measures/change.html"))
    first = "changed one time; the last time in September 2020" if methods else "did not change"
    assert first in told
    assert told.endswith(says)


def test_a_page_leads_to_its_method(pages: Callable[..., Callable[[str], str]]) -> None:
    read = pages(network("A", "B", "C"))
    assert 'href="../../methods.html#network"' in read("2021-03/measures/network.html")
    methods = read("methods.html")
    assert '<h3 id="network">' in methods
    assert "docs/methods/network.md" in methods


@pytest.mark.parametrize("column", ["event", "largest_event", "event_ids"])
def test_an_issue_takes_no_pattern_that_names_an_event_it_does_not_hold(
    make_issue: Callable[..., Issue], column: str
) -> None:
    named = "ucdp-candidate:1;acled:7" if column == "event_ids" else "acled:7"
    one = pattern("alerts", {"day": MARCH, column: named, "cannot_say": None})
    with pytest.raises(LicenceError, match="a pattern names acled:7, which is no event of the issue"):
        make_issue(patterns=(one,), tables={one.table_name: one.table})
