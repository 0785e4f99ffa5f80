import json
from dataclasses import replace

import pytest

from sarhad.claims import History, in_words
from tests.claims.bases import attacks, base, claim, verdict_on
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
    assert [(e["verdict"], e["value"], e["sources"]) for e in entries] == [
        ("supported", 8, ["ucdp-ged 24.1"]),
        ("contradicted", 4, ["ucdp-ged 25.1"]),
    ]
    assert in_words(entries) == "supported on ucdp-ged 24.1 (8 events); contradicted on ucdp-ged 25.1 (4 events)"


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


def test_the_evidence_is_kept_as_its_number_and_a_checksum(path):
    (entry,) = History(path).append([on(8)])
    assert entry["evidence"] == 8
    assert len(entry["evidence_sha256"]) == 64
    assert entry["readings"]["ucdp-ged"] is True


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
