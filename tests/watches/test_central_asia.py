"""The example watch: every fact has a source, no person is named, and every licence fits."""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import re
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from scipy import stats

import sarhad.watches
from sarhad import actors, claims, places, sources
from sarhad.claims import Verdict
from sarhad.watch import Watch, read_watch

FOLDER = Path(sarhad.watches.__file__).parent / "central-asia"
ROOT = Path(__file__).resolve().parents[2]
REGION = ("AFG", "PAK", "IRN", "TJK", "UZB", "TKM", "KGZ", "KAZ")


def rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def texts() -> dict[str, str]:
    files = [path for path in sorted(FOLDER.rglob("*")) if path.suffix in (".toml", ".yaml", ".csv", ".md")]
    return {path.name: path.read_text(encoding="utf-8") for path in [*files, ROOT / "docs" / "central-asia.md"]}


@pytest.fixture(scope="module")
def watch() -> Watch:
    return read_watch(FOLDER)


@pytest.fixture(scope="module")
def registry() -> actors.Registry:
    return actors.read_registry(FOLDER / "actors.yaml")


@pytest.fixture(scope="module")
def verdicts(watch: Watch, registry: actors.Registry) -> dict[str, Verdict]:
    """What `sarhad check` says on the data that ship."""
    events = sources.read(FOLDER / "chronology.csv", "chronology")
    resolved = replace(events, table=actors.resolve_events(events.table, registry).table)
    region, stated = watch.region, watch.file.measures
    corridors, _ = places.read_corridors(FOLDER / "corridors.csv", max_hop_km=stated.max_hop_km)
    base = claims.Base(
        events={"chronology": resolved},
        monthly=sources.read_monthly_figures(FOLDER / "monthly.csv"),
        borders=places.land_borders(region.countries),
        corridors=corridors,
        registry=registry,
        parameters={
            **stated.model_dump(),
            "countries": list(region.countries),
            "also": [also.model_dump() for also in region.also],
            "start": region.start.isoformat(),
        },
        published=claims.read_published_lengths(FOLDER / "borders.csv"),
    )
    found, problems = claims.read_claims(statement_files(watch))
    assert problems == ()
    return {verdict.claim.id: verdict for verdict in claims.check(found, base, checked_at=dt.date(2026, 2, 1))}


def statement_files(watch: Watch) -> list[Path]:
    return [*watch.paths(watch.file.files.claims), *watch.paths(watch.file.files.reports)]


# ------------------------------------------------------------------------------------------------ sources


def test_every_incident_has_a_source_and_says_how_it_was_verified() -> None:
    for row in rows("chronology.csv"):
        assert row["source_title"], row["id"]
        assert row["source_publisher"], row["id"]
        assert row["source_url"].startswith("http"), row["id"]
        assert row["how_verified"], row["id"]


def test_every_other_row_has_a_source() -> None:
    assert all(row["citation"] and row["source_version"] for row in rows("monthly.csv"))
    assert all(row["route_source"] for row in rows("corridors.csv"))
    assert all(row["source_title"] and row["source_url"].startswith("http") for row in rows("borders.csv"))


def test_relations_that_only_the_note_states_are_marked_so(registry: actors.Registry) -> None:
    """A relation cited to the note itself must never be evidence for the note's own claims."""
    for relation in registry.relations:
        own = relation.citation.source.key == "iskp-article"
        assert own is (relation.basis in ("author", "perception")), (relation.actor, relation.kind, relation.to)


def test_no_fact_rests_on_a_convention_of_the_watch(registry: actors.Registry) -> None:
    assert [r for r in registry.relations if r.citation.source.key == "this-watch"] == []


# ------------------------------------------------------------------------------------------------ persons

TITLES = re.compile(r"\b(Mullah|Mulla|Maulvi|Mawlawi|Maulana|Sheikh|Shaykh|Hafiz|Qari|Mufti|Haji|Emir|Sirajuddin)\b")
FACTIONS = ("TTP-KM", "TTP-SM", "HGB", "Sarhadi", "Mudassir", "Rasool", "Khudoberdiyev", "Khalis")


@pytest.mark.parametrize("name", sorted(texts()))
def test_no_person_is_named(name: str) -> None:
    text = texts()[name]
    assert TITLES.findall(text) == []
    assert [word for word in FACTIONS if word in text] == []


def test_the_actor_that_ucdp_names_after_a_person_is_a_number_only(registry: actors.Registry, ucdp: Path) -> None:
    with (ucdp / "ucdp-actor-221.csv").open(encoding="utf-8-sig", newline="") as file:
        (name,) = [row["NameData"] for row in csv.DictReader(file) if row["ActorId"] == "6194"]
    person = [word for word in name.split() if word not in ("Forces", "of")]
    assert len(person) == 4
    for file_name, text in texts().items():
        assert [word for word in person if re.search(rf"\b{word}\b", text)] == [], file_name
    actor = registry.actor("ucdp-6194")
    assert actor is not None
    assert (actor.name, actor.names) == ("UCDP actor 6194", ())


