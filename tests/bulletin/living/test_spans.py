from __future__ import annotations

import datetime as dt
import re

import pytest

from sarhad.bulletin.living.spans import spans

from .registries import ALL, entry, registry, to

UNTIL = dt.date(2026, 1, 31)


def bars(svg: str) -> list[tuple[str, float, float]]:
    """What each bar rests on, and from where to where it reaches."""
    found = []
    for path, css in re.findall(r'<path d="([^"]*)" class="(sb [a-z]+)"/>', svg):
        xs = [float(x) for x in re.findall(r"[MHL](-?[\d.]+)", path)]
        found.append((css[3:], min(xs), max(xs)))
    return found


def test_an_actor_without_relations_has_no_drawing() -> None:
    assert spans(registry(*ALL), "old-front", UNTIL) is None, "lineage has a drawing of its own"


def test_every_relation_is_a_row_in_words() -> None:
    found = spans(registry(*ALL), "front", UNTIL)
    assert found is not None
    assert re.findall(r'class="sl">([^<]*)<', str(found.wide)) == [
        "ally of League", "rival of The State", "fights The State", "towards Pakistan: hostile",
    ]  # fmt: skip
    assert [bar[0] for bar in bars(str(found.wide))] == ["page", "data", "perception"], "the undated one is a line"
    other = spans(registry(*ALL), "state", UNTIL)
    assert other is not None
    assert re.findall(r'class="sl">([^<]*)<', str(other.wide))[0] == "rival of Taleban &lt;b&gt;Front&lt;/b&gt;"


@pytest.mark.parametrize(
    ("start", "end", "share", "why"),
    [
        ("2016", "2025", (0.0, 1.0), "the years are whole years"),
        ("2016-01-01", "2020-12-31", (0.0, 0.5), "to the end of the last day"),
        ("2021", "2021-01", (0.5, 0.508), "a month is thirty-one days"),
        (None, "2020", (0.0, 0.5), "an open start reaches the edge"),
        ("2021", None, (0.5, 1.0), "an open end reaches the edge"),
    ],
)
def test_where_a_bar_begins_and_ends(start: str | None, end: str | None, share: tuple[float, float], why: str) -> None:
    """On an axis from 2016 to 2025, ten years."""
    frame = to("b", "ally-of", "2016", "2025")
    held = registry(entry("a", "A", frame, to("b", "fights", start, end)), entry("b"))
    found = spans(held, "a", dt.date(2025, 12, 31))
    assert found is not None
    whole, bar = bars(str(found.wide))
    reached = [(x - whole[1]) / (whole[2] - whole[1]) for x in bar[1:]]
    assert reached == pytest.approx(share, abs=0.002), why


def test_open_ends_are_tips() -> None:
    tips = {}
    for start, end in ((None, "2020"), ("2016", None), ("2016", "2020"), (None, None)):
        found = spans(registry(entry("a", "A", to("b", "fights", start, end)), entry("b")), "a", UNTIL)
        assert found is not None
        tips[start, end] = (str(found.wide).count("L"), 'class="sn"' in found.wide)
    assert tips == {(None, "2020"): (1, False), ("2016", None): (2, False), ("2016", "2020"): (0, False),
                    (None, None): (4, True)}  # fmt: skip


def test_a_narrow_drawing_has_its_words_above_the_bars() -> None:
    found = spans(registry(*ALL), "front", UNTIL)
    assert found is not None
    assert 'viewBox="0 0 358 ' in found.narrow
    assert min(x for _, x, _ in bars(str(found.narrow))) == 10
    assert found.alt == ("Relations of Taleban <b>Front</b> through time, 2003 to 2026; each is listed in words below")
