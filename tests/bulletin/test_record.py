from __future__ import annotations

import copy
from typing import Any

import pytest

from sarhad.bulletin.record import differences, digest

RECORD: dict[str, Any] = {
    "title": "T", "publisher": "P", "month": "2021-03", "summary": "s", "published": "2021-04-01", "code_version": "1",
    "sources": [{"name": "a", "title": "A", "version": "1", "file": "a.csv", "sha256": "0" * 64}],
    "numbers": {"events": {"label": "Events", "value": 4}},
    "verdicts": {"c": {"says": "It rained.", "verdict": "supported"}},
    "parameters": {"bands_km": [10]},
    "files": {"data/events.csv": "1" * 64},
}  # fmt: skip


def test_how_it_is_worded_drawn_or_packed_makes_no_correction() -> None:
    other = copy.deepcopy(RECORD)
    other["numbers"]["events"]["sql"] = "SELECT 4"
    other["files"] |= {"figures/days.png": "3" * 64, "data/events.parquet": "4" * 64, "data/numbers.csv": "5" * 64}
    assert digest(other) == digest(RECORD)


@pytest.mark.parametrize("key", ["summary", "published", "code_version"])
def test_what_says_nothing_new_makes_no_correction(key: str) -> None:
    assert digest(RECORD | {key: "other"}) == digest(RECORD)


@pytest.mark.parametrize(
    ("path", "value", "difference"),
    [
        (("numbers", "events", "value"), 5, {"kind": "Number", "what": "Events", "was": 4, "now": 5}),
        (
            ("verdicts", "c", "verdict"),
            "data-cannot-decide",
            {"kind": "Verdict", "what": "It rained.", "was": "supported", "now": "data cannot decide"},
        ),
        (("title",), "U", {"kind": "Heading", "what": "title", "was": "T", "now": "U"}),
        (("parameters", "bands_km"), [20], {"kind": "Parameter", "what": "bands_km", "was": "[10]", "now": "[20]"}),
        (
            ("files", "data/events.csv"),
            "2" * 64,
            {"kind": "File", "what": "data/events.csv", "was": "SHA-256 111111111111", "now": "SHA-256 222222222222"},
        ),
    ],
)
def test_what_is_said_otherwise_is_told(path: tuple[str, ...], value: Any, difference: dict[str, Any]) -> None:
    other = copy.deepcopy(RECORD)
    place = other
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    assert digest(other) != digest(RECORD)
    assert differences(RECORD, other) == [difference]
