"""What the claims of a watch are checked against."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..actors import Registry
from ..errors import InputError, Problem, SarhadError
from ..events import Events, SourceRef
from ..places import Line
from ..sources import MonthlyFigures


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
    the sources: `countries` (none: all), `start`, and `also` (countries kept only for certain actors).
    """

    events: Mapping[str, Events] = field(default_factory=dict)
    monthly: MonthlyFigures | None = None
    borders: tuple[Line, ...] = ()
    corridors: tuple[Line, ...] = ()
    registry: Registry = field(default_factory=lambda: Registry(()))
    sources: tuple[SourceRef, ...] = ()
    parameters: Mapping[str, Any] = field(default_factory=dict)
    published: tuple[PublishedLength, ...] = ()

    def parameter(self, name: str) -> Any:
        """A parameter that changes a figure.

        Raises:
            SarhadError: the watch does not state it.
        """
        if name not in self.parameters:
            raise SarhadError(f"claims need the parameter {name}", do=f"state {name} under [measures] in watch.toml")
        return self.parameters[name]

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
    """Published lengths from a CSV with `country_a`, `country_b` (ISO3), `length_km`, `source` and `kind`.

    `kind` is "published" for the figure to take and "published, alternative" for another one. Rows whose second
    country is in brackets, "(total)", are sums and are passed over.

    Raises:
        InputError: a column is missing, a length is not a positive number, or a row has no source; all told together.
    """
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        missing = {"country_a", "country_b", "length_km", "source", "kind"} - set(reader.fieldnames or ())
        if missing:
            raise InputError(f"{path.name} lacks the column {', '.join(sorted(missing))}", do="see docs/claims.md")
        lengths: list[PublishedLength] = []
        problems: list[Problem] = []
        for number, row in enumerate(reader, 1):
            if (row["country_b"] or "").startswith("("):
                continue
            km = _positive(row["length_km"])
            if km is None:
                what = "not a length in kilometres"
                problems.append(_mistake(path, number, "length_km", row["length_km"] or "", what))
            elif not (row["source"] or "").strip():
                problems.append(_mistake(path, number, "source", "", "a published length needs its source"))
            else:
                name = line_key(f"{row['country_a']}-{row['country_b']}")
                lengths.append(PublishedLength(name, km, row["source"].strip(), row["kind"].strip() == "published"))
    if problems:
        raise InputError(f"{len(problems)} bad rows in {path.name}", problems=problems, do="correct the file")
    return tuple(lengths)


def _positive(text: str | None) -> float | None:
    try:
        value = float(text or "")
    except ValueError:
        return None
    return value if 0 < value < 1e6 else None


def _mistake(path: Path, row: int, column: str, value: str, what: str) -> Problem:
    return Problem("published-length", what, file=path.name, row=row, column=column, value=value, severity="error")
