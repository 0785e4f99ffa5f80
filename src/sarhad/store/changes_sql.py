"""The tables of a comparison, and the queries that fill them from an older and a newer table of events.

The queries run where `o` and `n` are the two tables of events and `cover_o`, `cover_n` what they cover.
"""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa

COMPARED: Mapping[str, tuple[str, ...]] = {
    "deaths": ("deaths_low", "deaths_best", "deaths_high", "deaths_civilians", "deaths_reported"),
    "moved": ("longitude", "latitude", "place_precision", "country", "admin1", "admin2"),
    "re-dated": ("date_start", "date_end", "date_precision"),
    "re-attributed": ("side_a", "side_b", "side_a_id", "side_b_id", "conflict_id", "dyad_id", "actor_a", "actor_b"),
    "re-classified": ("violence_type", "event_class", "target_class"),
    "settled": ("under_check",),
    "put-under-check": ("under_check",),
    "check-changed": ("under_check",),
}
"""The columns that make a kind of change where one of them differs."""

KINDS: tuple[str, ...] = ("added", "removed", *COMPARED)
"""The kinds of change, in the order in which they are told. The last three are told apart by what `under_check` was."""

NOT_COMPARED: tuple[str, ...] = ("newly-covered", "no-longer-covered")
"""Events that one version lists outside what both cover: they are counted, and are no change."""

COUNTS: tuple[str, ...] = ("changed", *KINDS, "left", "arrived", *NOT_COMPARED)
"""The counts of the summary, in its order, in whose columns they are written with `_`."""

POINTS = ("longitude_before", "latitude_before", "longitude_after", "latitude_after")
"""Where a moved event was and is: the last columns but one of what `changes_sql` gives, before the licence class."""

CHANGES_SCHEMA = pa.schema(
    [
        pa.field("kind", pa.string(), nullable=False),
        pa.field("event_id", pa.string(), nullable=False),  # as the newer version has it, if it does
        pa.field("source_id", pa.string(), nullable=False),
        pa.field("country", pa.string()),  # of the event in the newer version, of a removed one in the older
        pa.field("month", pa.date32(), nullable=False),  # the first day of the month of its last day
        pa.field("country_before", pa.string()),
        pa.field("month_before", pa.date32()),
        pa.field("date_end", pa.date32(), nullable=False),
        pa.field("admin1", pa.string()),
        pa.field("side_a", pa.string()),
        pa.field("side_b", pa.string()),
        pa.field("columns", pa.list_(pa.string()), nullable=False),  # those that differ, with their values as text
        pa.field("before", pa.list_(pa.string()), nullable=False),
        pa.field("after", pa.list_(pa.string()), nullable=False),  # "" where a version gives none
        pa.field("deaths_best_before", pa.int32()),
        pa.field("deaths_best_after", pa.int32()),
        *(pa.field(f"{name}_change", pa.int32()) for name in COMPARED["deaths"]),  # in the rows that change deaths
        pa.field("distance_km", pa.float64()),  # how far an event moved, on the ellipsoid
        pa.field("licence_class", pa.string(), nullable=False),
    ]
)

# The events and deaths are those of all events of the cell that both versions could list, changed or not.
SUMMARY_SCHEMA = pa.schema(
    [
        pa.field("country", pa.string()),
        pa.field("month", pa.date32(), nullable=False),
        *(pa.field(name.replace("-", "_"), pa.int64()) for name in COUNTS),
        pa.field("events_before", pa.int64()),
        pa.field("events_after", pa.int64()),
        pa.field("deaths_before", pa.int64()),  # best estimates, rows under check with them; null: none given
        pa.field("deaths_after", pa.int64()),
        pa.field("deaths_change", pa.int64()),
    ]
)

BLOCKS_SCHEMA = pa.schema(
    [
        ("start", pa.date32()),
        ("until", pa.date32()),
        ("country", pa.string()),
        ("violence_type", pa.string()),
        ("event_class", pa.string()),
    ]
)
"""One row for each block of a coverage, country, violence type and event class; null stands for all."""

_USED = tuple(dict.fromkeys(name for columns in COMPARED.values() for name in columns))
_COVERED = """exists (select 1 from {cover} c where e.date_end between c.start and c.until
  and (c.country is null or c.country = e.country)
  and (c.violence_type is null or e.violence_type is null or c.violence_type = e.violence_type)
  and (c.event_class is null or e.event_class is null or c.event_class = e.event_class))"""
_SPLIT = """
create macro month_of(day) as date_trunc('month', day)::date;
create table pairs as select source_id, n.event_id as event_id_after, o.status, n.status as status_after,
  o.licence_class, n.licence_class as licence_class_after, {both} from o join n using (source_id);
create table only_old as select e.*, {inside} as inside from o e anti join n using (source_id);
create table only_new as select e.*, {inside} as inside from n e anti join o using (source_id);
"""


def split_sql(silent: bool) -> str:
    """Makes the tables `pairs`, `only_old` and `only_new`; where both are `silent`, nothing lies outside."""
    inside = " and ".join(_COVERED.format(cover=cover) for cover in ("cover_o", "cover_n"))
    both = ", ".join(f"o.{name}, n.{name} as {name}_after" for name in _USED)
    return _SPLIT.format(both=both, inside="true" if silent else inside)


