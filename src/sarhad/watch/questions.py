"""Questions that a watch may ask besides: of the media, and of what exposes its states to a neighbour."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, field_validator, model_validator

from .. import vocabulary
from ..errors import InputError
from .part import Part, Text, known_countries


class AskAttention(Part):
    """How media volume (GDELT) is compared with its norm and with events. Every value changes a published figure.

    `volume` is the count taken, `actor_group` "all" or a term of the vocabulary. The norm is the `norm_months` before
    the month. A day of which less than `arrived_min` of the files arrived is not known. The media follow the events by
    at most `max_lag_days`; a peak more than `belated_days` after that of `against` is belated.
    """

    volume: Literal["events", "mentions", "sources", "articles"]
    actor_group: str
    against: Literal["events", "deaths"]
    norm_months: int = Field(ge=7, le=120)
    arrived_min: float = Field(gt=0, le=1)
    max_lag_days: int = Field(ge=1, le=60)
    belated_days: int = Field(ge=0, le=30)

    @field_validator("actor_group")
    @classmethod
    def _check_group(cls, group: str) -> str:
        groups = ["all", *(term.id for term in vocabulary.terms("actor_groups"))]
        if group not in groups:
            raise ValueError(f"no actor group; take one of {', '.join(groups)}")
        return group


class AskedComponent(Part):
    """A component of vulnerability, and which way is worse.

    `forecast` is the median of the first month that `[forecasts]` foresees.
    An indicator is named as its file names it, and its source where several give it.
    """

    component: Literal[
        "border-published",
        "border-measured",
        "events-inside",
        "events-beyond",
        "deaths-trend",
        "forecast",
        "indicator",
    ]
    worse: Literal["more", "less"]
    indicator: Text | None = None
    source: Text | None = None

    @model_validator(mode="after")
    def _check_indicator(self) -> AskedComponent:
        if (self.component == "indicator") != (self.indicator is not None):
            raise ValueError('an indicator is named with component = "indicator", and only then')
        if self.source and not self.indicator:
            raise ValueError("only an indicator has a source; take it out")
        return self

    @property
    def name(self) -> str:
        """What it is called in the table, and what a weight names."""
        return self.indicator or self.component


class AskVulnerability(Part):
    """Which state is most exposed to those `of_concern`, part by part.

    Events are those within `border_km` of their border, in the `event_months` up to that of the bulletin; the trend of
    deaths compares the last `trend_months` with as many before. Without `weights` there is no total.
    """

    of_concern: tuple[str, ...] = Field(min_length=1)
    border_km: int = Field(ge=10, le=500)
    event_months: int = Field(ge=1, le=120)
    trend_months: int = Field(ge=3, le=120)
    components: tuple[AskedComponent, ...] = Field(min_length=1)
    weights: dict[str, float] | None = None

    _check_countries = field_validator("of_concern")(known_countries)

    @model_validator(mode="after")
    def _check_names(self) -> AskVulnerability:
        names = [asked.name for asked in self.components]
        if twice := sorted({name for name in names if names.count(name) > 1}):
            raise ValueError(f"the component {twice[0]} stands twice; keep one of the two")
        if self.weights is not None:
            from ..measures import check_weights  # here, since numbers are slow to import and few watches weigh

            try:
                check_weights(self.weights, names)
            except InputError as error:
                raise ValueError(f"{error.args[0]}; {error.do}") from error
        return self
