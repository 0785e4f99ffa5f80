"""The parameters of a measure that a claim runs: those the claim states, else those of the watch."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from .base import Base


class Settings(BaseModel):
    """Parameters of `sarhad.measures`, by the names that they have there; `km` and `days` are the claim's own bounds.

    None has a default: each changes a figure.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    permutations: Annotated[int, Field(ge=99, le=99_999)] | None = None
    date_precision_max: Annotated[int, Field(ge=1, le=5)] | None = None
    # change
    penalty: Annotated[float, Field(gt=0)] | Literal["BIC"] | None = None
    shortest_months: Annotated[int, Field(ge=1)] | None = None
    block_months: Annotated[int, Field(ge=1)] | None = None
    # repeats
    km: Annotated[float, Field(ge=0, le=500)] | None = None
    days: Annotated[int, Field(ge=0, le=366)] | None = None
    within: Literal["window", "year"] | None = None
    # clusters
    radii_km: tuple[Annotated[float, Field(ge=0, le=1000)], ...] | None = None
    period: Literal["day", "week", "month"] | None = None
    longest_periods: Annotated[int, Field(ge=1)] | None = None
    most_share: Annotated[float, Field(gt=0, le=0.5)] | None = None
    # hotspots
    scale: Literal["as it is", "log"] | None = None
    reach_km: Annotated[float, Field(gt=0, le=1000)] | None = None
    false_discovery_rate: Annotated[float, Field(gt=0, lt=1)] | None = None
    # spillover
    lags: Annotated[int, Field(ge=1, le=24)] | None = None
    # attention
    volume_of: Literal["events", "mentions", "sources", "articles"] | None = None
    actor_group: str | None = None
    arrived_min: Annotated[float, Field(gt=0, le=1)] | None = None
    max_lag_days: Annotated[int, Field(ge=1, le=366)] | None = None

    @field_validator("radii_km")
    @classmethod
    def _rising(cls, radii: tuple[float, ...] | None) -> tuple[float, ...] | None:
        if radii is not None and (not radii or list(radii) != sorted(set(radii))):
            raise ValueError("radii must rise, such as [25, 50, 100]")
        return radii


def stated(settings: Settings | None, base: Base, measure: str, names: Sequence[str]) -> dict[str, Any]:
    """Each of these parameters that the claim states under `with`, or the watch for that measure.

    The watch's stand among the parameters of the base under both names: `change_permutations`.
    """
    own = settings.model_dump(exclude_none=True) if settings else {}
    of_watch = {name: base.parameters.get(f"{measure}_{name}") for name in names}
    found = {name: own.get(name, of_watch[name]) for name in names}
    return {name: value for name, value in found.items() if value is not None}
