import pytest

from sarhad.claims import line_of, show_value, summarise
from tests.claims.bases import attacks, base, claim, ged, verdict_on

INF = float("inf")
OF = {"actor": "group", "from": "2020", "until": "2020", "countries": ["AFG"], "lethal": True}
LOADED = base(events={"ucdp-ged": ged(*attacks(8))})


def verdicts():
    return [
        verdict_on(claim("count", id="eight", number=12, of=OF, expect="= 8"), LOADED),
        verdict_on(claim("count", id="nine", of=OF, expect="= 9"), LOADED),
        verdict_on(claim("opinion", id="view"), LOADED),
        verdict_on(claim("trend", id="media", needs="a corpus"), LOADED),
    ]


def test_verdicts_are_counted_and_told_apart_by_who_checked():
    summary = summarise(verdicts())
    assert summary.as_dict() == {
        "verdicts": {
            "supported": 1,
            "contradicted": 1,
            "depends-on-the-reading": 0,
            "data-cannot-decide": 1,
            "not-checkable": 1,
        },
        "checked_by_machine": 2,
        "recorded_only": 2,
    }
    assert str(summary) == (
        "4 claims: 2 checked by machine, 2 recorded only\n"
        "1 supported, 1 contradicted, 1 data cannot decide, 1 not checkable"
    )
    assert summary.exit_code == 1
    assert summarise(verdicts()[:1]).exit_code == 0
    assert str(summarise([])) == "0 claims: 0 checked by machine, 0 recorded only"


def test_one_line_a_claim():
    one, two, three, _ = verdicts()
    assert line_of(one) == "supported               12  Something happened.  8 events"
    assert line_of(two) == "contradicted            nine  Something happened.  8 events"
    assert line_of(three) == "not checkable           view  Something happened.  an opinion, recorded and not judged"


def test_a_line_fits_the_terminal_and_writes_no_control_characters():
    long = verdict_on(claim("opinion", id="x", says="\x1b[2J" + "very " * 60), LOADED)
    line = line_of(long, 100)
    assert len(line) <= 100
    assert "\x1b" not in line


@pytest.mark.parametrize(
    ("value", "low", "high", "unit", "shown"),
    [
        (4, 4, 4, "events", "4 events"),
        (1, 1, 1, "events", "1 event"),
        (4, 4, INF, "events", "at least 4 events"),
        (4, 4, 6, "deaths", "4 deaths (4–6)"),
        (1357.4, 1206, 1357.4, "km", "1,357 km (1,206–1,357)"),
        (0.617, 0.55, 0.71, "share of events", "62 % (55–71)"),
        (0.4, 0.33, 0.48, "ratio of daily rates", "× 0.40 (0.33–0.48)"),
        (2, 1, 3, "rank", "place 2 (1–3)"),
        (-3.75, -5.54, -2.4, "a month per year", "-3.75 a month per year (-5.54 to -2.40)"),
        (0.62, None, None, "correlation", "0.62 correlation"),
        (3, None, None, "z-score", "3.00 z-score"),
        (5, 5, 5, "days", "5 days"),
        (None, None, None, "events", ""),
    ],
)
def test_values_are_shown_with_their_limits(value, low, high, unit, shown):
    assert show_value(value, low, high, unit) == shown
