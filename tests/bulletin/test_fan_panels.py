"""The panels of a forecast: what is a hit, and which scale a panel takes."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from sarhad.bulletin.fan_panels import foreseen, log_note, panels_chart

Q = {"5": 1.0, "25": 4.0, "50": 8.0, "75": 12.0, "95": 30.0}


@pytest.mark.parametrize(("deaths", "kind"), [(0, "miss"), (1, "hit"), (30, "hit"), (31, "miss"), (None, None)])
def test_what_happened_is_a_hit_inside_the_90_percent_with_its_ends(deaths: int | None, kind: str | None) -> None:
    marks = foreseen(2, "2021-05", Q, Q, deaths)
    came = [mark for mark in marks if mark["kind"] in ("hit", "miss")]
    assert [mark["kind"] for mark in came] == ([kind] if kind else [])
    assert all((mark["x0"], mark["y0"]) == (2.5, deaths) for mark in came)
    assert [mark["kind"] for mark in marks[:3]] == ["ninety", "fifty", "median"]


def test_one_old_peak_does_not_press_the_forecast_flat() -> None:
    war = [*foreseen(0, "2021-05", Q, Q, None), {"kind": "past", "x0": -0.9, "x1": -0.1, "y0": 1800, "y1": 0}]
    low = [*foreseen(0, "2021-05", Q, Q, None), {"kind": "past", "x0": -0.9, "x1": -0.1, "y0": 90, "y1": 0}]
    assert log_note({"A": low, "B": war}) == ", logarithmic where it says so"
    assert log_note({"A": low}) == ""
    chart = json.dumps(panels_chart({"A": low, "B": war}, dt.date(2021, 5, 1), (-24, 12), width=820, columns=2))
    assert '"text": "B, log scale"' in chart
    assert '"text": "A"' in chart
    assert chart.count('"type": "symlog"') == chart.count('"type": "linear"') > 0
    assert "'2022'" in chart


def test_months_in_a_row_that_are_the_same_are_one_band() -> None:
    other = {**Q, "95": 40.0}
    marks = [mark for at, q in ((0, Q), (1, Q), (3, Q), (4, other)) for mark in foreseen(at, "2021-05", q, Q, 5)]
    chart = panels_chart({"A": marks}, dt.date(2021, 5, 1), (0, 6), width=820, columns=1)
    drawn = [(m["kind"], m["x0"], m.get("x1")) for m in chart["concat"][0]["data"]["values"]]
    assert [mark for mark in drawn if mark[0] == "ninety"] == [("ninety", 0, 2), ("ninety", 3, 4), ("ninety", 4, 5)]
    assert [mark for mark in drawn if mark[0] == "fifty"] == [("fifty", 0, 2), ("fifty", 3, 5)]
    assert sum(kind == "median" for kind, _, _ in drawn) == sum(kind == "hit" for kind, _, _ in drawn) == 4
    assert marks[0]["x1"] == 1, "the marks themselves stay"
