import datetime as dt

import numpy as np
import polars as pl
import pytest
from scipy.stats import rankdata
from statsmodels.datasets import nile

from sarhad import sources
from sarhad.errors import InputError
from sarhad.measures import change
from sarhad.measures.change import _orders, _pettitt
from tests import make
from tests.engines import ENGINES, rows
from tests.make import block, event, table

D = dt.date.fromisoformat
LOW, HIGH = [2, 1, 3, 0, 2, 4, 1, 2, 3, 1, 0, 2], [9, 12, 7, 15, 10, 8, 11, 14, 9, 6, 13, 10]


def months(counts, first=2020, **values):
    """So many events in the middle of each month."""
    days = [f"{first + n // 12}-{n % 12 + 1:02}-15" for n, count in enumerate(counts) for _ in range(count)]
    return [event(n, day, **values) for n, day in enumerate(days)]


EVENTS = table(*months(LOW + HIGH))


def asked(events=EVENTS, **changes):
    parameters = {
        "of": "events",
        "deaths": "best",
        "start": D("2020-01-01"),
        "end": D("2021-12-31"),
        "under_check": "leave out",
        "status": "final",
        "penalty": "BIC",
        "shortest_months": 3,
        "block_months": 1,
        "permutations": 199,
        "seed": 7,
        "confidence": 0.95,
    }
    result = change(events, **{**parameters, **changes})
    return rows(result.table), result.provenance


def test_a_planted_change_is_found_by_all_three():
    found, provenance = asked()
    assert [row["method"] for row in found] == ["PELT", "best single cut", "Pettitt"]
    for row in found:
        assert row["change"] == D("2021-01-01")
        assert (row["months_before"], row["months_after"]) == (12, 12)
        assert row["mean_before"] == pytest.approx(sum(LOW) / 12)
        assert row["ratio"] == pytest.approx(sum(HIGH) / sum(LOW))
        assert 1 < row["ratio_low"] < row["ratio"] < row["ratio_high"]
        assert row["cannot_say"] is None
    assert found[0]["p_value"] is None, "a penalty is no test"
    assert found[1]["p_value"] == found[2]["p_value"] == 1 / 200
    assert found[2]["statistic"] == 144, "all 12 low months rank below all 12 high ones: K = 12 * 12"
    assert (provenance.rows_used, provenance.left_out, provenance.seed) == (len(EVENTS), {}, 7)


def test_pettitt_by_the_double_sum_of_the_paper():
    """U(t) = sum over i <= t < j of sgn(X_i - X_j); Nile at Aswan: the fall after 1898 (Cobb 1978), 28 years in."""
    flow = nile.load_pandas().data["volume"].to_numpy()
    signs = np.sign(flow[:, None] - flow[None, :])
    double_sums = [abs(signs[:t, t:].sum()) for t in range(1, len(flow))]
    at, k = _pettitt(rankdata(flow)[None, :])
    assert k[0] == max(double_sums)
    assert at[0] == 1 + int(np.argmax(double_sums)) == 28


def test_no_change_is_a_row_without_a_date():
    level = [4, 5, 3, 6, 4, 5, 5, 4, 6, 3, 4, 5] * 2
    found, _ = asked(table(*months(level)))
    assert found[0] == {**dict.fromkeys(found[0]), "method": "PELT", "dispersion": 0.0}
    assert found[1]["p_value"] > 0.2
    assert found[2]["p_value"] > 0.2


def test_equal_seeds_equal_tables_and_another_seed_another_p():
    mixed = table(*months([3, 5, 2, 6, 4, 7, 3, 5, 8, 4, 6, 5, 4, 7, 6, 5, 3, 8, 6, 7, 5, 6, 8, 4]))
    first, again, other = (asked(mixed, seed=seed)[0] for seed in (1, 1, 2))
    assert first == again
    assert first[1]["p_value"] != other[1]["p_value"]


def test_blocks_stay_whole():
    orders = _orders(np.random.default_rng(1), 10, 4, 50)
    assert all(sorted(row) == list(range(10)) for row in orders)
    pairs = {tuple(row[i : i + 2]) for row in orders.tolist() for i in range(9)}
    assert {(0, 1), (1, 2), (2, 3), (4, 5), (5, 6), (6, 7), (8, 9)} <= pairs
    assert all(abs(list(row).index(2) - list(row).index(0)) == 2 for row in orders)


def test_months_that_only_a_candidate_release_covers_are_left_out_unless_asked_for():
    """The last three months are barely filled yet; as zeros they would be a fall."""
    given = make.events(*months(LOW + HIGH[:9]))
    given = given.table, (block("2020-01-01", "2021-09-30"), block("2021-10-01", "2021-12-31", status="candidate"))
    found, provenance = asked(given[0], coverage=given[1])
    assert found[-1]["months_after"] == 9
    assert provenance.parameters["months"] == 21
    assert "Months that are not covered were left out: 2020-01 to 2021-09 stay." in provenance.notes
    _, provenance = asked(given[0], coverage=given[1], status="final and candidate")
    assert provenance.parameters["months"] == 24


