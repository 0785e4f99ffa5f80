"""One issue: all that the pages of a month are made from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..actors import Registry
from ..claims import History, Report, Verdict
from ..errors import Problem
from ..events import Coverage, SourceRef
from ..events.gate import LEAST, OPEN, LicenceError, require_open
from ..forecasts import Watched
from ..places import Line
from ..store import Changes
from .joined import JOINED_TABLES, Joined
from .pattern import Pattern
from .words import month_name, next_month

TABLES = (
    "events",
    "month",
    "monthly",
    "exposure",
    "borders_exposure",
    "controls",
    "line_months",
    "nodes",
    "read_counts",
    "providers",
    "indicators",
    "attention",
    "vulnerability",
    "weighted",
)
"""Tables that `Issue.con` must hold."""


@dataclass(frozen=True, slots=True)
class Issue:
    """One month of one watch.

    `con` is an open DuckDB connection with the tables of `TABLES`:

    * `events`: every kept event of the watch, the columns of `EVENTS_SCHEMA`;
    * `month`: the rows of `events` that touch the month, with `share` (DOUBLE, the share of the event's days that lie
      in the month) and `clear` (BOOLEAN, true where the source has settled the row);
    * `monthly`: monthly figures (`country, month, events, deaths_low, deaths_best, deaths_high, source,
      source_version, citation` and more);
    * `exposure`, `borders_exposure`: the tables of `sarhad.measures.exposure` for corridors and land borders;
    * `controls`: `sarhad.measures.controls` of both in the widest band, from `first` to `last`; may be empty;
    * `line_months`: events and deaths by month in each band of each measured line, since the watch began;
    * `nodes`: the corridors' nodes, located or not; `read_counts`: `source, version, read, kept, left_out, reason`;
    * `providers`: sums of rows that may not be passed on: `source, country, month, event_class, events, deaths,
      withheld`; `attributions` is what their providers ask to be said (source to text);
    * `indicators`: figures of the watch's countries by year or month, the columns of `INDICATORS_SCHEMA`;
    * `attention`: the table of `sarhad.measures.attention` with `source`; `vulnerability` and `weighted`: those of
      `sarhad.measures.vulnerability` and `weighted_rank`; empty where they are not asked.

    An issue is the door through which everything leaves that is published: it holds no row that may not be passed on,
    and no sum of fewer than `sarhad.events.gate.LEAST` of them.

    `coverage` holds the blocks in which events are loaded, not those of monthly figures: the `monthly` table speaks for
    itself. `countries` are the watch's own, in its order; `also` are countries watched only for the events of some
    actors (registry ids). `manifest` is printed as JSON beside the pages. `parameters` needs `bands_km`,
    `history_months`, `max_hop_km` and `place_precision_max`, and what the sections on attention and vulnerability
    print where their tables hold rows. `revisions` are what newer versions of open sources
    changed against older ones that are loaded too. `oldest_input` is the sentence on the age of the data that stands on
    every page. `joined` is there where the watch joins its sources; `con` then holds `incidents`, `tellings` and
    `pairs` too, the tables of `sarhad.incidents`, each row with its `licence_class`. `reports` are the watch's own
    texts, printed whole with the verdicts on their claims. `patterns` are what the watch looks for; `con` holds the
    table of each that did not fail, and every event that one names is among `events`.
    `forecasts` is what the watch foresees now; where its month has a forecast already, that one is shown. None where it
    does not ask.

    Raises:
        ValueError: `month` is not the first of a month, or `con` lacks a table.
        LicenceError: a table of `con` holds a row that may not be passed on, or a sum of too few.
    """

    watch_id: str
    title: str
    publisher: str
    base_url: str
    correction_contact: str
    countries: tuple[str, ...]
    country_names: Mapping[str, str]
    month: dt.date
    con: Any
    lines: tuple[Line, ...]
    borders: tuple[Line, ...]
    registry: Registry
    unresolved: tuple[tuple[str, int], ...]
    verdicts: tuple[Verdict, ...]
    claim_history: History
    sources: tuple[SourceRef, ...]
    freshness: Mapping[str, dt.date]
    coverage: tuple[Coverage, ...]
    problems: tuple[Problem, ...]
    manifest: Mapping[str, Any]
    parameters: Mapping[str, Any]
    code_version: str
    also: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    language: str = "en"
    attributions: Mapping[str, str] = field(default_factory=dict)
    revisions: tuple[Changes, ...] = ()
    oldest_input: str = ""
    joined: Joined | None = None
    reports: tuple[Report, ...] = ()
    patterns: tuple[Pattern, ...] = ()
    forecasts: Watched | None = None

    def __post_init__(self) -> None:
        if self.month.day != 1:
            raise ValueError(f"the month of an issue is given by its first day, not {self.month}")
        held = {row[0] for row in self.con.execute("select table_name from duckdb_tables()").fetchall()}
        held |= {
            row[0] for row in self.con.execute("select view_name from duckdb_views() where not internal").fetchall()
        }
        patterns = [pattern.table_name for pattern in self.patterns if not pattern.failed]
        wanted = (*TABLES, *(JOINED_TABLES if self.joined else ()), *patterns)
        if missing := [name for name in wanted if name not in held]:
            raise ValueError(f"the issue's database lacks {', '.join(missing)}")
        for name in sorted(held):
            _require_open(self.con, name)
        _require_sums(self.con, self.attributions)
        _require_known(self.con, self.patterns)
        if closed := [changes for changes in self.revisions if changes.licence_class != OPEN]:
            names = ", ".join(sorted({ref.name for changes in closed for ref in changes.new}))
            raise LicenceError(f"what changed in {names} may not be passed on", do="leave the comparison out")

    @property
    def key(self) -> str:
        """`2026-01`, the name of the month's folder."""
        return f"{self.month:%Y-%m}"

    @property
    def last_day(self) -> dt.date:
        """The last day of the month."""
        return next_month(self.month) - dt.timedelta(days=1)

    @property
    def month_name(self) -> str:
        """`January 2026`."""
        return month_name(self.month)

    def country(self, iso3: str) -> str:
        """The country's name, or its code where it has none here."""
        return self.country_names.get(iso3, iso3)


