"""`sarhad actors` as a person runs it: which actor a name means, what waits, what is decided and taken back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from sarhad.build.admission import _open_only
from sarhad.build.inputs import read_inputs
from sarhad.build.manifest import own_files
from sarhad.cli.app import app
from sarhad.errors import InputError
from sarhad.watch import create_watch, read_watch
from tests.actors import ucdp_rows
from tests.sources import ged

ACTORS = """
sources:
  made: {title: Made by hand, publisher: A test}
actors:
  - {id: taliban, name: Taliban, kind: armed-group, country: AFG, ucdp: [303], source: made}
  - {id: tehrik, name: Tehrik-i-Taliban Pakistan, kind: armed-group, ucdp: [356], source: made,
     names: [{text: TTP, language: en, source: made}]}
  - {id: civilians, name: Civilians, kind: civilians, ucdp: [1], source: made}
"""


def run(*words: object, code: int = 0) -> str:
    """The command's output; an error is raised as it is."""
    done = CliRunner().invoke(app, ["actors", *map(str, words)], catch_exceptions=False)
    assert done.exit_code == code, done.output
    return done.stdout


@pytest.fixture
def watch(tmp_path: Path) -> Path:
    """A watch with three actors, and events whose sides bear names without numbers that UCDP knows."""
    import datetime as dt

    folder = create_watch(tmp_path / "watch", title="W", countries=["AFG"], start=dt.date(2026, 1, 1)).folder
    (folder / "actors.yaml").write_text(ACTORS)
    rows = [
        {"year": "2026", "date_start": f"2026-01-0{n}", "date_end": f"2026-01-0{n}", "side_b": name,
         "side_b_new_id": f"99990{n}"}
        for n, name in ((1, "TTP - JA"), (2, "TTP - JA"), (3, "Nobody Near"))
    ]  # fmt: skip
    file = ged.write(tmp_path, *rows, name="ged261.csv")
    done = CliRunner().invoke(app, ["add", str(file), "--watch", str(folder), "--accessed", "2026-02-01"])
    assert done.exit_code == 0, done.output
    return folder


def test_the_world_registry_is_asked_without_a_watch() -> None:
    told = run("resolve", "Техрик-е Талибан Пакистан", "--country", "PAK", "--date", "2014-12-16")
    assert "(ucdp-356)" in told
    assert "another romanisation or script" in told
    assert "UCDP Actor Dataset" in told


def test_why_not_the_others() -> None:
    told = run("resolve", "BRA", "--country", "PNG")
    assert "(ucdp-328)" in told
    assert "not        BRA, Baloch Republican Army (ucdp-289): only in PAK" in told


def test_a_watch_can_have_a_newer_release_of_ucdps_actors(watch: Path) -> None:
    name = "A Front That Came Later"
    assert json.loads(run("resolve", name, "--watch", watch, "--json", code=1))["actor"] is None
    rows = [ucdp_rows.row(99999, name, Version="26.1"), ucdp_rows.row(303, "Taleban", Version="26.1")]
    ucdp_rows.write(watch / "ucdp-actor-261.csv", *rows)
    settings = (watch / "watch.toml").read_text()
    (watch / "watch.toml").write_text(settings.replace("[files]\n", '[files]\nworld = "ucdp-actor-261.csv"\n'))
    assert json.loads(run("resolve", name, "--watch", watch, "--json"))["actor"] == "ucdp-99999"
    assert json.loads(run("resolve", "Taleban", "--watch", watch, "--json"))["actor"] == "taliban"
    assert json.loads(run("resolve", "BRA", "--country", "PNG", "--watch", watch, "--json", code=1))["actor"] is None
    assert "Nobody Near" in run("review", watch, "--json", code=1)
    (watch / "decisions").mkdir()
    (watch / "decisions" / "actors.csv").write_text("name,country,from,until,actor,who,when,why\n")
    assert {"ucdp-actor-261.csv", "decisions/actors.csv"} <= set(own_files(read_watch(watch)))


def test_what_is_not_sure_exits_with_one_and_tells_what_to_do() -> None:
    told = run("resolve", "DPR", "--country", "UKR", code=1)
    assert "contested" in told
    assert "sarhad actors decide" in told
    answer = json.loads(run("resolve", "Nobody Near At All", "--json", code=1))
    assert (answer["actor"], answer["contested"]) == (None, False)
    assert answer["why"]


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (("--country", "Afghanistan"), "write AFG"),
        (("--date", "2020"), "is not a day"),
    ],
)
def test_words_that_are_wrong(words: tuple[str, ...], part: str) -> None:
    with pytest.raises(InputError, match=part):
        run("resolve", "Taleban", *words)


