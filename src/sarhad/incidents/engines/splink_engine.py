"""Splink as the second engine: probabilistic record linkage of the same candidates by the same levels.

Splink (Linacre, Lindsay, Manassis, Slade & Hepworth 2022, International Journal of Population Data Science 7(3))
follows Fellegi & Sunter (1969). It learns from all pairs of random rows how often non-matches agree, by EM from the
pairs of a common day and of a common place how often matches do, and keeps the single best links. It knows neither how
crowded a place is nor that a source tells an incident once.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from ...errors import InputError
from ...events.arrays import number_array, numbers, text_array
from ..candidates import Candidates, candidates
from ..levels import ALL, compare
from ..rows import NO_NAME, Rows, prepare
from ..tables import LINK_AT, PAIRS_SCHEMA
from .engine import Floats, judged, pairs_table

RANDOM_PAIRS = 1e7
"""So many random pairs tell how often non-matches agree (Splink's documentation: ten million are often adequate)."""
_SEED = 1
_DECIMALS = 9  # sums over threads differ in the fifteenth

_GAP = "greatest(low_l - high_r, low_r - high_l, 0)"
_SPAN = "greatest(span_class_l, span_class_r)"
_KM = (
    "(2 * 6371.0088 * asin(sqrt(least(1.0, pow(sin(radians(latitude_l - latitude_r) / 2), 2) + cos(radians(latitude_l))"
    " * cos(radians(latitude_r)) * pow(sin(radians(longitude_l - longitude_r) / 2), 2)))))"
)
_EXACT = "place_class_l <= 1 and place_class_r <= 1"
_STRAIGHT = "(cast(side_1_l = side_1_r as int) + cast(side_2_l = side_2_r as int))"
_CROSSED = "(cast(side_1_l = side_2_r as int) + cast(side_2_l = side_1_r as int))"
_AGREE = f"greatest({_STRAIGHT}, {_CROSSED})"
_CLEAR = f"(known_l > {_AGREE} and known_r > {_AGREE})"
_FEW, _MANY = "least(deaths_l, deaths_r)", "greatest(deaths_l, deaths_r)"

_LEVELS: dict[str, tuple[str, tuple[str, ...]]] = {
    "days": (
        "low_l is null or low_r is null",
        (
            *(f"{_GAP} = 0 and {_SPAN} = {n}" for n in range(4)),
            *(f"{_GAP} = {n}" for n in (1, 2)),
            f"{_GAP} <= 4",
            "ELSE",
        ),
    ),
    "place": (
        "longitude_l is null or longitude_r is null or latitude_l is null or latitude_r is null",
        (
            f"{_KM} < 0.05 and {_EXACT}",
            f"{_KM} < 0.05",
            *(f"{_KM} <= {km}" for km in (3, 8, 25)),
            f"{_KM} <= reach_l + reach_r",
            "ELSE",
        ),
    ),
    "actors": (
        "coalesce(side_1_l, side_2_l) is null or coalesce(side_1_r, side_2_r) is null",
        ("dyad_l = dyad_r", f"{_AGREE} = 1 and not {_CLEAR}", f"{_AGREE} = 1", f"not {_CLEAR}", "ELSE"),
    ),
    "class": (
        "kind_l is null or kind_r is null",
        ("kind_l = kind_r or violence_l = violence_r", "broad_l = broad_r", "ELSE"),
    ),
    "deaths": (
        "deaths_l is null or deaths_r is null",
        (
            f"{_MANY} = {_FEW}",
            f"{_FEW} > 0 and {_MANY} - {_FEW} = 1",
            f"{_FEW} > 0 and {_MANY} <= 1.6 * {_FEW}",
            f"{_FEW} > 0 and {_MANY} <= 3 * {_FEW}",
            f"{_FEW} > 0",
            "ELSE",
        ),
    ),
}
# Of the sessions tried (of a day, a point in a month or a week, a province in a week or a month, a pair of sides in a
# month) these two served it best on simulated sources of other seeds than those on which it is compared.
_TRAINING = (
    "l.country = r.country and l.low = r.low and l.high = r.high",
    "l.longitude = r.longitude and l.latitude = r.latitude and l.week = r.week",
)


@dataclass(frozen=True, slots=True)
class Splink:
    """Splink 5 on DuckDB.

    Splink is given the candidates and the levels of `sarhad.incidents.match`, with term frequencies for an agreeing
    pair of sides, and must be installed (it comes with the package). `single_best` keeps the single best links of each
    event (`cluster_using_single_best_links`); without it, all candidates of a probability of at least 0.5 are linked.
    Weights are Splink's; a weight that it could not learn is 0.

    `partners` is how many partners a row of the smaller source is expected to have, which gives the prior. The default
    is more than there can be: with 0.5 Splink left up to two fifths of the links unmade that it makes with 2, and was
    hardly more often right (simulated sources, seed 4 of the matching benchmark).
    """

    single_best: bool = True
    partners: float = 2.0

    def __call__(self, left: pa.Table, right: pa.Table) -> pa.Table:
        """The candidates, with weights in bits by comparison.

        Raises:
            InputError: no two events share the point and the week, or the like, from which Splink could learn.
        """
        prepared = prepare(left, right)
        pairs = candidates(prepared.left, prepared.right)
        if not len(pairs):
            return PAIRS_SCHEMA.empty_table()
        scores, best = _linked(prepared.left, prepared.right, pairs, self.partners, single_best=self.single_best)
        return _table((left, right), (prepared.left, prepared.right), pairs, scores, best)


def _linked(
    left: Rows, right: Rows, pairs: Candidates, partners: float, *, single_best: bool
) -> tuple[dict[str, Floats], set[tuple[int, int]] | None]:
    """Splink's weights and probabilities, sorted by rows, and its single best links where these are asked for."""
    import duckdb
    from splink import DuckDBAPI, Linker
    from splink.internals.exceptions import EMTrainingException

    logging.getLogger("splink").setLevel(logging.ERROR)
    con = duckdb.connect()
    con.execute("set threads = 2")
    api = DuckDBAPI(connection=con)
    inputs = [
        api.register(_input(rows, own, len(rows)), dataset_display_name=name)
        for name, rows, own in (("a", left, pairs.left), ("b", right, pairs.right))
    ]
    linker = Linker(inputs, _settings(len(left), len(right), partners), log_level=None)
    linker.training.estimate_u_using_random_sampling(max_pairs=RANDOM_PAIRS, seed=_SEED)
    try:
        for rule in _TRAINING:
            linker.training.estimate_parameters_using_expectation_maximisation(rule)
    except EMTrainingException:
        raise InputError(
            "Splink cannot learn from these two sources: too few of their events agree in day and place",
            do='use the engine "sarhad"',
        ) from None
    predicted = linker.inference.predict()
    scores = _sorted(predicted.as_duckdbpyrelation().to_arrow_table())
    best = None
    if single_best:
        clustered = linker.clustering.cluster_using_single_best_links(
            predicted, duplicate_free_datasets=["a", "b"], threshold_match_probability=LINK_AT
        )
        best = _pairs_of(clustered.as_duckdbpyrelation().to_arrow_table())
    con.close()
    return scores, best


def _sorted(predicted: pa.Table) -> dict[str, Floats]:
    """Splink's columns, sorted by the rows `i` of the left and `j` of the right source."""
    columns = {
        name: numbers(predicted[name])
        for name in ("match_weight", "match_probability", *(f"mw_{name}" for name in _LEVELS), "mw_tf_adj_actors")
    }
    one, other = numbers(predicted["unique_id_l"]), numbers(predicted["unique_id_r"])
    swapped = np.array([name == "b" for name in predicted["source_dataset_l"].to_pylist()], dtype=bool)
    columns |= {"i": np.where(swapped, other, one), "j": np.where(swapped, one, other)}
    order = np.lexsort((columns["j"], columns["i"]))
    return {name: values[order] for name, values in columns.items()}


def _pairs_of(clustered: pa.Table) -> set[tuple[int, int]]:
    """The clusters with one row of each source, as pairs of rows."""
    sides: dict[str, dict[str, int]] = {"a": {}, "b": {}}
    columns = (clustered[name].to_pylist() for name in ("source_dataset", "cluster_id", "unique_id"))
    for dataset, cluster, row in zip(*columns, strict=True):
        sides[dataset][cluster] = row
    return {(row, sides["b"][cluster]) for cluster, row in sides["a"].items() if cluster in sides["b"]}


def _table(
    tables: tuple[pa.Table, pa.Table],
    rows: tuple[Rows, Rows],
    pairs: Candidates,
    scores: dict[str, Floats],
    best: set[tuple[int, int]] | None,
) -> pa.Table:
    """The pairs as every engine gives them. Splink's pairs are the candidates, both sorted by rows."""
    i, j = pairs.left.astype(np.int64), pairs.right.astype(np.int64)
    if not (np.array_equal(i, scores["i"]) and np.array_equal(j, scores["j"])):
        raise AssertionError("Splink did not score every candidate once")
    probability = np.round(scores["match_probability"], _DECIMALS)
    kept = probability >= LINK_AT
    if best is not None:
        kept &= np.array([pair in best for pair in zip(i.tolist(), j.tolist(), strict=True)], dtype=bool)
    compared = compare(*rows, pairs)
    columns = judged((rows[0].ids, rows[1].ids), i, j, probability, kept)
    columns["gap_days"] = number_array(pairs.gap, pa.int32())
    columns["distance_km"] = number_array(np.round(np.nan_to_num(pairs.km), 3), pa.float64(), np.isfinite(pairs.km))
    weights = {name: scores[f"mw_{name}"] for name in _LEVELS} | {"rarity": scores["mw_tf_adj_actors"]}
    for name, weight in weights.items():
        columns[f"weight_{name}"] = _bits(weight)
    for comparison, level in zip(ALL, compared.levels, strict=True):
        columns[f"level_{comparison.name}"] = text_array([(*comparison.levels, None)[at] for at in level.tolist()])
    columns["weight"] = _bits(sum(weights.values(), np.zeros(len(i))))
    columns["prior"] = _bits(scores["match_weight"] - sum(weights.values(), np.zeros(len(i))))
    at_left, at_right = (_rows_of(events, side)[at] for events, side, at in zip(tables, rows, (i, j), strict=True))
    return pairs_table(*tables, at_left, at_right, columns)


def _bits(values: Floats) -> pa.Array:
    return number_array(np.round(np.nan_to_num(values), _DECIMALS) + 0.0, pa.float64())


def _rows_of(events: pa.Table, side: Rows) -> npt.NDArray[np.int64]:
    """Where the rows that were compared stand in their table: some may have been left out."""
    row = {event: at for at, event in enumerate(events["event_id"].to_pylist())}
    return np.array([row[event] for event in side.ids], dtype=np.int64)


def _settings(n_left: int, n_right: int, partners: float) -> Any:
    import splink.comparison_level_library as cll
    import splink.comparison_library as cl
    from splink import SettingsCreator, block_on

    comparisons: list[Any] = []
    for name, (unknown, levels) in _LEVELS.items():
        made: list[Any] = [cll.CustomLevel(unknown).configure(is_null_level=True)]
        for at, condition in enumerate(levels):
            level: Any = cll.ElseLevel() if condition == "ELSE" else cll.CustomLevel(condition)
            if name == "actors" and at == 0:
                level = level.configure(tf_adjustment_column="dyad")
            made.append(level)
        comparisons.append(cl.CustomComparison(made, output_column_name=name))
    return SettingsCreator(
        link_type="link_only",
        comparisons=comparisons,
        blocking_rules_to_generate_predictions=[block_on("pair", arrays_to_explode=["pair"])],
        probability_two_random_records_match=partners / max(n_left, n_right),
        retain_matching_columns=False,
        retain_intermediate_calculation_columns=True,
    )


def _input(rows: Rows, own: npt.NDArray[Any], n: int) -> pa.Table:
    """The rows as Splink reads them. `pair` lists the numbers of a row's candidate pairs, which it is blocked on."""
    order = np.argsort(own, kind="stable")
    offsets = np.concatenate([[0], np.cumsum(np.bincount(own, minlength=n))])
    known = rows.names != NO_NAME
    dyad = np.sort(rows.names, axis=1)
    columns = {
        name: number_array(getattr(rows, name), pa.int64())
        for name in ("low", "high", "span_class", "place_class", "broad")
    }
    for name in ("longitude", "latitude", "deaths", "reach"):
        values = getattr(rows, name)
        columns[name] = number_array(np.nan_to_num(values), pa.float64(), np.isfinite(values))
    for name in ("kind", "violence", "country"):
        columns[name] = number_array(getattr(rows, name), pa.int64(), getattr(rows, name) >= 0)
    for at in (0, 1):
        columns[f"side_{at + 1}"] = number_array(rows.names[:, at], pa.int64(), known[:, at])
    return pa.table(
        {
            "unique_id": number_array(np.arange(n), pa.int64()),
            **columns,
            "week": number_array(rows.low // 7, pa.int64()),
            "known": number_array((known & rows.shared).sum(axis=1), pa.int64()),
            "dyad": text_array(
                [
                    f"{a} {b}" if both else None
                    for (a, b), both in zip(dyad.tolist(), known.all(axis=1).tolist(), strict=True)
                ]
            ),
            "pair": pa.ListArray.from_arrays(
                number_array(offsets, pa.int32()), number_array(order.astype(np.int64), pa.int64())
            ),
        }
    )
