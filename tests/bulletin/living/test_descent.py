from __future__ import annotations

import datetime as dt
import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sarhad.bulletin.living.descent import MOST_ROWS, descent
from sarhad.bulletin.living.lines import NARROW
from sarhad.bulletin.living.spans import spans
from sarhad.bulletin.pages import style

from .registries import ALL, entry, registry, to


def names(svg: str) -> list[str]:
    """The names in the drawing, from above."""
    return re.findall(r'class="dn(?: me)?">([^<]*)<', svg)


def dots(svg: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in re.findall(r'<circle cx="([\d.]+)" cy="([\d.]+)"', svg)]


def test_an_actor_without_lineage_has_no_drawing() -> None:
    assert descent(registry(*ALL), "league") is None


def test_older_ones_stand_above_and_markup_is_escaped() -> None:
    found = descent(registry(*ALL), "front")
    assert found is not None
    assert names(str(found.drawing.wide)) == ["Old Front", "Taleban &lt;b&gt;Front&lt;/b&gt;", "Rump"]
    assert "<b>" not in found.drawing.wide
    assert 'class="dn me"' in found.drawing.wide
    assert found.drawing.alt == (
        "Lineage of Taleban <b>Front</b>: "
        "Taleban <b>Front</b> split from Old Front, from 2001-05-05 (from a data set); "
        "Taleban <b>Front</b> joined Old Front, from 2009 (from a published page); "
        "Rump split from Taleban <b>Front</b>, from 2011-02 (from a data set)"
    )


@pytest.mark.parametrize(
    ("kind", "css", "why"),
    [
        ("renamed-from", "dln", "the same organisation carried on"),
        ("successor-of", "dln", "carried on"),
        ("splinter-of", "dln ds", "a part that left"),
        ("replaces", "dln ds", "another in its place"),
    ],
)
def test_how_a_step_is_drawn(kind: str, css: str, why: str) -> None:
    found = descent(registry(entry("a"), entry("b", "B", to("a", kind, "2001"))), "b")
    assert found is not None
    assert re.findall(r'<path d="[^"]*" class="([^"]*)"/>', str(found.drawing.wide)) == [css], why


def test_one_that_merged_stands_above_what_it_merged_into() -> None:
    found = descent(registry(entry("b"), entry("a", "A", to("b", "merged-into", "2001"))), "a")
    assert found is not None
    assert names(str(found.drawing.wide)) == ["A", "B"]


def test_one_that_left_and_came_back_has_a_way_back_with_a_tip() -> None:
    back = registry(entry("a"), entry("b", "B", to("a", "splinter-of", "2001"), to("a", "joined", "2005")))
    found = descent(back, "b")
    assert found is not None
    assert names(str(found.drawing.wide)) == ["A", "B"], "the group that it left stands above"
    (one, other) = dots(str(found.drawing.wide))
    assert one[0] < other[0], "the way back has a column of its own"
    assert str(found.drawing.wide).count("<path") == 3, "two lines, and the tip of the one that leads back"


@given(st.data())
def test_no_line_runs_through_another_dot(data: st.DataObject) -> None:
    """Any lineage of up to eight actors: the upright part of a line passes no dot between its ends."""
    ids = [f"n{n}" for n in range(data.draw(st.integers(2, 8)))]
    entries = []
    for n, actor_id in enumerate(ids):
        older = data.draw(st.lists(st.sampled_from(ids[:n]), unique=True, max_size=3)) if n else []
        entries.append(entry(actor_id, actor_id, *(to(other, "splinter-of") for other in older)))
    for actor_id in ids:
        found = descent(registry(*entries), actor_id)
        if found is None:
            continue
        svg = str(found.drawing.narrow)
        centres = dots(svg)
        assert len(set(centres)) == len(centres)
        assert all(y < below for (_, y), (_, below) in pairwise(centres))
        for x, y, to_y in re.findall(r'<path d="M([\d.]+) ([\d.]+)V([\d.]+)', svg):
            between = [c for c in centres if c[0] == float(x) and float(y) < c[1] < float(to_y) - 7]
            assert not between
        assert max(x for x, _ in centres) < NARROW


def test_of_a_long_line_the_nearest_are_drawn_and_the_rest_is_counted() -> None:
    chain = [entry("n0"), *(entry(f"n{n}", "", to(f"n{n - 1}", "renamed-from")) for n in range(1, MOST_ROWS + 6))]
    found = descent(registry(*chain), "n3")
    assert found is not None
    assert (found.left_out, len(names(str(found.drawing.wide)))) == (6, MOST_ROWS)
    assert names(str(found.drawing.wide))[:4] == ["N0", "N1", "N2", "N3"]


def test_the_same_registry_gives_the_same_drawing() -> None:
    assert descent(registry(*ALL), "rump") == descent(registry(*reversed(ALL)), "rump")


def test_nothing_of_a_drawing_bears_a_class_that_print_hides() -> None:
    sheet = style().decode()
    hidden = {
        name for rule in re.findall(r"([^{}]+)\{display:none\}", sheet) for name in re.findall(r"\.([\w-]+)", rule)
    }
    assert "dl" in hidden, "the search itself"
    for svg in (descent(registry(*ALL), "front"), spans(registry(*ALL), "front", dt.date(2026, 1, 31))):
        assert svg is not None
        drawn = str(getattr(svg, "drawing", svg).wide).partition(">")[2]
        classes = {name for names_ in re.findall(r'class="([^"]+)"', drawn) for name in names_.split()}
        assert classes
        assert not classes & hidden
