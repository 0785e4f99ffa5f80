import json

import pytest

from sarhad.claims import VERDICTS, check, problems_with
from sarhad.errors import InputError, SarhadError
from tests.claims.bases import ROAD_BASE, TODAY, attacks, base, chosen, claim, ged, verdict_on

OF = {"actor": "group", "from": "2020", "until": "2020", "countries": ["AFG"]}
REPORT = {"title": "The threat in the region", "also": ["https://example.org/copy"]}


def test_a_row_that_rests_on_the_claims_own_publication_is_no_evidence():
    rows = attacks(1, source="chronology", citation="The threat in the region, A think tank, 2024")
    rows += attacks(1, first=2, source="chronology", citation="a page, https://example.org/copy")
    loaded = base(events={"chronology": chosen(*rows)})
    found = verdict_on(claim("exists", of=OF, source=REPORT), loaded)
    assert found.verdict == "data-cannot-decide"
    assert found.left_out == {"rests on the claim's own publication": 2}
    assert verdict_on(claim("exists", of=OF), loaded).verdict == "supported"
    independent = attacks(1, first=3, source="chronology", citation="A newspaper, 2020")
    both = base(events={"chronology": chosen(*rows, *independent)})
    assert verdict_on(claim("exists", of=OF, source=REPORT), both).evidence == ("chronology:3",)


def test_a_source_that_is_the_claims_own_publication_is_not_asked():
    test = claim("exists", of={**OF, "lethal": True}, source={"title": "chronology"})
    loaded = base(events={"chronology": chosen(*attacks(1, source="chronology"))})
    found = verdict_on(test, loaded)
    assert (found.verdict, found.readings) == ("data-cannot-decide", ())


@pytest.mark.parametrize(
    ("test", "column", "value", "do"),
    [
        (claim("exists", of={**OF, "actor": "nobody"}), "of", "nobody", "correct it, or add it to actors.yaml"),
        (
            claim("share", of=OF, part={"opponent": "nobody"}, expect="> 0.5"),
            "part",
            "nobody",
            "correct it, or add it to actors.yaml",
        ),
        (claim("relation", of={"actor": "group", "relation": "ally-of", "to": "nobody"}), "of", "nobody", ""),
        (claim("near", of={**OF, "line": "lane", "within_km": 20}, expect="> 1"), "of", "lane", ""),
        (claim("exists", of={**OF, "list": "gossip"}), "of", "gossip", "correct it, or add it to watch.toml"),
        (claim("rank", of=OF, by="actor", subject="group", among=["nobody"], expect="first"), "among", "nobody", ""),
        (
            claim("rank", of={**OF, "within_km": 20}, by="line", subject="road", among=["lane"], expect="first"),
            "among",
            "lane",
            "",
        ),
        (claim("length", of={"line": "road"}, among=["lane"], expect="longest"), "among", "lane", ""),
    ],
)
def test_what_a_claim_names_must_be_there(test, column, value, do):
    (problem,) = problems_with([test], ROAD_BASE)
    assert (problem.column, problem.value) == (column, value)
    assert problem.do.startswith(do or "correct it, or add it to")
    with pytest.raises(InputError, match="1 mistake in claims"):
        check([test], ROAD_BASE, checked_at=TODAY)


def test_a_recorded_claim_may_name_what_is_not_there():
    test = claim("share", of={**OF, "actor": "nobody"}, needs="statements, coded by topic")
    found = verdict_on(test, base())
    assert found.verdict == "data-cannot-decide"
    assert found.would_decide == "statements, coded by topic"
    assert found.readings == ()


def test_an_opinion_is_recorded_and_not_judged():
    found = verdict_on(claim("opinion"), base())
    assert (found.verdict, found.why) == ("not-checkable", "an opinion, recorded and not judged")


def test_a_parameter_that_changes_a_figure_must_be_stated():
    loaded = base(events={"ucdp-ged": ged(*attacks(10))}, parameters={})
    test = claim("share", of=OF, part={"opponent": "state"}, expect="> 0.5")
    with pytest.raises(SarhadError, match="claims need the parameter confidence"):
        verdict_on(test, loaded)


def test_a_verdict_can_be_followed_and_written_as_json():
    events = {"ucdp-ged": ged(*attacks(8)), "chronology": chosen()}
    found = verdict_on(claim("count", of={**OF, "lethal": True}, expect="= 8"), base(events=events))
    plain = json.loads(json.dumps(found.as_dict(), allow_nan=False))
    assert plain["verdict"] == "supported"
    assert plain["evidence"] == [f"ucdp-ged:{n}" for n in range(1, 9)]
    assert plain["query"].startswith("SELECT * FROM events WHERE date_end >= DATE '2020-01-01'")
    assert plain["tolerance"].endswith("= allows half a unit of the last digit written")
    assert [(s["name"], s["version"]) for s in plain["sources"]] == [("ucdp-ged", "26.1"), ("chronology", "1")]
    assert plain["parameters"] == {"confidence": 0.95, "seed": 1, "bootstrap_draws": 500, "place_precision_max": 2}
    assert plain["checked_at"] == "2026-11-23"
    assert plain["readings"][-1]["high"] is None  # an open limit
    assert plain["claim"]["of"]["actors"] == ["group"]


def test_verdicts_come_in_the_order_of_the_claims_and_are_the_same_twice():
    tests = [claim("opinion", id=f"c{n}") for n in range(3)] + [claim("exists", of=OF)]
    loaded = base(events={"ucdp-ged": ged(*attacks(2))})
    first, second = (check(tests, loaded, checked_at=TODAY) for _ in range(2))
    assert [v.claim.id for v in first] == ["c0", "c1", "c2", "a-claim"]
    assert first == second
    assert {v.verdict for v in first} <= set(VERDICTS)


def test_nothing_is_loaded_and_nothing_is_decided():
    tests = [
        claim("exists", of=OF),
        claim("count", of=OF, expect="> 1"),
        claim("share", of=OF, part={"opponent": "state"}, expect="> 0.5"),
        claim(
            "trend",
            of={"countries": ["AFG"]},
            before={"from": "2020", "until": "2020"},
            after={"from": "2021", "until": "2021"},
            expect="> 1",
        ),
        claim("rank", of={"from": "2020", "until": "2020"}, by="country", subject="AFG", among=["PAK"], expect="first"),
        claim("relation", of={"actor": "group", "relation": "ally-of", "to": "rival"}),
    ]
    found = check(tests, base(), checked_at=TODAY)
    assert {v.verdict for v in found} == {"data-cannot-decide"}
    assert all(v.would_decide and v.why for v in found)
