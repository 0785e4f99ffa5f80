import re
from pathlib import Path

import pytest

from sarhad.claims import KINDS
from tests.claims.bases import claim

DOCS = (Path(__file__).resolve().parents[3] / "docs" / "claims.md").read_text(encoding="utf-8")

EVENTS = {"from": "2020", "until": "2020"}
SPANS = {"before": {"from": "2020", "until": "2020"}, "after": {"from": "2021", "until": "2021"}}


@pytest.mark.parametrize(
    ("kind", "fields", "mistakes"),
    [
        ("count", {"of": EVENTS, "expect": "> 1"}, []),
        ("count", {"of": EVENTS}, [("expect", "count needs expect")]),
        ("count", {"of": EVENTS, "expect": "> 1", "by": "country"}, [("by", "count takes no by")]),
        ("count", {"of": {**EVENTS, "to": "rival"}, "expect": "> 1"}, [("of.to", "count takes no to in of")]),
        (
            "count",
            {"of": {**EVENTS, "line": "road"}, "expect": "> 1"},
            [("of.within_km", "a line needs within_km, the width of the band in kilometres")],
        ),
        (
            "count",
            {"of": {**EVENTS, "within_km": 20}, "expect": "> 1"},
            [("of.lines", "within_km needs the line it is measured from")],
        ),
        (
            "near",
            {"of": EVENTS, "expect": "> 1"},
            [("of.lines", "near needs lines in of"), ("of.within_km", "near needs within_km in of")],
        ),
        ("share", {"of": EVENTS, "expect": "> 0.5"}, [("part", "share needs part")]),
        (
            "share",
            {"of": EVENTS, "part": {"list": "chronology"}, "expect": "> 0.5"},
            [("part.list", "share takes no list in part")],
        ),
        (
            "trend",
            {"of": EVENTS, **SPANS, "expect": "> 1"},
            [("of.until", "trend takes no until in of"), ("of.from", "trend takes no from in of")],
        ),
        (
            "trend",
            {"before": SPANS["after"], "after": SPANS["before"], "expect": "> 1"},
            [("after", "after must begin when before has ended")],
        ),
        (
            "rank",
            {"of": EVENTS, "by": "country", "subject": "TJK", "among": [], "expect": "first"},
            [("among", "a rank needs at least two members")],
        ),
        (
            "rank",
            {
                "of": {**EVENTS, "countries": ["TJK"]},
                "by": "country",
                "subject": "TJK",
                "among": ["Iran"],
                "expect": "first",
            },
            [
                ("of.countries", "a rank by country takes them from subject and among"),
                ("among", "not ISO 3166-1 alpha-3: Iran; write AFG for Afghanistan"),
            ],
        ),
        (
            "rank",
            {"of": EVENTS, "by": "line", "subject": "a", "among": ["b"], "expect": "first"},
            [("of.within_km", "a rank by line needs within_km, the width of the band in kilometres")],
        ),
        (
            "length",
            {"of": {"line": "AFG-TJK"}, "expect": "longest"},
            [("among", "longest needs among, the lines to compare with")],
        ),
        (
            "length",
            {"of": {"lines": ["a", "b"]}, "expect": "> 5"},
            [("of.lines", "a length is of one line; the others go into among")],
        ),
        (
            "relation",
            {"of": {"actor": "a", "relation": "friend", "to": "b"}},
            [("of.relation", "no kind of relation; known are")],
        ),
        (
            "relation",
            {"of": {"actor": "a", "relation": "ally-of", "to": "b"}, "expect": "none"},
            [("expect", "a relation holds or does not; take expect out")],
        ),
        (
            "exists",
            {"of": {"actor": "a"}},
            [("of.from", "exists needs from in of"), ("of.until", "exists needs until in of")],
        ),
        (
            "exists",
            {"of": {"line": "road"}},
            [("of", "a corridor claim names the countries it touches, or its line_status")],
        ),
        (
            "exists",
            {"of": {"line": "road", "line_status": "planned", "actor": "a"}},
            [("of.actors", "a corridor claim takes no actors; for events near it add within_km")],
        ),
        (
            "exists",
            {"of": {"line": "road", "countries": ["AFG"]}, "expect": ">= 1"},
            [("expect", 'for a corridor expect is left out (all of the countries) or "none"')],
        ),
        (
            "opinion",
            {"expect": "> 1"},
            [("expect", "an opinion is never judged; take expect out, or name another kind")],
        ),
        ("trend", {"needs": "a corpus"}, []),
    ],
)
def test_each_kind_says_what_is_wrong_with_a_claim(kind, fields, mistakes):
    found = [(".".join(path), what) for path, what in KINDS[kind].mistakes(claim(kind, **fields))]
    assert len(found) == len(mistakes), found
    for (path, what), (wanted_path, wanted) in zip(sorted(found), sorted(mistakes), strict=True):
        assert path == wanted_path
        assert what.startswith(wanted)


def section(text, title):
    """The text under a heading, up to the next of its level."""
    return text.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def test_every_kind_of_the_documentation_is_there():
    documented = re.findall(r"^\| `(\w+)` \|", section(DOCS, "Kinds"), flags=re.M)
    assert list(KINDS) == documented
    assert all(kind.name == name and kind.__doc__ for name, kind in KINDS.items())
