"""What each pattern asks, what chance would give, when not to use it, and what its columns are called."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class About:
    """`null` is what the p-value is held against; `beware` when not to use the measure."""

    title: str
    question: str
    method: str
    null: str
    beware: str


ABOUT: Mapping[str, About] = {
    "alerts": About(
        "Alerts",
        "Did deaths reach a high, or violence come near a corridor that was quiet?",
        "Rules that can be repeated by hand",
        "An alert has no p-value: it says what was seen, not that it is more than chance.",
        "Releases that are still being revised give alerts that a later release may take back.",
    ),
    "change": About(
        "Changes of level",
        "In which months did the level change?",
        "PELT (Killick, Fearnhead and Eckley 2012), the best single cut, and Pettitt (1979)",
        "The months come in any order, whole blocks of them being permuted. PELT itself has no p-value.",
        "A gradual rise also yields changes; the slope is made for that.",
    ),
    "slope": About(
        "Rise or fall",
        "Is there a steady rise or fall, with and without the largest event?",
        "Mann-Kendall with serial correlation (Hamed and Rao 1998), slope of Sen (1968)",
        "There is no order among the months beyond their serial correlation.",
        "A jump makes a slope too, and a rise and a fall may cancel out; see the changes of level.",
    ),
    "hotspots": About(
        "Hot spots",
        "Which half-degree cells have more around them than the rest of the countries?",
        "Getis-Ord Gi* (Ord and Getis 1995), conditional permutation, false discovery rate",
        "The values lie in any order over all cells; each cell keeps its own.",
        "Counts gather where people and reporters are; a hot spot is no risk per person. The bounds of cells are "
        "arbitrary.",
    ),
    "clusters": About(
        "Clusters in space and time",
        "Which circles held more in some periods than their place and their time lead to expect?",
        "Space-time permutation scan (Kulldorff and others 2005)",
        "Where events happen has nothing to do with when; all circles and periods looked at are allowed for.",
        "A place that is violent throughout is no cluster, and one may arise where other places fall silent.",
    ),
    "repeats": About(
        "Near repeats",
        "Is an event followed by others near it, sooner than chance gives?",
        "Knox test in bands (Knox 1964; Townsley, Homel and Chaseling 2003)",
        "Where events happen has nothing to do with when: their places are permuted.",
        "“The same point” means “the same town” where a source places events at its centre. A repetition says neither "
        "that one event led to the other nor that the same actors did both.",
    ),
    "network": About(
        "Who fights whom, as a graph",
        "How do the sides that fight hang together, and are their relations balanced?",
        "Density, fragmentation (Borgatti 2003), modularity (Newman and Girvan 2004), balance of signed triads "
        "(Cartwright and Harary 1956)",
        "The signs fall on the pairs in any order.",
        "A side is what the source calls one; density falls as more sides are recorded, whatever they do.",
    ),
    "dyads": About(
        "Pairs of sides",
        "Who fought whom in the year, how deadly was it, and which pairs were active?",
        "Dyads by year (Harbom, Melander and Wallensteen 2008)",
        "Nothing is tested: a dyad is active from a stated number of deaths on.",
        "A dyad is what the source numbers as one; deaths here are those in the watch’s countries alone.",
    ),
    "spillover": About(
        "Across borders",
        "Does violence on one side of a border go before violence on the other?",
        "Correlation of changes at lags, amplitude-adjusted Fourier surrogates (Theiler and others 1992)",
        "The two sides have nothing to do with each other, each keeping its own memory; all lags are allowed for, the "
        "number of borders is not.",
        "That one side goes before does not say that it causes: both may follow a third.",
    ),
}  # fmt: skip

LABELS: Mapping[str, str] = {
    "about": "country or corridor", "active": "active", "active_unknown": "why active or not cannot be said",
    "around": "mean around", "balanced": "balanced triads",
    "balanced_expected": "balanced by chance", "border": "border", "cannot_say": "why nothing is said",
    "change": "first month of the new level", "deaths_best": "deaths, best", "deaths_civilians": "civilians killed",
    "deaths_high": "deaths, high", "deaths_low": "deaths, low", "lag_months": "months the first side goes before",
    "p_permuted": "p, months permuted",
    "components": "separate parts", "day": "day", "days_from": "from day", "days_to": "to day", "deaths": "deaths",
    "density": "density", "dispersion": "dispersion", "dyads": "pairs that fight", "event": "event",
    "event_ids": "events by id", "events": "events", "expected": "expected", "first_day": "first day",
    "fragmentation": "fragmentation", "highest_before": "highest before", "hotspot": "hot spot", "km": "km",
    "km_from": "from km", "km_to": "to km", "largest_event": "largest event", "last_day": "last day",
    "last_event": "last event before", "latitude": "latitude", "log_likelihood_ratio": "log likelihood ratio",
    "longitude": "longitude", "mean": "mean a month", "mean_after": "a month after", "mean_before": "a month before",
    "method": "method", "modularity": "modularity", "months": "months", "months_after": "months after",
    "months_before": "months before", "neighbours": "neighbouring cells", "observed": "pairs seen",
    "p_adjusted": "p, all looks allowed for", "p_approximate": "p by formula", "p_independent": "p, months independent",
    "p_value": "p", "period": "period", "previous_alert": "alert before", "priogrid_gid": "PRIO-GRID cell",
    "radius_km": "radius, km", "rank": "rank", "ratio": "ratio", "ratio_high": "ratio, high", "ratio_low": "ratio, low",
    "row": "row", "rule": "rule", "series": "series", "sides": "sides", "slope_high": "slope a year, high",
    "slope_low": "slope a year, low", "slope_per_year": "slope a year", "statistic": "statistic", "tau": "tau",
    "top_share": "share of the largest side", "triads": "signed triads", "value": "value",
    "variance_factor": "variance factor", "weight": "events or deaths", "communities": "communities",
    "years": "years", "z_score": "z",
}  # fmt: skip
"""The head of each column as a reader sees it."""
