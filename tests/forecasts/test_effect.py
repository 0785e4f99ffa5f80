"""What redrawn pasts change in a forecast: known widths, sums, and what the command prints."""

import json
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sarhad.cli.forecast_text import MODELS_SAID
from sarhad.events import Provenance, Result
from sarhad.forecasts import MODELS, effect_summary, issue_forecast, month_id, redraws_effect
from sarhad.forecasts.bounds import redrawn
from tests.forecasts.panels import panel, rows_of, wars
from tests.journeys.conftest import sarhad

WARS = wars()
BOUNDED = replace(WARS, low=WARS.deaths // 2, high=WARS.deaths * 2)
CUTOFF = month_id("2012-10")


def forecast(*cells):
    """A forecast of units 1, 2, ... with the same draws in two months."""
    units = len(cells)
    draws = np.concatenate([np.tile(np.sort(cell), 2) for cell in cells])
    table = pa.table({
        "month_id": np.tile(np.repeat([400, 401], 1000), units),
        "country_id": np.repeat(np.arange(1, units + 1), 2000),
        "draw": np.tile(np.arange(1000), 2 * units),
        "outcome": draws,
    })  # fmt: skip
    return Result(table, Provenance(step="made by hand", rows_used=units))


def test_widths_and_medians_are_those_of_the_draws():
    line = np.arange(1000)
    zeros = np.zeros(1000, dtype=np.int64)
    found = redraws_effect(panel([[0]] * 3), forecast(line, zeros, line), forecast(line * 2, zeros, line))
    first, second, third = found.table.to_pylist()
    assert (first["unit"], second["unit"]) == ("C00", "C01")
    assert (first["width"], first["width_redrawn"]) == (pytest.approx(0.9 * 999), pytest.approx(1.8 * 999))
    assert (first["median"], first["median_redrawn"]) == (499.5, 999)
    assert (second["width"], second["width_redrawn"]) == (0, 0)
    told = effect_summary(found.table)
    assert (told["units"], told["units_with_width"]) == (3, 2)
    assert told["width_median"] == pytest.approx(0.9 * 999)
    assert told["width_median_redrawn"] == pytest.approx(1.35 * 999)
    assert told["width_sum_redrawn"] == pytest.approx(2.7 * 999)
    assert [row["unit"] for row in told["largest"]] == ["C00"], "what has not changed is not named"
    assert third["width"] == third["width_redrawn"]


def test_without_any_width_nothing_is_made_up():
    zeros = np.zeros(1000, dtype=np.int64)
    told = effect_summary(redraws_effect(panel([[0]]), forecast(zeros), forecast(zeros)).table)
    assert (told["units_with_width"], told["width_median"], told["largest"]) == (0, 0, [])


def test_what_nobody_knows_is_not_drawn():
    known = WARS.known.copy()
    known[0, :5] = False
    hidden = replace(BOUNDED, known=known, deaths=np.where(known, WARS.deaths, 0), high=WARS.deaths + 9)
    assert (redrawn(hidden, 1).deaths[0, :5] == 0).all()


def test_the_command_says_what_redrawn_pasts_change(tmp_path):
    at = WARS.known
    bounds = {"ged_sb_low": BOUNDED.low[at], "ged_sb_high": BOUNDED.high[at]}
    pq.write_table(rows_of(WARS, **bounds), tmp_path / "p.parquet")
    words = ("forecast", tmp_path / "p.parquet", "--cutoff", "2012-10", "--out", tmp_path / "d.parquet",
             "--model", "weighted_draws", "--redraws", "3")  # fmt: skip
    told = json.loads(sarhad(*words, "--json").stdout)["effect"]
    plain, drawn = (issue_forecast(BOUNDED, cutoff=CUTOFF, model="weighted_draws", seed=1, redraws=n) for n in (0, 3))
    expected = effect_summary(redraws_effect(BOUNDED, plain, drawn).table)
    assert told["summary"]["width_sum_redrawn"] == pytest.approx(expected["width_sum_redrawn"])
    assert len(told["units"]) == 30
    shown = sarhad(*words).stdout
    assert "3 pasts between low and high deaths, a month:    as reported    redrawn" in shown
    before, after = expected["width_sum"], expected["width_sum_redrawn"]
    assert f"90 % width, sum of units (30){before:>27,.1f}{after:>12,.1f}{after / before - 1:+9.1%}" in shown
    assert "effect" not in json.loads(sarhad(*words[:-2], "--json").stdout)


def test_every_model_is_said_in_words():
    assert sorted(MODELS_SAID) == sorted(MODELS)
