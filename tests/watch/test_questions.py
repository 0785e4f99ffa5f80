import datetime as dt

import pytest

from sarhad.watch import create_watch, read_watch
from tests.watch.test_watch import GOOD, problems_of, write

ATTENTION = """
[attention]
volume = "mentions"
actor_group = "all"
against = "events"
norm_months = 12
arrived_min = 0.75
max_lag_days = 14
belated_days = 7
"""
VULNERABILITY = """
[vulnerability]
of_concern = ["AFG"]
border_km = 50
event_months = 1
trend_months = 12
components = [
  { component = "border-measured", worse = "more" },
  { component = "indicator", indicator = "Doctors", worse = "less" },
]
"""
WEIGHTS = "weights = { border-measured = 0.5, Doctors = 0.5 }\n"


def asked(text):
    return GOOD.replace("\n[publication]", text + "\n[publication]")


def test_both_questions_are_read(tmp_path):
    file = read_watch(write(tmp_path, asked(ATTENTION + VULNERABILITY + WEIGHTS))).file
    assert (file.attention.norm_months, file.attention.volume) == (12, "mentions")
    assert [part.name for part in file.vulnerability.components] == ["border-measured", "Doctors"]
    assert file.vulnerability.weights == {"border-measured": 0.5, "Doctors": 0.5}


def test_a_watch_that_asks_neither(tmp_path):
    file = read_watch(write(tmp_path)).file
    assert file.attention is file.vulnerability is None


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('"all"', '"rebels"', "no actor group; take one of all, government"),
        ('"mentions"', '"tone"', "input should be 'events', 'mentions', 'sources' or 'articles'"),
        ("norm_months = 12", "norm_months = 6", "input should be greater than or equal to 7"),
        ("arrived_min = 0.75", "arrived_min = 75", "input should be less than or equal to 1"),
        ("belated_days = 7", "", "this value is missing"),
        ("border_km = 50", "border_km = 5", "input should be greater than or equal to 10"),
        ('["AFG"]', '["Kabul"]', "not ISO 3166-1 alpha-3 country codes: Kabul; write AFG for Afghanistan"),
        ('["AFG"]', '["AFG", "PAK"]', "vulnerability.of_concern holds every country of the watch"),
        ('"border-measured", worse', '"forecast", worse', "vulnerability asks for a forecast; state [forecasts]"),
        ('worse = "less"', 'worse = "low"', "input should be 'more' or 'less'"),
        ('"border-measured", worse', '"roads", worse', "input should be 'border-published', 'border-measured'"),
        (', indicator = "Doctors"', "", 'an indicator is named with component = "indicator", and only then'),
        ('measured", worse', 'measured", source = "WHO", worse', "only an indicator has a source; take it out"),
        ('"indicator", indicator = "Doctors"', '"border-measured"', "the component border-measured stands twice"),
        ("Doctors = 0.5", "Doctors = 0.6", "the weights are border-measured 0.5, Doctors 0.6"),
        ("Doctors = 0.5", "roads = 0.5", "a weight is given for roads, which is no component"),
    ],
)
def test_mistakes_are_told_with_their_place(tmp_path, old, new, told):
    text = ATTENTION + VULNERABILITY + ("" if "forecast" in new else WEIGHTS)
    assert old in text
    error = problems_of(write(tmp_path, asked(text.replace(old, new, 1))))
    (problem,) = error.problems
    assert told in f"{problem.what}; {problem.do}"
    assert problem.line or problem.what.startswith("vulnerability"), "those are of two tables"


def test_a_new_watch_asks_of_the_media_and_shows_how_to_ask_the_other(tmp_path):
    folder = tmp_path / "new"
    created = create_watch(folder, title="Two", countries=["AFG", "PAK", "TJK"], start=dt.date(2020, 1, 1)).file
    assert created.attention is not None
    assert created.vulnerability is None
    path = folder / "watch.toml"
    before, block = path.read_text().split("# [vulnerability]\n")
    lines, rest = block.split("\n\n[publication]")
    path.write_text(
        before + "[vulnerability]\n" + "\n".join(line.removeprefix("# ") for line in lines.splitlines())
        + "\n\n[publication]" + rest
    )  # fmt: skip
    asked_now = read_watch(folder).file.vulnerability
    assert [part.name for part in asked_now.components] == [
        "border-published", "events-inside", "deaths-trend", "forecast", "Doctors",
    ]  # fmt: skip
    assert asked_now.weights == {"border-published": 0.5, "deaths-trend": 0.5}
