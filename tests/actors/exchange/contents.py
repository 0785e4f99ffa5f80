"""Registries for the tests of this folder: one written by hand with every field, and any that a file may hold."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from sarhad.actors.exchange import plain, registry_from
from sarhad.actors.registry import Registry

FIGHTS = {
    "to": "state",
    "kind": "fights",
    "start": "2001",
    "end": "2021-08-14",
    "basis": "data",
    "source": "data row 4",
}
CONTENT: dict[str, Any] = {
    "conventions": ["One number is split by time.", "A second sentence."],
    "withheld": [77, 99],
    "sources": {
        "data": {"title": "Actor data", "publisher": "A university", "date": "2022-06", "licence": "CC BY 4.0"},
        "page": {"title": "A page & <b>more</b>", "publisher": "A newspaper", "url": "https://example.org/a?b=1&c=2"},
        "unused": {"title": "Cited by nothing", "publisher": "Nobody"},
    },
    "actors": [
        {
            "id": "front",
            "name": "People's Front <i>",
            "kind": "armed-group",
            "country": "AFG",
            "active_in": ["AFG", "IRN", "PAK"],
            "founded": "1994-09",
            "ended": "2023",
            "ucdp": [303, {"id": 130, "countries": ["AFG", "PAK"], "from": "2021-08-15"}],
            "names": [
                {"text": "جبهه", "language": "fa", "script": "Arab", "source": "data row 3"},
                {"text": "PF", "language": "en", "countries": ["AFG"], "until": "2021-08-14", "source": "page"},
                {"text": "The Front", "language": "en", "source": "page", "date": "2020-03", "confidence": "medium",
                 "asserted_by": "A ministry"},
                {"text": "First Front", "language": "en", "source": "data", "former": True, "renamed": "1999"},
                {"text": "Front 2", "language": "en", "source": "data", "confidence": "low"},
            ],
            "relations": [
                FIGHTS,
                FIGHTS,
                {"to": "old-front", "kind": "splinter-of", "start": "1994-09-03", "end": "1994-09-03", "basis": "page",
                 "source": "page", "note": "one day, so both ends are whole days"},
                {"to": "old-front", "kind": "branch-of", "basis": "author", "source": "page"},
                {"to": "people", "kind": "opposes", "basis": "author", "source": "page"},
                {"to": "office", "kind": "renamed-from", "start": "1994", "basis": "data", "source": "data"},
                {"to": "PAK", "kind": "stance", "stance": "hostile", "basis": "perception", "perceived_by": "state",
                 "source": "page"},
                {"to": "AFG", "kind": "claims-territory", "start": "2015", "basis": "page", "source": "page"},
            ],
            "source": "data row 1",
            "note": "Two lines are one here.",
        },
        {"id": "old-front", "name": "Old Front", "kind": "militia", "source": "page p. 7",
         "relations": [{"to": "clan", "kind": "merged-into", "start": "2005-05", "basis": "data", "source": "data"}]},
        {"id": "state", "name": "The State", "kind": "state", "country": "XKX", "source": "data"},
        {"id": "people", "name": "Civilians", "kind": "civilians", "source": "data"},
        {"id": "nobody", "name": "Unknown", "kind": "unknown", "source": "data"},
        {"id": "clan", "name": "A clan", "kind": "communal", "source": "data"},
        {"id": "office", "name": "An office", "kind": "organisation", "source": "data"},
        {"id": "ucdp-77", "name": "UCDP actor 77", "kind": "armed-group", "ucdp": [77], "source": "data",
         "relations": [{"to": "front", "kind": "ally-of", "basis": "data", "source": "data"}],
         "note": "Shown by number."},
    ],
}  # fmt: skip
"""Every field of the file, markup in texts, a relation that stands twice, a work that nothing cites."""


def registry() -> Registry:
    return registry_from(CONTENT, "actors.yaml")


def same(one: Registry, other: Registry) -> bool:
    """Whether two registries say the same of everything."""
    things = [(r.actors, r.relations, dict(r.sources), r.conventions, r.withheld, plain(r)) for r in (one, other)]
    return things[0] == things[1]


_TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Zs", "Zl", "Zp")), min_size=1, max_size=12
)
_DATES = st.dates().filter(lambda day: day.year >= 1000)
_PARTIAL = _DATES.flatmap(lambda day: st.sampled_from([str(day), f"{day:%Y-%m}", f"{day:%Y}"]))
_COUNTRIES = st.sampled_from(["AFG", "PAK", "XKX", "TJK"])
_CITED = st.tuples(st.sampled_from(["one", "two"]), _TEXT).map(" ".join)


def _optional(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional=fields)


def _spans(start: str, end: str, dates: st.SearchStrategy[str]) -> st.SearchStrategy[dict[str, str]]:
    pairs = st.lists(dates, min_size=2, max_size=2).map(lambda two: dict(zip((start, end), sorted(two), strict=True)))
    in_order = pairs.filter(lambda p: p[end][:7] > p[start][:7] or p[start] == p[end])
    return st.one_of(st.just({}), in_order, dates.map(lambda d: {start: d}), dates.map(lambda d: {end: d}))


_STATED = _optional(
    script=st.sampled_from(["Latn", "Arab"]),
    countries=st.lists(_COUNTRIES, min_size=1, unique=True).map(sorted),
    date=_PARTIAL,
    confidence=st.sampled_from(["high", "medium", "low"]),
    asserted_by=_TEXT,
    former=st.just(True),
)


@st.composite
def contents(draw: st.DrawFn) -> dict[str, Any]:
    """What an `actors.yaml` may hold, up to three actors with names that no two of them share."""
    ids = draw(st.lists(st.from_regex(r"[a-z0-9]{1,6}(-[a-z0-9]{1,4})?", fullmatch=True), unique=True, max_size=3))
    actors = []
    for n, actor_id in enumerate(ids):
        names = [
            {"text": f"{n}-{text}", "language": draw(st.sampled_from(["en", "fa", "und"])), "source": draw(_CITED),
             **draw(_STATED), **draw(_spans("from", "until", _DATES.map(str)))}
            for text in draw(st.lists(_TEXT, max_size=3))
        ]  # fmt: skip
        others = [other for other in ids if other != actor_id]
        relations = [
            {"to": other, "kind": draw(st.sampled_from(["fights", "ally-of", "hosts", "branch-of"])),
             "basis": draw(st.sampled_from(["data", "page", "author"])), "source": draw(_CITED),
             **draw(_optional(note=_TEXT)), **draw(_spans("start", "end", _PARTIAL))}
            for other in draw(st.lists(st.sampled_from(others), max_size=3) if others else st.just([]))
        ]  # fmt: skip
        entry = {
            "id": actor_id, "name": f"{n}. {draw(_TEXT)}", "source": draw(_CITED),
            "names": names, "relations": relations,
            "kind": draw(st.sampled_from(["state", "armed-group", "militia", "civilians", "unknown"])),
            **draw(_optional(country=_COUNTRIES, founded=_PARTIAL, note=_TEXT, ucdp=st.just([n + 1]))),
        }  # fmt: skip
        actors.append(entry)
    sources = {key: {"title": draw(_TEXT), "publisher": draw(_TEXT)} for key in ("one", "two")}
    return {"sources": sources, "actors": actors, **draw(_optional(conventions=st.lists(_TEXT, max_size=2)))}
