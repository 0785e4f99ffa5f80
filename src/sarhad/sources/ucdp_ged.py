"""UCDP GED: the yearly release. `ucdp_ged.yaml` says what it is."""

from __future__ import annotations

import datetime as dt
import re

from ..events import Coverage
from .description import SourceDescription
from .reader import Reader
from .ucdp import ucdp_draft

# GEDEvent_v25_1.csv, ged251-csv.zip, ged-23.1-country.geojson, GEDEvent_v23_1 (a GeoJSON's own name)
_NAME = re.compile(r"ged(?:event)?[-_ ]?v?(\d\d)[._]?(\d)(?![\d])(?![._]\d)", re.IGNORECASE)


def version(name: str) -> str:
    """The release that a file name tells: "25.1", or ""."""
    found = _NAME.search(name)
    return f"{found[1]}.{found[2]}" if found else ""


def coverage(description: SourceDescription, release: str) -> tuple[Coverage, ...]:
    """The world from 1989 to the year before the release."""
    start = description.coverage.start
    if not re.fullmatch(r"\d\d\.\d+", release) or start is None:
        return ()
    end = dt.date(2000 + int(release[:2]) - 1, 12, 31)
    types = description.coverage.violence_types
    return (
        Coverage(description.name, start, end, None, True, frozenset(types) if types else None, description.status),
    )


READER = Reader("ucdp-ged", ucdp_draft, coverage, version)
