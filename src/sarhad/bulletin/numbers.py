"""Every number on a page: the query that made it, and the rows behind it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup

from .words import capital, low_high, plural, spell, whole

_KEY = re.compile(r"^[a-z0-9]+(-[a-z0-9]+)*$")
_EVENT_COLUMNS = (
    "event_id, date_start, date_end, country, admin1, place, place_precision, side_a, side_b, violence_type, "
    "deaths_low, deaths_best, deaths_high, under_check"
)
_PERSONS = ("deaths_best", "deaths_low", "deaths_high")


def quoted(text: str) -> str:
    """A text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


@dataclass(frozen=True, slots=True)
class Number:
    """A value with its query. On a page it is a link to its own page under `numbers/`."""

    key: str
    label: str
    value: float | None
    low: float | None
    high: float | None
    sql: str
    rows_sql: str
    table: str
    note: str = ""
    left_out: Mapping[str, int] = field(default_factory=dict)

    def as_text(self, text: str) -> Markup:
        """The link with these words."""
        return Markup('<a class="n" href="numbers/{}.html">{}</a>').format(self.key, text)

    def __html__(self) -> Markup:
        return self.as_text(whole(self.value))

    @property
    def words(self) -> Markup:
        """The number, under ten in words."""
        return self.as_text(spell(self.value))

    @property
    def capital(self) -> Markup:
        """The number in words, to begin a sentence with."""
        return capital(self.words)

    @property
    def range(self) -> str:
        """`221–619`, or nothing where low and high agree."""
        return low_high(self.low, self.high)

    @property
    def deaths(self) -> Markup:
        """`326 deaths (221–619)`."""
        word = plural(self.value, "death")
        bracket = Markup('<span class="lh"> ({})</span>').format(self.range) if self.range else Markup("")
        return Markup("{} {}{}").format(self, word, bracket)

    def of(self, one: str, many: str = "") -> Markup:
        """`66 events`."""
        return Markup("{} {}").format(self, plural(self.value, one, many))


class Numbers:
    """Runs the queries of an issue, and keeps each with its value and rows."""

    def __init__(self, con: Any, left_out: Mapping[str, Mapping[str, int]]) -> None:
        """`left_out`: for each table, how many rows of the month stand outside it, by reason."""
        self._con = con
        self._left_out = left_out
        self._of: dict[str, Number] = {}
        self._of_events: dict[str, bool] = {}

    def __iter__(self) -> Iterator[Number]:
        return iter(sorted(self._of.values(), key=lambda number: number.key))

    def __len__(self) -> int:
        return len(self._of)

    def ask(
        self,
        key: str,
        label: str,
        what: str,
        *,
        table: str = "counted",
        where: str = "true",
        note: str = "",
        left_out: Mapping[str, int] | None = None,
    ) -> Number:
        """Run `select WHAT from TABLE where WHERE` and keep the answer under `key`.

        `what` gives one value, or three: best, low and high. The same key always means the same query.
        """
        if not _KEY.match(key):
            raise ValueError(f'"{key}" is no key of a number: only a-z, 0-9 and single hyphens')
        sql = f"SELECT {what}\nFROM {table}" + (f"\nWHERE {where}" if where != "true" else "")
        if key in self._of:
            if self._of[key].sql != sql:
                raise ValueError(f'two queries for the number "{key}":\n{self._of[key].sql}\n{sql}')
            return self._of[key]
        value, low, high = (*self._con.execute(sql).fetchone(), None, None)[:3]
        if value is not None and not isinstance(value, int | float):
            raise ValueError(f'the query of the number "{key}" gives {type(value).__name__}, not a number')
        columns = _EVENT_COLUMNS if self._holds_events(table) else "*"
        rows_sql = f"SELECT {columns}\nFROM {table}" + (f"\nWHERE {where}" if where != "true" else "")
        rows_sql += "\nORDER BY ALL"
        number = Number(
            key,
            label,
            value,
            low,
            high,
            sql,
            rows_sql,
            table,
            note,
            left_out if left_out is not None else self._left_out.get(table, {}),
        )
        self._of[key] = number
        return number

    def count(self, key: str, label: str, where: str = "true", *, table: str = "counted") -> Number:
        """How many rows."""
        return self.ask(key, label, "count(*)", table=table, where=where)

    def deaths(self, key: str, label: str, where: str = "true", *, table: str = "counted") -> Number:
        """Deaths in the month, best with low and high; of an event that spills over, the month's share of its days."""
        what = ", ".join(f"sum({column} * share)" for column in _PERSONS)
        return self.ask(key, label, what, table=table, where=where)

    def rows(self, number: Number) -> Any:
        """The rows behind a number, as an Arrow table."""
        return self._con.execute(number.rows_sql).to_arrow_table()

    def _holds_events(self, table: str) -> bool:
        if table not in self._of_events:
            names = {row[0] for row in self._con.execute(f"describe select * from {table}").fetchall()}
            self._of_events[table] = {"event_id", "side_a", "under_check"} <= names
        return self._of_events[table]
