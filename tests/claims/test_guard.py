"""A verdict may rest on rows that may not be passed on; it may not pass them on."""

import datetime as dt
import json
import re

import pytest

from sarhad import claims
from sarhad.events import priogrid_gid
from sarhad.events.gate import LEAST
from sarhad.places import land_borders
from tests import make
from tests.claims.bases import attacks, base, claim, ged, verdict_on
from tests.sources.volumes import volume

YEAR = {"actor": "group", "from": "2020-01-01", "until": "2020-12-31", "countries": ["AFG"]}
KINDS = {
    "count": {"of": YEAR, "expect": ">= 1"},
    "exists": {"of": YEAR},
    "share": {"of": YEAR, "part": {"opponent": "state"}, "expect": "> 0.5"},
    "trend": {
        "of": YEAR,
        "before": {"from": "2020-01-01", "until": "2020-05-31"},
        "after": {"from": "2020-06-01", "until": "2020-12-31"},
        "expect": "> 1",
    },
    "rank": {
        "of": {k: v for k, v in YEAR.items() if k != "countries"},
        "by": "country",
        "among": ["AFG", "PAK"],
        "subject": "AFG",
        "measure": "deaths",
        "expect": "first",
    },
    "first": {"of": {**YEAR, "from": "2020-06-01"}, "since": "2019"},
    "record": {"of": {**YEAR, "from": "2020-06-01"}, "since": "2019", "per": "event", "measure": "deaths"},
    "change": {
        "of": YEAR,
        "when": {"from": "2020-06", "until": "2020-07"},
        "expect": "> 1",
        "with": {"penalty": "BIC", "shortest_months": 3, "block_months": 1, "permutations": 99},
    },
    "slope": {"of": YEAR, "measure": "deaths", "expect": "> 0"},
    "repeats": {
        "of": YEAR,
        "with": {"km": 5, "days": 7, "within": "window", "permutations": 99, "date_precision_max": 1},
    },
    "cluster": {
        "of": YEAR,
        "around": "Kabul",
        "with": {
            "radii_km": [25],
            "period": "month",
            "longest_periods": 2,
            "most_share": 0.5,
            "permutations": 99,
            "date_precision_max": 1,
        },
    },
    "hotspot": {
        "of": YEAR,
        "around": "Kabul",
        "with": {"scale": "log", "reach_km": 80, "permutations": 99, "false_discovery_rate": 0.1},
    },
    "spillover": {
        "of": {"line": "AFG-PAK", "within_km": 100, "from": "2020", "until": "2021"},
        "subject": "AFG",
        "with": {"lags": 1, "permutations": 99, "date_precision_max": 1},
    },
    "network": {
        "of": {k: v for k, v in YEAR.items() if k not in ("from", "until")},
        "feature": "enemies",
        "before": {"from": "2019", "until": "2019"},
        "after": {"from": "2020", "until": "2020"},
        "expect": "> 0",
    },
}
BORDERS = land_borders(("AFG", "PAK"))
WITHOUT_EVENTS = {"length", "distance", "relation", "opinion"}
LAG = {
    "of": {**YEAR, "from": "2020-06-01"},
    "since": "2020-01-01",
    "feature": "lag",
    "expect": "> 0",
    "with": {"volume_of": "mentions", "actor_group": "all", "arrived_min": 0.5, "max_lag_days": 3},
}


def test_every_kind_about_events_is_tried_here():
    # near counts as count does, and attention is tried below
    assert set(claims.KINDS) - WITHOUT_EVENTS - {"near", "attention"} == set(KINDS)


def test_of_the_lag_behind_closed_events_no_figure_is_told():
    told = volume("2020-01-01", 1000, AFG=[10 + day % 3 for day in range(366)])
    verdict = verdict_on(claim("attention", **LAG), base(events={"acled": closed(*several(40))}, attention=told))
    assert {(r.value, r.low, r.high) for r in verdict.readings} == {(None, None, None)}
    assert any(r.looked for r in verdict.readings)
    assert "acled:ID" not in texts(verdict)
    assert verdict.evidence == ()


def several(n):
    """Events that every measure can say something of: in two towns and several months."""
    rows = attacks(n)
    for i, row in enumerate(rows):
        day = dt.date(2020, 1 + i % 12, 1 + i % 28)
        row.update(date_start=day, date_end=day, longitude=69.2 + i % 2, priogrid_gid=int(priogrid_gid(69.2, 34.5)))
    return rows


def closed(*rows, licence_class="aggregate-only", countries=("AFG", "PAK")):
    """A reading of a source whose rows may not be passed on, with its coverage stated."""
    own = [
        {**row, "source": "acled", "event_id": f"acled:ID{row['source_id']}", "licence_class": licence_class}
        for row in rows
    ]
    block = make.block("2015-01-01", "2025-12-31", *countries, source="acled")
    return make.events(*own, source="acled", coverage=(block,))


def texts(verdict):
    """All that is told of a verdict."""
    return json.dumps(verdict.as_dict()) + repr(verdict)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("rows", [1, 2, LEAST, 40])
def test_no_verdict_lists_a_closed_row(kind, rows):
    verdict = verdict_on(claim(kind, **KINDS[kind]), base(events={"acled": closed(*several(rows))}, borders=BORDERS))
    assert "acled:ID" not in texts(verdict)
    assert verdict.evidence == ()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("rows", [1, 2, LEAST, 40])
def test_no_figure_of_a_closed_source_is_told(kind, rows):
    """Of any size: with another claim's figure it would give single events away by subtraction."""
    verdict = verdict_on(claim(kind, **KINDS[kind]), base(events={"acled": closed(*several(rows))}, borders=BORDERS))
    found = [(verdict.value, verdict.low, verdict.high), *((r.value, r.low, r.high) for r in verdict.readings)]
    assert set(found) == {(None, None, None)}
    assert verdict.left_out == {}
    assert not re.search(rf"\b{rows}\b", verdict.why.replace("readings", ""))


def test_whether_the_claim_holds_is_told_all_the_same():
    verdict = verdict_on(claim("count", **KINDS["count"]), base(events={"acled": closed(*attacks(8))}))
    assert verdict.verdict == "supported"
    assert "no figure of acled is told" in {r.note for r in verdict.readings}


def test_of_a_private_source_no_figure_is_told():
    held = closed(*attacks(8), licence_class="private")
    verdict = verdict_on(claim("count", **KINDS["count"]), base(events={"acled": held}))
    assert verdict.value is None
    assert "acled:ID" not in texts(verdict)


def test_an_open_source_beside_it_is_told_in_full():
    events = {"ucdp-ged": ged(*attacks(4)), "acled": closed(*attacks(2, first=50))}
    verdict = verdict_on(claim("count", **KINDS["count"]), base(events=events))
    assert verdict.evidence == ("ucdp-ged:1", "ucdp-ged:2", "ucdp-ged:3", "ucdp-ged:4")
    by_source = {r.choices["source"]: r.value for r in reversed(verdict.readings)}
    assert by_source == {"ucdp-ged": 4.0, "acled": None}
