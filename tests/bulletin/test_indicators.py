"""The section on indicators: value, unit, year, source, gaps; only where some are loaded, and only open ones."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sarhad.bulletin import Issue, write_issue
from sarhad.events.gate import LicenceError


def figure(year: int, value: float, **more: Any) -> dict[str, Any]:
    return {
        "country": "AFG", "period": str(year), "start": dt.date(year, 1, 1), "end": dt.date(year, 12, 31),
        "indicator": "Population <b>", "value": value, "unit": "persons", "source": "World Bank",
        "source_version": "2026", "citation": "WDI <i>", "licence": "CC BY 4.0", "licence_class": "open",
    } | more  # fmt: skip


def page(make_issue: Callable[..., Issue], folder: Path, cache: Path, *figures: dict[str, Any]) -> str:
    write_issue(make_issue(indicators=figures), folder, cache=cache)
    return (folder / "2021-03" / "index.html").read_text(encoding="utf-8")


def test_the_newest_figure_of_the_month_is_printed_with_year_unit_source_and_gaps(
    make_issue: Callable[..., Issue], tmp_path: Path, figure_cache: Path
) -> None:
    text = page(make_issue, tmp_path, figure_cache, figure(2015, 1), figure(2019, 12345), figure(2024, 9))
    section = text.split('<section class="sec" id="indicators"')[1].split("</section>")[0]
    assert "12,345" in section
    assert "<td>persons</td><td>2019</td>" in section
    assert "missing between 2015 and 2024: 2016, 2017, 2018, 2020, 2021, 2022 and 1 more" in section
    assert "no figure loaded: unknown" in section  # of Pakistan
    assert "Source: World Bank 2026. WDI &lt;i&gt;" in section
    assert "<b>" not in section
    assert "2015" in (tmp_path / "2021-03" / "data" / "indicators.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("more", "credit"),
    [
        ({}, "Source: World Bank 2026. WDI &lt;i&gt;. Licence: CC BY 4.0.</p>"),
        ({"citation": "World Bank (2026)."}, "Source: World Bank (2026). Licence: CC BY 4.0.</p>"),
        ({"source_version": "sha256:ab", "citation": ""}, "Source: World Bank. Licence: CC BY 4.0.</p>"),
    ],
)
def test_the_credit_names_the_source_once(
    more: dict[str, Any], credit: str, make_issue: Callable[..., Issue], tmp_path: Path, figure_cache: Path
) -> None:
    figures = [figure(year, 1, **more) for year in (2020, 2021)]
    assert credit in page(make_issue, tmp_path, figure_cache, *figures)
    (number,) = (tmp_path / "2021-03" / "numbers").glob("indicator-*.html")
    assert "<li>World Bank" in number.read_text(encoding="utf-8"), "the source of the row, not the watch's own files"


@pytest.mark.parametrize(("years", "shown"), [((2020, 2021), False), ((2019, 2021), True)])
def test_the_column_of_gaps_stands_only_where_there_is_one(
    years: tuple[int, ...], shown: bool, make_issue: Callable[..., Issue], tmp_path: Path, figure_cache: Path
) -> None:
    text = page(make_issue, tmp_path, figure_cache, *(figure(year, 1) for year in years))
    assert (">Gaps<" in text) is shown


def test_without_indicators_there_is_no_section(
    make_issue: Callable[..., Issue], tmp_path: Path, figure_cache: Path
) -> None:
    assert 'id="indicators"' not in page(make_issue, tmp_path, figure_cache)
    assert not (tmp_path / "2021-03" / "data" / "indicators.csv").exists()


def test_a_figure_that_may_not_be_passed_on_stops_the_issue(make_issue: Callable[..., Issue]) -> None:
    with pytest.raises(LicenceError):
        make_issue(indicators=[figure(2019, 1, licence_class="private")])
