"""Claims over two versions of a real source: what was published stays, and the change shows."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from sarhad.build import build
from sarhad.watch import create_watch, read_watch
from tests.revised import revise

from .conftest import answer, sarhad

OF = "{countries: [CAF], from: %s, until: %s, lethal: true, violence_type: [state-based, non-state, one-sided]}"
CLAIMS = f"""
- id: deaths-2021
  says: More than 910 people were killed in the Central African Republic in 2021.
  kind: count
  of: {OF % (2021, 2021)}
  measure: deaths
  expect: "> 910"
- id: events-2017
  says: There were more than 200 events in 2017.
  kind: count
  of: {OF % (2017, 2017)}
  expect: "> 200"
- id: deaths-2014
  says: More than 5,000 people were killed in 2014.
  kind: count
  of: {OF % (2014, 2014)}
  measure: deaths
  expect: "> 5000"
- id: it-was-planned
  says: It was all planned.
  kind: opinion
"""
COVERAGE = """
[[sources]]
source = "ucdp-ged"
coverage = {countries = ["CAF"], start = 1989-01-01, end = 2022-12-31}
"""


class Revised(NamedTuple):
    watch: Path
    first: bytes
    second: bytes
    pages: tuple[dict[str, str], dict[str, str]]
    told: Any
    changed: dict[str, set[int]]


def _pages(watch: Path) -> dict[str, str]:
    return {path.stem: path.read_text() for path in (watch / "site" / "claims").glob("*.html")}


@pytest.fixture(scope="module")
def revised(tmp_path_factory: pytest.TempPathFactory, data_dir: Path) -> Revised:
    """The real GED 23.1 of one country built, then the copy revised as 24.1 added and built."""
    folder = tmp_path_factory.mktemp("revised")
    release = data_dir / "ucdp" / "ged-23.1-central-african-republic.geojson"
    watch = create_watch(folder / "watch", title="Revised", countries=["CAF"], start=dt.date(1989, 1, 1)).folder
    (watch / "claims" / "claims.yaml").write_text(CLAIMS)
    file = watch / "watch.toml"
    file.write_text(file.read_text() + COVERAGE)
    newer = folder / "ged-24.1-central-african-republic.geojson"
    changed = revise(release, newer, "GEDEvent_v24_1", seed=24)
    histories, pages, told = [], [], None
    for path, day in ((release, "2023-08-01"), (newer, "2024-08-01")):
        answer("add", path, "--watch", watch, "--accessed", day)
        if histories:  # added, and not yet built
            told = sarhad("check", watch, "--explain", "deaths-2021")
        build(read_watch(watch), month="2022-12", today=dt.date.fromisoformat(day))
        histories.append((watch / "site" / "claims" / "history.jsonl").read_bytes())
        pages.append(_pages(watch))
    return Revised(watch, histories[0], histories[1], (pages[0], pages[1]), told, changed)


def test_the_history_is_only_appended_to(revised: Revised) -> None:
    assert revised.second.startswith(revised.first)
    entries = [json.loads(line) for line in revised.second.splitlines()]
    assert [e["claim"] for e in entries] == [
        "deaths-2021", "events-2017", "deaths-2014", "it-was-planned",
        "deaths-2021", "events-2017", "deaths-2014",
    ]  # fmt: skip
    assert [(e["verdict"], e["value"]) for e in entries if e["claim"] != "it-was-planned"] == [
        ("supported", 1080), ("supported", 220), ("contradicted", 3493),
        ("depends-on-the-reading", 1085), ("depends-on-the-reading", 215), ("contradicted", 3595),
    ]  # fmt: skip


def test_a_build_on_the_same_data_adds_nothing(revised: Revised) -> None:
    build(read_watch(revised.watch), month="2022-12", today=dt.date(2024, 9, 1))
    assert (revised.watch / "site" / "claims" / "history.jsonl").read_bytes() == revised.second


@pytest.mark.parametrize("claim", ["deaths-2021", "events-2017", "deaths-2014"])
def test_the_rows_that_changed_it_are_those_that_were_revised(revised: Revised, claim: str) -> None:
    before, after = (json.loads(line) for line in revised.second.splitlines() if json.loads(line)["claim"] == claim)
    behind = {*before["evidence"], *after["evidence"]}
    kinds = {kind: {f"ucdp-ged:{n}" for n in ids if f"ucdp-ged:{n}" in behind} for kind, ids in revised.changed.items()}
    told: dict[str, set[str]] = {}
    for row in after["revised"]["rows"]:
        told.setdefault(row["kind"], set()).add(row["event"])
    # a row whose deaths were already at zero keeps them
    assert told.get("deaths", set()) <= kinds.pop("deaths")
    assert {kind: ids for kind, ids in told.items() if kind != "deaths"} == {k: ids for k, ids in kinds.items() if ids}
    assert after["revised"]["counts"] == {kind: len(ids) for kind, ids in told.items()}


def test_the_terminal_tells_the_history_and_what_is_not_yet_published(revised: Revised) -> None:
    assert "2023-08-01: supported on ucdp-ged 23.1 (1,080 deaths" in " ".join(revised.told.stdout.split())
    assert "Not yet published: depends on the reading on ucdp-ged 24.1" in " ".join(revised.told.stdout.split())
    done = sarhad("check", revised.watch, "--explain", "deaths-2021", "--explain", "events-2017")
    said = " ".join(done.stdout.split())
    assert done.returncode == 0, done.stderr
    assert (
        "With the low estimate of deaths it fails [909 deaths]; with the best estimate of deaths it holds"
        " [1,085 deaths]; expected is > 910." in said
    )
    assert (
        "With precise rows only it fails [198 events]; with all rows it holds [215 events]; expected is > 200." in said
    )
    assert "2024-08-01: depends on the reading on ucdp-ged 24.1 (1,085 deaths; rows: " in said
    assert "Not yet published" not in said


def test_json_tells_the_explanation_and_the_history(revised: Revised) -> None:
    done = sarhad("check", revised.watch, "--explain", "deaths-2021", "--json")
    (told,) = json.loads(done.stdout)["claims"]
    assert told["explanation"][0]["label"] == "Asked"
    assert [entry["verdict"] for entry in told["history"]] == ["supported", "depends-on-the-reading"]


def test_the_page_of_a_claim_shows_its_history(revised: Revised) -> None:
    first, second = (pages["deaths-2021"] for pages in revised.pages)
    assert "Depends on the reading" not in first.partition("<h2>History</h2>")[2]
    history = second.partition("<h2>History</h2>")[2]
    assert history.index("ucdp-ged 24.1") < history.index("ucdp-ged 23.1"), "the newest first"
    assert "Depends on the reading" in history
    assert "Supported" in history
    entries = [json.loads(line) for line in revised.second.splitlines()]
    after = [entry for entry in entries if entry["claim"] == "deaths-2021"][-1]
    for row in after["revised"]["rows"]:
        assert row["event"] in history
