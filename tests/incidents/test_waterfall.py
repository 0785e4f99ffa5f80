"""The drawing of an explanation: bars where the odds are, nothing unescaped, the same text each time."""

import xml.etree.ElementTree as ET

import pytest

from sarhad.incidents.explain import explain
from sarhad.incidents.waterfall import lines, svg

from .pairs import pair


def test_each_bar_begins_where_the_one_before_ends():
    found = lines(explain(pair()), chart=40)
    bars = [line.bar for line in found if line.bits]
    assert len(bars) == 8
    for before, after, sign in zip(bars, bars[1:], [line.bits for line in found if line.bits][1:], strict=False):
        ends = {before.index("█"), before.rindex("█")}
        start = after.index("█") if sign > 0 else after.rindex("█")
        assert start in ends
    assert str(found[1]).startswith("Days                      +1.2  ")
    assert found[-2].words == "log2 odds, a probability of 0.94"
    assert found[-1].label.startswith("Linked: ")


def test_a_step_that_adds_nothing_has_no_bar():
    (days,) = [line for line in lines(explain(pair(weight_days=0.0, level_days=None))) if line.label == "Days"]
    assert "█" not in days.bar
    assert days.words == "not comparable: nothing is added"


def test_without_steps_only_the_outcome_is_told():
    bare = explain(pair(model_probability=None, weight=None, why="decision"))
    assert [str(line) for line in lines(bare)] == ["Linked: by a decision."]
    assert svg(bare) == ""


def test_the_svg_is_well_formed_and_the_same_each_time():
    drawn = svg(explain(pair()))
    assert drawn == svg(explain(pair()))
    root = ET.fromstring(drawn)
    assert root.attrib["viewBox"].startswith("0 0 360 ")
    assert len(root.findall("rect")) == 8
    words = [text.text for text in root.findall("text")]
    assert words[:3] == ["Before comparing", "−4.0", "how likely any candidate is"]
    assert words[-1] == "+4.0 bits: a probability of 0.94"
    height = float(root.attrib["viewBox"].split()[3])
    assert max(float(text.attrib["y"]) for text in root.findall("text")) < height
    for bar in root.findall("rect"):
        left, width = (float(bar.attrib[side]) for side in ("x", "width"))
        assert left >= 0
        assert left + width <= 312


@pytest.mark.parametrize("field", ["level_days", "event_a", "rival"])
def test_nothing_from_the_data_is_markup(field):
    drawn = svg(explain(pair(**{field: 'x"><script>1</script>'})))
    assert "<script" not in drawn
    ET.fromstring(drawn)
