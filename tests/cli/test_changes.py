"""`sarhad changes` as a person runs it: files, versions of a watch, wrong words, and what the licence lets be told."""

import datetime as dt
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from sarhad.cli import changes as changes_command
from sarhad.cli.app import app
from sarhad.errors import InputError
from sarhad.store import Store
from sarhad.watch import create_watch
from tests.make import block, event, events
from tests.store.revised import revise

FILE = "GEDEvent_v26_0_1.csv"


def run(*words):
    """The command's output; an error is raised as it is."""
    done = CliRunner().invoke(app, ["changes", *map(str, words)], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout


@pytest.fixture
def versions(ucdp, tmp_path):
    """The real release, a revised copy that calls itself the next, and the log of the revision."""
    target = tmp_path / "GEDEvent_v26_01_26_01.csv"
    log = revise(ucdp / FILE, target, seed=7)
    return ucdp / FILE, target, log


def test_two_files_are_compared_and_the_counts_are_those_of_the_log(versions):
    old, new, log = versions
    answer = json.loads(run(old, new, "--json", "--limit", "3"))
    assert answer["totals"]["changed"] == log.changed
    for kind, ids in log.ids.items():
        assert answer["totals"][kind] == len(ids), kind
    assert [ref["version"] for ref in (*answer["old"], *answer["new"])] == ["26.0.1", "26.01.26.01"]
    assert len(answer["largest"]) == 3
    sizes = [abs(row["deaths_best_change"]) for row in answer["largest"]]
    assert sizes == sorted(sizes, reverse=True)
    assert answer["cells_withheld"] == 0


def test_a_person_reads_how_much_where_and_which(versions):
    old, new, log = versions
    text = run(old, new)
    assert f"{log.changed:,} events changed; together they " in text
    assert f"{len(log.ids['re-dated']):,}" in next(line for line in text.splitlines() if "re-dated" in line)
    assert text.index("IRN  2026-01") < text.index("largest changes"), "the country with most deaths changed is on top"
    assert "more (--limit, --json)" in text
    assert max(map(len, text.splitlines())) < 200


def test_a_file_against_itself(ucdp):
    text = run(ucdp / FILE, ucdp / FILE)
    assert "No event that both versions could list has changed." in text
    assert "largest changes" not in text


def test_the_countries_can_be_named(versions):
    old, new, _ = versions
    answer = json.loads(run(old, new, "--countries", "pak, IRN", "--json"))
    assert {cell["country"] for cell in answer["by_country_and_month"]} == {"PAK", "IRN"}
    with pytest.raises(InputError, match="XXX"):
        run(old, new, "--countries", "XXX")


@pytest.fixture
def held(versions, tmp_path):
    """A watch of Pakistan and Iran that holds both versions."""
    old, new, _ = versions
    watch = create_watch(tmp_path / "watch", title="W", countries=["PAK", "IRN"], start=dt.date(2014, 1, 1))
    store = Store(watch.state / "store")
    for path, version in ((old, "26.0.1"), (new, "26.01.26.01")):
        store.pin(path, "ucdp-candidate", version, None)
    return watch.folder


def test_versions_of_a_watch_are_found_by_their_name(held):
    for pair in (("26.0.1", "26.01.26.01"), ("ucdp-candidate 26.0.1", "GEDEvent_v26_01_26_01.csv")):
        answer = json.loads(run(*pair, "--watch", held, "--json"))
        assert {cell["country"] for cell in answer["by_country_and_month"]} == {"PAK", "IRN"}
        assert answer["totals"]["changed"] > 10


def test_a_version_that_is_not_there_is_told_with_those_that_are(held):
    with pytest.raises(InputError, match=r"(?s)\"25.1\" is no file and no version.*ucdp-candidate 26.0.1"):
        run("25.1", "26.0.1", "--watch", held)


def test_monthly_figures_are_no_version_of_events(held, ucdp):
    Store(held / ".sarhad" / "store").pin(ucdp / "country-month-25.1.csv.gz", "monthly-figures", "25.1", None)
    with pytest.raises(InputError, match=r"\"25.1\" is no file and no version") as told:
        run("25.1", "26.0.1", "--watch", held)
    assert "monthly-figures" not in str(told.value)


def test_a_version_of_two_sources_asks_which(held, ucdp):
    Store(held / ".sarhad" / "store").pin(ucdp / "ged-sample-1000.csv", "ucdp-ged", "26.0.1", None)
    with pytest.raises(InputError, match=r"several sources(.|\n)*\"ucdp-ged 26.0.1\""):
        run("26.0.1", "26.01.26.01", "--watch", held)


def test_without_a_watch_a_word_that_is_no_file_is_refused(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match=r"no watch.toml"):
        run("25.1", "26.1")


def test_no_row_of_a_closed_source_is_listed(monkeypatch, tmp_path):
    def side(deaths):
        rows = [
            event(n, source="acled", licence_class="aggregate-only", deaths_best=deaths, side_a="SECRET-SIDE")
            for n in range(1, 5)
        ] + [event(9, "2026-02-03", source="acled", licence_class="aggregate-only", deaths_best=deaths)]
        return events(*rows, source="acled", version=str(deaths), coverage=(block("2026-01-01", "2026-12-31"),))

    for name in ("old", "new"):
        (tmp_path / name).write_text("x")
    answers = {"old": side(2), "new": side(7)}
    monkeypatch.setattr(changes_command, "_read", lambda path, *_: answers[Path(path).name])
    text = run(tmp_path / "old", tmp_path / "new")
    assert "SECRET-SIDE" not in text
    assert "only counts are told" in text
    assert "1 country and month tells nothing" in text
    answer = json.loads(run(tmp_path / "old", tmp_path / "new", "--json"))
    assert answer["largest"] == []
    assert answer["cells_withheld"] == 1
    assert answer["totals"]["deaths"] is None, "four are told in January: five would tell the fifth"