def changes_sql() -> str:
    """The rows of `CHANGES_SCHEMA`, with `POINTS` in place of the distance, in their order."""
    parts = [_lone_sql("added", "only_new"), _lone_sql("removed", "only_old")]
    parts += [_pair_sql(kind, columns) for kind, columns in COMPARED.items()]
    order = ", ".join(f"'{kind}'" for kind in KINDS)
    return f"select * from ({' union all '.join(parts)}) order by list_position([{order}], kind), source_id"  # noqa: S608


def _lone_sql(kind: str, table: str) -> str:
    """Rows of events that only one version lists: each of their deaths came or went."""
    new = kind == "added"
    was = ("null", "null") if new else ("country", "month_of(date_end)")
    best = ("null", "deaths_best") if new else ("deaths_best", "null")
    changes = ", ".join(f"{'' if new else '-'}{name} as {name}_change" for name in COMPARED["deaths"])
    return f"""select '{kind}' as kind, event_id, source_id, country, month_of(date_end) as month,
  {was[0]} as country_before, {was[1]} as month_before, date_end, admin1, side_a, side_b,
  []::varchar[] as columns, []::varchar[] as before, []::varchar[] as after,
  {best[0]} as deaths_best_before, {best[1]} as deaths_best_after, {changes},
  {", ".join(f"null::double as {name}" for name in POINTS)}, licence_class from {table} where inside"""  # noqa: S608


def _pair_sql(kind: str, columns: tuple[str, ...]) -> str:
    """Rows of events in which one of the columns differs."""
    where = {
        "settled": "under_check is not null and under_check_after is null",
        "put-under-check": "under_check is null and under_check_after is not null",
        "check-changed": "under_check <> under_check_after",
    }.get(kind, " or ".join(f"{name} is distinct from {name}_after" for name in columns))
    died = ", ".join(f"{name}_after - {name}" if kind == "deaths" else "null" for name in COMPARED["deaths"])
    points = "longitude, latitude, longitude_after, latitude_after" if kind == "moved" else "null, null, null, null"
    strict = "case when licence_class_after = 'open' then licence_class else licence_class_after end"
    return f"""select '{kind}', event_id_after, source_id, country_after, month_of(date_end_after),
  country, month_of(date_end), date_end_after, admin1_after, side_a_after, side_b_after,
  {_differing(columns, "'{name}'")}, {_differing(columns, "coalesce({name}::varchar, '')")},
  {_differing(columns, "coalesce({name}_after::varchar, '')")}, deaths_best, deaths_best_after, {died}, {points},
  {strict} from pairs where {where}"""  # noqa: S608


def _differing(columns: tuple[str, ...], value: str) -> str:
    """A list with a value for each column that differs."""
    items = [f"case when {name} is distinct from {name}_after then {value.format(name=name)} end" for name in columns]
    return f"list_filter([{', '.join(items)}], lambda x: x is not null)"


_COUNTED = ", ".join(f"count(*) filter (kind = '{kind}') as {kind.replace('-', '_')}" for kind in COUNTS[1:])
SUMMARY_SQL = f"""
with seen as (
  select country, month, kind, source_id from changes
  union all select country, month_of(date_end), 'no-longer-covered', null from only_old where not inside
  union all select country, month_of(date_end), 'newly-covered', null from only_new where not inside
  union all select country, month_of(date_end), 'left', null from pairs where country is distinct from country_after
    or month_of(date_end) <> month_of(date_end_after)
  union all select country_after, month_of(date_end_after), 'arrived', null from pairs
    where country is distinct from country_after or month_of(date_end) <> month_of(date_end_after)),
cells as (select country, month, count(distinct source_id) as changed, {_COUNTED} from seen group by country, month),
listed as (
  select country, month_of(date_end) as month, deaths_best as was, null::integer as now, 1 as before, 0 as after
    from pairs
  union all select country, month_of(date_end), deaths_best, null, 1, 0 from only_old where inside
  union all select country_after, month_of(date_end_after), null, deaths_best_after, 0, 1 from pairs
  union all select country, month_of(date_end), null, deaths_best, 0, 1 from only_new where inside),
sums as (select country, month, sum(before)::bigint as events_before, sum(after)::bigint as events_after,
  sum(was)::bigint as deaths_before, sum(now)::bigint as deaths_after from listed group by country, month)
select c.*, coalesce(events_before, 0) as events_before, coalesce(events_after, 0) as events_after, deaths_before,
  deaths_after, coalesce(deaths_after, 0) - coalesce(deaths_before, 0) as deaths_change
from cells c left join sums s on c.country is not distinct from s.country and c.month = s.month
order by abs(coalesce(deaths_after, 0) - coalesce(deaths_before, 0)) desc, changed desc, c.country, c.month
"""  # noqa: S608 (fixed names)
"""The rows of `SUMMARY_SCHEMA`, from the tables of `split_sql` and the rows of `changes_sql` as `changes`."""
