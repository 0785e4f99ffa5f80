"""Earlier cut-offs, from which a later one learns how good each member of the pool was."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, overload

from .panel import HORIZON, Counts, Known, Panel
from .pool import PAST_WINDOWS
from .scores import AT_ONCE, Draws, crps

LEAST_PAST = 60
"""Months of the panel before a cut-off from which weights are fitted."""

Window = tuple[list[Draws], Counts, float]
"""Members' draws by cell, what happened, and the mean CRPS of the baseline by which the cells are weighed."""


class PastWindows(Sequence[Window]):
    """The five cut-offs before one, a year apart, by what had happened by this one; a window of many cells in parts.

    Windows in which the baseline has no error tell nothing and are not among them. Each part is cut out of the draws
    when it is asked for: all at once would fill the memory. It bears the baseline's error times the number of parts of
    its size in the window, so that a window counts as if it were whole.
    """

    def __init__(
        self,
        panel: Panel,
        cutoff: int,
        draws: Callable[[str, int, slice], Draws],
        *,
        members: Sequence[str],
        baseline: str,
    ) -> None:
        self._until, self._draws, self._members = panel.until(cutoff), draws, members
        least = panel.first - 1 + LEAST_PAST
        origins = (cutoff - 12 * back for back in range(1, PAST_WINDOWS + 1))
        self._parts = [part for origin in origins if origin >= least for part in self._weighed(origin, baseline)]

    def __len__(self) -> int:
        return len(self._parts)

    @overload
    def __getitem__(self, at: int) -> Window: ...

    @overload
    def __getitem__(self, at: slice) -> list[Window]: ...

    def __getitem__(self, at: int | slice) -> Any:
        if isinstance(at, slice):
            return [self[number] for number in range(len(self))[at]]
        origin, units, error = self._parts[at]
        happened, known = self._outcomes(origin)
        members = [self._cells(name, origin, units, known) for name in self._members]
        return members, happened[units][known[units]], error

    def _weighed(self, origin: int, baseline: str) -> Iterator[tuple[int, slice, float]]:
        """The parts of a window with a known outcome, and the error by which each is weighed."""
        happened, known = self._outcomes(origin)
        size = max(AT_ONCE // HORIZON, 1)
        parts = [slice(at, at + size) for at in range(0, len(known), size)]
        cells = [int(known[units].sum()) for units in parts]
        errors = [crps(self._cells(baseline, origin, u, known), happened[u][known[u]]).sum() for u in parts]
        if sum(errors) > 0:
            error = sum(errors) / sum(cells)
            for units, number in zip(parts, cells, strict=True):
                if number:
                    yield origin, units, float(error * (sum(cells) / number))

    def _outcomes(self, origin: int) -> tuple[Counts, Known]:
        """What had happened to the units of the origin, and where that is known."""
        months = range(origin + 1, min(origin + HORIZON, self._until.last) + 1)
        alive = self._until.known[:, origin - self._until.first]
        happened, known = self._until.truth(months)
        return happened[alive], known[alive]

    def _cells(self, model: str, origin: int, units: slice, known: Known) -> Draws:
        return self._draws(model, origin, units)[:, : known.shape[1]][known[units]]
