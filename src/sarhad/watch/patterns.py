"""Which patterns a watch looks for in its events, each with all that its figures depend on."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, field_validator

from .. import vocabulary
from .part import Part

Months = Annotated[int, Field(ge=1, le=1200)]
Permutations = Annotated[int, Field(ge=99, le=99_999)]
Of = Literal["events", "deaths"]


def _rising(values: tuple[float, ...]) -> tuple[float, ...]:
    if list(values) != sorted(set(values)):
        raise ValueError("the values must rise; write them from the smallest to the largest, each once")
    return values


class _Pattern(Part):
    """`months` is the window: so many whole months up to the end of the bulletin's."""

    months: Months


class AskChange(_Pattern):
    """Months at which the level of events or deaths changed."""

    of: Of
    penalty: Literal["BIC"] | Annotated[float, Field(gt=0)]
    shortest_months: int = Field(ge=2, le=120)
    block_months: int = Field(ge=1, le=120)
    permutations: Permutations


class AskSlope(_Pattern):
    """A steady rise or fall by month."""

    of: Of


class AskHotspots(_Pattern):
    """Cells with more around them than elsewhere in the watch's countries."""

    of: Of
    scale: Literal["as it is", "log"]
    reach_km: float = Field(ge=10, le=1000)
    permutations: Permutations
    false_discovery_rate: float = Field(gt=0, lt=0.5)


class AskClusters(_Pattern):
    """Places and periods that held more than both lead to expect."""

    radii_km: tuple[Annotated[float, Field(ge=10, le=1000)], ...] = Field(min_length=1)
    period: Literal["day", "week", "month"]
    longest_periods: int = Field(ge=1, le=120)
    most_share: float = Field(gt=0, le=0.5)
    date_precision_max: int = Field(ge=1, le=5)
    permutations: Permutations
    listed: int = Field(ge=1, le=50)

    _check_radii = field_validator("radii_km")(_rising)


class AskRepeats(_Pattern):
    """Pairs of events near in place and time."""

    bands_km: tuple[Annotated[float, Field(ge=0, le=1000)], ...] = Field(min_length=1)
    bands_days: tuple[Annotated[int, Field(ge=1, le=3650)], ...] = Field(min_length=1)
    within: Literal["window", "year"]
    date_precision_max: int = Field(ge=1, le=5)
    permutations: Permutations

    _check_bands = field_validator("bands_km", "bands_days")(_rising)


class AskNetwork(_Pattern):
    """Who fights whom, by period."""

    of: Of
    period: Literal["month", "year"]
    violence_types: tuple[str, ...] = Field(min_length=1)
    permutations: Permutations

    @field_validator("violence_types")
    @classmethod
    def _check_types(cls, types: tuple[str, ...]) -> tuple[str, ...]:
        known = [term.id for term in vocabulary.terms("violence_types")]
        if unknown := [one for one in types if one not in known]:
            raise ValueError(f"no types of violence: {', '.join(unknown)}; take some of {', '.join(known)}")
        return types


class AskDyads(_Pattern):
    """Who fought whom in the last calendar year that lies whole in the window, or in the window where none does."""

    active_deaths: int = Field(ge=1, le=100_000)


class AskSpillover(_Pattern):
    """Months on the two sides of each border between two countries of the watch."""

    band_km: float = Field(ge=10, le=500)
    of: Of
    lags: int = Field(ge=0, le=24)
    date_precision_max: int = Field(ge=1, le=5)
    permutations: Permutations


class AskAlerts(_Pattern):
    """Highs of deaths, and first events near a corridor; `months` is how far back the alerts before are listed."""

    window_days: int = Field(ge=1, le=366)
    floor: float = Field(gt=0, lt=100_000)
    years: tuple[Annotated[int, Field(ge=1, le=50)], ...] = Field(min_length=1)
    near_km: float = Field(ge=10, le=500)
    quiet_months: int = Field(ge=1, le=240)

    _check_years = field_validator("years")(_rising)


class Patterns(Part):
    """One table for each pattern; one that is not there is not looked for."""

    change: AskChange | None = None
    slope: AskSlope | None = None
    hotspots: AskHotspots | None = None
    clusters: AskClusters | None = None
    repeats: AskRepeats | None = None
    network: AskNetwork | None = None
    dyads: AskDyads | None = None
    spillover: AskSpillover | None = None
    alerts: AskAlerts | None = None
