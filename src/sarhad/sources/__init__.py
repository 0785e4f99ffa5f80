"""Published data sets: what each one is, and the reader that turns its files into the common tables."""

from .attention import (
    ATTENTION_SCHEMA,
    Attention,
    combine_attention,
    is_attention,
    read_attention,
    write_attention,
)
from .deletions import Deletions, read_deletions
from .description import Column, CoverageStatement, SourceDescription, describe, names
from .detection import detect, version_of
from .drafting import TableDraft, draft_table
from .drafting_text import draft_text, open_lines
from .gdelt import is_gdelt, read_gdelt
from .gdelt_files import DayFiles
from .indicator_rows import INDICATORS_SCHEMA
from .indicators import Indicators, Series, join_indicators, read_indicators
from .mapping import mapping_text, parse_mapping, read_mapping
from .monthly_figures import MONTHLY_SCHEMA, MonthlyFigures, read_monthly_figures
from .reading import IngestReport, ingest, read

__all__ = [
    "ATTENTION_SCHEMA",
    "INDICATORS_SCHEMA",
    "MONTHLY_SCHEMA",
    "Attention",
    "Column",
    "CoverageStatement",
    "DayFiles",
    "Deletions",
    "Indicators",
    "IngestReport",
    "MonthlyFigures",
    "Series",
    "SourceDescription",
    "TableDraft",
    "combine_attention",
    "describe",
    "detect",
    "draft_table",
    "draft_text",
    "ingest",
    "is_attention",
    "is_gdelt",
    "join_indicators",
    "mapping_text",
    "names",
    "open_lines",
    "parse_mapping",
    "read",
    "read_attention",
    "read_deletions",
    "read_gdelt",
    "read_indicators",
    "read_mapping",
    "read_monthly_figures",
    "version_of",
    "write_attention",
]
