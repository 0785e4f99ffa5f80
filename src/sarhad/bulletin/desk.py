"""The editor's desk: an issue with the views, the past and the numbers that all its sections share."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pyarrow as pa

from .. import sources
from ..events import SourceRef, counting
from .issue import Issue
from .joined import JOINED_VIEWS, make_views
from .numbers import Numbers, quoted
from .slugs import Slugs
from .words import next_month

VIEWS: Mapping[str, str] = {
    "counted": "rows that touch the month, from the source that covers their country in it, settled by that source",
    "checked": "rows that touch the month, from the source that covers their country in it, which it still checks",
    "listed": "rows that touch the month from sources that do not cover it (a hand-picked list, an excerpt)",
    "outside": "rows that touch the month in countries watched only for the events of some actors",
    "counted_days": "the rows of counted, once for each of their days in the month, deaths split evenly by day",
    "country_month": "one row for each country and month that a loaded source covers, settled rows or monthly figures",
    "providers": "sums of rows that may not be passed on, by provider, country and class of event",
    "revisions": "rows of the watch's countries that a newer version of a source changed, one for each kind of change",
    "indicators": "published figures of the watch's countries by year or month, as their sources give them",
    "forecast": "deaths foreseen by country and month: quantiles of the forecast and of the baseline",
    "attention": "media volume of the month by country, against the norm of the months before and against the events",
    "vulnerability": "what exposes each country to those of concern, one row for each component and country",
    "weighted": "the weighted mean of each country's ranks, with the range of its rank over all weights",
    "near": "rows of counted whose place is known closely enough, with each line within the widest band",
}
"""What the temporary views of an issue hold, printed beside the queries."""

_CREATE = """
create or replace temp view counted as select m.* from month m join looks l on l.country = m.country
  and l.source = m.source where l.month = $first and m.clear;
create or replace temp view checked as select m.* from month m join looks l on l.country = m.country
  and l.source = m.source where l.month = $first and not m.clear;
create or replace temp view outside as select * from month where country is null or country not in ($countries);
create or replace temp view listed as select m.* from month m left join looks l on l.country = m.country
  and l.source = m.source and l.month = $first where l.source is null and m.country in ($countries);
create or replace temp view counted_days as select *, unnest(generate_series(greatest(date_start, $first),
  least(date_end, $last), interval 1 day))::date as day, deaths_best / (date_end - date_start + 1) as best_of_day,
  deaths_low / (date_end - date_start + 1) as low_of_day, deaths_high / (date_end - date_start + 1) as high_of_day
  from counted;
create or replace temp table country_month as
  select l.country, l.month, count(e.event_id) as events,
    coalesce(sum(e.deaths_low * overlap(e.date_start, e.date_end, l.month)), 0) as deaths_low,
    coalesce(sum(e.deaths_best * overlap(e.date_start, e.date_end, l.month)), 0) as deaths_best,
    coalesce(sum(e.deaths_high * overlap(e.date_start, e.date_end, l.month)), 0) as deaths_high,
    'rows' as origin, l.source, l.status
  from looks l left join events e on e.country = l.country and e.source = l.source and e.under_check is null
    and e.date_start <= last_day(l.month) and e.date_end >= l.month
  group by l.country, l.month, l.source, l.status
  union all
  select f.country, f.month, f.events, f.deaths_low, f.deaths_best, f.deaths_high, 'figures', f.source, 'final'
  from monthly f where f.country in ($countries) and f.month between $window and $first
    and not exists (select 1 from looks l where l.country = f.country and l.month = f.month)
  order by country, month;
