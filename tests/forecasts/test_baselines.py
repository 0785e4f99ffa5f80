import csv

import numpy as np
import pytest
from scipy.signal import resample

from sarhad.forecasts import MODELS, month_id, read_panel
from sarhad.forecasts.backtest import STEPS
from sarhad.forecasts.baselines import conflictology, conflictology_neighbours, last_poisson, zero
from sarhad.forecasts.models import Forecaster
from sarhad.forecasts.scores import crps, ignorance, interval_score
from sarhad.forecasts.weighted import Recent, negative_binomial, weighted_draws
from tests.forecasts.panels import panel, views, wars


def test_conflictology_is_the_last_twelve_months():
    own = [7] * 30 + list(range(12))
    draws = conflictology(panel([own, [0] * 42]), 1)
    assert draws.shape == (2, 14, 1000)
    values, counts = np.unique(draws[0, 5], return_counts=True)
    assert values.tolist() == list(range(12))
    assert set(counts.tolist()) == {83, 84}
    assert not draws[1].any()


def test_conflictology_of_the_young_is_what_they_have():
    known = np.ones((1, 40), dtype=bool)
    known[0, :-2] = False
    assert np.unique(conflictology(panel([[9] * 38 + [1, 3]], known=known), 1)).tolist() == [1, 3]


def test_neighbours_count_as_the_unit_itself():
    draws = conflictology_neighbours(panel([[0] * 12, [6] * 12, [9] * 12]), 1)
    assert [np.unique(draws[k]).tolist() for k in range(3)] == [[0, 6], [0, 6, 9], [6, 9]]


def test_weights_halve_every_six_months():
    recent = Recent.of(panel([[0] * 90]))
    assert recent.weights.sum() == pytest.approx(1)
    assert recent.weights.shape == (1, 60)
    assert recent.weights[0, 6] == pytest.approx(recent.weights[0, 0] / 2)
    own = [0] * 59 + [8]
    share = (weighted_draws(panel([own]), 1)[0, 0] == 8).mean()
    assert share == pytest.approx(Recent.of(panel([own])).weights[0, 0], abs=0.001)


def test_the_negative_binomial_has_the_weighted_moments():
    made = wars()
    recent = Recent.of(made)
    draws = negative_binomial(made, 1)[:, 0].astype(float)
    wide = recent.mean > 5
    assert wide.sum() > 4
    np.testing.assert_allclose(draws.mean(axis=1)[wide], recent.mean[wide], rtol=0.02)
    np.testing.assert_allclose(draws.var(axis=1)[wide], recent.variance[wide], rtol=0.12)
    assert not draws[recent.mean == 0].any()


@pytest.mark.parametrize("name", MODELS)
def test_all_zeros_give_draws_without_an_error(name):
    made = panel([[0] * 200] * 5)
    draws = Forecaster(made, 1).draws(name, made.last)
    assert draws.shape == (5, 14, 1000)
    assert draws.min() >= 0
    assert (draws == 0).mean() > 0.99


def official(data_dir):
    with (data_dir / "views" / "benchmark-scores.csv").open() as handle:
        return {(r["model"], int(r["window"]), r["metric"]): float(r["mean"]) for r in csv.DictReader(handle)}


def test_the_official_scores_are_reproduced(data_dir):
    """From the 12 months themselves to the last digit; the official code resampled 12 draws to 1,000 for IGN by FFT."""
    scores, read = official(data_dir), read_panel(views(data_dir))
    for year in range(2018, 2022):
        cutoff = month_id(f"{year - 1}-10")
        past, y = read.until(cutoff), read.truth([cutoff + step for step in STEPS])[0].reshape(-1)
        own = np.repeat(past.deaths[:, -12:], len(STEPS), axis=0)
        found = {
            ("bm_conflictology", year, "crps"): crps(own, y),
            ("bm_conflictology", year, "mis"): interval_score(own, y),
            ("bm_conflictology", year, "ign"): ignorance(resample(own.astype(float), 1000, axis=1).clip(0), y),
        }
        nothing = zero(past, 1)[:, : len(STEPS)].reshape(-1, 1000)
        for metric, score in (("crps", crps), ("mis", interval_score), ("ign", ignorance)):
            found["bm_zero", year, metric] = score(nothing, y)
        for key, values in found.items():
            assert values.mean() == pytest.approx(scores[key], rel=1e-9), key
        last = last_poisson(past, 1)[:, : len(STEPS)].reshape(-1, 1000)
        for metric, score, within in (("crps", crps, 0.0005), ("mis", interval_score, 0.003), ("ign", ignorance, 0.01)):
            key = ("bm_last_historical_poisson", year, metric)
            assert score(last, y).mean() == pytest.approx(scores[key], rel=within), key
        tiled = conflictology(past, 1)[:, : len(STEPS)].reshape(-1, 1000)
        assert crps(tiled, y).mean() == pytest.approx(scores["bm_conflictology", year, "crps"], rel=0.001)
