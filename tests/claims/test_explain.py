import pytest

from sarhad.claims import KINDS, NotSupportedError, explain, in_lines
from sarhad.claims.explain import OWN
from sarhad.errors import SarhadError
from tests.claims.bases import ROAD_BASE, TODAY, attacks, base, candidate, chosen, claim, ged, verdict_on

OF = {"actor": "group", "from": "2020", "until": "2020", "countries": ["AFG"], "lethal": True}
FIVE = base(events={"ucdp-ged": ged(*attacks(5))})


def parts(verdict):
    return {part.label: part.sentences for part in explain(verdict)}


def test_the_single_choice_that_turns_the_answer_is_told_with_both_figures_and_the_boundary():
    told = parts(verdict_on(claim("count", of=OF, measure="deaths", expect="> 10"), FIVE))
    assert told["Asked"] == (
        "count: the number of deaths is expected to be > 10",
        "of: actor group; from 2020-01-01; until 2020-12-31; country AFG; lethal True",
    )
    assert told["Answer"] == (
        "depends on the reading: Holds in 1, fails in 5 of 6 readings.",
        "The main reading, ucdp-ged, says 10 deaths: it fails.",
    )
    assert told["Turns on"] == (
        "With the high estimate of deaths it holds [15 deaths]; "
        "with the best estimate of deaths it fails [10 deaths]; expected is > 10.",
    )
    assert told["Agree"][0].startswith("It fails too in 4 other readings: ucdp-ged, low estimate of deaths 5 deaths; ")
    assert told["Evidence"] == ("5: ucdp-ged:1, ucdp-ged:2, ucdp-ged:3, ucdp-ged:4, ucdp-ged:5.",)
    assert told["Sources"] == ("ucdp-ged 26.1",)
    assert told["Rule"][-1] == f"Checked on {TODAY}."


def test_sources_that_disagree_are_told_each_with_its_figure():
    rows = attacks(8, status="candidate", source="ucdp-candidate", day="2026-01-10")
    both = base(events={"ucdp-ged": ged(*attacks(3), until="2026-01-31"), "ucdp-candidate": candidate(*rows)})
    told = parts(verdict_on(claim("count", of={**OF, "until": "2026-01"}, expect="> 5"), both))
    assert told["Turns on"] == (
        "On ucdp-ged it fails [3 events]; on ucdp-ged with ucdp-candidate it holds [11 events]; expected is > 5.",
    )


def test_what_does_not_look_is_silent_and_what_would_settle_it_is_named():
    told = parts(verdict_on(claim("exists", of={**OF, "lethal": None}), base(events={"chronology": chosen()})))
    assert told["Answer"][0].startswith("data cannot decide: ")
    assert told["Silent"] == ("Chronology is a chosen list: what is not in it may have happened.",)
    assert told["Would settle"][0].startswith("Load UCDP GED ")
    assert "Turns on" not in told
    assert "Evidence" not in told


def test_circular_evidence_is_told_apart_from_what_was_left_out():
    rows = [*attacks(6), *attacks(1, first=7, citation="From A report on groups"), *attacks(1, first=8)]
    rows[-1]["under_check"] = "Check deaths"
    test = claim("count", of=OF, expect=">= 5", source={"title": "A report on groups"})
    verdict = verdict_on(test, base(events={"ucdp-ged": ged(*rows)}))
    assert OWN in verdict.left_out, "the reason is that of the rows"
    told = parts(verdict)
    assert told["Left out"] == ("1 row: still checked by the source.",)
    assert told["Circular"] == (
        "1 row was dropped: it rests on the claim's own publication.",
        "What rests on “A report on groups” is no evidence, for it makes the statement.",
    )


@pytest.mark.parametrize(
    ("test", "asked"),
    [
        (claim("opinion"), "nothing is run: this opinion is recorded only"),
        (claim("trend", needs="a corpus"), "nothing is run: this trend is recorded only; it needs a corpus"),
        (claim("exists", of={"line": "road", "line_status": "operating"}), "exists: it is as said"),
        (
            claim("exists", of={"line": "road", "countries": ["AFG"]}, expect="none"),
            "exists: the number of countries is expected to be none",
        ),
        (
            claim("length", of={"line": "road"}, expect="> 900 km"),
            "length: the length in km is expected to be > 900 km",
        ),
    ],
)
def test_what_was_asked(test, asked):
    assert parts(verdict_on(test, ROAD_BASE))["Asked"][0] == asked


def test_every_kind_has_words_for_what_it_counts():
    assert set(KINDS) >= {"count", "opinion"}
    for verdict in (verdict_on(claim("count", of=OF, expect="> 1"), FIVE), verdict_on(claim("opinion"), FIVE)):
        assert all(sentence for part in explain(verdict) for sentence in part.sentences)


@pytest.mark.parametrize("width", [60, 80, 120])
def test_lines_fit_the_terminal_and_hold_no_control_characters(width):
    test = claim("count", of={**OF, "place": "\x1b[2J"}, expect="> 10", source={"title": "\x1b]0;very " + "long " * 40})
    text = in_lines(explain(verdict_on(test, FIVE)), width, indent=2)
    assert all(len(line) <= width for line in text.splitlines())
    assert "\x1b" not in text
    assert all(line.startswith("  ") for line in text.splitlines())


def test_a_claim_that_had_to_be_supported_stops_a_test_with_the_explanation():
    good, bad = (verdict_on(claim("count", of=OF, expect=e), FIVE) for e in ("= 5", "= 6"))
    good.assert_supported()
    assert (good.holds, bad.holds) == (True, False)
    with pytest.raises(AssertionError) as caught:
        bad.assert_supported()
    assert isinstance(caught.value, NotSupportedError)
    assert isinstance(caught.value, SarhadError)
    assert str(caught.value).startswith("claim a-claim is not supported: Something happened.\nAsked ")
    assert "expected to be = 6" in str(caught.value)


def test_a_verdict_in_a_notebook_is_short_in_words_and_escaped_in_html():
    verdict = verdict_on(claim("count", of=OF, expect="= 5", says="<script>alert(1)</script>"), FIVE)
    assert repr(verdict) == "<Verdict on a-claim: supported (5 events)>"
    html = verdict._repr_html_()
    assert "<script>" not in html
    assert "&lt;script&gt;" in html
    assert "5 events" in html
    assert str(verdict) == in_lines(explain(verdict))
