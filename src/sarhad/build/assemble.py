"""The tables, measures and verdicts that a month's pages are made from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from .. import claims, measures, places, sources
from ..errors import Problem
from ..events import lists_every_event
from ..events.gate import open_rows
from ..incidents import Reconciled
from ..places import Line
from ..watch import AskVulnerability, Forecasts, Watch
from .controls import line_controls
from .counted import counted
from .inputs import Inputs
from .line_months import line_months
from .month import last_day, past_months

_MONTH_SQL = """
create table month as
select *,
       (least(date_end, $last) - greatest(date_start, $first) + 1) / (date_end - date_start + 1)::double as share,
       under_check is null as clear
from events
where date_start <= $last and date_end >= $first
order by event_id
"""


def read_lines(watch: Watch) -> tuple[tuple[Line, ...], tuple[Line, ...], tuple[Problem, ...]]:
    """The corridors of the watch, the land borders of its countries, and what is wrong with the corridor file."""
    files = watch.file.files
    corridors: tuple[Line, ...] = ()
    problems: tuple[Problem, ...] = ()
    if files.corridors:
        corridors, problems = places.read_corridors(
            watch.path(files.corridors), max_hop_km=watch.file.measures.max_hop_km
        )
    return corridors, places.land_borders(watch.region.countries), problems


def claims_base(
    inputs: Inputs, corridors: tuple[Line, ...], borders: tuple[Line, ...], incidents: Reconciled | None
) -> claims.Base:
    """What the claims are checked against."""
    watch = inputs.watch
    published = watch.file.files.borders
    return claims.Base(
        events=inputs.by_source,
        monthly=inputs.monthly,
        borders=borders,
        corridors=corridors,
        registry=inputs.registry,
        sources=inputs.refs,
        parameters=parameters(watch),
        published=claims.read_published_lengths(watch.path(published)) if published else (),
        incidents=incidents,
        attention=inputs.attention,
    )


def parameters(watch: Watch) -> dict[str, Any]:
    """All that the watch file states and a published figure depends on."""
    joined, controls = watch.file.incidents, watch.file.controls
    ahead = watch.file.forecasts
    told, exposed = watch.file.attention, watch.file.vulnerability
    return {
        **watch.file.measures.model_dump(mode="json"),
        "countries": list(watch.region.countries),
        "also": [also.model_dump(mode="json") for also in watch.region.also],
        "start": watch.region.start.isoformat(),
        **_of_patterns(watch),
        **({f"incidents_{name}": value for name, value in joined.model_dump(mode="json").items()} if joined else {}),
        **({f"controls_{k}": v for k, v in controls.model_dump(mode="json").items()} if controls else {}),
        **(_foreseen(ahead) if ahead else {}),
        **({f"attention_{name}": value for name, value in told.model_dump(mode="json").items()} if told else {}),
        **(_exposed(exposed) if exposed else {}),
    }


def _foreseen(asked: Forecasts) -> dict[str, Any]:
    panel = asked.panel
    return {
        **{f"forecasts_{name}": value for name, value in asked.model_dump(mode="json", exclude={"panel"}).items()},
        **({"forecasts_panel": f"{panel.file}: {panel.title} {panel.version}"} if panel else {}),
    }


def _exposed(asked: AskVulnerability) -> dict[str, Any]:
    weights = {"vulnerability_weights": [f"{name} {weight:g}" for name, weight in (asked.weights or {}).items()]}
    return {
        "vulnerability_of_concern": list(asked.of_concern),
        "vulnerability_border_km": asked.border_km,
        "vulnerability_event_months": asked.event_months,
        "vulnerability_trend_months": asked.trend_months,
        "vulnerability_components": [f"{part.name} ({part.worse} is worse)" for part in asked.components],
        **(weights if asked.weights else {}),
    }


def _of_patterns(watch: Watch) -> dict[str, Any]:
    stated = watch.file.patterns.model_dump(mode="json", exclude_none=True)
    return {f"{pattern}_{name}": value for pattern, asked in stated.items() for name, value in asked.items()}


def month_database(
    inputs: Inputs, providers: pa.Table, month: dt.date, corridors: tuple[Line, ...], borders: tuple[Line, ...]
) -> Any:
    """A DuckDB connection that holds every table of the month's pages. `inputs` hold open rows only."""
    con = duckdb.connect()
    con.execute("set timezone = 'UTC'")
    con.register("arrow_events", inputs.events)
    con.execute("create table events as select * from arrow_events order by event_id")
    con.unregister("arrow_events")
    con.execute(_MONTH_SQL, {"first": month, "last": last_day(month)})
    monthly = inputs.monthly.table if inputs.monthly else sources.MONTHLY_SCHEMA.empty_table()
    tables = {
        "monthly": monthly,
        "exposure": _exposure(inputs, corridors, month),
        "borders_exposure": _exposure(inputs, borders, month),
        "controls": line_controls(inputs, (*corridors, *borders), month),
        "line_months": line_months(inputs, corridors, borders, month),
        "nodes": _nodes(corridors),
        "read_counts": _read_counts(inputs),
        "providers": providers,
        "indicators": indicators(inputs),
    }
    add_tables(con, tables)
    return con


