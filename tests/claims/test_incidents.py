"""Claims on what several sources tell: each incident once, and none that only the claim's own publication tells."""

from dataclasses import replace

import pyarrow as pa
import pytest

from sarhad.claims.readings import INCIDENTS
from sarhad.events import Coverage
from sarhad.incidents import PAIRS_SCHEMA, Decision, decisions_of, reconcile
from tests import make
from tests.claims.bases import attacks, base, candidate, chosen, claim, ged, verdict_on
from tests.incidents.pairs import pair

YEAR = {"from": "2020", "until": "2020", "countries": ["AFG"]}
LETHAL = {**YEAR, "lethal": True}
REPORT = {"title": "The threat in the region"}


def listing(*rows, source="other", **coverage):
    """A second source that lists every event of the world, deaths or none."""
    block = make.block("1989-01-01", "2025-12-31", source=source)
    block = Coverage(source, block.start, block.end, None, lethal_only=False, **coverage)
    return make.events(*rows, source=source, version="1", coverage=(block,))


def others(n, *, first=1, **values):
    return attacks(n, first=first, source="other", **values)


def joined(events, *same, review=()):
    """A base of these sources with the pairs that are the same, and those that wait for a person."""
    decisions = decisions_of(Decision(a, b, "same", "N", "2026-03-01") for a, b in same)

    def engine(left, right):
        here = {*left["event_id"].to_pylist(), *right["event_id"].to_pylist()}
        open_ = [sorted(ids) for ids in review if set(ids) <= here]
        rows = [pair(a, b, model_probability=0.3, probability=0.3, band="review") for a, b in open_]
        return pa.Table.from_pylist(rows, schema=PAIRS_SCHEMA)

    found = reconcile(events.values(), engine=engine, decisions=decisions, within=False)
    return base(events=events, incidents=found)


def on_incidents(verdict):
    """The readings on incidents."""
    return [r for r in verdict.readings if r.choices.get("source") == INCIDENTS]


SAME = [(f"ucdp-ged:{n}", f"other:{n}") for n in (1, 2, 3)]
TWO = {"ucdp-ged": ged(*attacks(4)), "other": listing(*others(5))}


def test_what_two_sources_tell_is_counted_once():
    """Four events and five, three of them the same: six incidents."""
    found = verdict_on(claim("count", of=LETHAL, expect="= 6"), joined(TWO, *SAME))
    assert {r.choices["source"]: r.value for r in reversed(found.readings)} == {"other": 5, "ucdp-ged": 4, INCIDENTS: 6}
    assert found.decided_by == "source: fails on ucdp-ged, fails on other, holds on reconciled incidents"
    assert found.evidence == tuple(sorted([f"ucdp-ged:{n}" for n in range(1, 5)] + [f"other:{n}" for n in range(1, 6)]))
    assert {s.name for s in found.sources} == {"ucdp-ged", "other"}


def test_the_choices_of_readings_are_those_of_a_source():
    deaths = verdict_on(claim("count", of=YEAR, measure="deaths", expect="> 5"), joined(TWO, *SAME))
    labels = [r.label.removeprefix(INCIDENTS) for r in on_incidents(deaths)]
    assert labels == [r.label.removeprefix("other") for r in deaths.readings if r.choices["source"] == "other"]


def test_what_may_be_one_incident_told_twice_lowers_the_least_number():
    waiting = [("ucdp-ged:4", "other:4"), ("ucdp-ged:4", "other:5")]
    reading = on_incidents(verdict_on(claim("count", of=LETHAL, expect="> 4"), joined(TWO, *SAME, review=waiting)))[0]
    assert (reading.value, reading.low, reading.holds) == (6, 4, None)  # three rows may be one
    killed = claim("count", of=LETHAL, measure="deaths", expect="> 9")
    reading = on_incidents(verdict_on(killed, joined(TWO, *SAME, review=waiting)))[0]
    assert (reading.value, reading.low) == (12, 8)


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("share", {"of": LETHAL, "part": {"opponent": "state"}, "expect": "> 0.5"}),
        ("record", {"of": {**YEAR, "from": "2020-06", "until": "2020-06"}, "since": "2019", "per": "event",
                    "measure": "deaths"}),
        ("trend", {"of": {"countries": ["AFG"]}, "before": {"from": "2019", "until": "2019"},
                   "after": {"from": "2020", "until": "2020"}, "expect": "> 1"}),
        ("slope", {"of": YEAR, "expect": "> 0"}),
        ("first", {"of": {**LETHAL, "from": "2020-06"}, "since": "2019"}),
    ],
)  # fmt: skip
def test_every_kind_about_events_is_read_on_incidents(kind, fields):
    readings = on_incidents(verdict_on(claim(kind, **fields), joined(TWO, *SAME)))
    assert readings
    assert readings[0].looked