def test_a_half_covered_month_is_no_month():
    _, provenance = asked(coverage=[block("2020-01-01", "2021-12-20")])
    assert provenance.parameters["months"] == 23
    assert provenance.left_out == {"outside the months": HIGH[-1]}


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"end": D("2020-01-31")}, "1 months, at least 12 are needed"),
        ({"shortest_months": 13}, "24 months, at least 26 are needed"),
        ({"events": table(*months([0] * 20 + [9, 0, 0, 9]))}, "2 months hold anything, at least 5 are needed"),
        ({"events": table()}, "0 months hold anything, at least 5 are needed"),
        ({"block_months": 6}, "24 months make fewer than 5 blocks of 6, too few to permute"),
        (
            {"coverage": [block("2020-01-01", "2020-08-31"), block("2020-11-01", "2021-12-31")]},
            "2 months between covered ones are not covered, 2020-09 first",
        ),
        ({"coverage": [block("2010-01-01", "2012-12-31")]}, "no month of the window is covered"),
    ],
)
def test_what_cannot_be_said_has_no_number(changes, reason):
    found, _ = asked(**changes)
    assert found == [{**dict.fromkeys(found[0]), "cannot_say": reason}]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"penalty": -1.0}, 'penalty is -1.0\n  do: give "BIC" or a number above 0'),
        ({"penalty": "AIC"}, "penalty is 'AIC'"),
        ({"shortest_months": 0}, "shortest_months is 0"),
        ({"block_months": 0}, "block_months is 0"),
        ({"permutations": 10}, "permutations is 10\n  do: give 99 or more; 999 is usual"),
        ({"confidence": 95}, "confidence is 95"),
        ({"of": "battles"}, "of is \"battles\"\n  do: take one of 'events', 'deaths'"),
        ({"status": "candidate"}, 'status is "candidate"'),
        ({"start": D("2020-01-02")}, "2020-01-02 to 2021-12-31 is not made of whole months"),
        ({"events": EVENTS.drop_columns(["date_end"])}, "the events lack date_end"),
    ],
)
def test_what_cannot_be_asked(changes, message):
    with pytest.raises(InputError) as raised:
        asked(**changes)
    assert message in str(raised.value)


def test_deaths_are_split_by_day_and_counted_by_country():
    given = table(
        *months(LOW + HIGH, deaths_best=3),
        event(900, "2020-12-31", until="2021-01-01", deaths_best=10),
        event(901, "2020-06-06", country="PAK", deaths_best=500),
        event(902, "2020-06-06", deaths_best=None),
        event(903, "2020-06-06", under_check="Check"),
    )
    found, provenance = asked(given, of="deaths", countries=["AFG"])
    assert found[-1]["mean_before"] == pytest.approx((3 * sum(LOW) + 5) / 12)
    assert provenance.left_out == {
        "in another country or none": 1,
        "under check": 1,
        "no figure for deaths_best": 1,
    }


@pytest.mark.parametrize("engine", ENGINES)
def test_engines_agree_and_return_their_own_kind(engine):
    given = ENGINES[engine](EVENTS)
    result = change(
        given,
        of="events",
        deaths="best",
        start=D("2020-01-01"),
        end=D("2021-12-31"),
        under_check="leave out",
        status="final",
        penalty="BIC",
        shortest_months=3,
        block_months=1,
        permutations=199,
        seed=7,
        confidence=0.95,
    )
    assert type(result.table) is type(given)
    assert rows(result.table) == asked()[0]


def test_mexico_changed_its_level_several_times(ucdp):
    """Sums by month by hand in Polars; the turn of 2007 is that of the state's campaign against the cartels."""
    events = pl.from_arrow(sources.read(ucdp / "ged-mexico.csv.gz").table)
    found, provenance = asked(
        events, start=D("2000-01-01"), end=D("2023-12-31"), shortest_months=6, block_months=24, permutations=999
    )
    pelt = [row["change"] for row in found if row["method"] == "PELT"]
    assert D("2007-01-01") in pelt
    assert len(pelt) >= 5
    assert {row["change"] for row in found[-2:]} == {D("2007-01-01")}
    first, last = (pl.col(name).cast(pl.Date) for name in ("date_start", "date_end"))
    middle = first + ((last - first).dt.total_days() // 2) * pl.duration(days=1)
    years = events.select(middle.dt.year().alias("y"))["y"]
    after = years.is_between(2007, 2023).sum()
    assert found[-1]["mean_after"] == pytest.approx(after / 204)
    assert provenance.rows_used == years.is_between(2000, 2023).sum()
