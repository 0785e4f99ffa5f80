"""The walk through the house: from pinned snapshots to a published month, staged and atomic."""

from .build import base_of, build, check_claims
from .forecasts import watch_panel
from .incidents import Judged, judge_watch
from .repeat import Repeat, repeat
from .report import BuildReport

__all__ = [
    "BuildReport",
    "Judged",
    "Repeat",
    "base_of",
    "build",
    "check_claims",
    "judge_watch",
    "repeat",
    "watch_panel",
]
