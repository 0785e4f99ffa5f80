"""What a forecast owes to how well past deaths are known: the past drawn anew between its bounds."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ..errors import InputError
from .panel import Panel

PERT_NOTE = (
    "Past deaths were drawn from a PERT distribution with the source's low, best and high figure; bounds of a month "
    "are sums of bounds of events, as if all were wrong the same way, so the spread is the largest that they allow."
)


def redrawn(panel: Panel, seed: int) -> Panel:
    """The panel with each known month's deaths drawn between its bounds (PERT: a beta with its mode at best).

    Raises:
        InputError: the panel has no bounds.
    """
    if panel.low is None or panel.high is None:
        raise InputError("the panel has no low and high deaths", do="give ged_sb_low and ged_sb_high")
    random = np.random.default_rng([seed, panel.first])
    width = (panel.high - panel.low).astype(np.float64)
    drawn = (width > 0) & panel.known
    mode = np.where(drawn, panel.deaths - panel.low, 0) / np.where(drawn, width, 1)
    share = random.beta(1 + 4 * mode, 1 + 4 * (1 - mode))
    deaths = np.where(drawn, np.round(panel.low + share * width), panel.deaths).astype(np.int64)
    return replace(panel, deaths=deaths, low=None, high=None)
