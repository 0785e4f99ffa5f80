"""From the shipped example and a real release to a published, checked month."""

import json

import pytest

from tests.journeys.conftest import answer, sarhad

pytestmark = pytest.mark.xdist_group("journeys")
VERDICTS = {"supported", "contradicted", "depends-on-the-reading", "data-cannot-decide", "not-checkable"}


def fingerprint(site):
    return {str(p.relative_to(site)): p.read_bytes() for p in sorted(site.rglob("*")) if p.is_file()}


def test_the_demo_ships_two_months_and_every_verdict(demo):
    folder, reports = demo
    assert [r["month"] for r in reports] == ["2024-03", "2024-12"]
    assert {v for v, n in reports[-1]["claims"].items() if n} == VERDICTS
    assert "monthly figures are loaded, not the events" in reports[-1]["answer"]
    for page in ("index.html", "2024-03/index.html", "2024-12/index.html", "archive.html", "feed.xml"):
        assert (folder / "site" / page).is_file(), page


def test_the_real_candidate_release_is_read_whole(january):
    _, added, built = january
    assert added["rows"] == {
        "read": 1727,
        "kept": 1727,
        "left_out": 0,
        "by_country": {"AFG": 6, "PAK": 87, "IRN": 31, "RUS": 6},
    }
    rows = built["rows"]["ucdp-candidate"]
    assert rows["version"] == "26.0.1"
    assert rows["read"] == 1727
    assert rows["by_country"] == {"AFG": 6, "PAK": 87, "IRN": 31, "RUS": 6}
    assert rows["read"] == rows["kept"] + sum(rows["left_out"].values()), "every row is accounted for"


def test_the_same_build_again_changes_nothing(january):
    folder, _, _ = january
    before = fingerprint(folder / "site")
    again = answer("build", folder, "--month", "2026-01")
    assert fingerprint(folder / "site") == before
    assert (again["new"], again["correction"]) == (False, 0)


def test_a_month_that_no_source_covers_is_refused_and_the_site_stays(january):
    folder, _, _ = january
    before = fingerprint(folder / "site")
    done = sarhad("build", folder, "--month", "2026-03")
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("error: no loaded source covers March 2026\n  wanted: GEDEvent_v26_0_3.csv")
    assert "The issue of 2026-01 stays up." in done.stderr
    assert fingerprint(folder / "site") == before


def test_check_prints_a_line_a_claim_and_exits_1_when_one_is_contradicted(january):
    folder, _, built = january
    done = sarhad("check", folder)
    assert done.returncode == 1, done.stderr
    as_json = sarhad("check", folder, "--json")
    verdicts = json.loads(as_json.stdout)
    assert as_json.returncode == 1
    assert {k: n for k, n in verdicts["verdicts"].items() if n} == {k: n for k, n in built["claims"].items() if n}
    assert len(verdicts["claims"]) >= 24
    for verdict in verdicts["claims"]:
        assert verdict["verdict"] in VERDICTS


def test_what_is_odd_in_the_registry_of_actors_is_told(january):
    _, _, built = january
    assert built["problems"]["before-founding"] == 1  # ETIM: one source has it fight before another has it founded
