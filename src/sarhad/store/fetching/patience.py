"""How long to wait for a server, and how often to ask it again."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import TypeVar

from .trouble import FetchError, PassingError

T = TypeVar("T")

_TRIES_OFFLINE = 3
"""A network that is not there is seldom back within seconds."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one call. Times in seconds; `total` includes the waits between tries."""

    connect: float = 15
    silence: float = 60  # the longest time without a byte
    total: float = 3600
    tries: int = 5
    redirects: int = 5
    first_wait: float = 1
    longest_wait: float = 120


class Patience:
    """The tries of one call, under its time limit."""

    def __init__(self, limits: Limits, wait: Callable[[float], object], clock: Callable[[], float]) -> None:
        self._limits = limits
        self._wait = wait
        self._clock = clock
        self._end = clock() + limits.total

    @property
    def over(self) -> bool:
        """Whether the time of the call is used up."""
        return self._clock() > self._end

    def out_of_time(self, what: str) -> FetchError:
        """The error when it is."""
        return FetchError(
            f"{what}: not done within {self._limits.total:,.0f} seconds",
            do="run it again on a faster connection: a download goes on where it stopped if the server allows it",
        )

    def persist(self, attempt: Callable[[], T]) -> T:
        """What `attempt` returns, asked again after a passing fault with growing waits and a random share in them."""
        for number in range(1, self._limits.tries + 1):
            try:
                return attempt()
            except PassingError as fault:
                seconds = fault.wait_seconds
                if seconds is None:
                    grown = self._limits.first_wait * 2 ** (number - 1)
                    seconds = min(grown, self._limits.longest_wait) * random.uniform(0.5, 1)
                if seconds > self._limits.longest_wait:
                    wish = f"the server asks to wait {seconds:,.0f} seconds"
                    raise _after(number, fault.error, wish, f"run it again in {_long(seconds)}") from None
                last = _TRIES_OFFLINE if fault.error.offline else self._limits.tries
                if number >= min(last, self._limits.tries) or self._clock() + seconds > self._end:
                    raise _after(number, fault.error) from None
                self._wait(seconds)
        raise AssertionError("the last try returns or raises")


def _after(tries: int, error: FetchError, also: str = "", do: str = "") -> FetchError:
    """The fault with the number of tries."""
    counted = "after 1 try" if tries == 1 else f"after {tries} tries"
    words = "; ".join(part for part in (f"{error.args[0]}, {counted}", also) if part)
    return FetchError(words, do=do or error.do, status=error.status, offline=error.offline, body=error.body)


def _long(seconds: float) -> str:
    return f"{seconds / 3600:,.1f} hours" if seconds > 5400 else f"{seconds / 60:,.0f} minutes"


def retry_after(text: str | None) -> float | None:
    """The seconds that a Retry-After header asks for: a number or a date; None when it says nothing usable."""
    if not text:
        return None
    if text.strip().isascii() and text.strip().isdigit():
        return float(text.strip()[:9])
    try:
        then = parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return None
    if then.tzinfo is None:
        then = then.replace(tzinfo=dt.UTC)
    return max(0.0, (then - dt.datetime.now(tz=dt.UTC)).total_seconds())
