"""The documentation of claims says what the code takes."""

import re
import textwrap
from pathlib import Path

import pytest

from sarhad.claims import KINDS, MIN_EVENTS, VERDICTS, WORDS, Claim, Filter, read_claims
from sarhad.claims.kinds.kind import WRITTEN

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
