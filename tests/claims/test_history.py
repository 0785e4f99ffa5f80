import json
from dataclasses import replace

import pytest

from sarhad.claims import History, Origin, entry_in_words, in_words, versions
from sarhad.store import compare
from tests.claims.bases import attacks, base, chosen, claim, verdict_on
from tests.make import block, events

OF = {"actor": "group", "from": "2020", "until": "2020", "countries": ["AFG"], "lethal": True}
TEST = claim("count", of=OF, expect="> 5")


def on(rows: int, version: str = "24.1", test=TEST):
    loaded = events(*attacks(rows), version=version, coverage=(block("1989-01-01", "2023-12-31"),))
    return verdict_on(test, base(events={"ucdp-ged": loaded}))


@pytest.fixture
def path(tmp_path):
    return tmp_path / "claims" / "history.jsonl"


def test_unchanged_data_give_no_entry_and_revised_data_give_one(path):
    history = History(path)
    assert len(history.append([on(8)])) == 1
    before = path.read_bytes()
    later = replace(on(8), checked_at=on(8).checked_at.replace(day=30))
    assert history.append([later]) == ()
    assert History(path).append([later]) == ()
    assert path.read_bytes() == before
    assert len(History(path).append([on(4, "25.1")])) == 1
    assert path.read_bytes().startswith(before)  # what stands is never changed
    entries = History(path).of("a-claim")
    assert [(e["verdict"], e["value"], versions(e)) for e in entries] == [
        ("supported", 8, ["ucdp-ged 24.1"]),
        ("contradicted", 4, ["ucdp-ged 25.1"]),
    ]
    assert in_words(entries) == (
        "supported on ucdp-ged 24.1 (8 events); contradicted on ucdp-ged 25.1 (4 events; rows: counted no more 4)"
    )


@pytest.mark.parametrize(
    ("other", "why"),
    [
        (on(9), "the value changed, the verdict did not"),
        (on(8, "25.1"), "the same on a newer version"),
        (on(8, test=claim("count", of=OF, expect="> 6")), "the test was changed"),
    ],
)
def test_what_makes_a_new_entry(path, other, why):
    history = History(path)
    history.append([on(8)])
    assert len(history.append([other])) == 1, why


def test_an_entry_keeps_what_a_verdict_keeps_and_so_does_its_json(path):
    """Field by field, the list of the design; `Verdict.as_dict` is what `sarhad check --json` prints."""
    origin = Origin("reports/a.md", 7, 12)
    verdict = on(8, test=claim("count", of=OF, expect="> 5", source={"title": "A report"}, origin=origin))
    History(path).append([verdict])
    stored = json.loads(path.read_text())
    printed = json.loads(json.dumps(verdict.as_dict()))
    for kept in (stored, printed):
        stated = kept.get("stated") or kept["claim"]
        assert stated["says"] == "Something happened."
        assert stated["origin"] == {"file": "reports/a.md", "line": 7, "end_line": 12}
        assert (stated["id"], stated["kind"], stated["expect"]) == ("a-claim", "count", "> 5")
        assert stated["of"] == {
            "actors": ["group"], "from": "2020-01-01", "until": "2020-12-31", "countries": ["AFG"], "lethal": True,
        }  # fmt: skip
        assert (kept["verdict"], kept["value"], kept["low"], kept["high"]) == ("supported", 8, 8, 8)
        assert kept["readings"][0] == {
            "label": "ucdp-ged", "choices": {"source": "ucdp-ged", "rows": "all", "dates": "as dated"}, "holds": True,
            "looked": True, "value": 8, "low": 8, "high": 8, "note": "",
        }  # fmt: skip
        assert len(kept["readings"]) == len(verdict.readings)
        assert kept["evidence"] == [f"ucdp-ged:{n}" for n in range(1, 9)]
        assert kept["left_out"] == {}
        assert [(s["name"], s["version"]) for s in kept["sources"]] == [("ucdp-ged", "24.1")]
        assert kept["query"].startswith("SELECT * FROM events WHERE")
        assert kept["tolerance"] == verdict.tolerance != ""
        assert kept["parameters"]["confidence"] == 0.95
        assert kept["checked_at"] == "2026-11-23"
    assert stored.pop("claim") == "a-claim"
    assert stored.pop("test") == verdict.claim.fingerprint
    assert {"claim": stored.pop("stated"), **stored} == printed


