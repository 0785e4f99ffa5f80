from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from sarhad.actors import Registry
from sarhad.actors.exchange import from_followthemoney, from_stix, plain
from sarhad.bulletin import Issue
from sarhad.bulletin.desk import open_desk
from sarhad.bulletin.living.actors import FTM_FILE, STIX_FILE, actor_pages

from ..conftest import ROWS, event
from ..test_incidents import BOTH, JOINED, SECOND, incident, tables
from .registries import ALL, entry, registry


@pytest.fixture
def pages(make_issue: Callable[..., Issue]) -> dict[str, bytes]:
    rows = (event(1, actor_b="front"), event(2, actor_a="state", actor_b="front"))
    desk = open_desk(make_issue(rows, registry=registry(*ALL)))
    return dict(actor_pages(desk, "2021-03"))


def text(page: bytes, part: str) -> str:
    """The words of a part of a page, from its heading to the next."""
    found = re.search(rf'<h2 id="{part}">.*?(?=<h2|</article>)', page.decode(), re.DOTALL)
    assert found
    return " ".join(re.sub(r"<svg.*?</svg>|<[^>]*>", " ", found[0], flags=re.DOTALL).split())


def test_names_are_claims_with_who_says_so(pages: dict[str, bytes]) -> None:
    words = text(pages["actors/front.html"], "names")
    assert "Taleban English no limit given A university, 2022 Actor data (A university, 2022)" in words
    assert "جبهه Persian, Arabic script no limit given A university, 2022, confidence medium" in words
    assert "TF English in Afghanistan, Pakistan until 2021-08-14 A ministry, 2020-03" in words
    assert "Old name not stated former name; given up 2004" in words
    assert 'lang="fa-Arab"' in pages["actors/front.html"].decode()


def test_lineage_and_relations_in_words_with_what_they_rest_on(pages: dict[str, bytes]) -> None:
    page = pages["actors/front.html"]
    lineage, relations = text(page, "lineage"), text(page, "relations")
    assert "split from Old Front , from 2001-05-05 From a data set: Actor data (A university, 2022): row 1" in lineage
    assert "Rump split from it, from 2011-02" in lineage
    shown = ["ally of League", "rival of The State", "fights The State", "towards Pakistan"]
    assert [relations.index(words) for words in shown] == sorted(relations.index(words) for words in shown)
    assert "fights The State , 2003 to 2019-11-30" in relations
    assert "row 1; a &lt;note&gt;" in relations
    assert "rival of The State Stated by an author; no evidence" in relations
    assert "towards Pakistan: hostile, from 2015 As The State is said to see it; no evidence" in relations
    assert 'href="pak.html"' not in page.decode(), "a country has no page here"


def test_everything_from_the_data_is_escaped(pages: dict[str, bytes]) -> None:
    page = pages["actors/front.html"].decode()
    for markup in ("<b>Front", "<script>note", "<note>", "<i>page"):
        assert markup not in page
    assert '<a href="https://example.org/a?b&amp;c">A &lt;i&gt;page&lt;/i&gt;</a>. A newspaper' in page


def test_drawings_for_both_widths_have_words_for_who_cannot_see_them(pages: dict[str, bytes]) -> None:
    page = pages["actors/front.html"].decode()
    drawings = re.findall(r'<svg class="(only-[ds])"[^>]*role="img" aria-label="([^"]+)"', page)
    assert [css for css, _ in drawings] == ["only-d", "only-s"] * 2
    assert "style=" not in page, "the policy of the pages refuses styles of their own"


def test_an_actor_without_names_lineage_or_relations_has_no_empty_sections(pages: dict[str, bytes]) -> None:
    found = re.findall(r'<h2 id="([a-z]+)"', pages["actors/league.html"].decode())
    assert found == ["relations", "events", "sources"]


def test_the_registry_for_other_systems(pages: dict[str, bytes], tmp_path: Path) -> None:
    for name, read in ((STIX_FILE, from_stix), (FTM_FILE, from_followthemoney)):
        path = tmp_path / Path(name).name
        path.write_bytes(pages[name])
        assert plain(read(path).registry) == plain(registry(*ALL))
        assert f'href="../{name}"'.encode() in pages["actors/front.html"]
        assert f'href="../{name}"'.encode() in pages["actors/index.html"]


def test_of_the_world_only_actors_of_loaded_events_have_a_page(make_issue: Callable[..., Issue]) -> None:
    held = registry(*ALL, entry("far", "Far away"), entry("near", "Near"))
    both = Registry(held.actors, held.relations, held.sources, behind=("far", "near"))
    pages = dict(actor_pages(open_desk(make_issue((event(1, actor_a="near"),), registry=both)), "2021-03"))
    assert "actors/near.html" in pages
    assert "actors/far.html" not in pages


def test_incidents_stand_on_the_page_where_the_watch_joins_its_sources(
    make_issue: Callable[..., Issue], pages: dict[str, bytes]
) -> None:
    assert b'id="incidents"' not in pages["actors/front.html"]
    several = incident(ROWS[0], SECOND, actor_b="front")
    others = [incident(row, actor_a="front") for row in ROWS[1:3]]
    held = make_issue(rows=BOTH, tables=tables(incidents=[several, *others]), joined=JOINED, registry=registry(*ALL))
    joined = dict(actor_pages(open_desk(held), "2021-03/correction-1"))
    words = text(joined["actors/front.html"], "incidents")
    assert words.startswith("Incidents 3 incidents with this actor on one side, 1 of them told more than once.")
    assert "second, ucdp-candidate day: 5 or 6 March 2021; deaths: 4 to 7" in words
    assert b'href="../2021-03/correction-1/incidents.html#incident-second-11"' in joined["actors/front.html"]
    assert "No loaded incident" in text(joined["actors/league.html"], "incidents")