def test_names_wait_are_decided_and_the_decision_is_taken_back(watch: Path) -> None:
    waiting = json.loads(run("review", watch, "--json", code=1))
    assert [(n["name"], n["sides"], [p["actor"] for p in n["proposals"]]) for n in waiting["names"]] == [
        ("TTP - JA", 2, ["tehrik"])
    ]
    assert {"name": "Nobody Near", "sides": 1} in waiting["unresolved"]
    assert "TTP - JA, AFG: near, tehrik" in run("review", watch, code=1)

    told = run(
        "decide", "TTP - JA", "tehrik", "--watch", watch, "--who", "desk", "--why", "its branch", "--country", "AFG"
    )
    assert "means tehrik" in told
    after = json.loads(run("review", watch, "--json"))
    assert after["names"] == []
    assert after["sides_by_rule"]["decision"] == 2
    found = json.loads(run("resolve", "TTP - JA", "--country", "AFG", "--watch", watch, "--json"))
    assert (found["actor"], found["rule"], found["why"]) == ("tehrik", "decision", "its branch")
    assert found["says"].startswith("desk, ")

    run("decide", "TTP - JA", "withdrawn", "--watch", watch, "--who", "desk", "--country", "AFG")
    assert json.loads(run("review", watch, "--json", code=1))["names"] == waiting["names"]
    assert len((watch / "decisions" / "actors.csv").read_text().splitlines()) == 3


def test_decisions_of_nobody_or_on_no_actor_are_refused(watch: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SARHAD_WHO", raising=False)
    with pytest.raises(InputError, match="nobody is named"):
        run("decide", "X", "tehrik", "--watch", watch)
    with pytest.raises(InputError, match="no actor has this id"):
        run("decide", "X", "no-such-actor", "--watch", watch, "--who", "desk")
    assert not (watch / "decisions" / "actors.csv").exists()
    monkeypatch.setenv("SARHAD_WHO", "desk")
    assert json.loads(run("decide", "X", "none", "--watch", watch, "--json"))["who"] == "desk"


def test_a_bad_row_is_told_by_line_and_the_build_goes_on(watch: Path) -> None:
    (watch / "decisions").mkdir()
    (watch / "decisions" / "actors.csv").write_text(
        "name,country,from,until,actor,who,when,why\nX,,,,no-such,me,2026-01-01,\n"
    )
    problems = json.loads(run("review", watch, "--json", code=1))["problems"]
    assert [(p["file"], p["line"], p["column"]) for p in problems] == [("actors.csv", 2, "actor")]


def test_a_build_tells_what_is_odd_in_the_actors_apart_from_the_files(watch: Path) -> None:
    """With file and line, also where rows are loaded that may not be passed on."""
    (watch / "decisions").mkdir()
    (watch / "decisions" / "actors.csv").write_text(
        "name,country,from,until,actor,who,when,why\nSecret,,,,no-such,me,2026-01-01,\n"
    )
    odd = "  - {id: new, name: New, kind: armed-group, founded: 2020, source: made,\n     relations: [" \
        "{to: taliban, kind: fights, start: 1999, basis: page, source: made}]}\n"  # fmt: skip
    (watch / "actors.yaml").write_text(ACTORS + odd)
    ucdp_rows.write(watch / "ucdp-actor-261.csv", ucdp_rows.row(5, "A", Org="9"))
    settings = (watch / "watch.toml").read_text()
    (watch / "watch.toml").write_text(settings.replace("[files]\n", '[files]\nworld = "ucdp-actor-261.csv"\n'))
    closed = _open_only(read_inputs(read_watch(watch), note=lambda text: None), ["ucdp-ged"])
    told = [(p.file, p.line or p.row, p.kind) for p in closed.actor_problems]
    assert told == [
        ("actors.yaml", 10, "before-founding"),
        ("ucdp-actor-261.csv", 1, "org-unknown"),
        ("actors.csv", 2, "decision-unreadable"),
    ]
    assert "Secret" not in str(closed.actor_problems)
