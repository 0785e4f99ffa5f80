from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path
from typing import Any

import pytest
from markupsafe import Markup

from sarhad.bulletin.charts import Day, Panel, days_chart, past_chart
from sarhad.bulletin.drawing import INK, Renderer, for_download, for_page
from sarhad.bulletin.figures import chart_figure

DAYS = [Day(dt.date(2021, 3, n), float(n % 5), float(n % 3), float(n % 7 + 4)) for n in range(1, 32)]
MONTHS = tuple(dt.date(2020 + (m > 12), (m - 1) % 12 + 1, 1) for m in range(1, 16))
PANELS = [
    Panel("Avaria", MONTHS, {m: float(n * n) for n, m in enumerate(MONTHS) if n != 4}, 1.0, 400.0),
    Panel("Bergland", MONTHS, dict.fromkeys(MONTHS[:3], 0.0), None, None),
    Panel("Nothing", MONTHS, {}, None, None),
]


def test_a_chart_takes_its_colours_from_the_page(figure_cache: Path) -> None:
    svg = Renderer(figure_cache).svg(days_chart(DAYS, width=832, height=190, step=2, note="a & b"))
    page = for_page(svg, css="alt only-d", label='Deaths "by day"')
    assert page.startswith('<svg class="alt only-d" role="img" aria-label="Deaths &#34;by day&#34;" ')
    assert 'fill="var(--accent)"' in page
    assert INK not in page
    assert "style=" not in page
    assert "a &amp; b" in page
    assert "var(" not in for_download(svg)


def test_each_panel_hatches_what_is_not_loaded(figure_cache: Path) -> None:
    svg = for_page(Renderer(figure_cache).svg(past_chart(PANELS, width=820, columns=3)), css="x", label="y")
    assert svg.count('fill="url(#hg)"') == 3  # the missing month, the months after the third, everything
    for text in ("Avaria", "Bergland", "Nothing", "no past month loaded", "0 in every loaded month", "196"):
        assert text in svg


def test_a_figure_has_its_files(figure_cache: Path) -> None:
    spec = days_chart(DAYS, width=832, height=190, step=2)
    figure = chart_figure(
        Renderer(figure_cache), "days", Markup("Finding"), "About", "Alt", wide=spec, narrow=spec, rows=[{"day": "=1"}]
    )
    assert sorted(figure.files) == ["days.csv", "days.png", "days.svg", "days.vl.json"]
    assert figure.files["days.png"].startswith(b"\x89PNG")
    assert b"'=1" in figure.files["days.csv"]
    assert json.loads(figure.files["days.vl.json"])["$schema"].startswith("https://vega.github.io/schema/vega-lite/")
    assert "#040404" not in figure.files["days.vl.json"].decode()


def test_a_rendering_is_made_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []
    monkeypatch.setattr("vl_convert.vegalite_to_svg", lambda spec: calls.append(spec) or "<svg/>")
    for _ in range(3):
        assert Renderer(tmp_path).svg({"mark": "bar"}) == "<svg/>"
    assert Renderer(tmp_path).svg({"mark": "line"}) == "<svg/>"
    assert len(calls) == 2


def test_what_is_cut_off_is_named_alike_whatever_was_drawn_before() -> None:
    def cut(value: int) -> dict[str, Any]:
        return {
            "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
            "data": {"values": [{"a": value}]},
            "mark": {"type": "bar", "clip": True},
            "encoding": {"x": {"field": "a", "type": "quantitative", "scale": {"domain": [0, 1]}}},
        }

    one, other = (Renderer().svg(cut(n)) for n in (1, 2))
    assert [Renderer().svg(cut(n)) for n in (2, 1)] == [other, one]
    ids = [re.findall(r'clipPath id="([^"]+)"', svg) for svg in (one, other)]
    assert len(ids[0]) == len(ids[1]) == 1
    assert ids[0] != ids[1], "both may stand on one page"
    assert f"url(#{ids[0][0]})" in one