def add_tables(con: Any, tables: Mapping[str, pa.Table]) -> None:
    """Put tables into the month's database; their names are the code's own."""
    for name, table in tables.items():
        con.register("arrow_table", table)
        con.execute(f"create table {name} as select * from arrow_table")  # noqa: S608 (fixed names)
        con.unregister("arrow_table")


def indicators(inputs: Inputs) -> pa.Table:
    """The indicators that may be passed on, of the watch's own countries."""
    if inputs.indicators is None:
        return sources.INDICATORS_SCHEMA.empty_table()
    mine = pa.array(inputs.watch.region.countries, pa.string())
    table = inputs.indicators.table
    return open_rows(table.filter(pc.is_in(table["country"], value_set=mine)))


def _exposure(inputs: Inputs, lines: tuple[Line, ...], month: dt.date) -> pa.Table:
    stated = inputs.watch.file.measures
    months = past_months(month, stated.history_months)
    return measures.exposure(
        counted(inputs, months),
        lines,
        bands_km=stated.bands_km,
        start=month,
        end=last_day(month),
        history_start=months[0],
        coverage=[block for block in inputs.coverage if lists_every_event(block)],
        under_check="leave out",
        place_precision_max=stated.place_precision_max,
    ).table


def _nodes(corridors: tuple[Line, ...]) -> pa.Table:
    rows = [
        {
            "corridor": line.id,
            "seq": seq,
            "node": node.name,
            "country": node.country,
            "longitude": node.longitude,
            "latitude": node.latitude,
        }
        for line in corridors
        for seq, node in enumerate(line.nodes, 1)
    ]
    return pa.Table.from_pylist(rows, _NODES)


def _read_counts(inputs: Inputs) -> pa.Table:
    rows: list[dict[str, Any]] = []
    for count in inputs.counts:
        common = {"source": count.source, "version": count.version, "read": count.read, "kept": count.kept}
        rows.extend({**common, "left_out": n, "reason": reason} for reason, n in count.left_out.items())
        if not count.left_out:
            rows.append({**common, "left_out": 0, "reason": None})
    return pa.Table.from_pylist(rows, _READ_COUNTS)


_NODES = pa.schema(
    [
        ("corridor", pa.string()),
        ("seq", pa.int32()),
        ("node", pa.string()),
        ("country", pa.string()),
        ("longitude", pa.float64()),
        ("latitude", pa.float64()),
    ]
)
_READ_COUNTS = pa.schema(
    [
        ("source", pa.string()),
        ("version", pa.string()),
        ("read", pa.int64()),
        ("kept", pa.int64()),
        ("left_out", pa.int64()),
        ("reason", pa.string()),
    ]
)