"""
_OVERLAP = """create or replace temp macro overlap(a, b, m) as
  (least(b, last_day(m)) - greatest(a, m) + 1) / (b - a + 1)::double"""


@dataclass(slots=True)
class Desk:
    """An issue being made: `looks` says which source is counted in each country of the month."""

    issue: Issue
    con: Any
    looks: Mapping[str, str]
    window: tuple[dt.date, ...]
    numbers: Numbers
    slugs: Slugs
    precision_max: int

    @property
    def views(self) -> Mapping[str, str]:
        """What the views of this issue hold."""
        held = {
            p.table_name: f"what {p.provenance.step} found, row by row" for p in self.issue.patterns if not p.failed
        }
        return {**VIEWS, **(JOINED_VIEWS if self.issue.joined else {}), **held}

    def rows(self, sql: str) -> list[dict[str, Any]]:
        """The answer of a query as records; sums of whole numbers are whole numbers."""
        records = self.con.execute(sql).to_arrow_table().to_pylist()
        return [{k: int(v) if isinstance(v, Decimal) else v for k, v in record.items()} for record in records]

    def one(self, sql: str) -> Any:
        """The first value of a query."""
        return self.con.execute(sql).fetchone()[0]

    @property
    def provisional(self) -> bool:
        """Whether candidate rows are counted in the month."""
        counted = f"select count(*) from country_month where month = date '{self.issue.month}' and status = 'candidate'"
        return bool(self.one(counted))

    @property
    def main_sources(self) -> tuple[SourceRef, ...]:
        """The files from which the month's rows are counted."""
        return self.refs(*dict.fromkeys(self.looks.values()))

    @property
    def credited(self) -> tuple[SourceRef, ...]:
        """The sources of the month's counts; without any, those that hold events or monthly figures."""
        sql = "select source from events union select source from monthly order by 1"
        held = [*(row["source"] for row in self.rows(sql)), *sorted({block.source for block in self.issue.coverage})]
        return self.main_sources or self.refs(*dict.fromkeys(held))

    @property
    def checked(self) -> int:
        """How many rows of the month are under check."""
        return int(self.one("select count(*) from checked"))

    @property
    def figure_sources(self) -> tuple[str, ...]:
        """The sources of the month's monthly figures."""
        sql = "select distinct source from country_month where origin = 'figures' and month = date '{}' order by 1"
        return tuple(row["source"] for row in self.rows(sql.format(self.issue.month)))

    def refs(self, *names: str) -> tuple[SourceRef, ...]:
        """The loaded files of these sources; where rows of the month name a version, only the files of that version."""
        versions = {tuple(r.values()) for r in self.rows("select distinct source, source_version from month")}
        found: list[SourceRef] = []
        for name in names:
            named = [ref for ref in self.issue.sources if ref.name == name]
            found += [ref for ref in named if (ref.name, ref.version) in versions] or named or self._figures_ref(name)
        return tuple(found)

    def _figures_ref(self, name: str) -> list[SourceRef]:
        """The source behind monthly figures: they are loaded in a file of the watch, but they are that source's."""
        if name not in sources.names():
            return []
        about = sources.describe(name)
        file = next((ref for ref in self.issue.sources if ref.name == "monthly-figures"), None)
        sql = f"select distinct source_version as v from monthly where source = {quoted(name)} order by 1"
        return [
            SourceRef(name, about.title, row["v"], about.licence, about.citation, file.accessed if file else None)
            for row in self.rows(sql)
        ]


def open_desk(issue: Issue) -> Desk:
    """Set up the views and tables of an issue in its database."""
    first, months = issue.month, int(issue.parameters["history_months"])
    window = tuple(next_month(first, step) for step in range(-months, 1))
    looks = _looks(issue, window)
    con = issue.con
    con.register("arrow_looks", looks)
    con.execute("create or replace temp table looks as select * from arrow_looks")
    con.unregister("arrow_looks")
    con.execute(_OVERLAP)
    values = {
        "$countries": ", ".join(quoted(code) for code in issue.countries) or "''",
        "$window": f"date '{window[0]}'",
        "$first": f"date '{first}'",
        "$last": f"date '{issue.last_day}'",
    }
    script = _CREATE
    for name, value in values.items():
        script = script.replace(name, value)
    for statement in filter(str.strip, script.split(";")):
        con.execute(statement)
    if issue.joined:
        make_views(con, first, issue.last_day)
    here = {
        row["country"]: row["source"] for row in looks.to_pylist() if row["month"] == first
    }  # one source for a country and month
    left_out = {name: _left_out(con, name) for name in ("counted", "counted_days", "checked", "listed")}
    precision = int(issue.parameters["place_precision_max"])
    return Desk(issue, con, here, window, Numbers(con, left_out), Slugs(), precision)


def _looks(issue: Issue, window: tuple[dt.date, ...]) -> pa.Table:
    """Which source counts in which country and month (`sarhad.events.counting`)."""
    rows = [
        {"country": country, "month": month, "source": block.source, "status": block.status}
        for (country, month), block in counting(issue.coverage, issue.countries, window).items()
    ]
    schema = pa.schema(
        [("country", pa.string()), ("month", pa.date32()), ("source", pa.string()), ("status", pa.string())]
    )
    return pa.Table.from_pylist(rows, schema)


def _left_out(con: Any, view: str) -> dict[str, int]:
    """How many rows of the month stand in no part of a view, by reason."""
    reasons = {
        "checked": "still under check at the source",
        "listed": "from a source that does not cover the month",
        "outside": "in a country watched only for some actors",
        "counted": "settled, counted elsewhere",
    }
    inside = "counted" if view == "counted_days" else view
    counts = {
        why: con.execute(f"select count(*) from {name}").fetchone()[0]
        for name, why in reasons.items()
        if name != inside
    }
    return {why: n for why, n in counts.items() if n}
