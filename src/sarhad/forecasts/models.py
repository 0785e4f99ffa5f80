"""Every model by its name, and the draws of each at any cut-off, made once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import numpy as np

from ..errors import InputError
from .baselines import conflictology, conflictology_neighbours, last_poisson, zero
from .panel import Panel
from .scores import Draws
from .weighted import negative_binomial, weighted_draws

Model = Callable[[Panel, int], Draws]
"""From a panel that ends at the cut-off, and a seed: draws by unit, month ahead (1 to 14) and number."""

BASELINE = "conflictology"

MODELS: Mapping[str, Model] = MappingProxyType(
    {
        "zero": zero,
        "last_poisson": last_poisson,
        BASELINE: conflictology,
        "conflictology_neighbours": conflictology_neighbours,
        "weighted_draws": weighted_draws,
        "negative_binomial": negative_binomial,
    }
)


class Forecaster:
    """Forecasts from one panel. For each cut-off the models see the panel up to it and nothing later.

    A unit that is not known in the month of the cut-off (not born, or ended) has no forecast.
    """

    def __init__(self, panel: Panel, seed: int) -> None:
        self.panel, self.seed = panel, seed
        self._made: dict[tuple[str, int], Draws] = {}

    def past(self, cutoff: int) -> Panel:
        """The panel up to the cut-off, of the units that exist then."""
        until = self.panel.until(cutoff)
        return until.only(np.flatnonzero(until.known[:, -1]).tolist())

    def told(self, model: str, cutoff: int) -> dict[str, Any]:
        """What a model chose by itself at a cut-off, for the provenance."""
        return {}

    def draws(self, model: str, cutoff: int) -> Draws:
        """A model's draws at a cut-off, for the units of `past(cutoff)`."""
        require_model(model)
        if (model, cutoff) not in self._made:
            self._made[model, cutoff] = MODELS[model](self.past(cutoff), self.seed)
        return self._made[model, cutoff]


def require_model(name: str) -> None:
    """Refuse a name that no model has.

    Raises:
        InputError: with the names that there are.
    """
    if name not in MODELS:
        raise InputError(f'"{name}" is no model', do=f"take one of {', '.join(MODELS)}")
