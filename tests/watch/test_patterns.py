"""What a watch may ask of its patterns, and how mistakes are told."""

import datetime as dt

import pytest

from sarhad.errors import InputError
from sarhad.watch import create_watch, read_watch


@pytest.fixture
def folder(tmp_path):
    create_watch(tmp_path / "car", countries=["CAF"], title="CAR", start=dt.date(2014, 1, 1))
    return tmp_path / "car"


def with_text(folder, *changes):
    path = folder / "watch.toml"
    text = path.read_text()
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    path.write_text(text)
    return folder


def test_a_new_watch_looks_for_every_pattern_with_its_values_stated(folder):
    asked = read_watch(folder).file.patterns
    assert all(getattr(asked, name) is not None for name in type(asked).model_fields)
    assert asked.repeats.bands_km == (0, 1, 5, 10, 20)
    assert asked.change.penalty == "BIC"


def test_a_pattern_without_a_table_is_not_looked_for(folder):
    path = folder / "watch.toml"
    text = path.read_text()
    start, end = text.index("[patterns.slope]"), text.index("[patterns.hotspots]")
    path.write_text(text[:start] + text[end:])
    assert read_watch(folder).file.patterns.slope is None


def test_all_mistakes_are_told_together(folder):
    with_text(
        folder,
        ("bands_days = [7, 14, 28]", "bands_days = [14, 7]"),
        ('penalty = "BIC"', "penalty = 0"),
        ('violence_types = ["state-based", "non-state"]', 'violence_types = ["riot"]'),
        ("floor = 25  ", "flor = 25  "),
    )
    with pytest.raises(InputError) as caught:
        read_watch(folder)
    told = {problem.column: (problem.what, problem.do) for problem in caught.value.problems}
    assert told["patterns.repeats.bands_days"] == (
        "the values must rise", "write them from the smallest to the largest, each once",
    )  # fmt: skip
    assert told["patterns.network.violence_types"][0] == "no types of violence: riot"
    assert told["patterns.alerts.floor"] == ("this value is missing", "add it")
    assert told["patterns.alerts.flor"] == ("nothing of this name is known here", "check the spelling, or take it out")
    assert any(column.startswith("patterns.change.penalty") for column in told)
