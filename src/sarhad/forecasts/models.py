"""Every model by its name, and the draws of each at any cut-off, made once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import numpy as np

from ..errors import InputError
from .analogues import analogues
from .baselines import conflictology, conflictology_neighbours, last_poisson, zero
from .growth import growth
from .held import Held
from .months import month_name
from .panel import Panel, UnitKind
from .pool import PAST_WINDOWS, fitted_weights, pooled
from .scores import Draws
from .tails import finished
from .weighted import negative_binomial, weighted_draws
from .windows import PastWindows

Model = Callable[[Panel, int], Draws]
"""From a panel that ends at the cut-off, and a seed: draws by unit, month ahead (1 to 14) and number."""

POOL = "pool"
_LARGEST_SEED = 2**32 - 1

BASELINES: Mapping[str, Model] = MappingProxyType(
    {
        "zero": zero,
        "last_poisson": last_poisson,
        "conflictology": conflictology,
        "conflictology_neighbours": conflictology_neighbours,
    }
)
_FINISHED: Mapping[str, Model] = MappingProxyType(
    {
        "weighted_draws": weighted_draws,
        "negative_binomial": negative_binomial,
        "growth": growth,
        "analogues": analogues,
    }
)
MEMBERS = ("weighted_draws", "growth", "analogues")
"""What the pool is made of."""

MODELS = (*BASELINES, *_FINISHED, POOL)
"""Every model, by name."""


def baseline_of(unit: UnitKind) -> str:
    """The model that forecasts of such units are measured against.

    A cell alone is too small to have a past of its own: a fight that moves on by 50 km is in another.
    """
    return {"country": "conflictology", "priogrid": "conflictology_neighbours"}[unit]


class Forecaster:
    """Forecasts from one panel. For each cut-off the models see the panel up to it and nothing later.

    A unit that is not known in the month of the cut-off (not born, or ended) has no forecast.

    Raises:
        InputError: when made, with a seed that no generator takes.
    """

    def __init__(self, panel: Panel, seed: int) -> None:
        if not 0 <= seed <= _LARGEST_SEED:
            raise InputError(f"the seed is {seed}", do=f"give a whole number from 0 to {_LARGEST_SEED}")
        self.panel, self.seed = panel, seed
        self._held: dict[tuple[str, int], Held] = {}
        self._weights: dict[int, dict[str, float]] = {}

    def past(self, cutoff: int) -> Panel:
        """The panel up to the cut-off, of the units that exist then.

        Raises:
            InputError: there is none.
        """
        until = self.panel.until(cutoff)
        alive = np.flatnonzero(until.known[:, -1]).tolist()
        if not alive:
            raise InputError(
                f"no unit of the panel is known in {month_name(cutoff)}", do="take a cut-off in which some are"
            )
        return until.only(alive)

    def draws(self, model: str, cutoff: int, units: slice = slice(None)) -> Draws:
        """A model's draws at a cut-off, for the units of `past(cutoff)` or some of them; made once, to be read only."""
        require_model(model)
        if (model, cutoff) not in self._held:
            self._held[model, cutoff] = Held(self._made(model, cutoff))
        return self._held[model, cutoff].of(units)

    def weights(self, cutoff: int) -> dict[str, float]:
        """The pool's weights at a cut-off: from the five cut-offs before it, as far as their months had arrived."""
        if cutoff not in self._weights:
            windows = PastWindows(
                self.panel, cutoff, self.draws, members=list(MEMBERS), baseline=baseline_of(self.panel.unit)
            )
            fitted = fitted_weights(windows) if windows else np.full(len(MEMBERS), 1 / len(MEMBERS))
            self._weights[cutoff] = dict(zip(MEMBERS, fitted.tolist(), strict=True))
        return self._weights[cutoff]

    def told(self, model: str, cutoff: int) -> dict[str, Any]:
        """What a model chose by itself at a cut-off, for the provenance."""
        if model != POOL:
            return {}
        return {"weights": {name: round(weight, 4) for name, weight in self.weights(cutoff).items()}}

    def let_go(self, cutoff: int) -> None:
        """Forget the draws that the weights of cut-offs after this one are not fitted on."""
        oldest = cutoff - 12 * (PAST_WINDOWS - 1)
        kept = {(model, at) for model, at in self._held if model in MEMBERS and at >= oldest}
        self._held = {key: held for key, held in self._held.items() if key in kept}

    def _made(self, model: str, cutoff: int) -> Draws:
        past = self.past(cutoff)
        if model in BASELINES:
            return BASELINES[model](past, self.seed)
        if model in _FINISHED:
            return finished(_FINISHED[model](past, self.seed), past)
        weights = np.asarray(list(self.weights(cutoff).values()))
        return finished(pooled([self.draws(name, cutoff) for name in MEMBERS], weights), past)


def require_model(name: str) -> None:
    """Refuse a name that no model has.

    Raises:
        InputError: with the names that there are.
    """
    if name not in MODELS:
        raise InputError(f'"{name}" is no model', do=f"take one of {', '.join(MODELS)}")
