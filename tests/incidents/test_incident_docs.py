"""docs/incidents.md says what the code does."""

from __future__ import annotations

import re
from pathlib import Path

from sarhad.incidents import LINK_AT, REVIEW_AT, read_decisions
from sarhad.incidents.agreed import RULES
from sarhad.incidents.calibration import ENOUGH
from sarhad.incidents.decisions import WORDS
from sarhad.incidents.decisions_file import COLUMNS
from sarhad.incidents.overlap import LEAST_SHARED
from sarhad.incidents.splits import DEATHS_BITS, RARITY_BITS

TEXT = " ".join((Path(__file__).resolve().parents[2] / "docs" / "incidents.md").read_text(encoding="utf-8").split())


def test_the_rules_of_the_agreed_row_stand_there_word_for_word() -> None:
    for rule in RULES:
        assert rule in TEXT


def test_words_and_limits_are_those_of_the_code() -> None:
    assert f"`{','.join(COLUMNS)}`" in TEXT
    assert all(f"`{word}`" in TEXT for word in WORDS)
    for why in ("model", "decision", "split", "joined", "rival", "refused", "duplicate"):
        assert f"| `{why}` |" in TEXT
    assert f"at least {LINK_AT} are **linked**" in TEXT
    assert f"{REVIEW_AT} to {LINK_AT} is left **for review**" in TEXT
    assert f"From {ENOUGH} decisions" in TEXT
    assert f"from {LEAST_SHARED} shared incidents on" in TEXT
    assert f"by {DEATHS_BITS} bits" in TEXT
    assert f"at most 1 in {2**RARITY_BITS:.0f}" in TEXT


def test_the_example_of_decisions_can_be_read(tmp_path: Path) -> None:
    text = (Path(__file__).resolve().parents[2] / "docs" / "incidents.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```\n(event_a,.*?)```", text, flags=re.S)
    path = tmp_path / "matches.csv"
    path.write_text(example)
    read = read_decisions(path)
    assert len(read.standing) == 2
    assert read.problems == ()
