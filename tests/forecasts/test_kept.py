"""A forecast as it is kept: exact draws, what is not forecast and why, and its score."""

import json
from dataclasses import replace

import numpy as np
import pyarrow.compute as pc
import pytest

from sarhad.forecasts import draws_of, in_words, issue_forecast, make_kept, month_id, month_name, score_kept
from sarhad.forecasts.scores import covered, crps
from tests.forecasts.panels import wars

WARS = wars()
MONTH = "2012-10"


def kept(panel=WARS, **changes):
    asked = {
        "month": MONTH, "countries": WARS.codes, "known_by": "loaded event by event", "months_ahead": 6,
        "model": "negative_binomial", "redraws": 0, "seed": 1, "without": {},
    }  # fmt: skip
    return make_kept(panel, **{**asked, **changes})


def test_some_countries_are_foreseen_by_what_was_learnt_from_all():
    unknown = WARS.known.copy()
    unknown[[4, 5], -5:] = False
    made = kept(
        replace(WARS, known=unknown), countries=["C00", "C03", "C04", "XXX"], model="analogues", month="2013-12"
    )
    turned = kept(WARS.only(range(29, -1, -1)), countries=["C00", "C03"])
    assert [country["country"] for country in turned["countries"]] == ["C00", "C03"], "in the order of their codes"
    assert [country["country"] for country in made["countries"]] == ["C00", "C03"]
    assert made["learnt_from"] == 28, "of 30 two have no month in a row up to the cut-off"
    assert made["no_forecast"] == {"C04": "no month in a row up to 2013-12 loaded event by event, of 12"}
    others = replace(WARS, known=unknown).only([row for row in range(30) if row not in (4, 5)])
    alone = issue_forecast(others, cutoff=month_id("2013-12"), model="analogues", seed=1, steps=range(1, 7)).table
    draws = alone.filter(pc.equal(alone["country_id"], WARS.ids[3]))["outcome"].to_numpy().reshape(6, 1000)
    assert draws_of(made["countries"][1]["months"][5]).tolist() == draws[5].tolist()
    assert kept()["learnt_from"] == 0, "the countries that are foreseen, and no other"


def test_the_draws_are_kept_to_the_last_one_and_through_json():
    made = json.loads(json.dumps(kept()))
    issued = issue_forecast(WARS, cutoff=month_id(MONTH), model="negative_binomial", seed=1, steps=range(1, 7)).table
    outcome = issued["outcome"].to_numpy().reshape(len(WARS.codes), 6, 1000)
    for row, country in enumerate(made["countries"]):
        assert country["country"] == WARS.codes[row]
        for step, told in enumerate(country["months"]):
            draws = draws_of(told)
            assert draws.tolist() == outcome[row, step].tolist()
            assert told["month"] == month_name(month_id(MONTH) + step + 1)
            assert told["says"] == in_words(draws)
            assert told["above"]["0"] == (draws > 0).mean()
            assert told["quantiles"]["95"] == np.quantile(draws, 0.95)


def test_redrawn_pasts_stand_beside_the_past_as_reported():
    bounded = replace(WARS, low=WARS.deaths // 2, high=WARS.deaths * 2)
    drawn, reported = kept(bounded, redraws=3), kept(bounded)
    assert (drawn["redraws"], reported["redraws"]) == (3, 0)
    for ours, theirs in zip(drawn["countries"], reported["countries"], strict=True):
        for told, plain in zip(ours["months"], theirs["months"], strict=True):
            assert told["as_reported"] == {key: plain[key] for key in ("quantiles", "above", "draws")}
            assert told["baseline"] == plain["baseline"], "the baseline is the past as reported"
    assert drawn["countries"][0]["months"][0]["draws"] != reported["countries"][0]["months"][0]["draws"]
    assert "as_reported" not in reported["countries"][0]["months"][0]


def test_nothing_after_the_month_is_used():
    later = WARS.deaths.copy()
    later[:, month_id(MONTH) - WARS.first + 1 :] = 10**6
    assert kept(replace(WARS, deaths=later)) == kept()


def test_a_country_without_twelve_months_in_a_row_has_no_forecast_and_its_reason():
    known = WARS.known.copy()
    at = month_id(MONTH) - WARS.first
    known[0, at - 11] = False  # eleven
    known[1, at] = False
    known[2, at - 12] = False  # twelve: an older stretch is not used
    made = kept(replace(WARS, known=known))
    assert made["no_forecast"] == {
        WARS.codes[0]: "only 11 months in a row up to 2012-10 loaded event by event, of 12",
        WARS.codes[1]: "no month in a row up to 2012-10 loaded event by event, of 12",
    }
    assert [c["country"] for c in made["countries"]] == list(WARS.codes[2:])
    assert len(made["countries"][0]["past"]) == 12


def test_the_cut_off_is_the_last_covered_month_and_without_any_there_is_none():
    known = WARS.known.copy()
    known[:, month_id(MONTH) - WARS.first :] = False
    made = kept(replace(WARS, known=known))
    assert (made["cutoff"], made["countries"][0]["months"][0]["month"]) == ("2012-09", "2012-10")
    nobody = kept(replace(WARS, known=np.zeros_like(known)))
    assert (nobody["cutoff"], nobody["countries"]) == (None, [])
    assert set(nobody["no_forecast"]) == set(WARS.codes)
    assert kept(None, without={"AFG": "why"})["no_forecast"] == {"AFG": "why"}
    assert kept(month="1970-01")["cutoff"] is None


def test_every_month_is_scored_once_it_has_arrived():
    made = kept(WARS.until(month_id(MONTH)))
    rows = score_kept([made], WARS.until(month_id(MONTH) + 2))
    assert len(rows) == len(WARS.codes) * 6
    arrived = [r for r in rows if not r["cannot_say"]]
    assert {r["month"] for r in arrived} == {"2012-11", "2012-12"}
    assert {r["cannot_say"] for r in rows if r["happened"] is None} == {"the month has not arrived"}
    assert not any(r["afterwards"] for r in rows)
    for row in arrived:
        country = next(c for c in made["countries"] if c["country"] == row["country"])
        told = next(t for t in country["months"] if t["month"] == row["month"])
        y = int(WARS.deaths[WARS.codes.index(row["country"]), month_id(row["month"]) - WARS.first])
        assert row["happened"] == y
        assert row["crps"] == pytest.approx(crps([draws_of(told)], [y])[0], abs=5e-4)
        assert row["baseline_crps"] == pytest.approx(crps([draws_of(told["baseline"])], [y])[0], abs=5e-4)
        assert row["inside_90"] == covered([draws_of(told)], [y])[0]
        assert row["inside_50"] == (told["quantiles"]["25"] <= y <= told["quantiles"]["75"])


def test_a_month_that_was_loaded_when_the_forecast_was_made_is_marked():
    rows = score_kept([kept()], WARS)
    assert all(r["afterwards"] for r in rows)


def test_without_a_panel_or_a_country_nothing_is_scored():
    assert {r["cannot_say"] for r in score_kept([kept()], None)} == {"not in the panel"}
    some = score_kept([kept()], WARS.only([0]))
    assert {r["country"] for r in some if r["cannot_say"] == ""} == {WARS.codes[0]}
