import json
import math
from dataclasses import replace

import numpy as np
import pytest

from sarhad.errors import InputError
from sarhad.forecasts import MODELS, backtest, parse_windows
from sarhad.forecasts.models import Forecaster
from sarhad.forecasts.months import month_id
from sarhad.forecasts.scores import crps
from tests.forecasts.panels import panel, rows_of, wars
from tests.journeys.conftest import sarhad

WARS = wars()


@pytest.fixture(scope="module")
def tested():
    return backtest(WARS, windows=[2011, 2012], models=["weighted_draws", "zero"], seed=1)


def value(found, **key):
    rows = [row for row in found.to_pylist() if all(row[name] == wanted for name, wanted in key.items())]
    assert len(rows) == 1, key
    return rows[0]


def test_the_scores_are_means_over_the_window(tested):
    cutoff = month_id("2011-10")
    draws = Forecaster(WARS, 1).draws("weighted_draws", cutoff)[:, 2:]
    happened = WARS.deaths[:, cutoff + 3 - WARS.first : cutoff + 15 - WARS.first]
    row = value(tested.scores.table, model="weighted_draws", window=2012, group="all", metric="crps")
    assert row["value"] == pytest.approx(crps(draws.reshape(-1, 1000), happened.reshape(-1)).mean())
    assert row["cells"] == 30 * 12
    groups = {
        r["group"]: r
        for r in tested.scores.table.to_pylist()
        if r["model"] == "zero" and r["metric"] == "crps" and r["window"] == 2012
    }
    assert groups["active"]["cells"] + groups["quiet"]["cells"] == 360
    assert [f"step {k}" for k in range(3, 15)] == [g for g in groups if g.startswith("step")]
    assert groups["all"]["value"] == pytest.approx(happened.mean())
    assert tested.scores.provenance.rows_used == 2 * 360


def test_the_ratio_is_to_the_countrys_own_last_year(tested):
    scores, table = tested.scores.table, tested.ratios.table
    both = {}
    for window in (2011, 2012):
        own, base = (
            value(scores, model=model, window=window, group="all", metric="crps")["value"]
            for model in ("weighted_draws", "conflictology")
        )
        both[window] = own, base
        row = value(table, model="weighted_draws", window=str(window))
        assert row["ratio"] == pytest.approx(own / base)
        assert row["low"] <= row["ratio"] <= row["high"]
        assert 0 < row["largest_share"] < 1
    geometric = value(table, model="weighted_draws", window="geometric mean")["ratio"]
    assert geometric == pytest.approx(math.sqrt(math.prod(own / base for own, base in both.values())))
    together = value(table, model="weighted_draws", window="all windows")["ratio"]
    assert together == pytest.approx(sum(o for o, _ in both.values()) / sum(b for _, b in both.values()))


def test_the_ratio_without_the_largest_country(tested):
    largest = value(tested.ratios.table, model="zero", window="2012")["largest"]
    others = [row for row in range(30) if WARS.codes[row] != largest]
    again = backtest(WARS.only(others), windows=[2012], models=["zero"], seed=1)
    expected = value(again.ratios.table, model="zero", window="2012")["ratio"]
    assert value(tested.ratios.table, model="zero", window="2012")["without_largest"] == pytest.approx(expected)


@pytest.mark.parametrize("model", MODELS)
def test_nothing_after_the_cutoff_is_used(model):
    """Later months hold absurd values, or unknown ones: every draw is the same, byte for byte."""
    made, cutoff = wars(units=9, years=13), month_id("2011-10")
    poisoned, unknown = made.deaths.copy(), made.known.copy()
    poisoned[:, cutoff + 1 - made.first :] = 10**8
    unknown[::2, cutoff + 1 - made.first :] = False
    worlds = (made, replace(made, deaths=poisoned, known=unknown))
    draws = [Forecaster(world, 1).draws(model, cutoff).tobytes() for world in worlds]
    assert draws[0] == draws[1]


def test_the_same_seed_gives_the_same_scores(tested):
    again = backtest(WARS, windows=[2011, 2012], models=["weighted_draws", "zero"], seed=1)
    assert again.scores.table.equals(tested.scores.table)
    assert again.ratios.table.equals(tested.ratios.table)


