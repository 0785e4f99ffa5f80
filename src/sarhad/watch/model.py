"""What a watch is: the fields of `watch.toml`, with their limits."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, field_validator, model_validator

from .. import vocabulary
from .part import Part, Text, known_countries
from .patterns import Patterns
from .questions import AskAttention, AskVulnerability

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
Address = Annotated[str, StringConstraints(pattern=r"^https?://[^\s<>\"'?#@]+$", max_length=200)]
RelativePath = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]


def _iso3(code: str) -> str:
    if code not in vocabulary.countries():
        raise ValueError("not an ISO 3166-1 alpha-3 country code; write AFG for Afghanistan")
    return code


class Also(Part):
    """A country outside the region, watched only for events of some actors."""

    country: str
    actors: tuple[Slug, ...] = Field(min_length=1)

    _check_country = field_validator("country")(_iso3)


class Region(Part):
    """What is watched: where, from when."""

    id: Slug
    title: Text
    countries: tuple[str, ...] = Field(min_length=1)
    start: dt.date
    also: tuple[Also, ...] = ()

    _check_countries = field_validator("countries")(known_countries)


class StatedCoverage(Part):
    """The block of country-days that a file is known to list in full, for excerpts of a larger release."""

    countries: tuple[str, ...] = Field(min_length=1)
    start: dt.date
    end: dt.date


class SourceEntry(Part):
    """A source of the watch: one file of its folder, or, without `file`, what is added or fetched of that source.

    `file` is relative to the watch folder and may not leave it; so is `map`, the mapping file of a table that is of no
    built-in source. `accessed` is the day on which its content was taken
    from its publisher; the day of the first build if not stated. `accept_terms` says that you have read the provider's
    terms and that they let you publish aggregates of its rows; `filters` are the choices you made in the provider's
    export (countries, years, kinds), printed with the attribution. `mirror` is an address that stands in for scheme
    and host of the publisher's, for organisations that keep a copy. `max_age_days` goes before that of `[freshness]`.
    """

    source: Slug
    file: RelativePath | None = None
    map: RelativePath | None = None
    accept_terms: bool = False
    filters: Text | None = None
    version: Text | None = None
    accessed: dt.date | None = None
    mirror: Address | None = None
    max_age_days: int | None = Field(default=None, ge=1)
    coverage: StatedCoverage | None = None


class Freshness(Part):
    """How old a source may be on the day of a build: its newest date, in days. A build stops where one is older."""

    max_age_days: int | None = Field(default=None, ge=1)  # None: any age


class Files(Part):
    """The watch's own tables, relative to its folder."""

    actors: RelativePath = "actors.yaml"
    world: RelativePath | None = None  # UCDP's actor data set, of another release than the one that ships
    corridors: RelativePath | None = None
    borders: RelativePath | None = None
    claims: tuple[RelativePath, ...] = ()
    reports: tuple[RelativePath, ...] = ()


class Measures(Part):
    """Parameters that change a published figure: every one must be stated."""

    bands_km: tuple[int, ...] = Field(min_length=1)
    max_hop_km: float = Field(gt=0, le=1000)
    history_months: int = Field(ge=1, le=600)
    confidence: float = Field(gt=0.5, lt=1)
    seed: int = Field(ge=0, le=2**32 - 1)
    bootstrap_draws: int = Field(ge=200, le=100_000)
    place_precision_max: int = Field(ge=1, le=3)

    @field_validator("bands_km")
    @classmethod
    def _check_bands(cls, bands: tuple[int, ...]) -> tuple[int, ...]:
        if list(bands) != sorted(set(bands)) or bands[0] < 10:
            raise ValueError("bands must rise and none may be under 10 km: exposure is for stretches, not for points")
        return bands


class Incidents(Part):
    """How the rows of several sources are joined to incidents. Both settings change what is published: state them.

    `engine` compares the rows: `sarhad`, or `splink` (plain probabilistic linkage). `within` looks for repetitions
    inside one source too, which are only proposed for review.
    """

    engine: Literal["sarhad", "splink"]
    within: bool


