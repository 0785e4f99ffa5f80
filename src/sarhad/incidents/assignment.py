"""One partner for each event: the set of pairs with the greatest sum of log odds."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.optimize import linear_sum_assignment
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components, min_weight_full_bipartite_matching

from .rows import Floats, Ints, Mask

LARGEST_DENSE = 4_000_000
"""Cells of a block from which on a sparse method takes over."""


def one_to_one(gain: Floats, left: Ints, right: Ints) -> Mask:
    """Which pairs to keep so that no row has two partners and the sum of the gains (all above 0) is greatest.

    Each block of pairs that hang together is solved by itself (Kuhn 1955, Jonker & Volgenant 1987; Crouse 2016 in
    scipy). Equal sums are decided by the order of the rows.
    """
    kept = np.zeros(len(gain), dtype=bool)
    if not len(gain):
        return kept
    rows, at_row = np.unique(left, return_inverse=True)
    columns, at_column = np.unique(right, return_inverse=True)
    alone = (np.bincount(at_row)[at_row] == 1) & (np.bincount(at_column)[at_column] == 1)
    kept[alone] = True
    rest = np.flatnonzero(~alone)
    if not len(rest):
        return kept
    size = len(rows) + len(columns)
    graph = coo_array((np.ones(len(rest)), (at_row[rest], len(rows) + at_column[rest])), shape=(size, size))
    _, label = connected_components(graph, directed=False)
    block = label[at_row[rest]]
    order = np.argsort(block, kind="stable")
    for group in np.split(rest[order], np.flatnonzero(np.diff(block[order])) + 1):
        kept[group[_solve(gain[group], left[group], right[group])]] = True
    return kept


def _solve(gain: Floats, left: Ints, right: Ints) -> npt.NDArray[np.intp]:
    rows, row = np.unique(left, return_inverse=True)
    columns, column = np.unique(right, return_inverse=True)
    where = np.full((len(rows), len(columns)), -1, dtype=np.intp) if len(rows) * len(columns) <= LARGEST_DENSE else None
    if where is None:
        return _sparse(gain, row, column, len(rows), len(columns))
    where[row, column] = np.arange(len(gain))
    worth = np.zeros(where.shape)
    worth[row, column] = gain
    best = where[linear_sum_assignment(worth, maximize=True)]
    return best[best >= 0]


def _sparse(
    gain: Floats, row: npt.NDArray[np.intp], column: npt.NDArray[np.intp], n_rows: int, n_columns: int
) -> npt.NDArray[np.intp]:
    """The same with a way out for every row: a column of its own that is worth nothing."""
    most = float(gain.max()) + 1
    cost = np.concatenate([most - gain, np.full(n_rows, most)])
    at = (np.concatenate([row, np.arange(n_rows)]), np.concatenate([column, n_columns + np.arange(n_rows)]))
    chosen_row, chosen_column = min_weight_full_bipartite_matching(
        csr_array((cost, at), shape=(n_rows, n_columns + n_rows))
    )
    number = {(r, c): n for n, (r, c) in enumerate(zip(row.tolist(), column.tolist(), strict=True))}
    found = [number[pair] for pair in zip(chosen_row.tolist(), chosen_column.tolist(), strict=True) if pair in number]
    return np.asarray(sorted(found), dtype=np.intp)
