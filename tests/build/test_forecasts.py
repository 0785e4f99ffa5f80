"""What a build foresees: from open, settled, state-based events of sources that list every event."""

import datetime as dt

import pytest

from sarhad.build.forecasts import watch_forecasts
from sarhad.forecasts import MODELS
from sarhad.watch import create_watch, read_watch
from sarhad.watch.model import Forecasts
from tests.make import block, event, events, ref

MONTH = dt.date(2026, 1, 1)
ROWS = (
    event(1, "2025-12-10", deaths_best=7),
    event(2, "2026-01-05", deaths_best=40),
    event(3, "2026-01-06", deaths_best=500, violence_type="one-sided"),
    event(4, "2026-01-07", deaths_best=900, under_check="Check deaths"),
    event(5, "2026-02-10", deaths_best=11),
)


class Read:
    """What `watch_forecasts` needs of the inputs."""

    def __init__(self, watch, *blocks):
        self.watch = watch
        self.by_source = {"ucdp-ged": events(*ROWS, coverage=blocks)}
        self.events = self.by_source["ucdp-ged"].table
        self.coverage = blocks
        self.refs = (ref(),)


def a_watch(tmp_path, start="2020-01-01", countries=("AFG", "TJK"), text=lambda toml: toml):
    day = dt.date.fromisoformat(start)
    watch = create_watch(tmp_path / "w", title="A", countries=list(countries), start=day)
    path = watch.folder / "watch.toml"
    path.write_text(text(path.read_text(encoding="utf-8")), encoding="utf-8")
    return read_watch(watch.folder)


def test_settled_state_based_deaths_are_the_past(tmp_path):
    read = Read(a_watch(tmp_path), block("2024-01-01", "2026-02-28", "AFG", "TJK"))
    found = watch_forecasts(read, MONTH)
    afghanistan, tajikistan = found.made["countries"]
    assert (afghanistan["past"]["2025-12"], afghanistan["past"]["2026-01"]) == (7, 40)
    assert sum(afghanistan["past"].values()) == 47
    assert sum(tajikistan["past"].values()) == 0
    assert (found.made["cutoff"], afghanistan["covered_until"]) == ("2026-01", "2026-02")
    assert (found.made["vintage"], found.made["sources"]) == ("ucdp-ged 26.1", ["ucdp-ged"])
    assert found.panel.deaths[0, -1] == 11, "what happened is scored by all that is loaded"


def test_a_month_of_which_a_day_is_not_covered_is_not_known(tmp_path):
    read = Read(a_watch(tmp_path, "2024-01-15"), block("2024-01-01", "2026-01-30", "AFG", "TJK"))
    found = watch_forecasts(read, MONTH)
    assert found.made["cutoff"] == "2025-12"
    assert found.made["countries"][0]["months"][0]["month"] == "2026-01"
    assert next(iter(found.made["countries"][0]["past"])) == "2024-02"


def test_why_there_is_no_forecast(tmp_path):
    watch = a_watch(tmp_path, countries=("AFG", "TJK", "GRL"))
    none = watch_forecasts(Read(watch), MONTH)
    assert none.panel is None
    assert none.made["no_forecast"] == {
        "AFG": "no month loaded event by event", "TJK": "no month loaded event by event",
        "GRL": "VIEWS has no number for it",
    }  # fmt: skip
    short = watch_forecasts(Read(watch, block("2026-01-01", "2026-01-31", "AFG")), MONTH)
    assert short.made["countries"] == []
    assert short.made["no_forecast"]["AFG"] == "only 1 month in a row up to 2026-01 loaded event by event, of 12"


def test_a_watch_that_does_not_ask_foresees_nothing(tmp_path):
    plain = a_watch(tmp_path, text=lambda toml: toml.replace("[forecasts]\nmonths_ahead = 12", "").replace(
        'model = "weighted_draws"', ""))  # fmt: skip
    assert watch_forecasts(Read(plain, block("2024-01-01", "2026-02-28", "AFG")), MONTH) is None


def test_a_kept_forecast_is_not_made_again_and_is_what_the_build_speaks_of(tmp_path, monkeypatch):
    read = Read(a_watch(tmp_path), block("2024-01-01", "2026-02-28", "AFG", "TJK"))
    first = watch_forecasts(read, MONTH)
    read.by_source = {"ucdp-ged": events(event(1, "2025-12-10", deaths_best=900), coverage=read.coverage)}
    assert watch_forecasts(read, MONTH).made != first.made, "other rows are loaded by now"
    monkeypatch.setattr("sarhad.forecasts.make_kept", lambda *args, **words: pytest.fail("made again"))
    again = watch_forecasts(read, MONTH, kept=first.made)
    assert again.made == first.made
    assert again.panel.deaths.sum() == 900, "scored by what is loaded"


def test_the_models_that_a_watch_may_name_are_those_that_there_are():
    assert [Forecasts(months_ahead=1, model=name).model for name in MODELS] == list(MODELS)
    assert set(Forecasts.model_fields["model"].annotation.__args__) == set(MODELS)
