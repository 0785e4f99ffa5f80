"""Months of one series that come from sources of different coverage: told, because their counts are no one series."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence

from .. import vocabulary
from ..errors import Problem
from ..events import Coverage, counting
from .inputs import Inputs

KIND = "mixed-coverage"


def mixed_coverage(inputs: Inputs, months: Sequence[dt.date]) -> tuple[Problem, ...]:
    """One finding for all countries whose months are counted from the same sources, where these see different events.

    Rows count by `sarhad.events.counting`; where none are loaded, the monthly figures do.
    """
    countries = inputs.watch.region.countries
    cells = dict(counting(inputs.coverage, countries, months))
    if inputs.monthly is not None:
        for cell, block in counting(inputs.monthly.coverage, countries, months).items():
            cells.setdefault(cell, block)
    seen: dict[str, dict[tuple[str, str], list[dt.date]]] = defaultdict(lambda: defaultdict(list))
    for (country, month), block in cells.items():
        seen[country][block.source, sight(block)].append(month)
    groups: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for country, parts in seen.items():
        if len({sees for _, sees in parts}) > 1:
            told = sorted((min(m), f"{source} ({sees}) {_span(m)}") for (source, sees), m in parts.items())
            groups[tuple(text for _, text in told)].append(country)
    return tuple(
        Problem(
            KIND,
            f"{', '.join(_name(country) for country in named)}: the months are counted from "
            f"{' and from '.join(told)}; their counts are no one series",
            do="load one source for all months, or compare only months of the same source",
        )
        for told, named in groups.items()
    )


def sight(block: Coverage) -> str:
    """What a block lists, in words."""
    return "only events with a death" if block.lethal_only else "events with and without a death"


def _span(months: Sequence[dt.date]) -> str:
    first, last = min(months), max(months)
    return f"in {first:%B %Y}" if first == last else f"from {first:%B %Y} to {last:%B %Y}"


def _name(country: str) -> str:
    return vocabulary.countries().by_iso3(country).name
