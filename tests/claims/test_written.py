import datetime as dt
import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

import sarhad
from sarhad.claims import NotSupportedError, check
from sarhad.errors import InputError, SarhadError
from tests.claims.bases import PARAMETERS, TODAY, attacks, base, candidate, claim, ged, registry
from tests.make import block, events

OF = {"actor": "group", "from": 2020, "until": 2020, "country": "AFG", "lethal": True}
PART = {"opponent": "state"}
EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "paper_claims.py"


def mostly(**fields):
    return sarhad.claim(
        "Most attacks were against the state.", kind="share", of=OF, part=PART, expect="> 0.5", **fields
    )


def test_a_claim_written_in_python_is_the_one_a_report_would_hold():
    written = mostly(id="a-claim")
    read = claim("share", says=written.says, of=OF, part=PART, expect="> 0.5")
    assert written.fingerprint == read.fingerprint
    loaded = base(events={"ucdp-ged": ged(*attacks(12))})
    assert written.check(loaded, checked_at=TODAY).as_dict() == check([read], loaded, checked_at=TODAY)[0].as_dict()
    assert mostly().id == "most-attacks-were-against-the-state"


def test_it_is_checked_on_what_was_read_with_the_parameters_that_are_given():
    rows = attacks(12, actor_a=None, actor_b=None)  # the names are resolved by the registry
    verdict = mostly().check(ged(*rows), checked_at=TODAY, registry=registry(), parameters=PARAMETERS)
    verdict.assert_supported()
    assert verdict.holds is True
    assert (verdict.value, verdict.parameters) == (1, PARAMETERS)
    assert verdict.sources[0].version == "26.1"


def test_releases_are_put_together_as_a_watch_does_it():
    """The newer release replaces the older, and the annual one supersedes the candidate rows that it covers."""
    count = sarhad.claim("There were 7.", kind="count", of={**OF, "until": 2026}, expect="= 7")
    whole = (block("1989-01-01", "2023-12-31"),)
    old = events(*attacks(9), version="24.1", coverage=whole)
    new = ged(*attacks(5))
    later = candidate(*attacks(2, source="ucdp-candidate", first=20, day="2026-01-09"))
    verdict = count.check((old, new, later), checked_at=TODAY, registry=registry(), parameters=PARAMETERS)
    assert {r.label: r.value for r in verdict.readings}["ucdp-ged with ucdp-candidate"] == 7


def test_there_is_no_default_for_a_parameter_that_changes_a_figure():
    with pytest.raises(SarhadError, match="claims need the parameter confidence") as caught:
        mostly().check(ged(*attacks(12)), checked_at=TODAY, registry=registry())
    assert "or give it in parameters" in str(caught.value)


def test_all_mistakes_are_told_together():
    with pytest.raises(InputError) as caught:
        sarhad.claim("Something.", kind="count", of={"country": "AF", "from": "2020", "until": 2019}, expects="> 1")
    assert [problem.column for problem in caught.value.problems] == ["of.countries", "expects"]
    assert "not ISO 3166-1 alpha-3: AF; write AFG for Afghanistan" in str(caught.value)
    assert "claim something: is not a field of a claim" in str(caught.value)


def test_what_is_not_loaded_is_told():
    with pytest.raises(InputError, match="no actor of this id is loaded"):
        mostly().check(ged(*attacks(12)), checked_at=TODAY, registry=sarhad.actors.Registry(()), parameters=PARAMETERS)


def test_a_base_brings_its_own_registry_and_parameters():
    loaded = base(events={"ucdp-ged": ged(*attacks(12))})
    for more in ({"registry": registry()}, {"parameters": PARAMETERS}):
        with pytest.raises(InputError, match="a base holds its registry and parameters"):
            mostly().check(loaded, checked_at=TODAY, **more)


def test_a_sentence_without_a_latin_letter_needs_an_id():
    with pytest.raises(InputError, match="no id can be made from the sentence"):
        sarhad.claim("سرحد", kind="opinion")
    assert sarhad.claim("سرحد", kind="opinion", id="frontier").id == "frontier"


def test_the_example_of_a_paper_holds_on_the_file_it_was_written_from(data_dir):
    done = subprocess.run(
        [sys.executable, EXAMPLE, data_dir / "ucdp" / "ged-afghanistan-2020.csv"], capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count(": supported (") == 3


def test_the_example_stops_with_the_reason_where_a_statement_does_not_hold(tmp_path):
    spec = importlib.util.spec_from_file_location("paper_claims", EXAMPLE)
    example = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(example)
    verdict = example.CLAIMS[0].check(
        ged(*attacks(3), until="2020-12-31"), checked_at=dt.date(2026, 1, 1), parameters=PARAMETERS
    )
    with pytest.raises(NotSupportedError, match="claim ucdp-lists-more-than-3-000-lethal-events"):
        verdict.assert_supported()