def test_the_unborn_and_the_unknown_are_left_out_and_counted():
    known = WARS.known.copy()
    known[0, : month_id("2012-03") - WARS.first] = False  # born after the cut-off
    known[1, month_id("2012-07") - WARS.first :] = False  # nobody looks any more
    found = backtest(replace(WARS, known=known), windows=[2012], models=["zero"], seed=1)
    about = found.scores.provenance
    assert about.left_out == {"not known at the cut-off": 10, "outcome not known": 6}
    assert about.rows_used + 16 + 2 == 30 * 12, "two months of the unborn have no outcome either"


def test_a_world_at_peace_has_no_ratio():
    found = backtest(panel([[0] * 60] * 3), windows=[2004], models=["zero"], seed=1)
    assert {row["cannot_say"] for row in found.ratios.table.to_pylist()} == {
        "a forecast without any error has no ratio"
    }
    silent = value(found.scores.table, model="zero", window=2004, group="active", metric="crps")
    assert (silent["value"], silent["cannot_say"]) == (None, "no cell of this kind")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"windows": [2014]}, "the panel covers 2000-01 to 2013-12, not window 2014"),
        ({"windows": [2000]}, "not window 2000 (1999-10 to 2000-12)"),
        ({"windows": []}, "no window is asked for"),
        ({"models": ["best"]}, '"best" is no model\n  do: take one of zero, last_poisson, conflictology'),
    ],
)
def test_bad_use_is_told(change, told):
    with pytest.raises(InputError) as error:
        backtest(WARS, **{"windows": [2012], "models": ["zero"], "seed": 1, **change})
    assert told in str(error.value)


def test_windows_are_years():
    assert parse_windows("2018:2021") == [2018, 2019, 2020, 2021]
    assert parse_windows("2018,2020:2021") == [2018, 2020, 2021]
    for text in ("", "last", "2021:2018", "2018:", "1:9999", "2018,2018", "1:999999999999", "-5", "0", "10000"):
        if text != "2018:":
            with pytest.raises(InputError, match="names no windows"):
                parse_windows(text)


def test_the_command_prints_model_window_metric_and_ratio(tmp_path):
    import pyarrow.parquet as pq

    pq.write_table(rows_of(WARS), tmp_path / "p.parquet")
    words = ("forecast", "backtest", tmp_path / "p.parquet", "--windows", "2012", "--models", "weighted_draws")
    told = json.loads(sarhad(*words, "--json").stdout)
    assert {"model", "window", "group", "metric", "value", "cells"} == set(told["scores"][0])
    assert {row["model"] for row in told["ratios"]} == {"weighted_draws"}
    expected = backtest(WARS, windows=[2012], models=["weighted_draws"], seed=1)
    assert told["ratios"][0]["ratio"] == pytest.approx(expected.ratios.table["ratio"][0].as_py())
    shown = sarhad(*words).stdout
    ratio = told["ratios"][0]
    assert "CRPS, in deaths; less is better" in shown
    assert f"  weighted_draws{ratio['ratio']:>10.3f}{ratio['ratio']:>9.3f}{ratio['ratio']:>9.3f}\n" in shown
    assert f"{ratio['low']:.3f} to {ratio['high']:.3f}" in shown
    assert max(map(len, shown.splitlines())) <= 80
    refused = sarhad("forecast", "backtest", tmp_path / "p.parquet", "--windows", "2020")
    assert refused.returncode == 2
    assert "not window 2020" in refused.stderr


@pytest.mark.parametrize(
    "rows", [[[0, 3] * 30], [[0] * 60] * 3, [[10**9] * 60, [0] * 60]], ids=["one", "peace", "huge"]
)
def test_no_figure_of_an_odd_panel_is_no_number(tmp_path, rows):
    import pyarrow.parquet as pq

    pq.write_table(rows_of(panel(rows)), tmp_path / "p.parquet")
    printed = sarhad("forecast", "backtest", tmp_path / "p.parquet", "--windows", "2004", "--json").stdout

    def refuse(constant):
        raise AssertionError(constant)

    told = json.loads(printed, parse_constant=refuse)
    assert {row["model"] for row in told["scores"]} == set(MODELS)
    shown = sarhad("forecast", "backtest", tmp_path / "p.parquet", "--windows", "2004")
    assert (shown.returncode, "nan" in shown.stdout) == (0, False)


def test_draws_differ_only_with_what_is_asked(tmp_path):
    assert np.array_equal(
        Forecaster(WARS, 1).draws("weighted_draws", WARS.last), Forecaster(WARS, 2).draws("weighted_draws", WARS.last)
    ), "quantiles, without chance"
