"""Claims on real rows: UCDP's Afghanistan 2020 and the example watch."""

import datetime as dt
from dataclasses import replace
from importlib.resources import as_file, files

import pytest

from sarhad import actors, places, sources
from sarhad.claims import Base, check, problems_with, read_claims, read_published_lengths, summarise
from sarhad.events import Coverage
from tests.claims.bases import PARAMETERS, TODAY, claim, verdict_on


@pytest.fixture(scope="module")
def folder():
    with as_file(files("sarhad.watches") / "central-asia") as path:
        yield path


@pytest.fixture(scope="module")
def registry(folder):
    return actors.read_registry(folder / "actors.yaml")


@pytest.fixture(scope="module")
def afghanistan(data_dir, registry):
    """The complete country-year of GED, with the coverage that it has."""
    events = sources.read(data_dir / "ucdp" / "ged-afghanistan-2020.csv", "ucdp-ged", version="23.1")
    block = Coverage("ucdp-ged", dt.date(2020, 1, 1), dt.date(2020, 12, 31), frozenset({"AFG"}))
    resolved = actors.resolve_events(events.table, registry).table
    return Base(
        events={"ucdp-ged": replace(events, table=resolved, coverage=(block,))},
        registry=registry,
        parameters={**PARAMETERS, "countries": ["AFG"]},
    )


YEAR = {"from": "2020", "until": "2020", "countries": ["AFG"], "lethal": True}
GROUP = {**YEAR, "actor": "islamic-state-khorasan"}


@pytest.mark.parametrize(
    ("kind", "fields", "verdict", "value"),
    [
        ("count", {"of": YEAR, "expect": "= 3317"}, "supported", 3317),
        ("count", {"of": YEAR, "measure": "deaths", "expect": "> 15000"}, "supported", 20834),
        ("count", {"of": GROUP, "expect": "= 67"}, "supported", 67),
        # 50 against the state, 16 against civilians, one against the Taliban.
        (
            "share",
            {"of": GROUP, "part": {"opponent": "government-of-afghanistan"}, "expect": "> 0.5"},
            "supported",
            50 / 67,
        ),
        ("share", {"of": GROUP, "part": {"opponent": "civilians"}, "expect": "> 0.5"}, "contradicted", 16 / 67),
        ("exists", {"of": {**YEAR, "actor": "jamaat-ansarullah"}}, "contradicted", 0),
        ("exists", {"of": {**YEAR, "actor": "jamaat-ansarullah", "lethal": None}}, "data-cannot-decide", None),
    ],
)
def test_afghanistan_in_2020(afghanistan, kind, fields, verdict, value):
    found = verdict_on(claim(kind, **fields), afghanistan)
    assert found.verdict == verdict, found.why
    assert found.value == (value if value is None else pytest.approx(value))


def test_the_claims_of_the_example_get_a_verdict_with_evidence(folder, registry):
    paths = sorted((folder / "claims").glob("*.yaml")) + sorted((folder / "reports").glob("*.md"))
    claims, problems = read_claims(paths)
    assert problems == ()
    corridors, _ = places.read_corridors(folder / "corridors.csv", max_hop_km=300)
    chronology = sources.read(folder / "chronology.csv", "chronology")
    countries = ["AFG", "PAK", "IRN", "TJK", "UZB", "TKM", "KGZ", "KAZ"]
    also = [{"country": c, "actors": ["islamic-state", "islamic-state-khorasan"]} for c in ("RUS", "TUR")]
    base = Base(
        events={"chronology": replace(chronology, table=actors.resolve_events(chronology.table, registry).table)},
        monthly=sources.read_monthly_figures(folder / "monthly.csv"),
        borders=places.land_borders(countries),
        corridors=corridors,
        registry=registry,
        parameters={**PARAMETERS, "countries": countries, "also": also, "start": "2014-01-01"},
        published=read_published_lengths(folder / "borders.csv"),
    )
    assert problems_with(claims, base) == ()
    verdicts = check(claims, base, checked_at=TODAY)
    assert {v.claim.number for v in verdicts} == set(range(1, 25))
    for verdict in verdicts:
        if verdict.verdict == "data-cannot-decide":
            assert verdict.would_decide, verdict.claim.id
        elif verdict.verdict != "not-checkable" and verdict.claim.id != "c22-lapis-lazuli-tajikistan":
            assert verdict.evidence or verdict.query, verdict.claim.id
    assert all(summarise(verdicts).counts[name] > 0 for name in summarise(verdicts).counts)