class Controls(Part):
    """Against what the events near a line are held: copies of the line, moved and turned at random around it.

    Every setting changes what is published: state them. `population` compares with copies where as many people live
    too, within the factor `persons_within`; `towns` are the inhabitants of the towns that ship with the package.
    """

    copies: int = Field(ge=19, le=9_999)
    shift_km: tuple[float, float]
    turn_degrees: float = Field(ge=0, le=180)
    inside_min: float = Field(gt=0, le=1)
    population: Literal["towns"] | None = None
    persons_within: float | None = Field(default=None, gt=1)

    @field_validator("shift_km")
    @classmethod
    def _check_shift(cls, shift: tuple[float, float]) -> tuple[float, float]:
        if not 0 <= shift[0] < shift[1] <= 1_000:
            raise ValueError("the least and the most shift in km, up to 1,000; such as [50, 300]")
        return shift

    @model_validator(mode="after")
    def _check_population(self) -> Controls:
        if (self.population is None) != (self.persons_within is None):
            raise ValueError("population and persons_within belong together; state both or neither")
        return self


class WorldPanel(Part):
    """A file of deaths by country and month (`sarhad.forecasts.read_panel`), and what its licence asks to be said.

    Only what may be passed on is shown, so its class must be stated as open.
    """

    file: RelativePath
    title: Text
    version: Text
    licence: Text
    licence_class: Literal["open"]
    citation: Text


class Forecasts(Part):
    """What may come: state-based deaths by country and month, each build's forecast kept and scored later.

    All change what is published: state them. `model` is one of `sarhad.forecasts.MODELS`; without `redraws` past deaths
    are taken as reported, with them so many pasts are drawn between the source's low and high figures. A `panel` takes
    the place of the watch's own events: models learn from all of its countries, and months are scored by it.
    """

    months_ahead: int = Field(ge=1, le=14)
    model: Literal[
        "zero", "last_poisson", "conflictology", "conflictology_neighbours", "weighted_draws", "negative_binomial",
        "growth", "analogues", "pool",
    ]  # fmt: skip
    redraws: int = Field(default=0, ge=0, le=50)
    panel: WorldPanel | None = None


class Publication(Part):
    """What stands on the pages."""

    title: Text
    publisher: Text
    base_url: Annotated[str, StringConstraints(pattern=r"^https?://[^\s<>\"']+$")]
    language: Literal["en"]
    correction_contact: Text


class WatchFile(Part):
    """The whole of `watch.toml`."""

    watch: Region
    sources: tuple[SourceEntry, ...] = ()
    freshness: Freshness = Freshness()
    files: Files = Files()
    measures: Measures
    incidents: Incidents | None = None  # None: the sources are not joined
    controls: Controls | None = None  # None: lines are not compared with copies of them
    forecasts: Forecasts | None = None  # None: nothing is forecast
    attention: AskAttention | None = None  # None: media volume is not shown
    vulnerability: AskVulnerability | None = None
    patterns: Patterns = Patterns()  # none: none is looked for
    publication: Publication

    @field_validator("sources")
    @classmethod
    def _check_sources(cls, entries: tuple[SourceEntry, ...]) -> tuple[SourceEntry, ...]:
        general = [entry.source for entry in entries if entry.file is None]
        if twice := sorted({source for source in general if general.count(source) > 1}):
            raise ValueError(f"{twice[0]} stands twice without a file; keep one of the two")
        if bare := [entry.source for entry in entries if entry.file is None and (entry.version or entry.accessed)]:
            raise ValueError(f"version and accessed of {bare[0]} are those of a file; name the file")
        if mapless := [entry for entry in entries if entry.map and not entry.file]:
            raise ValueError(f"{mapless[0].source} has a map and no file; name the file that it describes")
        return entries

    @model_validator(mode="after")
    def _check_concern(self) -> WatchFile:
        if self.vulnerability and not set(self.watch.countries) - set(self.vulnerability.of_concern):
            raise ValueError("vulnerability.of_concern holds every country of the watch; leave at least one to compare")
        asked = self.vulnerability.components if self.vulnerability else ()
        if self.forecasts is None and any(part.component == "forecast" for part in asked):
            raise ValueError("vulnerability asks for a forecast; state [forecasts], or take the component out")
        return self

    def entry_of(self, source: str) -> SourceEntry | None:
        """What is stated of a source as such, for the files of it that are added or fetched."""
        return next((entry for entry in self.sources if entry.source == source and entry.file is None), None)

    def max_age_of(self, source: str) -> int | None:
        """The days that the newest date of a source may lie back: the least that its entries state, or the watch's."""
        stated = [e.max_age_days for e in self.sources if e.source == source and e.max_age_days is not None]
        return min(stated, default=self.freshness.max_age_days)

    def accepts_terms(self, source: str) -> bool:
        """Whether an entry of the source accepts its provider's terms."""
        return any(entry.accept_terms for entry in self.sources if entry.source == source)
