"""Patterns on the pages: what their sentences say, that markup of data stays text, and what an issue takes."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import replace
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


def test_the_deadliest_pair_stands_first_and_markup_in_a_side_stays_text(
    pages: Callable[..., Callable[[str], str]],
) -> None:
    deaths = {"deaths_low": 30.0, "deaths_best": 30.0, "deaths_high": 41.0}
    rows = [
        {"side_a": EVIL, "side_b": "B", "events": 2.0, **deaths, "active": True, "active_unknown": None},
        {"side_a": "C", "side_b": "D", "events": 1.0, **dict.fromkeys(deaths, 1.0), "active": None,
         "active_unknown": "the year is not covered whole"},
    ]  # fmt: skip
    one = pattern("dyads", *({**row, "cannot_say": None} for row in rows))
    page = pages(replace(one, provenance=replace(one.provenance, parameters={"active_deaths": 25})))
    text = page("2021-03/measures/dyads.html")
    assert EVIL not in text
    assert sentence(text) == (
        "In April 2020 to March 2021 two pairs of sides are recorded; one is known to have 25 deaths or more, and of "
        "one pair that cannot be said; the deadliest was &lt;script&gt;alert(1)&lt;/script&gt; – B with 30 deaths in "
        "two events."
    )
    assert "the year is not covered whole" in text


def spillover(p_value: float) -> Pattern:
    """A border with events on both sides, Afghanistan a month before, and one without."""
    columns = "part lag_months correlation p_value p_adjusted p_permuted month side_a side_b cannot_say"
    empty = dict.fromkeys(columns.split())
    lags = [
        {"part": "lag", "lag_months": lag, "correlation": r, "p_adjusted": p_value if lag == 1 else 0.9}
        for lag, r in ((-1, -0.2), (0, 0.1), (1, 0.6))
    ]
    months = [
        {"part": "month", "month": dt.date(2019 + n // 12, n % 12 + 1, 1), "side_a": n % 5, "side_b": (n - 1) % 5}
        for n in range(27)
    ]
    rows = [{"border": "AFG-PAK", **empty, **row} for row in (*lags, *months)]
    reason = "only one side is among the countries of the watch"
    one = pattern("spillover", *rows, {"border": "AFG-IRN", **empty, "cannot_say": reason}, of="events")
    return replace(one, provenance=replace(one.provenance, parameters={"band_km": 50}))


@pytest.mark.parametrize(
    ("p_value", "says"), [(0.01, ("one has", "the clearest")), (0.3, ("none have", "nearest to it"))]
)
def test_the_border_that_says_most_is_named_and_each_other_has_its_reason(
    pages: Callable[..., Callable[[str], str]], p_value: float, says: tuple[str, str]
) -> None:
    text = pages(spillover(p_value))("2021-03/measures/spillover.html")
    assert sentence(text) == (
        f"Of one border with events enough on both sides, {says[0]} a side that goes with or before the other more "
        f"than chance gives; {says[1]} is Afghanistan – Pakistan, Afghanistan one month before Pakistan "
        f"(correlation 0.60, p = {p_value:.3f})."
    )
    assert "<li>Afghanistan – IRN: only one side is among the countries of the watch</li>" in text
    assert "up: Afghanistan, down: Pakistan" in text
    assert 'href="../figures/pattern-spillover-afg-pak-lags.csv"' in text
