"""How a simulated second source differs from the first: the rates of easy, realistic and hard noise.

Every list of shares adds up to 1 with "otherwise as the first source tells it" where that is not named.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Level = Literal["easy", "realistic", "hard"]
Gazetteer = Literal["by telling", "by place"]
"""Whether another gazetteer's point is drawn anew for each telling, so that nothing can be learned from it, or once
for each place, as a real gazetteer has one point for each."""


@dataclass(frozen=True, slots=True)
class Noise:
    """The rates of one level of noise; shares of the second source's tellings unless another base is named."""

    shared: float
    """Share of the incidents of each source that the other source tells too."""
    shift: tuple[float, float, float]
    """Day moved by 0; by 1; by 2 or 3 days, earlier or later with equal chance."""
    coarse: float
    """Only the week (half of them) or only the month is told, after the shift: the span is widened, never narrowed."""
    place: tuple[float, float, float, float, float]
    """Same point; another gazetteer's point; centroid of the admin-2; of the admin-1; wrong."""
    gazetteer_km: float
    """Scale of the Rayleigh distance between two gazetteers' points for one place, km."""
    alias: float
    """Share of sides (two in a telling) under the second source's own name for the actor."""
    generic: float
    """Share of sides without a name of an actor, such as "Unidentified armed group"."""
    swapped: float
    """Side A and side B change places."""
    deaths: tuple[float, float, float, float]
    """The same figures; drawn from a Poisson distribution about the best figure; zero; unknown."""
    recoded: float
    """Another type of violence (and another class, where the source has classes)."""
    regrouped: float
    """Share of the shared incidents that are told in parts or together with a neighbour."""


NOISE: dict[Level, Noise] = {
    "easy": Noise(
        shared=0.70, shift=(0.93, 0.05, 0.02), coarse=0.03, place=(0.72, 0.22, 0.04, 0.01, 0.01), gazetteer_km=1.0,
        alias=0.15, generic=0.03, swapped=0.02, deaths=(0.78, 0.18, 0.02, 0.02), recoded=0.05, regrouped=0.04,
    ),
    "realistic": Noise(
        shared=0.60, shift=(0.80, 0.13, 0.07), coarse=0.07, place=(0.42, 0.33, 0.14, 0.07, 0.04), gazetteer_km=2.5,
        alias=0.45, generic=0.15, swapped=0.10, deaths=(0.52, 0.33, 0.08, 0.07), recoded=0.12, regrouped=0.10,
    ),
    "hard": Noise(
        shared=0.50, shift=(0.62, 0.22, 0.16), coarse=0.14, place=(0.20, 0.30, 0.27, 0.16, 0.07), gazetteer_km=4.0,
        alias=0.70, generic=0.30, swapped=0.20, deaths=(0.30, 0.40, 0.15, 0.15), recoded=0.25, regrouped=0.20,
    ),
}  # fmt: skip

WRONG_KM = (20.0, 100.0)
"""A wrong place lies this far from the first source's, uniform in distance and direction."""
MERGER_DAYS, MERGER_KM = 3, 30.0
"""Told together are two incidents of the same two sides whose spans lie at most so far apart."""
PARTS = (2, 3)
"""An incident told in parts has one of these numbers of parts, on as many days in a row (or parts of its span)."""
GENERIC = ("Unidentified armed group", "Unknown", "Gunmen")
"""What a side without an actor's name is called, drawn with equal chance."""


def markdown() -> str:
    """The rates as the table of docs/matching-benchmark.md."""

    def shares(values: tuple[float, ...]) -> str:
        return "; ".join(f"{value:.2f}" for value in values)

    rows: dict[str, Callable[[Noise], str]] = {
        "incidents of each source that the other tells too": lambda n: f"{n.shared:.2f}",
        "day moved by 0; 1; 2 or 3 days": lambda n: shares(n.shift),
        "only the week (half of them) or the month told": lambda n: f"{n.coarse:.2f}",
        "place: same; another gazetteer's point; centroid of admin-2; of admin-1; wrong by 20 to 100 km": (
            lambda n: shares(n.place)
        ),
        "Rayleigh scale of another gazetteer's points, km": lambda n: f"{n.gazetteer_km:g}",
        "side under an own name (each side)": lambda n: f"{n.alias:.2f}",
        "side without a name (each side)": lambda n: f"{n.generic:.2f}",
        "sides swapped": lambda n: f"{n.swapped:.2f}",
        "deaths: same; Poisson about the figure; zero; unknown": lambda n: shares(n.deaths),
        "another class": lambda n: f"{n.recoded:.2f}",
        "shared incidents split or merged": lambda n: f"{n.regrouped:.2f}",
    }
    lines = [f"| {name} | {' | '.join(value(noise) for noise in NOISE.values())} |" for name, value in rows.items()]
    return "\n".join([f"| | {' | '.join(NOISE)} |", "|---|---|---|---|", *lines])
