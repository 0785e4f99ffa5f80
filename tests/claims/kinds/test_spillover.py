import datetime as dt

import numpy as np
import pytest
from shapely.geometry import LineString

from sarhad.claims import KINDS
from tests import make
from tests.claims.bases import attacks, base, claim, ged, line, verdict_on

BORDER = line("AFG-TJK", parts=(LineString([(69.0, 37.0), (71.0, 37.0)]),))
SIDES = {"AFG": 36.9, "TJK": 37.1}  # 11 km from the border
MONTHS = [dt.date(2020 + k // 12, k % 12 + 1, 1) for k in range(48)]
OF = {"line": "TJK-AFG", "within_km": 50, "from": "2020", "until": "2023"}
WITH = {"lags": 2, "permutations": 199, "date_precision_max": 1}


def events(a, b):
    """So many events on the two sides in each month."""
    counts = {"AFG": a, "TJK": b}
    numbered = [
        (side, month, k) for side in SIDES for month, n in zip(MONTHS, counts[side], strict=True) for k in range(int(n))
    ]
    return [
        row
        for i, (side, month, k) in enumerate(numbered)
        for row in attacks(
            1,
            first=i,
            day=str(month + dt.timedelta(days=k % 27)),
            country=side,
            longitude=70.0,
            latitude=SIDES[side],
        )
    ]


RANDOM = np.random.default_rng(1)
COUNTS = RANDOM.poisson(4, len(MONTHS) + 1)
FOLLOWED = events(COUNTS[1:], COUNTS[:-1])  # Tajikistan as Afghanistan a month before
APART = events(COUNTS[1:], RANDOM.poisson(4, len(MONTHS)))


def spillover(**fields):
    return claim("spillover", **{"of": OF, "subject": "AFG", "with": WITH, **fields})


@pytest.mark.parametrize(
    ("rows", "fields", "verdict"),
    [
        (FOLLOWED, {}, "supported"),
        (FOLLOWED, {"subject": "TJK"}, "data-cannot-decide"),  # the other direction refutes nothing
        (APART, {}, "data-cannot-decide"),
        (FOLLOWED, {"of": {**OF, "until": "2021-06"}}, "data-cannot-decide"),  # 18 months
    ],
)
def test_one_side_precedes_the_other(rows, fields, verdict):
    loaded = base(events={"ucdp-ged": ged(*rows)}, borders=(BORDER,))
    found = verdict_on(spillover(**fields), loaded)
    assert found.verdict == verdict, (found.why, found.readings[0])


def test_the_lag_and_the_correlation_are_told():
    found = verdict_on(spillover(), base(events={"ucdp-ged": ged(*FOLLOWED)}, borders=(BORDER,)))
    changes = [np.diff(np.log1p(side)) for side in (COUNTS[1:], COUNTS[:-1])]
    assert found.value == pytest.approx(np.corrcoef(changes[0][:-1], changes[1][1:])[0, 1])
    assert found.readings[0].note.startswith(f"correlation {found.value:.2f} at 1 months, adjusted p = 0.0")


def test_both_sides_must_be_covered():
    one = make.events(*FOLLOWED, coverage=(make.block("1989-01-01", "2025-12-31", "AFG"),))
    found = verdict_on(spillover(), base(events={"ucdp-ged": one}, borders=(BORDER,)))
    assert (found.verdict, found.why) == (
        "data-cannot-decide",
        "ucdp-ged does not cover all of TJK from 2020-01-01 to 2023-12-31",
    )


@pytest.mark.parametrize(
    ("fields", "mistake"),
    [
        ({"subject": "PAK"}, ("subject", "the side that comes first: AFG or TJK")),
        ({"of": {**OF, "line": "tapi"}}, ("of.line", "spillover is over one border; write AFG-PAK")),
        ({"of": {**OF, "country": "AFG"}}, ("of.countries", "the countries are those of the border")),
        ({"expect": "> 1"}, ("expect", "that the one side precedes the other is expected; take expect out")),
        ({"of": {**OF, "from": "2020-01-05"}}, ("of.from", "spillover takes whole months; write 2021-08")),
    ],
)
def test_what_is_wrong_with_a_spillover(fields, mistake):
    assert [(".".join(path), what) for path, what in KINDS["spillover"].mistakes(spillover(**fields))] == [mistake]
