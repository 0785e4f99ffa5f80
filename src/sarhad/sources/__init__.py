"""Published data sets: what each one is, and the reader that turns its files into the common tables."""

from .description import Column, CoverageStatement, SourceDescription, describe, names
from .detection import detect, version_of
from .drafting import TableDraft, draft_table
from .drafting_text import draft_text, open_lines
from .mapping import mapping_text, parse_mapping, read_mapping
from .monthly_figures import MONTHLY_SCHEMA, MonthlyFigures, read_monthly_figures
from .reading import IngestReport, ingest, read

__all__ = [
    "MONTHLY_SCHEMA",
    "Column",
    "CoverageStatement",
    "IngestReport",
    "MonthlyFigures",
    "SourceDescription",
    "TableDraft",
    "describe",
    "detect",
    "draft_table",
    "draft_text",
    "ingest",
    "mapping_text",
    "names",
    "open_lines",
    "parse_mapping",
    "read",
    "read_mapping",
    "read_monthly_figures",
    "version_of",
]
