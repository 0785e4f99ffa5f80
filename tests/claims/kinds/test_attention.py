import datetime as dt

import pytest

from sarhad.claims import KINDS
from tests.claims.bases import attacks, base, claim, ged, verdict_on
from tests.sources.volumes import volume

FIRST = dt.date(2020, 1, 1)
NORM, WINDOW = 150, 20
START, END = FIRST + dt.timedelta(days=NORM), FIRST + dt.timedelta(days=NORM + WINDOW - 1)
WITH = {"volume_of": "mentions", "actor_group": "all", "arrived_min": 0.75, "max_lag_days": 3}
OF = {"from": str(START), "until": str(END), "countries": ["AFG"]}


def told(peak, high=20):
    """A norm of 10 to 12 mentions of 1,000, then so many each day and 80 on one of them."""
    mentions = [10 + day % 3 for day in range(NORM)] + [high] * WINDOW
    mentions[NORM + peak] = max(4 * high, 13)
    return volume(str(FIRST), 1000, AFG=mentions)


def on(*places):
    """Events on these days."""
    return [row for i, n in enumerate(places) for row in attacks(1, first=i, day=str(FIRST + dt.timedelta(days=n)))]


def attention(feature, expect, **fields):
    usual = {"of": OF, "since": str(FIRST), "with": WITH, "feature": feature, "expect": expect}
    return claim("attention", **{**usual, **fields})


HAPPENED = on(10, 60, 110, NORM + 4, NORM + 4, NORM + 12)


@pytest.mark.parametrize(
    ("peak", "high", "feature", "expect", "verdict", "value"),
    [
        (9, 20, "ratio", "> 1.5", "supported", 23 / 11),
        (9, 20, "ratio", "< 1", "contradicted", 23 / 11),
        (9, 20, "ratio", "> 2.1", "data-cannot-decide", 23 / 11),
        (9, 20, "lag", "> 3", "supported", 5),
        (9, 20, "lag", "> 7", "contradicted", 5),
        (2, 20, "lag", "> 0", "contradicted", -2),  # the media were first
        (9, 8, "lag", "> 3", "data-cannot-decide", 5),  # late, and no more than usual
    ],
)
def test_attention_is_judged_by_ratio_and_lag(peak, high, feature, expect, verdict, value):
    loaded = base(events={"ucdp-ged": ged(*HAPPENED)}, attention=told(peak, high))
    found = verdict_on(attention(feature, expect), loaded)
    assert (found.verdict, found.value) == (verdict, pytest.approx(value)), (found.why, found.readings[0])


def test_the_ratio_has_a_reading_for_each_of_gdelts_counts():
    found = verdict_on(attention("ratio", "> 1.5"), base(attention=told(9)))
    assert [r.label for r in found.readings] == [
        "gdelt, mentions",
        "gdelt, events",
        "gdelt, sources",
        "gdelt, articles",
    ]
    assert [(s.name, s.version) for s in found.sources] == [("gdelt", "2020-01-01 to 2020-06-18")]


def test_without_media_volume_it_is_told_what_to_load():
    found = verdict_on(attention("lag", "> 3"), base(events={"ucdp-ged": ged(*HAPPENED)}))
    assert (found.verdict, found.why) == ("data-cannot-decide", "no media volume is loaded")
    assert found.would_decide == (
        "media volume from 2020-01-01 to 2020-06-18: GDELT 2.0 event files of these days, with `sarhad add FILE`"
    )


@pytest.mark.parametrize(
    ("fields", "mistake"),
    [
        ({"of": {**OF, "countries": ["AFG", "PAK"]}}, ("of.countries", "attention is of one country")),
        ({"feature": "enemies"}, ("feature", "attention takes lag or ratio for feature")),
        ({"since": str(END)}, ("since", f"since ({END}) must lie before the period of of ({START})")),
        ({"with": {**WITH, "actor_group": "aliens"}}, ("with.actor_group", "no group of actors; known are all, ")),
    ],
)
def test_what_is_wrong_with_attention(fields, mistake):
    test = claim(
        "attention", **{"of": OF, "since": str(FIRST), "with": WITH, "feature": "lag", "expect": "> 3", **fields}
    )
    ((path, what),) = KINDS["attention"].mistakes(test)
    assert ".".join(path) == mistake[0]
    assert what.startswith(mistake[1])
