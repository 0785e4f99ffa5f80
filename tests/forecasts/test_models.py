"""What each kind of unit is measured against, and that draws held in less memory are the same."""

from dataclasses import replace

import numpy as np
import pytest

from sarhad.errors import InputError
from sarhad.forecasts import backtest, baseline_of, month_id
from sarhad.forecasts import scores as scores_module
from sarhad.forecasts.models import MODELS, Forecaster
from tests.forecasts.panels import panel, wars

COUNTRIES = wars(units=9, years=13)
CELLS = replace(COUNTRIES, unit="priogrid")
CUTOFF = month_id("2011-10")


def test_a_country_is_measured_against_its_own_past_and_a_cell_against_its_neighbours_too():
    assert baseline_of("country") == "conflictology"
    assert baseline_of("priogrid") == "conflictology_neighbours"
    for made in (COUNTRIES, CELLS):
        found = backtest(made, windows=[2012], models=["zero"], seed=1)
        named = baseline_of(made.unit)
        assert found.scores.provenance.parameters["baseline"] == named
        value = {
            row["model"]: row["value"]
            for row in found.scores.table.to_pylist()
            if (row["group"], row["metric"]) == ("all", "crps")
        }
        assert set(value) == {named, "zero"}
        assert found.ratios.table["ratio"][0].as_py() == pytest.approx(value["zero"] / value[named])


def test_letting_go_of_past_draws_changes_nothing():
    whole = backtest(COUNTRIES, windows=[2011, 2012], models=MODELS, seed=1).scores.table.to_pylist()
    alone = backtest(COUNTRIES, windows=[2012], models=MODELS, seed=1).scores.table.to_pylist()
    assert [row for row in whole if row["window"] == 2012] == alone
    backwards = backtest(COUNTRIES, windows=[2012, 2011], models=MODELS, seed=1).scores.table.to_pylist()
    assert sorted(whole, key=str) == sorted(backwards, key=str)


def test_scores_of_some_cells_at_a_time_are_those_of_all(monkeypatch):
    whole = backtest(CELLS, windows=[2012], models=["growth"], seed=1)
    monkeypatch.setattr(scores_module, "AT_ONCE", 7)
    parts = backtest(CELLS, windows=[2012], models=["growth"], seed=1)
    for one, other in zip(whole.scores.table.to_pylist(), parts.scores.table.to_pylist(), strict=True):
        assert one["value"] == pytest.approx(other["value"]), one


@pytest.mark.parametrize("seed", [-1, 2**32])
def test_a_seed_that_no_generator_takes_is_told(seed):
    with pytest.raises(InputError, match=f"the seed is {seed}\n  do: give a whole number from 0 to 4294967295"):
        Forecaster(COUNTRIES, seed)


def test_no_unit_at_the_cutoff_is_told():
    known = np.ones((2, 60), dtype=bool)
    known[0, 20:] = known[1, :40] = False
    gone = panel([[1] * 60] * 2, known=known)
    with pytest.raises(InputError, match="no unit of the panel is known in 2002-07\n  do: take a cut-off"):
        Forecaster(gone, 1).draws("zero", month_id("2002-07"))