def _require_open(con: Any, table: str) -> None:
    """Stop where a table of events holds anything but open rows."""
    columns = {row[0] for row in con.execute(f'describe "{table}"').fetchall()}
    if "licence_class" in columns:
        con = con.execute(f"select * from \"{table}\" where licence_class is distinct from 'open'")
    elif "event_id" in columns:
        con = con.execute(f'select * from "{table}"')
    else:
        return
    require_open(con.to_arrow_table())


def _require_known(con: Any, patterns: tuple[Pattern, ...]) -> None:
    """Stop where a pattern names an event that is not among those that may be passed on."""
    named: set[str] = set()
    for pattern in patterns:
        for column in {"event", "largest_event", "event_ids"} & set(pattern.table.column_names):
            named |= {one for text in pattern.table[column].to_pylist() if text for one in text.split(";")}
    held = {row[0] for row in con.execute("select event_id from events").fetchall()} if named else set()
    if unknown := sorted(named - held):
        raise LicenceError(f"a pattern names {unknown[0]}, which is no event of the issue", do="measure open rows only")


def _require_sums(con: Any, attributions: Mapping[str, str]) -> None:
    """Stop where a cell stands for too few events, tells what is withheld, or lacks its provider's attribution."""
    small = f"(events between 1 and {LEAST - 1}) or (withheld and (events is not null or deaths is not null))"
    if con.execute(f"select count(*) from providers where {small} or (events is null and not withheld)").fetchone()[0]:
        raise LicenceError(f"a cell of providers stands for fewer than {LEAST} events", do="withhold it")
    named = {row[0] for row in con.execute("select distinct source from providers").fetchall()}
    if bare := sorted(named - attributions.keys()):
        raise LicenceError(f"sums of {', '.join(bare)} lack the attribution", do="give what the provider asks for")
