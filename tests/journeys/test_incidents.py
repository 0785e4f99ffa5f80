"""From two sources to incidents: a link is decided, built, taken back, and built again; and a build is repeated."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.two_sources import two_sources

from .conftest import answer, sarhad

pytestmark = pytest.mark.xdist_group("journeys")

TABLES = ("incidents.csv", "incidents.geojson", "incidents.parquet", "tellings.csv", "tellings.json",
          "incident-pairs.csv", "incident-pairs.json")  # fmt: skip
APART = ("association:50", "ucdp-ged:1039")
"""Two events that have nothing to do with each other: only a decision can link them."""


def build(watch: Path) -> Any:
    """The month as the command publishes it."""
    return answer("build", watch, "--month", "2026-01")


def tables(watch: Path, place: str) -> dict[str, bytes]:
    """The downloads that hold the judgement."""
    return {name: (watch / "site" / place / "data" / name).read_bytes() for name in TABLES}


@pytest.fixture(scope="module")
def linked(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Any]]:
    """The watch built with nothing decided, with a link decided, and with it taken back; the answers of the builds."""
    watch = two_sources(tmp_path_factory.mktemp("incidents") / "watch")
    answers = [build(watch)]
    done = sarhad("match", "decide", *APART, "same", "--who", "desk", "--why", "one raid", "--watch", watch)
    assert done.returncode == 0, done.stderr
    answers.append(build(watch))
    done = sarhad("match", "undo", *APART, "--who", "desk", "--watch", watch)
    assert done.returncode == 0, done.stderr
    answers.append(build(watch))
    return watch, answers


def test_two_sources_are_joined_and_the_page_explains_each_link(linked: tuple[Path, list[Any]]) -> None:
    watch, (first, *_) = linked
    told = first["incidents"]
    assert told["sources"] == ["association", "ucdp-ged"]
    assert told["events"] == 73
    assert told["incidents"] == 73 - told["told_by_several"]
    assert told["told_by_several"] >= 20
    month = watch / "site" / "2026-01"
    page = (month / "index.html").read_text(encoding="utf-8")
    assert 'id="incidents"' in page
    behind = (month / "incidents.html").read_text(encoding="utf-8")
    assert behind.count('<svg class="wf"') == told["told_by_several"]
    for anchor in re.findall(r'href="incidents\.html#([^"]+)"', page):
        assert f'id="{anchor}"' in behind
    rows = re.findall(r'href="(events[^"#]*)#([^"]+)"', behind)
    assert len(rows) == 2 * told["told_by_several"], "each telling leads to its row"
    for name, anchor in rows:
        assert f'id="{anchor}"' in (month / name).read_text(encoding="utf-8")
    sources = (watch / "site" / "sources.html").read_text(encoding="utf-8")
    assert f"are {told['incidents']} incidents, {told['told_by_several']} of them told more than once" in sources
    record = json.loads((month / "issue.json").read_text(encoding="utf-8"))
    assert record["parameters"]["incidents_engine"] == "sarhad"
    assert record["numbers"]["incidents-told-by-several"]["value"] == told["told_by_several"]


def test_counts_of_events_stay_those_of_one_source(linked: tuple[Path, list[Any]]) -> None:
    watch, answers = linked
    numbers = [
        json.loads((watch / "site" / place / "issue.json").read_text(encoding="utf-8"))["numbers"]
        for place in ("2026-01", "2026-01/correction-1")
    ]
    assert numbers[0]["events"]["value"] == numbers[1]["events"]["value"]
    assert numbers[0]["events"]["value"] in (33, 40), "the rows of one of the two sources"
    assert answers[1]["incidents"]["told_by_several"] == answers[0]["incidents"]["told_by_several"] + 1


def test_a_link_that_is_taken_back_leaves_the_tables_as_if_it_had_never_been(linked: tuple[Path, list[Any]]) -> None:
    watch, answers = linked
    assert [a["correction"] for a in answers] == [0, 1, 2]
    never, with_link, undone = (
        tables(watch, place) for place in ("2026-01", "2026-01/correction-1", "2026-01/correction-2")
    )
    assert undone == never
    assert with_link["incidents.csv"] != never["incidents.csv"]
    page = (watch / "site" / "2026-01" / "correction-1" / "incidents.html").read_text(encoding="utf-8")
    assert "decided to be the same incident by desk on " in page
    assert "(one raid)" in page
    later = (watch / "site" / "2026-01" / "correction-2" / "incidents.html").read_text(encoding="utf-8")
    assert "one raid" not in later
    assert answers[2]["incidents"] == answers[0]["incidents"]


def test_a_decision_is_part_of_what_a_build_is_made_from(linked: tuple[Path, list[Any]], tmp_path: Path) -> None:
    watch, _ = linked
    manifests = sorted((watch / ".sarhad" / "manifests").iterdir())
    stated = [json.loads(path.read_text(encoding="utf-8"))["files"] for path in manifests]
    assert ["decisions/matches.csv" in files for files in stated] == [False, True, True]
    copy = tmp_path / "watch"
    shutil.copytree(watch, copy, symlinks=True)
    done = sarhad("build", copy, "--from", copy / ".sarhad" / "manifests" / manifests[1].name)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "identical: all " in done.stdout


def test_what_is_wrong_with_decisions_is_told_with_its_line(linked: tuple[Path, list[Any]], tmp_path: Path) -> None:
    copy = tmp_path / "watch"
    shutil.copytree(linked[0], copy, symlinks=True)
    (copy / "decisions" / "matches.csv").write_text(
        "event_a,event_b,decision,who,when,why\n"
        "association:1,ucdp-ged:1001,same,desk,2026-02-01,\n"
        "association:1,ucdp-ged:1001,different,desk,2026-02-01,\n"
        "association:2,ucdp-ged:9,same,desk,2026-02-01,\n"
        "association:3,ucdp-ged:1003,perhaps,desk,2026-02-01,\n",
        encoding="utf-8",
    )
    done = sarhad("build", copy, "--month", "2026-01")
    assert done.returncode == 0, done.stderr
    assert "matches.csv, line 3, decision: association:1 and ucdp-ged:1001 are decided 2 times" in done.stdout
    assert "matches.csv, line 4, event_b: no event of one of these ids is loaded" in done.stdout
    assert "matches.csv, line 5, decision: is not a decision" in done.stdout


def test_a_watch_without_the_section_is_built_as_before(tmp_path: Path) -> None:
    watch = two_sources(tmp_path / "watch")
    file = watch / "watch.toml"
    head, rest = file.read_text(encoding="utf-8").split("[incidents]")
    file.write_text(head + "[publication]" + rest.split("[publication]")[1], encoding="utf-8")
    told = build(watch)
    assert "incidents" not in told
    month = watch / "site" / "2026-01"
    assert "Told by several" not in (month / "index.html").read_text(encoding="utf-8")
    assert not list(month.rglob("*incident*"))
    assert not any(key.startswith("incidents") for key in json.loads((month / "issue.json").read_text())["parameters"])
