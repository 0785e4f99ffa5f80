"""Draws as they are held between uses: those of many cells fill the memory."""

from __future__ import annotations

import numpy as np

from .scores import Draws, counts_type


class Held:
    """Draws of 32 bits where they fit, and once for a unit of which all months ahead are alike."""

    def __init__(self, draws: Draws) -> None:
        kind = counts_type(int(draws.max(initial=0)))
        differs = (draws != draws[:, :1]).any(axis=(1, 2))
        self._months = draws.shape[1]
        self._first = draws[:, 0].astype(kind)
        self._apart = draws[differs].astype(kind)
        self._place = np.where(differs, np.cumsum(differs) - 1, -1)

    def of(self, units: slice = slice(None)) -> Draws:
        """The draws of some of the units, to be read only."""
        first, place = self._first[units], self._place[units]
        alike = np.broadcast_to(first[:, None, :], (len(first), self._months, first.shape[1]))
        apart = place >= 0
        if not apart.any():
            return alike
        found = alike.copy()
        found[apart] = self._apart[place[apart]]
        return found
