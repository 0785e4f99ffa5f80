"""Correlation of two series of months at lags, and what chance alone gives."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .points import Floats, Ints


@dataclass(frozen=True, slots=True)
class Lagged:
    """Correlations at `lags`; p-values one-sided, for as high a correlation or higher.

    `p_values` and `p_adjusted` (for the highest of all lags, Westfall & Young 1993) keep each series' own memory;
    `p_permuted` permutes single months, which takes memory for a common course.
    """

    lags: Ints
    correlations: Floats
    p_values: Floats
    p_adjusted: Floats
    p_permuted: Floats


def lagged(first: Floats, second: Floats, most: int, permutations: int, seed: int) -> Lagged:
    """Pearson's correlation of `first` with `second` k months later, for k from -`most` to `most`."""
    lags = np.arange(-most, most + 1)
    own = at_lags(first, second[None, :], most)[0]
    random = np.random.default_rng(seed)
    kept = at_lags(first, surrogates(second, permutations, random), most)
    mixed = at_lags(first, random.permuted(np.tile(second, (permutations, 1)), axis=1), most)
    near = own - 1e-9
    return Lagged(
        lags=lags,
        correlations=own,
        p_values=(1 + (kept >= near).sum(axis=0)) / (1 + permutations),
        p_adjusted=(1 + (kept.max(axis=1)[:, None] >= near).sum(axis=0)) / (1 + permutations),
        p_permuted=(1 + (mixed >= near).sum(axis=0)) / (1 + permutations),
    )


def at_lags(first: Floats, seconds: Floats, most: int) -> Floats:
    """Correlations over the months that both have: one row for each of `seconds`, one column for each lag.

    Zero where a series is the same all the time in those months.
    """
    n = len(first)
    found = np.zeros((len(seconds), 2 * most + 1))
    for column, lag in enumerate(range(-most, most + 1)):
        a = first[max(0, -lag) : n - max(0, lag)]
        b = seconds[:, max(0, lag) : n - max(0, -lag)]
        a, b = a - a.mean(), b - b.mean(axis=1, keepdims=True)
        size = np.sqrt((a @ a) * np.einsum("ij,ij->i", b, b))
        found[:, column] = np.where(size > 1e-12, (b @ a) / np.where(size > 1e-12, size, 1.0), 0.0)
    return found


def surrogates(series: Floats, count: int, random: np.random.Generator) -> Floats:
    """Series with the same values in another order and nearly the same autocorrelation, one in each row.

    Amplitude-adjusted Fourier surrogates (Theiler et al. 1992): normal scores in the series' order, their phases drawn
    anew, and the values put in the order of what comes out.
    """
    n = len(series)
    order = np.argsort(series + 1e-9 * random.random(n))
    normal = np.empty(n)
    normal[order] = np.sort(random.standard_normal(n))
    spectrum = np.fft.rfft(normal - normal.mean())
    turned = spectrum * np.exp(2j * np.pi * random.random((count, len(spectrum))))
    if n % 2 == 0:
        turned[:, -1] = spectrum[-1] * random.choice([-1.0, 1.0], count)
    ranks = np.argsort(np.argsort(np.fft.irfft(turned, n, axis=1), axis=1), axis=1)
    return np.asarray(np.sort(series)[ranks], dtype=np.float64)
