"""The ratio of two rates, with an interval: exact for events, overdispersed for deaths.

A ratio is undefined (None) only where both periods are empty; then every ratio fits, from 0 to infinity. With an empty
period before it is infinite and the interval has a lower end only; with an empty one after it is 0 and the interval has
an upper end only.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import optimize, special, stats

Counts = npt.NDArray[np.float64]

MIN_MONTHS = 6
"""With fewer months in both periods together, no spread between months can be told."""

_LOG_ALPHA = (-12.0, 6.0)  # from as good as Poisson to far beyond any published series
_LOG_RATIO = 30.0  # ratios beyond e^30 are no longer told apart from infinity
_MAX_CORRELATION = 0.9


@dataclass(frozen=True, slots=True)
class Ratio:
    """A rate after divided by the rate before. `low` and `high` are None where no interval can be given."""

    ratio: float | None
    low: float | None
    high: float | None
    p_value: float | None
    method: str


def conditional_binomial(before: int, days_before: int, after: int, days_after: int, *, confidence: float) -> Ratio:
    """Two Poisson counts, given their sum: the count after is binomial (Przyborowski & Wilenski 1940).

    The interval is exact (Clopper & Pearson 1934, carried over from the share to the ratio); the p-value doubles the
    smaller tail (the C-test as stated by Krishnamoorthy & Thomson 2004), so it is under 1 - confidence exactly when
    the interval leaves out 1.
    """
    total = before + after
    tail = (1 - confidence) / 2
    days = days_before / days_after
    share_low = 0.0 if after == 0 else float(stats.beta.ppf(tail, after, before + 1))
    share_high = 1.0 if before == 0 else float(stats.beta.ppf(1 - tail, after + 1, before))
    null = days_after / (days_before + days_after)
    tails = stats.binom.cdf(after, total, null), stats.binom.sf(after - 1, total, null)
    return Ratio(
        ratio=_divide(after * days, before),
        low=share_low / (1 - share_low) * days,
        high=math.inf if share_high == 1 else share_high / (1 - share_high) * days,
        p_value=min(1.0, 2 * float(min(tails))),
        method="conditional binomial test, exact interval (Przyborowski & Wilenski 1940)",
    )


def negative_binomial(before: Counts, after: Counts, *, confidence: float) -> Ratio:
    """Two series of counts over equal stretches of time: the ratio of their means.

    Counts are negative binomial (NB2: variance = mean + alpha * mean^2) with one alpha for both series; the interval is
    where the profile likelihood ratio stays below the squared t quantile. Counts of one stretch resemble those of the
    last one, which makes the data worth less: the likelihood ratio and the number of stretches are divided by
    (1 + r) / (1 - r) (Bayley & Hammersley 1946), r being the first serial correlation about each series' own mean,
    corrected for its bias (Marriott & Pope 1954) and kept between 0 and 0.9. `benchmarks/trend_coverage.py` measures
    how often such intervals hold the truth.

    With fewer than six stretches in both series together no interval is given.
    """
    n = len(before) + len(after)
    ratio = _divide(float(np.mean(after)), float(np.mean(before)))
    if n < MIN_MONTHS:
        return Ratio(
            ratio, None, None, None, f"no interval: {n} months in both periods together, at least 6 are needed"
        )
    correlation = serial_correlation(before, after)
    worth = (1 - correlation) / (1 + correlation)
    freedom = max(n * worth - 2, 1.0)
    method = (
        f"negative binomial over {len(before)} and {len(after)} months, profile likelihood, "
        f"serial correlation {correlation:.2f} allowed for"
    )
    if ratio is None:
        return Ratio(None, 0.0, math.inf, 1.0, method)
    profile = _Profile(before, after)
    limit = float(stats.t.ppf((1 + confidence) / 2, freedom)) ** 2 / worth
    best = -_LOG_RATIO if ratio == 0 else _LOG_RATIO if math.isinf(ratio) else math.log(ratio)
    low = 0.0 if ratio == 0 else math.exp(profile.crossing(best, -1, limit))
    high = math.inf if math.isinf(ratio) else math.exp(profile.crossing(best, 1, limit))
    p_value = 2 * float(stats.t.sf(math.sqrt(profile.likelihood_ratio(0.0) * worth), freedom))
    return Ratio(ratio, low, high if high < math.exp(_LOG_RATIO) else math.inf, p_value, method)


def serial_correlation(*series: Counts) -> float:
    """How much a count resembles the one before it: pooled over the series, from 0 to 0.9."""
    scaled = [(s - s.mean()) / s.std() for s in series if len(s) > 1 and s.std() > 1e-9 * s.mean()]
    if not scaled:
        return 0.0
    n = sum(len(s) for s in scaled)
    found = sum(float(s[1:] @ s[:-1]) for s in scaled) / sum(float(s @ s) for s in scaled)
    corrected = found + len(scaled) * (1 + 3 * found) / n
    return float(np.clip(corrected, 0.0, _MAX_CORRELATION))


def dispersion(*series: Counts) -> tuple[float, float]:
    """Pearson's chi-squared of the counts about their series' means, by degrees of freedom; and its p-value.

    About 1 for Poisson counts; the p-value is small where they vary more than that. (1, 1) where nothing can be said.
    """
    used = [s for s in series if len(s) > 1 and s.mean() > 0]
    freedom = sum(len(s) - 1 for s in used)
    if not freedom:
        return 1.0, 1.0
    chi2 = sum(float(np.sum((s - s.mean()) ** 2) / s.mean()) for s in used)
    return chi2 / freedom, float(stats.chi2.sf(chi2, freedom))


class _Profile:
    """The likelihood of a ratio of means, at the best mean and dispersion that go with it."""

    def __init__(self, before: Counts, after: Counts) -> None:
        self.counts = np.concatenate([before, after])
        self.n = len(before), len(after)
        self.sums = float(before.sum()), float(after.sum())
        means = self.sums[0] / self.n[0], self.sums[1] / self.n[1]
        self.best = self._over_alpha(lambda _: means)

    def likelihood_ratio(self, log_ratio: float) -> float:
        ratio = math.exp(log_ratio)

        def means(alpha: float) -> tuple[float, float]:
            mean = self._mean_before(ratio, alpha)
            return mean, ratio * mean

        return max(2 * (self.best - self._over_alpha(means)), 0.0)

    def crossing(self, best: float, way: int, limit: float) -> float:
        """The log ratio, up (`way` 1) or down (-1) from the best one, at which the likelihood ratio meets the limit."""

        def above(log_ratio: float) -> float:
            return self.likelihood_ratio(log_ratio) - limit

        inside, step = best, 0.5
        while abs(inside) <= _LOG_RATIO:
            outside = inside + way * step
            if above(outside) > 0:
                return float(optimize.brentq(above, inside, outside, xtol=1e-6))
            inside, step = outside, step * 1.5
        return way * math.inf

    def _mean_before(self, ratio: float, alpha: float) -> float:
        """The mean before that is most likely for a ratio: the positive root of the score, a quadratic."""
        square = -alpha * ratio * (self.n[0] + self.n[1])
        slope = alpha * (ratio * self.sums[0] + self.sums[1]) - self.n[0] - ratio * self.n[1]
        constant = self.sums[0] + self.sums[1]
        # Written so that nothing cancels: slope is negative where alpha is small.
        root = math.sqrt(slope**2 - 4 * square * constant)
        return 2 * constant / (root - slope) if slope < 0 else (slope + root) / (-2 * square)

    def _over_alpha(self, means: Callable[[float], tuple[float, float]]) -> float:
        def loss(log_alpha: float) -> float:
            alpha = math.exp(log_alpha)
            return -self._log_likelihood(*means(alpha), alpha)

        found = optimize.minimize_scalar(loss, bounds=_LOG_ALPHA, method="bounded", options={"xatol": 1e-6})
        return -float(min(found.fun, loss(_LOG_ALPHA[0])))

    def _log_likelihood(self, mean_before: float, mean_after: float, alpha: float) -> float:
        size = 1 / alpha
        y = self.counts
        shape = special.gammaln(y + size) - special.gammaln(size) - special.gammaln(y + 1)
        total = float(shape.sum())
        for mean, n, count in zip((mean_before, mean_after), self.n, self.sums, strict=True):
            total -= n * size * math.log1p(alpha * mean)
            total += float(special.xlogy(count, alpha * mean)) - count * math.log1p(alpha * mean)
        return total


def _divide(above: float, below: float) -> float | None:
    if below == 0:
        return None if above == 0 else math.inf
    return above / below
