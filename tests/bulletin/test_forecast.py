"""What may come, in a month's page and on the page that lives on: with a fan, without a forecast, without a score."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from sarhad.bulletin import Issue, write_issue
from sarhad.bulletin.sections.forecast import what_redrawn_pasts_change
from sarhad.forecasts import Panel, Watched, make_kept, month_id

PARAMETERS = {
    "bands_km": [10, 25, 50], "history_months": 12, "max_hop_km": 300, "place_precision_max": 2,
    "forecasts_months_ahead": 3, "forecasts_model": "weighted_draws",
}  # fmt: skip


def panel(months: int, vintage: str = "GED 21.1 <b>") -> Panel:
    """AFG with 10 to 12 deaths a month, PAK with none, from January 2020 on."""
    deaths = np.stack([10 + np.arange(months) % 3, np.zeros(months, dtype=np.int64)])
    return Panel("country", ("AFG", "PAK"), (700, 770), month_id("2020-01"), deaths, deaths >= 0, ((), ()), vintage)


def watched(found: Panel | None, redraws: int = 0) -> Watched:
    reasons = {} if found else {"AFG": "no month loaded event by event", "PAK": "no month loaded event by event"}
    made = make_kept(
        found, month="2021-03", countries=("AFG", "PAK"), known_by="loaded event by event", months_ahead=3,
        model="weighted_draws", redraws=redraws, seed=1, without=reasons,
    )  # fmt: skip
    return Watched(made, found)


def write(make: Callable[..., Issue], out: Path, cache: Path, found: Watched | None, **fields: Any) -> tuple[str, str]:
    write_issue(make(forecasts=found, parameters=PARAMETERS, **fields), out, cache=cache)
    page = (out / "2021-03" / "index.html").read_text(encoding="utf-8")
    section = page.split('id="forecast"')[1].split("</section>")[0] if 'id="forecast"' in page else ""
    living = out / "forecasts.html"
    return section, living.read_text(encoding="utf-8") if living.is_file() else ""


def test_the_month_says_it_in_words_with_a_fan_and_the_quiet_by_name(
    make_issue: Callable[..., Issue], tmp_path: Path, figure_cache: Path
) -> None:
    section, living = write(make_issue, tmp_path, figure_cache, watched(panel(15)))
    assert "Deaths may come in one of two countries. Afghanistan in April 2021: more likely" in section
    assert "more likely than not below 12 deaths; one in ten above 12." in section
    assert 'href="numbers/forecast-afg.html">11</a>' in section
    assert section.count("<svg") >= 2
    assert "No death expected: Pakistan." in section
    assert "GED 21.1 &lt;b&gt;" in section
    assert "<b>" not in section
    assert "No forecast has been scored yet." in living
    assert "6 months foreseen have not arrived." in living
    for name in ("forecast.json", "data/forecast.csv", "figures/forecast.svg", "numbers/forecast-afg.html"):
        assert (tmp_path / "2021-03" / name).is_file()


def test_what_redrawn_pasts_change_is_said(
    make_issue: Callable[..., Issue], tmp_path: Path, figure_cache: Path
) -> None:
    plain = panel(15)
    bounded = replace(plain, low=plain.deaths // 2, high=plain.deaths * 3)
    section, _ = write(make_issue, tmp_path, figure_cache, watched(bounded, redraws=4))
    told = json.loads((tmp_path / "2021-03" / "forecast.json").read_text(encoding="utf-8"))["countries"][0]["months"][0]
    drawn, reported = told["quantiles"], told["as_reported"]["quantiles"]
    assert drawn["95"] - drawn["5"] > reported["95"] - reported["5"] == 2
    assert f"{round(drawn['5'])} to {round(drawn['95'])} deaths, not 10 to 12 as from the past as reported" in section
    assert "four pasts drawn between the source’s low and high figures" in section
    assert "That makes the 90 % of April 2021 wider by" in section
    assert "most in Afghanistan" in section
    assert 'scope="col">90&nbsp;%, as reported' in section


def first_month(drawn: tuple[float, float], reported: tuple[float, float]) -> dict[str, Any]:
    told, plain = ({"quantiles": dict(zip(("5", "95"), ends, strict=True))} for ends in (drawn, reported))
    return {"country": "AFG", "months": [{"month": "2021-04", **told, "as_reported": plain}]}


def test_redrawn_pasts_may_narrow_a_forecast_or_change_nothing() -> None:
    names = {"AFG": "Afghanistan"}
    said = what_redrawn_pasts_change({"redraws": 10}, [first_month((5, 45), (0, 50))], names)
    assert "makes the 90 % of April 2021 narrower by 20% over all countries; most in Afghanistan: 5 to 45" in str(said)
    same = what_redrawn_pasts_change({"redraws": 2}, [first_month((5, 45), (5, 45))], names)
    assert str(same).endswith("two pasts drawn between the source’s low and high figures are pooled. That changes "
                              "nothing in the 90 % of April 2021.")  # fmt: skip
    assert what_redrawn_pasts_change({"redraws": 0}, [], names) is None


def test_without_a_forecast_the_page_says_why(
    make_issue: Callable[..., Issue], tmp_path: Path, figure_cache: Path
) -> None:
    section, living = write(make_issue, tmp_path, figure_cache, watched(None))
    assert "No forecast is made of any of the two countries" in section
    assert "No forecast: Afghanistan and Pakistan; no month loaded event by event." in section
    assert "No forecast of a country has been made" in living


def test_a_watch_that_does_not_ask_has_neither_section_nor_page(
    make_issue: Callable[..., Issue], tmp_path: Path, figure_cache: Path
) -> None:
    assert write(make_issue, tmp_path, figure_cache, None) == ("", "")


def test_the_first_forecast_of_a_month_stays_and_is_scored_later_also_when_no_more_is_asked(
    make_issue: Callable[..., Issue], tmp_path: Path, figure_cache: Path
) -> None:
    write(make_issue, tmp_path, figure_cache, watched(panel(15)))
    first = (tmp_path / "2021-03" / "forecast.json").read_bytes()
    _, living = write(
        make_issue, tmp_path, figure_cache, Watched({**json.loads(first), "model": "zero"}, panel(16, "GED 22.1")),
        title="A new title",
    )  # fmt: skip
    assert (tmp_path / "2021-03" / "correction-1" / "forecast.json").read_bytes() == first
    assert 'href="2021-03/correction-1/forecast.json"' in living
    assert "Of 2 forecasts of a country and month that have arrived, 2 held inside" in living
    assert "What happened is told by GED 22.1" in living
    assert "GED 21.1 &lt;b&gt;" in living
    assert "none missed" in living
    section, living = write(make_issue, tmp_path, figure_cache, None, title="A new title")
    assert "more likely than not" in section, "the month's page is not rewritten"
    assert 'href="2021-03/correction-1/forecast.json"' in living, "what was foreseen stays"


def test_what_was_loaded_already_counts_in_no_sum(
    make_issue: Callable[..., Issue], tmp_path: Path, figure_cache: Path
) -> None:
    _, living = write(make_issue, tmp_path, figure_cache, watched(panel(16)))
    assert "No forecast has been scored yet." in living
    assert "2 months were already loaded when the forecast was made" in living
    assert "(afterwards)" in living
