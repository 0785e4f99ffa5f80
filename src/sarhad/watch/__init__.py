"""A region under watch: its files and their validation."""

from .actors import registry_of, world_of
from .create import create_watch
from .model import Also, Incidents, Measures, Publication, Region, SourceEntry, StatedCoverage, WatchFile
from .questions import AskAttention, AskedComponent, AskVulnerability
from .watch import DECISIONS, WATCH_FILE, Watch, read_watch

__all__ = [
    "DECISIONS",
    "WATCH_FILE",
    "Also",
    "AskAttention",
    "AskVulnerability",
    "AskedComponent",
    "Incidents",
    "Measures",
    "Publication",
    "Region",
    "SourceEntry",
    "StatedCoverage",
    "Watch",
    "WatchFile",
    "create_watch",
    "read_watch",
    "registry_of",
    "world_of",
]
