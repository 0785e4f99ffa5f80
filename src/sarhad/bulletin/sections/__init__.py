"""The sections of a month's page, one module each."""

from .attention import attention
from .changes import changes
from .check import check
from .claims import VERDICTS, claim_row, claims
from .corridors import corridors, exposure_rows, line_row, lines_geojson, make_near
from .countries import countries
from .forecast import forecast
from .incidents import incidents
from .indicators import indicators
from .listed import listed
from .missing import missing
from .opening import Opening, opening
from .past import past
from .patterns import patterns
from .providers import providers
from .section import Section
from .sources import citations, source_rows, sources
from .vulnerability import vulnerability
from .when import when
from .where import where
from .who import who

__all__ = [
    "VERDICTS",
    "Opening",
    "Section",
    "attention",
    "changes",
    "check",
    "citations",
    "claim_row",
    "claims",
    "corridors",
    "countries",
    "exposure_rows",
    "forecast",
    "incidents",
    "indicators",
    "line_row",
    "lines_geojson",
    "listed",
    "make_near",
    "missing",
    "opening",
    "past",
    "patterns",
    "providers",
    "source_rows",
    "sources",
    "vulnerability",
    "when",
    "where",
    "who",
]
