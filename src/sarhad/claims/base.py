"""What the claims of a watch are checked against."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..actors import Registry
from ..errors import InputError, Problem, SarhadError
from ..events import Events, SourceRef
from ..incidents import Reconciled
from ..places import Line
from ..sources import Attention, MonthlyFigures

_COLUMNS = frozenset({"country_a", "country_b", "published_km", "figure", "source_title"})


@dataclass(frozen=True, slots=True)
class PublishedLength:
    """A length that somebody published. `main` marks the figure to take where several differ."""

    line: str  # "AFG-TJK", the countries in alphabetical order
    km: float
    source: str
    main: bool


@dataclass(frozen=True, slots=True)
class Base:
    """Everything that is loaded: events by source (actors resolved), totals, lines, lengths, the registry.

    `parameters` are the watch's: `confidence`, `seed`, `bootstrap_draws`, `place_precision_max`; and what was kept of
    the sources: `countries` (none: all), `start`, and `also` (countries kept only for certain actors). `incidents` are
    these same events joined by `sarhad.incidents.reconcile`; without it no claim is read on incidents. `attention` is
    media volume.
    """

    events: Mapping[str, Events] = field(default_factory=dict)
    monthly: MonthlyFigures | None = None
    borders: tuple[Line, ...] = ()
    corridors: tuple[Line, ...] = ()
    registry: Registry = field(default_factory=lambda: Registry(()))
    sources: tuple[SourceRef, ...] = ()
    parameters: Mapping[str, Any] = field(default_factory=dict)
    published: tuple[PublishedLength, ...] = ()
    incidents: Reconciled | None = None
    attention: Attention | None = None

    def parameter(self, name: str) -> Any:
        """A parameter that changes a figure.

        Raises:
            SarhadError: the watch does not state it.
        """
        if name not in self.parameters:
            do = f"state {name} under [measures] in watch.toml, or give it in parameters"
            raise SarhadError(f"claims need the parameter {name}", do=do)
        return self.parameters[name]

    def knows_line(self, name: str) -> bool:
        """Whether a line is drawn, or at least its length was published."""
        return self.line(name) is not None or any(p.line == line_key(name) for p in self.published)

    def line(self, name: str) -> Line | None:
        """A corridor or border by its id; the two countries of a border may stand in either order."""
        wanted = line_key(name)
        return next((line for line in (*self.corridors, *self.borders) if line_key(line.id) == wanted), None)


def line_key(name: str) -> str:
    """The id of a line with the two countries of a border in alphabetical order."""
    codes = name.split("-")
    border = len(codes) == 2 and all(len(code) == 3 and code.isupper() for code in codes)
    return "-".join(sorted(codes)) if border else name


def read_published_lengths(path: Path) -> tuple[PublishedLength, ...]:
    """Published lengths of borders from a CSV.

    Its columns: `country_a`, `country_b` (ISO3), `published_km`, `figure` (`main` for the one to take, `other` for
    what somebody else published) and `source_title`; more columns are passed over.

    Raises:
        InputError: a column is missing, a length is not a positive number, `figure` is another word, or a row has no
            source; all told together.
    """
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        missing = _COLUMNS - set(reader.fieldnames or ())
        if missing:
            raise InputError(f"{path.name} lacks the columns {', '.join(sorted(missing))}", do="add them")
        rows = list(reader)
    lengths: list[PublishedLength] = []
    problems: list[Problem] = []
    for number, row in enumerate(rows, 1):
        mistakes = list(_mistakes(row))
        problems += [
            Problem("published-length", what, file=path.name, row=number, column=name, value=value, severity="error")
            for name, value, what in mistakes
        ]
        if not mistakes:
            line = line_key(f"{row['country_a']}-{row['country_b']}")
            source = f"{row['source_title']} {row.get('source_url') or ''}".strip()
            lengths.append(PublishedLength(line, float(row["published_km"]), source, row["figure"] == "main"))
    if problems:
        raise InputError(f"{len(problems)} mistakes in {path.name}", problems=problems, do="correct the file")
    return tuple(lengths)


def _mistakes(row: Mapping[str, str | None]) -> Iterator[tuple[str, str, str]]:
    if _positive(row["published_km"]) is None:
        yield "published_km", row["published_km"] or "", "not a length in kilometres"
    if row["figure"] not in ("main", "other"):
        yield "figure", row["figure"] or "", "must be main or other"
    if not (row["source_title"] or "").strip():
        yield "source_title", "", "a published length needs its source"


def _positive(text: str | None) -> float | None:
    try:
        value = float(text or "")
    except ValueError:
        return None
    return value if 0 < value < 1e6 else None
