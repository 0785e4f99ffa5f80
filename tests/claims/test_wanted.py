import datetime as dt

import pytest

from sarhad.claims.readings import Reading
from sarhad.claims.wanted import would_decide
from tests.claims.bases import claim

NOVEMBER, MARCH = dt.date(2026, 11, 23), dt.date(2026, 3, 1)
OF = {"actor": "group", "from": "2020", "until": "2020", "countries": ["AFG"]}
SHARE = {"part": {"opponent": "state"}, "expect": "> 0.5"}
BLIND = (Reading("x", {}, None, None, None, None, "not covered", looked=False),)
ASKED = (Reading("x", {}, None, 0.5, 0.4, 0.6),)


@pytest.mark.parametrize(
    ("test", "readings", "loaded", "day", "advice"),
    [
        (claim("share", of=OF, **SHARE), BLIND, {}, NOVEMBER, "load UCDP GED 26.1 (events to 2025): `sarhad add FILE`"),
        (claim("share", of=OF, **SHARE), BLIND, {}, MARCH, "load UCDP GED 25.1 (events to 2024): `sarhad add FILE`"),
        (
            claim("share", of={**OF, "until": "2026-03"}, **SHARE),
            BLIND,
            {"ucdp-ged": "26.1"},
            NOVEMBER,
            "load the UCDP Candidate releases up to March 2026: `sarhad add FILE`",
        ),
        (
            claim("share", of=OF, part={"target_class": "civilians"}, expect="> 0.5"),
            BLIND,
            {},
            NOVEMBER,
            "a source that codes the class of events and targets (ACLED or GTD, your own export)",
        ),
        (
            claim("count", of={**OF, "lethal": False}, expect="> 1"),
            BLIND,
            {},
            NOVEMBER,
            "a source that also lists events without deaths (ACLED, your own export)",
        ),
        (
            claim("first", of={**OF, "from": "2020-06"}, since="2019"),
            BLIND,
            {"ucdp-ged": "26.1"},
            NOVEMBER,
            "a source that also lists events without deaths (ACLED, your own export)",
        ),
        (
            claim("share", of=OF, **SHARE),
            ASKED,
            {},
            NOVEMBER,
            "more events, or the same told with fewer unknowns: the loaded ones leave both answers open",
        ),
        (claim("share", of=OF, would_decide="a court's finding", **SHARE), BLIND, {}, NOVEMBER, "a court's finding"),
        (claim("trend", needs="trade costs"), (), {}, NOVEMBER, "trade costs"),
        (
            claim("length", of={"line": "AFG-CHN"}, expect="> 50"),
            BLIND,
            {},
            NOVEMBER,
            "a published length with its source: in borders.csv for a border, in published_km for a corridor",
        ),
    ],
)
def test_the_data_that_would_decide_and_the_way_to_load_them_are_named(test, readings, loaded, day, advice):
    assert would_decide(test, readings, loaded, day) == advice
