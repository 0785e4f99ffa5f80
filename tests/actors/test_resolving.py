"""From one name to an actor: every rule, its order, and what is left to a person."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sarhad.actors import (
    RULES,
    Actor,
    ActorDecision,
    Citation,
    CitedSource,
    Identifier,
    Name,
    NameResolution,
    Registry,
    Relation,
    Scope,
    actor_decisions_of,
    resolve_name,
)
from sarhad.actors.dates import PartialDate

CITED = Citation(CitedSource("s", "A Data Set", "A Publisher"), "row 1")
IN_2020 = dt.date(2020, 6, 1)


def actor(
    actor_id: str,
    name: str,
    *names: str | tuple[str, Scope],
    kind: str = "armed-group",
    ucdp: int | None = None,
    country: str | None = None,
    active_in: tuple[str, ...] = (),
    founded: str | None = None,
    ended: str | None = None,
) -> Actor:
    told = [(n, Scope()) if isinstance(n, str) else n for n in names]
    return Actor(
        actor_id,
        name,
        kind,  # type: ignore[arg-type]
        CITED,
        country,
        PartialDate.parse(founded) if founded else None,
        PartialDate.parse(ended) if ended else None,
        identifiers=(Identifier(ucdp),) if ucdp else (),
        names=tuple(Name(text, "en", CITED, scope=scope) for text, scope in told),
        active_in=active_in,
    )


FROM_AUGUST = Scope(None, dt.date(2021, 8, 15), None)
UNTIL_AUGUST = Scope(None, None, dt.date(2021, 8, 14))

REGISTRY = Registry(
    [
        actor("ttp", "Tehrik-i-Taliban Pakistan", "TTP", ucdp=356, active_in=("PAK", "AFG")),
        actor("ahrar", "Jamaat-ul-Ahrar", "JuA", ucdp=5928, active_in=("PAK",)),
        actor("ansarullah", "Jamaat Ansarullah", "JA", active_in=("TJK",)),
        actor("taliban", "Taliban", ("Government of Afghanistan", FROM_AUGUST), ucdp=303, country="AFG"),
        actor(
            "republic",
            "Islamic Republic of Afghanistan",
            ("Government of Afghanistan", UNTIL_AUGUST),
            kind="state",
            country="AFG",
            ended="2021-08-14",
        ),
        actor("pakistan", "Government of Pakistan", kind="state", ucdp=142, active_in=("PAK", "IND")),
        actor("bla", "Balochistan Liberation Army", "BLA", active_in=("PAK",)),
        actor("blf", "Baloch Liberation Front", "BLF", active_in=("PAK",)),
        actor("bra-pak", "Baloch Republican Army", "BRA", active_in=("PAK",)),
        actor("bra-png", "Bougainville Revolutionary Army", "BRA", active_in=("PNG",)),
        actor("jem", "Justice and Equality Movement", "JEM", active_in=("SDN", "TCD")),
        actor("dpr-one", "DPR", "Donetsk People's Republic", active_in=("UKR",)),
        actor("dpr-two", "DPR", "Donetsk People's Republic", active_in=("UKR",)),
        actor("lej", "Lashkar-e-Jhangvi", "LeJ", active_in=("PAK",)),
        actor("let", "Lashkar-e-Taiba", active_in=("IND",)),
        actor("adl", "Jaish al-Adl", active_in=("IRN",)),
        actor("islam-syr", "Jaysh al-Islam", active_in=("SYR",)),
        actor("cpi", "CPI-Maoist", "Communist Party of India-Maoist", active_in=("IND",)),
        actor("hamas", "Hamas", "Islamic Resistance Movement", active_in=("ISR",)),
        actor("eta", "ETA", "Basque Nation and Liberty", active_in=("ESP",)),
        actor("old", "Front of the Olden Days", active_in=("PAK",), ended="2015"),
        actor("boko", "JAS", "Jama'atu Ahlis Sunna Lidda'awati wal-Jihad", ucdp=1051, active_in=("NGA",)),
        actor("division-13", "13th Division", active_in=("SYR",)),
        actor("clan", "Awlad Zeid", kind="communal", active_in=("SDN",)),
        actor("hamas-like", "Front of Gaza", active_in=("ISR",)),
        actor("abu", "Abu Sayyaf Group", active_in=("PHL",)),
        actor("hizb", "Hizb-i Islami-yi Afghanistan", active_in=("AFG",)),
        actor("is", "IS", "Islamic State", ucdp=234, active_in=("LBY", "PAK")),
        actor("kashmir", "Kashmir insurgents", ucdp=325, active_in=("IND",)),
        actor("jondullah", "Jondullah", ucdp=310, active_in=("IRN", "PAK")),
        actor("oromo", "Oromo", kind="communal", active_in=("ETH",)),
        actor("olf", "Oromo Liberation Front", "OLF", active_in=("ETH",)),
        actor("flnc", "FLNC", "Front de libération nationale du Congo", active_in=("COD",)),
        actor("shabaab", "Al-Shabaab", ucdp=717, active_in=("SOM",)),
        actor("sunnah", "Ansar al-Sunnah", ucdp=7032, active_in=("MOZ",)),
        actor("yemen", "Government of Yemen (North Yemen)", kind="state", ucdp=123, active_in=("YEM",)),
        actor("houthi", "Ansarallah", ucdp=1091, active_in=("YEM",)),
        actor("civilians", "Civilians", kind="civilians"),
        actor("unknown", "Unknown", kind="unknown"),
    ]
)


def resolve(name: str, country: str | None = "PAK", on: dt.date | None = IN_2020, **more: object) -> NameResolution:
    return resolve_name(name, REGISTRY, on=on, country=country, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "country", "expected", "rule"),
    [
        ("Tehrik-i-Taliban Pakistan", "PAK", "ttp", "exact"),
        ("TEHRIK I TALIBAN  PAKISTAN", "PAK", "ttp", "folded"),
        ("Boko Haram", "NGA", "boko", "known-name"),
        ("Military Forces of Pakistan (2018-2022)", "AFG", "pakistan", "state-forces"),
        ("Pakistan", "IND", "pakistan", "state-forces"),
        ("Unidentified Armed Group (Pakistan)", "PAK", "unknown", "generic"),
        ("Civilians (Pakistan)", "PAK", "civilians", "generic"),
        ("Tehreek-e-Taliban Pakistan", "PAK", "ttp", "transliteration"),
        ("Техрик-е Талибан Пакистан", "PAK", "ttp", "transliteration"),
        ("Taliban Tehrik Pakistan", "PAK", "ttp", "word-order"),
        ("تحریک طالبان پاکستان", "PAK", "ttp", "consonants"),
        ("FOD", "PAK", None, None),
        ("BNL", "ESP", "eta", "acronym"),
        ("Basque Fatherland and Freedom (ETA)", "ESP", "eta", "acronym-and-word"),
        ("BLA: Baloch Liberation Army", "PAK", "bla", "transliteration"),
        ("Hamas (Islamic Resistance Movement)", "ISR", "hamas", "exact"),
        ("Tehrik-i-Taliban Pakistan - Jamaat-ul-Ahrar", "PAK", "ahrar", "faction"),
        ("Communist Party of India - Maoist", "IND", "cpi", "folded"),
        ("Laskar-e-Taibah", "IND", "let", "fuzzy"),
        ("Hizb-I-Islami", "AFG", "hizb", "shortened"),
        ("Abu Sayyaf", "PHL", "abu", "shortened"),
        ("Taliban police", "AFG", "taliban", "shortened"),
        ("the BLA militants", "PAK", "bla", "shortened"),
        ("Baluch Liberation Army", "PAK", "bla", "transliteration"),
        ("ISIL-Libya", "LBY", "is", "transliteration"),
        ("IS (Pakistan)", "PAK", "is", "exact"),
        ("Jundallah", "IRN", "jondullah", "fuzzy"),
        ("Jaish ul-Adl: Jaish al-Adl", "IRN", "adl", "exact"),
        ("Front of Gaza", "PSE", "hamas-like", "exact"),
        ("Gaza Front", "PSE", "hamas-like", "word-order"),
        ("Al-Shabaab", "SOM", "shabaab", "exact"),
        ("Al-Shabaab", "KEN", "shabaab", "exact"),
        ("Al-Shabaab", "MOZ", "sunnah", "known-name"),
        ("Military Forces of Yemen (2012-2022)", "YEM", "yemen", "state-forces"),
        ("Military Forces of Yemen (2016-) Supreme Political Council", "YEM", "houthi", "known-name"),
    ],
)
def test_each_rule(name: str, country: str, expected: str | None, rule: str | None) -> None:
    found = resolve(name, country)
    assert found.actor == expected
    if rule:
        assert found.rule == rule
        assert rule in RULES
    if expected and rule not in ("generic", "state-forces"):
        assert found.said


@pytest.mark.parametrize(
    ("name", "country", "why"),
    [
        ("TTP - JA", "PAK", "two letters behind a dash are not the organisation JA, nor the parent"),
        ("Tehrik-i-Taliban Pakistan - Somewhere", "PAK", "a faction is not the parent"),
        ("Jaish-e-Mohammad (JeM)", "IND", "the letters mean an actor of other countries"),
        ("JEM", "IND", "a short acronym elsewhere"),
        ("Jaish-ul-Islam", "PAK", "the same name spelled otherwise, of an actor of another country"),
        ("Baloch Liberation Movement", "PAK", "two actors are nearly as near"),
        ("Lashkar-e-Jhangvi Al-Alami", "PAK", "a word more than the actor has"),
        ("14th Division", "SYR", "another number"),
        ("DPR", "UKR", "two actors of one name at one place"),
        ("Muslim extremists", "PAK", "no organisation"),
        ("Somebody else", "PAK", "nothing near"),
        ("", "PAK", "no name"),
        ("()", "PAK", "no letters"),
        ("TTP, BLA", "PAK", "two actors in one name"),
        ("Awlad Gaid", "SDN", "a sibling clan"),
        ("Jundallah", "PAK", "two organisations bear it there"),
        ("Jaish-e-Mohammed", "IND", "coded under another actor"),
        ("Oromo militants", "ETH", "a community is no organisation of fighters"),
        ("Government of Atlantis", "AFG", "no country"),
        ("Government of Kenya", "KEN", "a state that the registry does not hold"),
        ("OLF: Oromo Liberation Front (Shane Splinter Faction)", "ETH", "a splinter is not the parent"),
        ("Abu Sayyaf Group (Northern)", "PHL", "what stands in brackets is no name of it"),
        ("Corsican National Liberation Front (FLNC)", "FRA", "an acronym of an actor of another country"),
        ("Mutiny of Military Forces of Pakistan (2018-2022)", "PAK", "mutineers are not the state"),
        ("Military Forces of Yemen (2012-2022) Northern Faction", "YEM", "a faction of an army is not the state"),
    ],
)
def test_what_is_not_taken(name: str, country: str, why: str) -> None:
    found = resolve(name, country)
    assert found.actor is None, why
    assert found.why


def test_a_name_of_two_actors_is_contested_and_names_both() -> None:
    found = resolve("DPR", "UKR")
    assert found.contested
    assert found.for_review
    assert [p.actor for p in found.proposals] == ["dpr-one", "dpr-two"]


def test_the_country_chooses_among_namesakes() -> None:
    assert resolve("BRA", "PAK").actor == "bra-pak"
    found = resolve("BRA", "PNG")
    assert found.actor == "bra-png"
    assert [(m.actor, m.meant) for m in found.rejected] == [("bra-pak", None)]
    assert "recorded" in found.rejected[0].why
    assert resolve("BRA", "LKA").actor is None
    assert resolve("BRA", None).contested


def test_what_is_near_is_proposed_and_not_taken() -> None:
    found = resolve("Lashkar-e-Jhangvi Al-Alami")
    assert [p.actor for p in found.proposals] == ["lej"]
    assert found.for_review
    assert not found.contested
    faction = resolve("TTP - JA")
    assert [p.actor for p in faction.proposals] == ["ttp"]
    assert "faction" in faction.why


def test_a_fuzzy_match_tells_its_score_and_the_runner_up() -> None:
    found = resolve("Laskar-e-Taibah", "IND")
    assert found.actor == "let"
    assert 84 <= found.score < 100


@pytest.mark.parametrize(
    ("name", "day", "expected"),
    [
        ("Government of Afghanistan", dt.date(2021, 8, 14), "republic"),
        ("Government of Afghanistan", dt.date(2021, 8, 15), "taliban"),
        ("Military Forces of Afghanistan (2004-2021)", dt.date(2019, 1, 1), "republic"),
        ("Military Forces of Afghanistan (2021-)", dt.date(2021, 9, 1), "taliban"),
        ("Military Forces of Afghanistan (2004-2021)", dt.date(2021, 9, 1), None),
        ("Military Forces of Afghanistan (2021-)", dt.date(2021, 5, 1), None),
        ("Afghan National Army", dt.date(2015, 1, 1), "republic"),
    ],
)
def test_the_government_of_a_day(name: str, day: dt.date, expected: str | None) -> None:
    found = resolve(name, "AFG", day)
    assert found.actor == expected
    if expected is None:
        assert "years" in found.why


def test_an_actor_that_had_ended_is_not_meant_and_the_reason_is_told() -> None:
    assert resolve("Front of the Olden Days", on=dt.date(2014, 1, 1)).actor == "old"
    found = resolve("Front of the Olden Days")
    assert found.actor is None
    assert [(m.actor, m.why) for m in found.rejected] == [("old", "ended 2015, event 2020-06-01")]
    assert found.why == "ended 2015, event 2020-06-01"


def test_of_a_name_whose_actor_had_ended_no_near_one_is_taken() -> None:
    near = actor("golden", "Fronts of the Olden Days", active_in=("PAK",))
    registry = Registry([*REGISTRY.actors, near])
    assert resolve_name("Front of the Olden Dayz", registry, on=dt.date(2014, 1, 1), country="PAK").actor is None
    found = resolve_name("Front of the Olden Days", registry, on=IN_2020, country="PAK")
    assert found.actor is None
    assert [p.actor for p in found.proposals] == ["golden"]


def test_the_number_of_ucdp_decides_over_the_name() -> None:
    found = resolve("TTP", source_id="5928")
    assert (found.actor, found.rule) == ("ahrar", "ucdp-number")
    assert resolve("TTP", source_id="99999").actor == "ttp"
    other = resolve("Tehreek-e-Taliban Pakistan", source_id="99999")
    assert other.actor is None, "UCDP says that it is another actor than the one spelled nearly so"
    assert [p.actor for p in other.proposals] == ["ttp"]


def test_a_decision_binds_before_every_rule() -> None:
    rows = [
        ActorDecision("TTP", Scope(frozenset({"PAK"})), "lej", "me", "2026-01-01", "a test"),
        ActorDecision("Unknown", Scope(), None, "me", "2026-01-01", "nobody"),
    ]
    decisions = actor_decisions_of(rows)
    found = resolve("TTP", decisions=decisions, source_id="356")
    assert (found.actor, found.rule, found.says, found.why) == ("lej", "decision", "me, 2026-01-01", "a test")
    assert resolve("TTP", "AFG", decisions=decisions).actor == "ttp"
    assert resolve("Unknown", decisions=decisions).actor is None


def test_the_answer_as_plain_values() -> None:
    told = resolve("Tehreek-e-Taliban Pakistan").as_dict()
    assert told["actor"] == "ttp"
    assert told["matched"] == "Tehrik-i-Taliban Pakistan"
    assert told["says"] == "A Data Set (A Publisher): row 1"
    assert told["date"] == "2020-06-01"


def test_the_same_registry_in_another_order_means_the_same() -> None:
    other = Registry(reversed(REGISTRY.actors))
    for name in ("DPR", "BRA", "Laskar-e-Taibah", "Baloch Liberation Movement", "TTP - JA", "Boko Haram", "XXX1"):
        one, two = resolve(name), resolve_name(name, other, on=IN_2020, country="PAK")
        assert (one.actor, one.rule, one.contested) == (two.actor, two.rule, two.contested)
        assert {p.actor for p in one.proposals} == {p.actor for p in two.proposals}


@given(
    name=st.one_of(
        st.text(max_size=60),
        st.builds(
            lambda parts, between: between.join(parts),
            st.lists(
                st.sampled_from(
                    ["Taliban", "TTP", "JA", "Government of", "Pakistan", "(2004-2021)", "Military Forces of", "(PAK)",
                     "Faction", "حزب", "Фронт", "XXX12", "Группа", "al", "-", "/", ":", ",", "é", "１３"]
                ),
                max_size=6,
            ),
            st.sampled_from([" ", " - ", ": ", ", ", ""]),
        ),
    ),
    country=st.sampled_from([None, "PAK", "AFG", "XKX", "not a code"]),
    on=st.one_of(st.none(), st.dates()),
    number=st.sampled_from([None, "", "356", "99999999999999999999", "x", "²"]),
)  # fmt: skip
@settings(max_examples=400, deadline=None)
def test_any_text_gets_an_answer_that_holds_together(
    name: str, country: str | None, on: dt.date | None, number: str | None
) -> None:
    found = resolve_name(name, REGISTRY, on=on, country=country, source_id=number)
    assert found.actor is None or found.actor in REGISTRY
    assert (found.actor is None) or found.rule is not None
    assert not (found.actor and (found.contested or found.proposals))
    assert found.actor or found.why
    assert all(p.actor in REGISTRY for p in found.proposals)
    if found.actor and on and (actor := REGISTRY.actor(found.actor)):
        assert actor.existed(on)
    if found.any_day and on:
        other = resolve_name(name, REGISTRY, on=dt.date(1950, 1, 1), country=country, source_id=number)
        assert (other.actor, other.rule, other.proposals) == (found.actor, found.rule, found.proposals)


def test_a_word_of_another_name_is_proposed_only_while_that_name_holds() -> None:
    found, before = (resolve_name("GOVERNMENT", REGISTRY, on=dt.date(year, 1, 1)) for year in (2022, 1950))
    assert [p.actor for p in found.proposals] == ["taliban"]
    assert before.proposals == ()
    assert not found.any_day


def test_what_is_doubtful_by_convention_names_the_actor_and_the_reason() -> None:
    found = resolve("Jaish-e-Mohammed", "IND")
    assert [(p.actor, p.why) for p in found.proposals] == [("kashmir", "UCDP codes it under the insurgents of Kashmir")]
    state = resolve("Government of Kenya", "KEN")
    assert state.why == "the registry holds no government of KEN at that day"
    assert state.proposals == (), "no other government is near"


def test_a_faction_beside_its_parent_is_the_faction() -> None:
    split = Relation("ahrar", "ttp", "splinter-of", "data", CITED)
    registry = Registry(REGISTRY.actors, [split])
    name = "TTP (Jamaat-ul-Ahrar)"
    assert resolve_name(name, registry, on=IN_2020, country="PAK").actor == "ahrar"
    assert resolve(name).contested, "nothing says that the one came from the other"
