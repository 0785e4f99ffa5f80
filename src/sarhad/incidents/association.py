"""How probable each pair is when a source tells an incident once."""

from __future__ import annotations

import numpy as np

from .rows import Floats, Ints


def marginals(
    odds: Floats, left: Ints, right: Ints, start: Floats | None = None, *, tolerance: float = 1e-4, rounds: int = 200
) -> tuple[Floats, Floats]:
    """The probability of each pair, given its odds alone and that each row has at most one partner.

    Belief propagation for one-to-one association (Williams & Lau 2014, IEEE Transactions on Aerospace and Electronic
    Systems 50(4)): exact on trees, close to exact and always convergent with loops. Pair n is of row `left[n]` and row
    `right[n]`, with odds against both having no partner. `start` are the messages of an earlier call with similar odds.
    Returns the probabilities and the messages; stops when no message moves by `tolerance`, or after `rounds`.
    """
    n_left = int(left.max()) + 1 if len(left) else 0
    n_right = int(right.max()) + 1 if len(right) else 0
    nu = np.ones(len(odds)) if start is None else start
    for _ in range(rounds):
        weighted = odds * nu
        rest = np.bincount(left, weighted, n_left)[left]
        mu = odds / (1 + np.maximum(rest - weighted, 0))
        rest = np.bincount(right, mu, n_right)[right]
        moved = 1 / (1 + np.maximum(rest - mu, 0))
        step = float(np.max(np.abs(moved - nu), initial=0))
        nu = moved
        if step < tolerance:
            break
    weighted = odds * nu
    return weighted / (1 + np.bincount(left, weighted, n_left)[left]), nu