def test_factions_that_ucdp_names_after_a_person_are_withheld(ucdp: Path) -> None:
    """A full name of UCDP's that says "faction" or "forces of" holds a person's name, but for tribes and armies."""
    named = re.compile(r"\bfaction\b|\bforces of\b|supporters of \w+ \w+ khan", re.IGNORECASE)
    not_persons = {"367", "857", "3047", "6252"}  # a movement, a clan, a word for reform, a council renamed since
    region = re.compile("Afghanistan|Pakistan|Iran|Tajikistan|Uzbekistan|Kyrgyzstan|Kazakhstan|Turkmenistan")
    with (ucdp / "ucdp-actor-221.csv").open(encoding="utf-8-sig", newline="") as file:
        found = {
            row["ActorId"]
            for row in csv.DictReader(file)
            if region.search(row["Location"]) and named.search(f"{row['NameData']} {row['NameOrigFullEng']}")
        }
    withheld = re.search(r"^withheld: \[(.+)\]$", (FOLDER / "actors.yaml").read_text(encoding="utf-8"), re.MULTILINE)
    assert withheld is not None
    assert found - not_persons <= set(withheld[1].split(", "))


# ------------------------------------------------------------------------------------------------ places

PERMITTED = re.compile(
    r"GeoNames \d+ \(CC BY 4\.0\)|UCDP GED, [\w ]+ \(CC BY 4\.0\)|Global Energy Monitor, pipeline P\d+ \(CC BY 4\.0\)"
)


@pytest.mark.parametrize("row", rows("corridors.csv"), ids=lambda row: f"{row['corridor']}-{row['seq']}")
def test_a_node_has_coordinates_under_a_fitting_licence_or_none(row: dict[str, str]) -> None:
    place = (row["latitude"], row["longitude"], row["coordinate_source"])
    assert all(place) or not any(place)
    if any(place):
        assert PERMITTED.fullmatch(row["coordinate_source"])
    else:
        assert "a gap" in row["note"] or "too coarse" in row["note"], "a missing node says why"


def test_geonames_coordinates_are_those_of_geonames(data_dir: Path) -> None:
    with (data_dir / "geo" / "places-eight-countries.tsv").open(encoding="utf-8") as file:
        listed = {parts[0]: (float(parts[4]), float(parts[5])) for line in file if len(parts := line.split("\t")) > 5}
    checked = 0
    for row in rows("corridors.csv"):
        number = re.match(r"GeoNames (\d+)", row["coordinate_source"])
        if number and number[1] in listed:
            latitude, longitude = listed[number[1]]
            assert float(row["latitude"]) == pytest.approx(latitude, abs=1e-4), row["node"]
            assert float(row["longitude"]) == pytest.approx(longitude, abs=1e-4), row["node"]
            checked += 1
    assert checked > 40


def test_corridors_are_read_and_gaps_are_neither_drawn_nor_measured(watch: Watch) -> None:
    corridors, problems = places.read_corridors(
        FOLDER / watch.file.files.corridors, max_hop_km=watch.file.measures.max_hop_km
    )
    assert len(corridors) == 12
    assert {problem.severity for problem in problems} == {"warning"}
    by_id = {line.id: line for line in corridors}
    assert by_id["tapi"].measured_km == pytest.approx(1310, abs=5)
    assert len(by_id["tapi"].gaps) == 1
    assert (by_id["trans-afghan-railway"].parts, by_id["trans-afghan-railway"].measured_km) == ((), 0)


# ------------------------------------------------------------------------------------------------ chronology


def test_the_chronology_is_read_whole() -> None:
    events = sources.read(FOLDER / "chronology.csv", "chronology")
    assert (len(events), events.rows_read, events.problems, events.coverage) == (80, 80, (), ())
    under_check = Counter(events.table["under_check"].to_pylist())
    assert under_check == {None: 74, "attempted, not carried out": 2, "plot, not carried out": 4}


def test_every_side_of_the_chronology_is_in_the_registry(registry: actors.Registry) -> None:
    events = sources.read(FOLDER / "chronology.csv", "chronology")
    assert actors.resolve_events(events.table, registry).unresolved == ()


def test_a_single_figure_of_deaths_stands_alone() -> None:
    """Bounds are written only where sources differ or UCDP gives them."""
    for row in rows("chronology.csv"):
        same = row["deaths_low"] and row["deaths_low"] == row["deaths_best"] == row["deaths_high"]
        assert not same or row["source_publisher"] == "Uppsala Conflict Data Program", row["id"]


