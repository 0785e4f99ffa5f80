"""How a table that is not built in is laid out: which of its columns fill which of the common table."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

from ..events import COLUMNS

CountryCode = Literal["name", "iso3", "iso2", "numeric", "fips"]
"""How a column writes countries: by name (any known spelling, or ISO3), by ISO 3166-1 code, or by FIPS 10-4 code."""

DATE_PARTS = ("year", "month", "day")
_GIVEN = {"event_id", "source", "source_version", "status", "licence", "licence_class", "actor_a", "actor_b", "revised"}

EVENT_TARGETS: tuple[str, ...] = (*(c for c in COLUMNS if c not in _GIVEN), "date", *DATE_PARTS)
"""What a column of a table of events may fill; `date` is the first and the last day, which its parts make as well."""

INDICATOR_TARGETS = ("country", "period", "year", "month", "indicator", "value", "unit", "citation")
"""What a column of a table of indicators may fill."""

JOINED = {"source_id": "-", "place": ", ", "citation": ". "}
"""Texts that several columns may make together, and what stands between them."""

NUMBERS = (
    "longitude",
    "latitude",
    "priogrid_gid",
    "deaths_low",
    "deaths_best",
    "deaths_high",
    "deaths_civilians",
    "deaths_reported",
    "n_reports",
    "value",
)
"""Targets whose text is read with the table's decimal mark."""

CODED = {"violence_type": "violence_types", "event_class": "event_classes", "target_class": "target_classes"}
"""Targets that hold ids of a vocabulary, and its name."""

SCALES = {"date_precision": 5, "place_precision": 7}
"""Targets on UCDP's scales, and the highest step."""


class Part(BaseModel):
    """One column of the table where it fills one column of the common table."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    column: str
    formats: tuple[str, ...] = ()  # of dates; () for YYYY-MM-DD
    written: CountryCode = "name"
    blank: tuple[str, ...] = ()  # texts that mean "none" or "unknown"
    indicator: str = ""  # of a value: what it measures, where no column says so
    unit: str = ""
    period: str = ""


class Layout(BaseModel):
    """The parts of each column that is filled, and what holds for the whole table."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    parts: dict[str, tuple[Part, ...]]
    constants: dict[str, str] = {}
    decimal: Literal[".", ","] = "."
    thousands: Literal["", " ", ".", ",", "'"] = ""
    sha256: str = ""  # of the mapping file

    def shown(self, target: str) -> str:
        """The table's column whose text is told where something is wrong with a column of the common table."""
        for name in (target, *(("date", "year") if target in ("date_start", "date_end") else ())):
            if name in self.parts:
                return self.parts[name][0].column
        return ""
