"""What a build says when it is done."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import Problem, count_kinds
from ..store import COMBINE_RULE, COMBINED
from .freshness import Age
from .incidents import Counts
from .inputs import ReadCount


@dataclass(frozen=True, slots=True)
class BuildReport:
    """The outcome of one build of one month."""

    title: str
    month: dt.date
    site: Path
    page: Path
    new: bool  # false: the month stands already and says the same
    correction: int  # 0 the first issue, else the number of the correction
    numbers: int  # on the page, each with its own page of provenance
    counts: tuple[ReadCount, ...]
    answer: str  # what the month says first
    verdicts: Mapping[str, int]
    problems: tuple[Problem, ...]
    seconds: float
    ages: tuple[Age, ...] = ()  # of each source on the day of the build
    incidents: Counts | None = None  # None: the watch does not join its sources

    @property
    def combined(self) -> bool:
        """Whether rows were left out because several files tell of the same countries and days."""
        return any(reason in COMBINED for count in self.counts for reason in count.left_out)

    def as_dict(self) -> dict[str, Any]:
        """Plain values, for JSON."""
        return {
            "month": f"{self.month:%Y-%m}",
            "site": str(self.site),
            "page": str(self.page),
            "new": self.new,
            "correction": self.correction,
            "numbers": self.numbers,
            "rows": {
                count.source: {
                    "version": count.version,
                    "read": count.read,
                    "by_country": dict(count.by_country),
                    "kept": count.kept,
                    "left_out": dict(count.left_out),
                }
                for count in self.counts
            },
            "freshness": [age.as_dict() for age in self.ages],
            **({"incidents": self.incidents.as_dict()} if self.incidents else {}),
            "combine_rule": COMBINE_RULE if self.combined else None,
            "answer": self.answer,
            "claims": dict(self.verdicts),
            "problems": count_kinds(self.problems),
            "seconds": round(self.seconds, 2),
        }