def test_incidents_lie_in_their_country() -> None:
    shapes = places.countries()
    from shapely import Point

    for row in rows("chronology.csv"):
        if row["latitude"] and row["country"] in REGION:
            point = Point(float(row["longitude"]), float(row["latitude"]))
            assert shapes[row["country"]].distance(point) < 0.1, row["id"]


def test_ucdp_incidents_agree_with_ucdp(ucdp: Path) -> None:
    with gzip.open(ucdp / "aec-events.csv.gz", "rt", encoding="utf-8", newline="") as file:
        by_id = {row["id"]: row for row in csv.DictReader(file)}
    checked = 0
    for row in rows("chronology.csv"):
        number = re.fullmatch(r"UCDP GED event (\d+)", row["source_title"])
        if number:
            theirs = by_id[number[1]]
            assert (row["deaths_low"], row["deaths_high"]) == (theirs["deaths_low"], theirs["deaths_high"]), row["id"]
            assert row["date_start"] == theirs["start_date"][:10], row["id"]
            assert (row["date_end"] or row["date_start"]) == theirs["end_date"][:10], row["id"]
            checked += 1
    assert checked == 19


def test_incidents_of_2020_agree_with_ucdp(ucdp: Path) -> None:
    with (ucdp / "ged-afghanistan-2020.csv").open(encoding="utf-8-sig", newline="") as file:
        theirs = {
            (r["date_start"], r["side_a"], r["side_b"], r["low"], r["best"], r["high"], r["latitude"], r["longitude"])
            for r in csv.DictReader(file)
        }
    ours = [row for row in rows("chronology.csv") if row["source_title"] == "UCDP GED, Afghanistan 2020"]
    columns = ["date_start", "side_a", "side_b", "deaths_low", "deaths_best", "deaths_high", "latitude", "longitude"]
    assert len(ours) == 8
    assert [row["id"] for row in ours if tuple(row[name] for name in columns) not in theirs] == []


# ------------------------------------------------------------------------------------------------ monthly totals


def test_monthly_totals_are_absent_not_zero_where_ucdp_lists_no_country() -> None:
    figures = rows("monthly.csv")
    months = Counter(row["country"] for row in figures)
    assert months == dict.fromkeys(("AFG", "PAK", "IRN", "TJK", "UZB", "KGZ", "RUS"), 132)
    assert {row["deaths_low"] for row in figures} == {""}


def test_monthly_totals_are_what_the_script_makes(ucdp: Path, tmp_path: Path) -> None:
    made = tmp_path / "monthly.csv"
    command = [sys.executable, ROOT / "scripts" / "make_monthly.py", ucdp / "country-month-25.1.csv.gz", made]
    options = ["--countries", *REGION, "RUS", "--start", "2014-01", "--end", "2024-12", "--version", "25.1"]
    done = subprocess.run([*map(str, command), *options], capture_output=True, text=True, check=True)
    assert made.read_bytes() == (FOLDER / "monthly.csv").read_bytes()
    assert done.stdout.endswith("not in the input: TKM, KAZ\n")


def test_monthly_totals_add_up_to_ucdp_country_years(ucdp: Path) -> None:
    """Against UCDP's own country-year figures of the same release; deaths of all three types together."""
    names = {
        "AFG": "Afghanistan",
        "PAK": "Pakistan",
        "IRN": "Iran",
        "TJK": "Tajikistan",
        "UZB": "Uzbekistan",
        "KGZ": "Kyrgyzstan",
    }
    with (ucdp / "organizedviolencecy_v25_1.csv").open(encoding="utf-8-sig", newline="") as file:
        years = {
            (row["country_cy"], row["year_cy"]): sum(int(row[f"{t}_total_deaths_best_cy"]) for t in ("sb", "ns", "os"))
            for row in csv.DictReader(file)
        }
    summed: Counter[tuple[str, str]] = Counter()
    for row in rows("monthly.csv"):
        if row["country"] in names:
            summed[names[row["country"]], row["month"][:4]] += int(row["deaths_best"])
    assert {key: total for key, total in summed.items() if total != years[key]} == {}


# ------------------------------------------------------------------------------------------------ claims


def test_all_24_statements_stand_as_claims(watch: Watch) -> None:
    found, problems = claims.read_claims(statement_files(watch))
    assert problems == ()
    assert {claim.number for claim in found} == set(range(1, 25))
    assert len(found) == 48
    for claim in found:
        assert claim.id.startswith(f"c{claim.number:02d}-"), claim.id
        assert claim.source is not None, claim.id


def test_some_claims_stand_in_a_report(watch: Watch) -> None:
    found, _ = claims.read_claims(statement_files(watch))
    assert sum(claim.origin is not None and claim.origin.file.endswith(".md") for claim in found) == 8


