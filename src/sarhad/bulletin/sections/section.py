"""One section of the month's page: a plain answer, and what its template needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup


@dataclass(frozen=True, slots=True)
class Section:
    """`id` is its anchor and its template `sections/<id>.j2`; `answer` is the one sentence that can be quoted."""

    id: str
    name: str
    answer: Markup
    data: Mapping[str, Any] = field(default_factory=dict)