def test_rows_of_two_sources_are_two_incidents_or_one():
    """One attack in a chosen list and one in a release: two only where they are not the same."""
    events = {"ucdp-ged": ged(*attacks(1)), "chronology": chosen(*attacks(1, source="chronology"))}
    twice = claim("exists", of=YEAR, expect=">= 2")
    apart = verdict_on(twice, joined(events))
    assert apart.verdict == "supported"
    assert {r.label for r in apart.readings if r.holds} == {r.label for r in on_incidents(apart)}
    together = verdict_on(twice, joined(events, ("ucdp-ged:1", "chronology:1")))
    assert together.verdict == "data-cannot-decide"


def test_a_chosen_list_tilts_nothing_that_is_compared():
    events = {**TWO, "chronology": chosen(*attacks(9, first=50, source="chronology"))}
    found = verdict_on(claim("count", of=LETHAL, expect="= 6"), joined(events, *SAME))
    assert {r.value for r in on_incidents(found)} == {6}


def test_incidents_say_nothing_where_one_of_the_sources_does_not_look():
    """What one source lists and another does not would tilt a comparison of two periods."""
    short = {"ucdp-ged": ged(*attacks(4), until="2020-06-30"), "other": TWO["other"]}
    readings = on_incidents(verdict_on(claim("count", of=LETHAL, expect="= 6"), joined(short, *SAME)))
    assert {(r.looked, r.note) for r in readings} == {
        (False, "ucdp-ged does not cover all of AFG from 2020-01-01 to 2020-12-31")
    }


@pytest.mark.parametrize(
    ("events", "fields"),
    [
        ({"ucdp-ged": TWO["ucdp-ged"]}, {}),  # one source
        ({"ucdp-ged": TWO["ucdp-ged"], "ucdp-candidate": candidate()}, {}),  # a release with what follows it
        (TWO, {"list": "other"}),  # a statement about one list
    ],
)
def test_no_reading_on_incidents_where_there_is_nothing_to_join(events, fields):
    assert on_incidents(verdict_on(claim("count", of={**LETHAL, **fields}, expect="= 6"), joined(events))) == []


def test_sources_that_hardly_overlap_are_not_joined_and_not_added_up():
    loaded = joined(TWO)
    refused = replace(loaded.incidents, refused={("other", "ucdp-ged"): "Hardly any overlap."})
    test = claim("count", of=LETHAL, expect="= 9")
    assert on_incidents(verdict_on(test, replace(loaded, incidents=refused))) == []


def test_an_incident_that_only_the_claims_own_publication_tells_is_no_evidence():
    own = others(1, citation="The threat in the region, A think tank, 2024")
    events = {"ucdp-ged": ged(*attacks(1, first=7, day="2020-03-03")), "other": listing(*own)}
    loaded = joined(events)
    twice = claim("exists", of=LETHAL, expect=">= 2")
    assert {r.holds for r in on_incidents(verdict_on(twice, loaded))} == {True}
    found = verdict_on(twice.model_copy(update={"source": verdict_source()}), loaded)
    assert [r.holds for r in on_incidents(found)] == [False] * 4  # one incident, and no other source lists more
    assert found.evidence == ("ucdp-ged:7",)
    assert found.left_out == {"rests on the claim's own publication": 1}


def verdict_source():
    return claim("opinion", source=REPORT).source


def test_of_an_incident_that_others_tell_too_nothing_of_the_own_telling_counts():
    """The report says 900 dead, the release 2."""
    own = others(1, citation="The threat in the region", deaths_low=900, deaths_best=900, deaths_high=900)
    events = {"ucdp-ged": ged(*attacks(1)), "other": listing(*own)}
    loaded = joined(events, ("ucdp-ged:1", "other:1"))
    many = claim("count", of=LETHAL, measure="deaths", expect="> 100")
    assert max(r.value for r in on_incidents(verdict_on(many, loaded))) >= 900
    found = verdict_on(many.model_copy(update={"source": verdict_source()}), loaded)
    assert {r.choices["deaths"]: r.value for r in on_incidents(found)[:3]} == {"best": 2, "low": 1, "high": 3}
    assert found.evidence == ("ucdp-ged:1",)


def test_a_source_that_is_the_claims_own_publication_is_in_no_incident():
    test = claim("count", of=LETHAL, expect="= 4", source={"title": "other data"})
    events = {**TWO, "other": make.events(*others(5), source="other data", coverage=TWO["other"].coverage)}
    assert on_incidents(verdict_on(test, joined(events, *SAME))) == []


def test_no_figure_of_incidents_is_told_where_a_source_is_closed():
    shut = [{**row, "licence_class": "aggregate-only"} for row in others(5)]
    events = {"ucdp-ged": TWO["ucdp-ged"], "other": listing(*shut)}
    found = verdict_on(claim("count", of=LETHAL, expect="> 5"), joined(events, *SAME))
    assert {(r.value, r.low, r.high, r.note) for r in on_incidents(found)} == {
        (None, None, None, "no figure of other is told")
    }
    assert next(r.holds for r in on_incidents(found)) is True
    assert all(event.startswith("ucdp-ged:") for event in found.evidence)