def test_an_entry_says_which_rows_changed_between_the_two_versions(path):
    before = attacks(8)
    # event 3 is gone, event 4 left the period, event 5 has other deaths, event 20 is new
    after = [row for row in before if row["source_id"] not in ("3", "4", "5")]
    after += attacks(1, first=4, day="2021-02-01") + attacks(1, first=5, deaths_best=3) + attacks(1, first=20)
    covered = (block("1989-01-01", "2023-12-31"),)
    old, new = events(*before, version="24.1", coverage=covered), events(*after, version="25.1", coverage=covered)
    changes = [compare(old, new)]
    history = History(path)
    history.append([verdict_on(TEST, base(events={"ucdp-ged": old}))], changes)
    (entry,) = history.append([verdict_on(TEST, base(events={"ucdp-ged": new}))], changes)
    assert "revised" not in history.of("a-claim")[0]
    assert entry["revised"] == {
        "counts": {"added": 1, "removed": 1, "deaths": 1, "re-dated": 1},
        "rows": [
            {"event": "ucdp-ged:20", "kind": "added", "what": "2 deaths"},
            {"event": "ucdp-ged:3", "kind": "removed", "what": "2 deaths"},
            {"event": "ucdp-ged:5", "kind": "deaths", "what": "best 2 to 3"},
            {
                "event": "ucdp-ged:4",
                "kind": "re-dated",
                "what": "date start 2020-06-15 to 2021-02-01, date end 2020-06-15 to 2021-02-01",
            },
        ],
    }
    assert entry_in_words(entry) == (
        "supported on ucdp-ged 25.1 (7 events; rows: added 1, removed 1, deaths changed 1, re-dated 1)"
    )


def test_without_a_comparison_it_says_which_rows_are_counted_now_or_no_more(path):
    history = History(path)
    history.append([on(8)])
    (entry,) = history.append([on(6, "25.1")])
    assert entry["revised"]["counts"] == {"went": 2}
    assert [row["event"] for row in entry["revised"]["rows"]] == ["ucdp-ged:7", "ucdp-ged:8"]
    other = history.append([on(6, "25.1", test=claim("count", of=OF, expect="> 6"))])[0]
    assert other["revised"] == {"counts": {}, "rows": [], "test_changed": True}
    assert in_words([other]) == "contradicted on ucdp-ged 25.1 (6 events; its test was changed)"


def test_a_comparison_of_other_versions_says_nothing(path):
    old, new = (events(*attacks(n), version=v, coverage=(block("1989-01-01", "2023-12-31"),)) for n, v in
                ((8, "22.1"), (6, "23.1")))  # fmt: skip
    history = History(path)
    history.append([on(8)])
    (entry,) = history.append([on(6, "25.1")], [compare(old, new)])
    assert entry["revised"]["counts"] == {"went": 2}


def test_an_older_entry_that_kept_no_ids_is_read(path):
    path.parent.mkdir()
    older = {"claim": "a-claim", "verdict": "supported", "value": 9, "low": 9, "high": 9, "unit": "events",
             "test": TEST.fingerprint, "evidence": 9, "sources": ["ucdp-ged 23.1"]}  # fmt: skip
    path.write_text(json.dumps(older) + "\n")
    history = History(path)
    (entry,) = history.append([on(8)])
    assert entry["revised"] == {"counts": {}, "rows": []}
    assert in_words(history.of("a-claim")) == (
        "supported on ucdp-ged 23.1 (9 events); supported on ucdp-ged 24.1 (8 events)"
    )


def test_a_line_torn_by_a_kill_is_told_and_the_next_entry_stands_on_its_own_line(path):
    History(path).append([on(8)])
    with path.open("a", encoding="utf-8") as file:
        file.write('{"claim": "a-cl')
    history = History(path)
    assert [str(p) for p in history.problems] == [
        "history.jsonl, line 2: not an entry of the history of claims (record left out)"
    ]
    assert len(history.append([on(4, "25.1")])) == 1
    again = History(path)
    assert len(again.of("a-claim")) == 2
    assert len(again.problems) == 1


def test_an_absent_file_is_an_empty_history(path):
    assert History(path).of("a-claim") == ()
    assert not path.exists()
    assert History(path).append([]) == ()
    assert not path.exists()


def test_every_line_is_json(path):
    History(path).append([on(8), verdict_on(claim("opinion", id="another"), base())])
    assert [json.loads(line)["claim"] for line in path.read_text().splitlines()] == ["a-claim", "another"]


def test_an_older_history_without_a_field_is_still_compared(path):
    path.parent.mkdir()
    path.write_text('{"claim": "a-claim", "verdict": "supported"}\n')
    assert len(History(path).append([on(8)])) == 1


def test_a_least_number_stays_one_in_the_history(path):
    loaded = base(events={"chronology": chosen(*attacks(2, source="chronology"))})
    (entry,) = History(path).append([verdict_on(claim("exists", of=OF), loaded)])
    assert in_words([entry]) == "supported on chronology 1 (at least 2 events)"
    assert in_words(History(path).of("a-claim")) == in_words([entry])