def test_each_verdict_comes_out_on_what_ships(verdicts: dict[str, Verdict]) -> None:
    assert {verdict.verdict for verdict in verdicts.values()} == set(claims.VERDICTS)


KNOWN = [
    ("c01-moscow-attack", "supported", "one row of the chronology"),
    ("c02-attention-came-late", "data-cannot-decide", "no media volume is loaded"),
    ("c03-violence-rises", "contradicted", "country totals fall by more than half"),
    ("c03-violence-rises-steadily", "contradicted", "country totals fall from month to month"),
    ("c03-attacks-rise-steadily", "data-cannot-decide", "a chosen list has no slope"),
    ("c07-violence-crosses-into-pakistan", "data-cannot-decide", "no loaded source covers both sides"),
    ("c08-mostly-taliban", "data-cannot-decide", "a chosen list shows no share"),
    ("c09-rockets-uzbekistan", "data-cannot-decide", "no loaded source lists events without deaths"),
    ("c12-longest-border", "supported", "measured, published, and published elsewhere agree"),
    ("c12-border-of-1300-km", "depends-on-the-reading", "published figures run from 1,206 to 1,357 km"),
    ("c13-porous", "not-checkable", "an opinion"),
    ("c15-ansarullah-in-afghanistan", "supported", "two rows"),
    ("c16-ansarullah-rival", "depends-on-the-reading", "one page lists it, without a date"),
    ("c18-seen-as-partner-of-china", "data-cannot-decide", "only the author states it"),
    ("c21-railway-operates", "contradicted", "the corridor table says planned"),
    ("c22-lapis-lazuli-turkmenistan", "supported", "nodes in Turkmenistan"),
    ("c22-lapis-lazuli-tajikistan", "contradicted", "no node in Tajikistan"),
]


@pytest.mark.parametrize(("claim", "expected", "reason"), KNOWN, ids=[row[0] for row in KNOWN])
def test_verdicts_that_were_found_by_hand(verdicts: dict[str, Verdict], claim: str, expected: str, reason: str) -> None:
    assert verdicts[claim].verdict == expected, reason


def test_the_counts_by_verdict_on_what_ships(verdicts: dict[str, Verdict]) -> None:
    assert claims.summarise(verdicts.values()).counts == {
        "supported": 14,
        "contradicted": 4,
        "depends-on-the-reading": 3,
        "data-cannot-decide": 23,
        "not-checkable": 4,
    }


def test_the_slope_of_the_totals_is_that_of_another_library(verdicts: dict[str, Verdict]) -> None:
    months = sorted(
        (row["month"], int(row["events"]))
        for row in rows("monthly.csv")
        if row["country"] == "AFG" and "2021-09" <= row["month"] <= "2024-04"
    )
    assert len(months) == 32
    slope = stats.theilslopes([events for _, events in months]).slope
    assert verdicts["c03-violence-rises-steadily"].value == pytest.approx(12 * slope)
    assert slope < 0


def test_what_data_cannot_decide_names_what_would(verdicts: dict[str, Verdict]) -> None:
    undecided = [v for v in verdicts.values() if v.verdict == "data-cannot-decide"]
    assert [v.claim.id for v in undecided if not v.would_decide] == []
    assert "sarhad add" in verdicts["c08-mostly-taliban"].would_decide


# ------------------------------------------------------------------------------------------------ the page


def test_the_page_goes_through_every_line_of_the_note(watch: Watch) -> None:
    page = (ROOT / "docs" / "central-asia.md").read_text(encoding="utf-8")
    table = re.findall(r"^\| (\d+) \| .+? \| (yes|in part|not yet) \| .+ \|$", page, flags=re.MULTILINE)
    assert [int(number) for number, _ in table] == list(range(1, 70))


def test_the_page_names_claims_that_exist(watch: Watch) -> None:
    page = (ROOT / "docs" / "central-asia.md").read_text(encoding="utf-8")
    ids = {claim.id for claim in claims.read_claims(statement_files(watch))[0]}
    named = re.findall(r"`(c\d\d-[a-z0-9-]*)(…?)`", page)
    assert len(named) > 20
    for name, more in named:
        assert any(claim.startswith(name) for claim in ids) if more else name in ids, name


def test_the_readme_counts_right() -> None:
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert "80 incidents of 2014 to 2024, picked by hand: 74 carried out, 2 attempted, 4 plots" in readme
    assert "24 statements as 48 claims" in readme
    backwards = [row for row in rows("monthly.csv") if int(row["deaths_high"]) < int(row["deaths_best"])]
    assert {row["country"] for row in backwards} == {"RUS"}
    assert len(backwards) == 5
    assert "five months of Russia in 2024" in readme
