"""The documentation of claims says what the code takes."""

import re
import textwrap
from pathlib import Path

import pytest

from sarhad.claims import KINDS, MIN_EVENTS, VERDICTS, WORDS, Claim, Filter, read_claims
from sarhad.claims.kinds.kind import WRITTEN
from sarhad.claims.readings import INCIDENTS
from tests.claims.bases import base, claim, ged, verdict_on
from tests.claims.test_guard import BORDERS, several
from tests.claims.test_guard import KINDS as EXAMPLES

DOCS = Path(__file__).resolve().parents[2] / "docs" / "claims.md"
TEXT = DOCS.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", [n for n in Claim.model_fields if n != "origin"])
def test_every_field_of_a_claim_is_documented(name):
    shown = WRITTEN.get(name, name)
    assert f"`{shown}`" in TEXT or f"`{shown}:" in TEXT


@pytest.mark.parametrize("name", Filter.model_fields)
def test_every_field_of_a_filter_is_documented(name):
    assert f"`{WRITTEN.get(name, name)}`" in TEXT


def test_every_kind_and_verdict_is_documented():
    rows = re.findall(r"^\| `(\w+)` \|", TEXT, flags=re.M)
    assert set(KINDS) <= set(rows)
    assert all(f"| {WORDS[name]} |" in TEXT for name in VERDICTS)
    assert MIN_EVENTS == 6
    assert re.search(r"ask\s+for at least six events", TEXT)


def test_the_examples_are_read_without_a_mistake(tmp_path):
    blocks = [textwrap.dedent(b) for b in re.findall(r"(?:^    .*\n|^\n)+", TEXT, flags=re.M) if b.strip()]
    report = next(b for b in blocks if b.strip().startswith("```claim"))
    listed = next(b for b in blocks if b.strip().startswith("source:"))
    of_a_measure = next(b for b in blocks if "kind: repeats" in b)
    (tmp_path / "a.md").write_text(report.strip() + "\n")
    (tmp_path / "a.yaml").write_text(listed)
    (tmp_path / "b.yaml").write_text(of_a_measure)
    claims, problems = read_claims([tmp_path / "a.md", tmp_path / "a.yaml", tmp_path / "b.yaml"])
    assert problems == ()
    assert [c.id for c in claims] == ["mostly-against-authorities", "longest-border", "back-within-a-week"]
    assert claims[1].source.title == "Title of the report"


def test_the_choices_of_readings_are_documented():
    table = TEXT.partition("\n## Readings\n")[2].partition("\n\nRows that")[0]
    choices = set(re.findall(r"^\| (\w+) \|", table, flags=re.M)) - {"choice"}
    assert choices == {"source", "deaths", "rows", "dates", "length", "volume", "basis"}
    assert INCIDENTS in table


@pytest.mark.parametrize("kind", EXAMPLES)
def test_every_kind_about_events_is_read_under_the_same_choices(kind):
    """The main reading, precise rows only, sure dates; possible dates where single rows count, deaths where counted."""
    test = claim(kind, **EXAMPLES[kind])
    found = verdict_on(test, base(events={"ucdp-ged": ged(*several(30))}, borders=BORDERS))
    labels = [reading.label.removeprefix("ucdp-ged").strip(", ") for reading in found.readings]
    deaths = ["low estimate of deaths", "high estimate of deaths"] if test.measure == "deaths" else []
    possible = ["dates possibly inside"] if kind in ("count", "exists", "share", "rank", "first") else []
    assert labels == ["", *deaths, "precise rows only", "dates surely inside", *possible]
    shown = " ".join(TEXT.split())
    assert all(word in shown for word in ("best, low, high", "only precise ones", "all days do", "some day does"))
