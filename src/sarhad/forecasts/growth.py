"""How units with such a past went on: a forest learns growth relative to a unit's own level, from all units together.

Growth, not deaths: a forest cannot say more deaths than it has seen, and a war that is deadlier than any before it
would be cut to the past's size.
"""

from __future__ import annotations

import numpy as np

from .features import History, deaths_after
from .panel import HORIZON, Counts, Known, Panel
from .scores import DRAWS, Draws, Floats
from .weighted import weighted_draws

TREES = 40
LEAF = 80
"""The fewest months of the past in a leaf: from fewer, the spread of what may come is not told."""

SHARE_OF_FEATURES = 0.5
SAMPLE = 30_000
"""Pairs of a month and a month ahead that the forest learns from, drawn from all."""

RECENCY = 180
"""Months after which a month of the past is half as likely to be learnt from."""

LEAST_SAMPLE = 4 * LEAF
"""From fewer pairs nothing is learnt."""


def growth(past: Panel, seed: int) -> Draws:
    """Draws from a quantile regression forest (Meinshausen 2006) of extremely randomised trees (Geurts et al. 2006).

    Learns from the units, months and months ahead in the panel where the unit had a death in the 60 months before, of
    months 15 years back from half: log(1 + deaths) then, less the unit's level (`sarhad.forecasts.features`). For each
    tree a unit's draws are outcomes of the leaf that it falls in, added to its own level; an outcome without a death
    stays one. Units without a death in 60 months, known for fewer than 24, or on a level that hardly any month has
    reached have the weighted draws of their own past, as have all while there is too little to learn from.
    """
    draws = weighted_draws(past, seed)
    history = History.of(past)
    random = np.random.default_rng([seed, past.last])
    unit, month, ahead = _pairs(history.comparable, past.known, random)
    served = history.served()
    if len(unit) < LEAST_SAMPLE or not served.size:
        return draws
    deaths = past.deaths[unit, month + ahead]
    grown = np.log1p(deaths) - history.level[unit, month]
    from sklearn.ensemble import ExtraTreesRegressor  # slow to import, and other models do without

    forest = ExtraTreesRegressor(
        TREES,
        min_samples_leaf=LEAF,
        max_features=SHARE_OF_FEATURES,
        random_state=seed,
        n_jobs=1,  # threads of scikit-learn leave the process's filters of warnings empty, and then warn of that
    )
    x = np.column_stack([history.features[unit, month], ahead]).astype(np.float32)
    forest.fit(x, grown)
    asked = np.column_stack(
        [np.repeat(history.features[served, -1], HORIZON, axis=0), np.tile(np.arange(1, HORIZON + 1), len(served))]
    ).astype(np.float32)
    source = _from_leaves(forest.apply(x), forest.apply(asked), random)
    level = np.repeat(history.level[served, -1], HORIZON)[:, None]
    draws[served] = deaths_after(level, grown[source], deaths[source] > 0).reshape(len(served), HORIZON, DRAWS)
    return draws


def _pairs(usable: Known, known: Known, random: np.random.Generator) -> tuple[Counts, Counts, Counts]:
    """Unit, month and months ahead of what is learnt from: of months long ago fewer."""
    back = np.arange(usable.shape[1])[::-1]
    usable = usable & (random.random(usable.shape) < 0.5 ** (back / RECENCY))
    parts = []
    for ahead in range(1, HORIZON + 1):
        unit, month = np.nonzero(usable[:, :-ahead] & known[:, ahead:])
        parts.append(np.stack([unit, month, np.full(len(unit), ahead)]))
    pairs = np.concatenate(parts, axis=1)
    if pairs.shape[1] > SAMPLE:
        pairs = pairs[:, random.choice(pairs.shape[1], SAMPLE, replace=False)]
    return pairs[0], pairs[1], pairs[2]


def _from_leaves(learnt: Counts, asked: Counts, random: np.random.Generator) -> Counts:
    """For each asked row the learnt rows that its draws come from: as many from each tree, give or take one."""
    number = np.diff(np.linspace(0, DRAWS, learnt.shape[1] + 1).astype(np.int64))
    found = np.empty((len(asked), DRAWS), dtype=np.int64)
    done = 0
    for tree, draws in enumerate(number.tolist()):
        order = np.argsort(learnt[:, tree], kind="stable")
        leaves = learnt[order, tree]
        first = np.searchsorted(leaves, asked[:, tree], side="left")
        size = np.searchsorted(leaves, asked[:, tree], side="right") - first
        part: Floats = (np.arange(draws) + random.random((len(asked), 1))) / max(draws, 1)
        found[:, done : done + draws] = order[first[:, None] + (part * size[:, None]).astype(np.int64)]
        done += draws
    return found
