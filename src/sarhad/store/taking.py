"""Taking a file of a source into the store: it is read whole before it is pinned."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pyarrow.compute as pc

from .. import sources
from ..errors import InputError, Problem
from .snapshot import Origin, Snapshot
from .store import Store

_NOT_WHOLE = ("excerpt", "no-rows", "version-unknown")


@dataclass(frozen=True, slots=True)
class Taken:
    """A file that was read and pinned; `by_country` counts its rows by ISO3."""

    snapshot: Snapshot
    rows_read: int
    rows_kept: int
    by_country: Mapping[str, int]
    problems: tuple[Problem, ...]

    @property
    def rows(self) -> dict[str, int]:
        """Rows read, kept and left out."""
        return {"read": self.rows_read, "kept": self.rows_kept, "left_out": self.rows_read - self.rows_kept}


def take(
    store: Store,
    file: Path,
    source: str | None = None,
    *,
    map_file: Path | None = None,
    version: str | None = None,
    accessed: dt.date | None = None,
    origin: Origin | None = None,
    whole: bool = False,
) -> Taken:
    """Read a file and pin it. Source and version are found from the file if not given; `map_file` is the mapping of a
    table that is of no known source.

    `whole` is for a file that must be a whole release, as it came from its publisher: one that is cut, holds fewer
    rows than a release, or is of another source is refused.

    Raises:
        InputError: the file cannot be read, or is not whole; nothing was pinned.
    """
    mapping = sources.mapping_text(map_file) if map_file else ""
    described = sources.parse_mapping(mapping, map_file.name) if map_file else None
    if described and source not in (None, described.name):
        raise InputError(f'{described.name} is the source in the mapping, not "{source}"', do="leave --source out")
    name = described.name if described else source or sources.detect(file)
    if whole and (found := sources.detect(file)) != name:
        raise InputError(f"{file.name} is a file of {found}, not of {name}; it was not taken", do="try again later")
    about = described or sources.describe(name)
    release = version or about.version or (None if described else sources.version_of(file, name))
    if release == "unknown" and about.terms:  # a provider's export has no release: the day it was made stands for it
        release = (accessed or dt.datetime.now(tz=dt.UTC).date()).isoformat()
    where: dict[str, int] = {}
    if name == "monthly-figures":
        figures = sources.read_monthly_figures(file)
        read, kept, problems = figures.rows_read, figures.table.num_rows, figures.problems
    elif about.holds == "deletions":
        deletions = sources.read_deletions(file, name)
        read, kept, problems = deletions.rows_read, len(deletions.deleted), deletions.problems
    elif about.holds == "indicators":
        indicators = sources.read_indicators(file, about, version=release if described else None, accessed=accessed)
        release = release or indicators.provenance.sources[0].version
        read, kept, problems = indicators.rows_read, len(indicators), indicators.problems
        where = Counter(indicators.table["country"].to_pylist())
    else:
        events = sources.read(file, about, version=release, accessed=accessed)
        release = events.provenance.sources[0].version
        read, kept, problems = events.rows_read, len(events), events.problems
        values = pc.value_counts(events.table["country"].combine_chunks()).to_pylist()
        where = {v["values"]: v["counts"] for v in values if v["values"]}
    if whole and (faults := _not_whole(problems, read)):
        raise InputError(f"{file.name} is not a whole release; it was not taken", problems=faults, do="try again later")
    snapshot = store.pin(file, name, release or "unknown", accessed, mapping=mapping, origin=origin)
    return Taken(snapshot, read, kept, where, problems)


def _not_whole(problems: tuple[Problem, ...], rows: int) -> list[Problem]:
    """What shows that a release came cut: too few rows, or a last record that breaks off."""
    return [p for p in problems if p.kind in _NOT_WHOLE or (p.kind == "broken-record" and p.row in (rows, None))]
