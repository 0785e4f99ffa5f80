"""The records of an API's pages as one CSV in the column layout of the publisher's own files."""

from __future__ import annotations

import csv
import datetime as dt
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

from ... import vocabulary
from ...errors import Problem
from ...sources.description import SourceDescription
from .trouble import FetchError

MAX_ROWS = 5_000_000
"""No source has more: ACLED's whole table has about 2.5 million."""
_NAMES_TOLD = 20


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked of an API. No country: the whole world; no day: the whole period."""

    countries: tuple[str, ...] = ()  # ISO3
    start: dt.date | None = None
    end: dt.date | None = None

    @property
    def words(self) -> str:
        """The choices for a reader of the attribution, "" when none was made."""
        parts = []
        if self.countries:
            known = vocabulary.countries()
            parts.append("countries: " + ", ".join(known.by_iso3(code).name for code in self.countries))
        if self.start or self.end:
            parts.append(f"days: {self.start or 'the first'} to {self.end or 'the last'}")
        return "; ".join(parts)


@dataclass(frozen=True, slots=True)
class Arrived:
    """A table that came page by page, now one file.

    `version` is the release as the source's reader knows it. `url` is the address asked, without secrets; `filters`
    are the choices of the query in words.
    """

    path: Path
    source: str
    version: str
    rows: int
    url: str
    filters: str
    problems: tuple[Problem, ...] = ()


class Records:
    """Writes records as they come. Numbers, true and false become text as in the publisher's CSV, null a blank."""

    def __init__(self, stream: TextIO, description: SourceDescription, name: str) -> None:
        self.rows = 0  # written
        self.arrived = 0  # of these and of those that were left out
        self._columns = tuple(description.columns)
        self._required = description.required
        self._title = description.title
        self._name = name
        self._writer = csv.writer(stream, lineterminator="\n")
        self._writer.writerow(self._columns)
        self._seen: set[int] = set()
        self._given: set[str] = set()
        self._unknown: Counter[str] = Counter()
        self._left_out: Counter[str] = Counter()

    def add(self, page: Iterable[Any]) -> int:
        """Write the records of a page and return how many of them had not come before.

        Raises:
            FetchError: more records than any source has.
        """
        before = self.rows
        for record in page:
            self.arrived += 1
            if self.arrived > MAX_ROWS:
                what = f"{self._title}: more than {MAX_ROWS:,} records came; they were not taken"
                raise FetchError(what, do="ask for fewer countries or days")
            if isinstance(record, Mapping):
                self._write(record)
            else:
                self._left_out["broken-record"] += 1
        return self.rows - before

    def _write(self, record: Mapping[str, Any]) -> None:
        texts = []
        for column in self._columns:
            text = _as_text(record.get(column))
            if text is None:
                self._left_out["broken-value"] += 1
            texts.append(text or "")
        self._given.update(record.keys() & set(self._columns))
        for name in record.keys() - set(self._columns):
            if name in self._unknown or len(self._unknown) <= _NAMES_TOLD:
                self._unknown[name] += 1
        mark = hash(tuple(texts))
        if mark in self._seen:
            self._left_out["record-twice"] += 1
            return
        self._seen.add(mark)
        self._writer.writerow(texts)
        self.rows += 1

    def finish(self) -> tuple[Problem, ...]:
        """What was found on the way.

        Raises:
            FetchError: a column without which nothing can be read did not come.
        """
        absent = [column for column in self._columns if column not in self._given]
        if self.rows and (needed := [column for column in absent if column in self._required]):
            what = f"{self._title}: the records have no {', '.join(needed)}"
            raise FetchError(what, do="the API may have changed: take the publisher's file, and report it")
        return tuple(self._problems(absent))

    def _problems(self, absent: Iterable[str]) -> Iterable[Problem]:
        if self.rows:
            for column in absent:
                yield Problem("field-absent", "no record has this field; it is blank", file=self._name, column=column)
        for name, count in sorted(self._unknown.items()):
            what = f"a field that is not known, in {count:,} records; it is not read"
            yield Problem("unknown-field", what, file=self._name, value=name, effect="value left out")
        for kind, what, do in (
            ("record-twice", "came twice, alike in every field", "if another number of rows is expected, fetch again"),
            ("broken-record", "are no records", "fetch again"),
        ):
            if count := self._left_out[kind]:
                yield Problem(kind, f"{count:,} records {what}", file=self._name, do=do, effect="record left out")
        if count := self._left_out["broken-value"]:
            what = f"{count:,} values are lists or objects where a text or number belongs"
            yield Problem("broken-value", what, file=self._name, effect="value left out")


def number(value: object) -> int | None:
    """A whole number from 0 that an API writes as a number or as text; None for anything else."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 16:
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def _as_text(value: object) -> str | None:
    """None for what is no single value."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")  # JSON may hold halves of surrogate pairs
    return json.dumps(value) if isinstance(value, bool | int | float) else None
