"""What of the incidents is published and what stays: closed rows, decisions about them, and what is told of these."""

from __future__ import annotations

from pathlib import Path

import pytest

from sarhad.build import check_claims
from sarhad.build.admission import admit
from sarhad.build.incidents import judge_watch, publishable, unnamed
from sarhad.build.inputs import Inputs, read_inputs
from sarhad.errors import InputError, Problem
from sarhad.watch import Watch, read_watch
from tests.two_sources import two_sources

HEAD = "event_a,event_b,decision,who,when,why\n"
CLOSED = (
    HEAD
    + "association:50,ucdp-ged:1039,same,desk,2026-02-01,\n"  # would link an open event with a closed one
    + "association:1,association:2,same,desk,2026-02-01,\n"
    + "association:1,association:2,different,desk,2026-02-01,\n"  # a contradiction
    + "association:999,ucdp-ged:1001,same,desk,2026-02-01,\n"  # a closed event that is gone
    + "ucdp-ged:1003,ucdp-ged:1004,different,desk,2026-02-01,\n"  # two open ones
)


@pytest.fixture(scope="module")
def closed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Watch, Inputs]:
    """The watch of two sources of which one is private, with decisions about its rows; what is loaded of it."""
    folder = two_sources(tmp_path_factory.mktemp("closed") / "watch", licence_class="private")
    (folder / "decisions").mkdir()
    (folder / "decisions" / "matches.csv").write_text(CLOSED, encoding="utf-8")
    watch = read_watch(folder)
    return watch, read_inputs(watch, note=lambda text: None)


def test_a_closed_source_is_not_compared_unless_it_is_for_own_use(closed: tuple[Watch, Inputs]) -> None:
    watch, _ = closed
    public = judge_watch(watch)
    assert (public.counts.sources, public.closed) == (("ucdp-ged",), 33)
    assert [row.pair for row in public.decisions.standing.values()] == [("ucdp-ged:1003", "ucdp-ged:1004")]
    own = judge_watch(watch, own_use=True)
    assert (own.counts.sources, own.closed) == (("association", "ucdp-ged"), None)
    assert own.counts.told_by_several > 20
    assert any(problem.kind == "decisions-contradict" for problem in own.found.problems)


def test_what_is_published_is_as_if_the_closed_rows_were_not_there(closed: tuple[Watch, Inputs]) -> None:
    _, inputs = closed
    made = publishable(inputs, admit(inputs).public)
    assert made is not None
    assert made.joined.sources == ("ucdp-ged",)
    assert made.counts.told_by_several == 0
    for name, table in made.tables.items():
        assert set(table["licence_class"].to_pylist()) <= {"open"}, name
        assert "association" not in repr(table.to_pylist()), name
    assert set(made.joined.decisions) == {("ucdp-ged:1003", "ucdp-ged:1004")}
    assert "association" not in repr(made.problems) + repr(made.joined)


def test_the_person_who_builds_is_told_by_lines_and_without_ids(closed: tuple[Watch, Inputs]) -> None:
    _, inputs = closed
    made = publishable(inputs, admit(inputs).public)
    assert made is not None
    assert [(problem.kind, problem.line) for problem in made.told] == [
        ("decisions-contradict", 4),
        ("decision-of-unknown-event", 5),
    ]
    assert "association" not in repr(made.told)


def test_a_value_that_cannot_be_read_is_not_repeated() -> None:
    (told,) = unnamed([Problem("decision-unreadable", "is not a decision", "matches.csv", line=3, value="acled:7")])
    assert str(told) == "matches.csv, line 3: is not a decision"


def test_a_watch_that_does_not_join_publishes_none(tmp_path: Path) -> None:
    folder = two_sources(tmp_path / "watch")
    file = folder / "watch.toml"
    head, rest = file.read_text(encoding="utf-8").split("[incidents]")
    file.write_text(head + "[publication]" + rest.split("[publication]")[1], encoding="utf-8")
    watch = read_watch(folder)
    inputs = read_inputs(watch, note=lambda text: None)
    assert publishable(inputs, inputs) is None
    with pytest.raises(InputError, match=r"no section \[incidents\]"):
        judge_watch(watch)


@pytest.mark.parametrize(
    ("was", "now", "told"),
    [
        ('engine = "sarhad"', 'engine = "guess"', "incidents.engine"),
        ("within = true", "", "incidents.within: this value is missing"),
        ('engine = "sarhad"', 'engine = "sarhad"\nwindow = 5', "incidents.window"),
    ],
)
def test_a_wrong_section_is_told_with_its_line(tmp_path: Path, was: str, now: str, told: str) -> None:
    folder = two_sources(tmp_path / "watch")
    file = folder / "watch.toml"
    file.write_text(file.read_text(encoding="utf-8").replace(was, now, 1), encoding="utf-8")
    with pytest.raises(InputError) as raised:
        read_watch(folder)
    assert told in str(raised.value)
    assert "watch.toml, line " in str(raised.value)


@pytest.mark.parametrize("licence_class", ["open", "private"])
def test_claims_are_read_on_incidents_and_of_closed_ones_no_figure_is_told(tmp_path: Path, licence_class: str) -> None:
    """What both sources tell is one: as many things exist as there are incidents, not as there are rows."""
    folder = two_sources(tmp_path / "watch", licence_class=licence_class)
    judged = judge_watch(read_watch(folder), own_use=True).counts
    (folder / "claims" / "incidents.yaml").write_text(
        "- id: so-many\n  says: So many things happened.\n  kind: exists\n"
        f"  of: {{from: 2026-01, until: 2026-01, countries: [AFG]}}\n  expect: '> {judged.incidents}'\n",
        encoding="utf-8",
    )
    verdict = next(v for v in check_claims(read_watch(folder)) if v.claim.id == "so-many")
    reading = next(r for r in verdict.readings if r.label == "reconciled incidents")
    assert reading.holds is False
    if licence_class == "open":
        assert reading.value == judged.incidents < judged.events == 73
        assert judged.incidents - judged.waiting <= reading.low < judged.incidents
    else:
        assert (reading.value, reading.low, reading.note) == (None, None, "no figure of association is told")
        assert not any("association" in event for event in verdict.evidence)
