"""Every model by its name, and the draws of each at any cut-off, made once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import numpy as np

from ..errors import InputError
from .baselines import conflictology, conflictology_neighbours, last_poisson, zero
from .growth import growth
from .panel import HORIZON, Panel
from .pool import PAST_WINDOWS, fitted_weights, pooled
from .scores import Draws, crps
from .tails import finished
from .weighted import negative_binomial, weighted_draws

_LEAST_PAST = 60
"""Months of the panel before a cut-off from which weights are fitted."""

Model = Callable[[Panel, int], Draws]
"""From a panel that ends at the cut-off, and a seed: draws by unit, month ahead (1 to 14) and number."""

BASELINE = "conflictology"
POOL = "pool"

BASELINES: Mapping[str, Model] = MappingProxyType(
    {
        "zero": zero,
        "last_poisson": last_poisson,
        BASELINE: conflictology,
        "conflictology_neighbours": conflictology_neighbours,
    }
)
MEMBERS: Mapping[str, Model] = MappingProxyType(
    {"weighted_draws": weighted_draws, "negative_binomial": negative_binomial, "growth": growth}
)
"""What the pool is made of."""

MODELS = (*BASELINES, *MEMBERS, POOL)
"""Every model, by name."""


class Forecaster:
    """Forecasts from one panel. For each cut-off the models see the panel up to it and nothing later.

    A unit that is not known in the month of the cut-off (not born, or ended) has no forecast.
    """

    def __init__(self, panel: Panel, seed: int) -> None:
        self.panel, self.seed = panel, seed
        self._draws: dict[tuple[str, int], Draws] = {}
        self._weights: dict[int, dict[str, float]] = {}

    def past(self, cutoff: int) -> Panel:
        """The panel up to the cut-off, of the units that exist then."""
        until = self.panel.until(cutoff)
        return until.only(np.flatnonzero(until.known[:, -1]).tolist())

    def draws(self, model: str, cutoff: int) -> Draws:
        """A model's draws at a cut-off, for the units of `past(cutoff)`; made once."""
        require_model(model)
        if (model, cutoff) not in self._draws:
            self._draws[model, cutoff] = self._made(model, cutoff)
        return self._draws[model, cutoff]

    def weights(self, cutoff: int) -> dict[str, float]:
        """The pool's weights at a cut-off: from the five cut-offs before it, as far as their months had arrived."""
        if cutoff not in self._weights:
            origins = [cutoff - 12 * back for back in range(1, PAST_WINDOWS + 1)]
            windows = [found for origin in origins if (found := self._past_window(origin, cutoff))]
            fitted = fitted_weights(windows) if windows else np.full(len(MEMBERS), 1 / len(MEMBERS))
            self._weights[cutoff] = dict(zip(MEMBERS, fitted.tolist(), strict=True))
        return self._weights[cutoff]

    def told(self, model: str, cutoff: int) -> dict[str, Any]:
        """What a model chose by itself at a cut-off, for the provenance."""
        if model != POOL:
            return {}
        return {"weights": {name: round(weight, 4) for name, weight in self.weights(cutoff).items()}}

    def _made(self, model: str, cutoff: int) -> Draws:
        past = self.past(cutoff)
        if model in BASELINES:
            return BASELINES[model](past, self.seed)
        if model in MEMBERS:
            return finished(MEMBERS[model](past, self.seed), past)
        weights = np.asarray(list(self.weights(cutoff).values()))
        return finished(pooled([self.draws(name, cutoff) for name in MEMBERS], weights), past)

    def _past_window(self, origin: int, cutoff: int) -> tuple[list[Draws], Draws, float] | None:
        """The members' draws at an earlier cut-off, what had happened by this one, and the baseline's CRPS."""
        if origin - self.panel.first + 1 < _LEAST_PAST:
            return None
        months = range(origin + 1, min(origin + HORIZON, cutoff) + 1)
        alive = self.panel.until(origin).known[:, -1]
        happened, known = self.panel.until(cutoff).truth(months)
        happened, known = happened[alive], known[alive]
        y = happened[known]
        ahead = slice(0, len(months))
        baseline = float(crps(self.draws(BASELINE, origin)[:, ahead][known], y).mean()) if len(y) else 0.0
        if not baseline > 0:
            return None
        return [self.draws(name, origin)[:, ahead][known] for name in MEMBERS], y, baseline


def require_model(name: str) -> None:
    """Refuse a name that no model has.

    Raises:
        InputError: with the names that there are.
    """
    if name not in MODELS:
        raise InputError(f'"{name}" is no model', do=f"take one of {', '.join(MODELS)}")
