"""A region under watch: its files and their validation."""

from .actors import registry_of, world_of
from .create import create_watch, example_watch
from .model import (
    Also,
    Forecasts,
    Incidents,
    Measures,
    Publication,
    Region,
    SourceEntry,
    StatedCoverage,
    WatchFile,
    WorldPanel,
)
from .patterns import (
    AskAlerts,
    AskChange,
    AskClusters,
    AskDyads,
    AskHotspots,
    AskNetwork,
    AskRepeats,
    AskSlope,
    AskSpillover,
    Patterns,
)
from .questions import AskAttention, AskedComponent, AskVulnerability
from .watch import DECISIONS, WATCH_FILE, Watch, read_watch

__all__ = [
    "DECISIONS",
    "WATCH_FILE",
    "Also",
    "AskAlerts",
    "AskAttention",
    "AskChange",
    "AskClusters",
    "AskDyads",
    "AskHotspots",
    "AskNetwork",
    "AskRepeats",
    "AskSlope",
    "AskSpillover",
    "AskVulnerability",
    "AskedComponent",
    "Forecasts",
    "Incidents",
    "Measures",
    "Patterns",
    "Publication",
    "Region",
    "SourceEntry",
    "StatedCoverage",
    "Watch",
    "WatchFile",
    "WorldPanel",
    "create_watch",
    "example_watch",
    "read_watch",
    "registry_of",
    "world_of",
]
