"""The section on media attention: volume, ratio to the norm, lags; only where some is loaded and asked for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from sarhad.build.asked import ATTENTION_TABLE
from sarhad.bulletin import Issue, write_issue
from sarhad.bulletin.desk import open_desk
from sarhad.bulletin.sections import attention

PARAMETERS = {
    "bands_km": [10, 25, 50], "history_months": 12, "max_hop_km": 300, "place_precision_max": 2,
    "attention_volume": "mentions", "attention_actor_group": "armed-groups", "attention_against": "events",
    "attention_norm_months": 36, "attention_max_lag_days": 14, "attention_belated_days": 7,
}  # fmt: skip
LATE = {
    "country": "AFG", "days": 30, "days_unknown": 1, "norm_days": 1096, "norm_days_unknown": 0, "volume": 4321,
    "share": 0.02, "norm_share": 0.01, "ratio": 2.0, "ratio_low": 1.5, "ratio_high": 2.7, "p_value": 0.001,
    "confidence": 0.95, "counted": 3.0, "peak_of_events": dt.date(2021, 3, 5), "peak_of_volume": dt.date(2021, 3, 17),
    "lag_of_peak_days": 12, "lag_days": -1, "correlation": 0.4, "lag_p_value": 0.03, "belated": True, "cannot_say": "",
    "cannot_say_lag": "", "source": "gdelt",
}  # fmt: skip
USUAL = LATE | {"ratio": 1.1, "ratio_low": 0.8, "ratio_high": 1.4, "belated": False, "days_unknown": 0}
NOTHING = dict.fromkeys(("peak_of_events", "peak_of_volume", "lag_of_peak_days", "lag_days", "lag_p_value", "belated"))
UNKNOWN = LATE | NOTHING | {
    "country": "PAK", "volume": 0, "ratio": None, "ratio_low": None, "ratio_high": None,
    "cannot_say": "nothing was told in the norm", "cannot_say_lag": "no event in the window",
}  # fmt: skip


def issue(make: Callable[..., Issue], *rows: dict[str, Any]) -> Issue:
    return make(tables={"attention": pa.Table.from_pylist(list(rows), ATTENTION_TABLE)}, parameters=PARAMETERS)


def test_volume_ratio_and_lags_are_links_and_what_cannot_be_said_has_its_reason(
    make_issue: Callable[..., Issue], tmp_path: Path, figure_cache: Path
) -> None:
    write_issue(issue(make_issue, LATE, UNKNOWN), tmp_path, cache=figure_cache)
    text = (tmp_path / "2021-03" / "index.html").read_text(encoding="utf-8")
    section = text.split('<section class="sec" id="attention"')[1].split("</section>")[0]
    assert 'href="numbers/attention-afg-volume.html">4,321</a>' in section
    assert 'href="numbers/attention-afg-ratio.html">2.00</a></td><td class="q">1.50–2.70' in section
    assert "5 March, 17 March" in section
    assert ">+12</a>" in section
    assert ">−1</a> (p = 0.03)" in section
    assert '<span class="sub">belated</span>' in section
    assert "nothing was told in the norm" in section
    assert "Pakistan: no event in the window." in section
    assert "Of armed groups, as a share of the world’s on the same day; 1 day of the month" in section
    assert "gdelt" in (tmp_path / "2021-03" / "data" / "attention.csv").read_text(encoding="utf-8")
    number = (tmp_path / "2021-03" / "numbers" / "attention-afg-ratio.html").read_text(encoding="utf-8")
    assert "SELECT ratio, ratio_low, ratio_high\nFROM attention" in number


@pytest.mark.parametrize(
    ("rows", "answer"),
    [
        ((LATE,), "2.0</a> times as much as is usual, with a peak"),
        ((LATE | {"belated": False},), "2.0</a> times as much as is usual."),
        ((LATE, LATE | {"country": "PAK"}), "; one other is above the norm too."),
        ((USUAL,), "In Afghanistan, the one country with a norm, the media told no more than is usual."),
        (
            (USUAL, USUAL | {"country": "PAK"}),
            "In none of the two countries with a norm did the media tell more than is",
        ),
        ((UNKNOWN,), "Media volume is loaded, but not enough of it to say what is usual for any of the countries."),
    ],
)
def test_the_answer(rows: tuple[dict[str, Any], ...], answer: str, make_issue: Callable[..., Issue]) -> None:
    found = attention(open_desk(issue(make_issue, *rows)))
    assert found is not None
    assert answer in str(found.answer)


def test_columns_of_lags_stand_only_where_there_is_one(
    make_issue: Callable[..., Issue], tmp_path: Path, figure_cache: Path
) -> None:
    write_issue(issue(make_issue, UNKNOWN), tmp_path, cache=figure_cache)
    text = (tmp_path / "2021-03" / "index.html").read_text(encoding="utf-8")
    section = text.split('<section class="sec" id="attention"')[1].split("</section>")[0]
    assert "Days between" not in section
    assert "As a rule" not in section
    assert "No lag, Pakistan: no event in the window." in section


def test_without_media_volume_there_is_no_section(make_issue: Callable[..., Issue]) -> None:
    assert attention(open_desk(make_issue())) is None
