"""A month's pages: its sections, the page behind each number, its rows, its downloads."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..events import SourceRef
from ..events.exits import leaves
from ..events.export import write_csv, write_geojson, write_geoparquet
from ..forecasts import Kept
from . import patterns as of_patterns
from . import sections
from .desk import Desk
from .drawing import Figure, Renderer
from .incident_pages import flat_incidents, incident_pages
from .kept import FORECAST
from .pages import asset, render, style
from .pattern_pages import pattern_pages
from .patterns import Found
from .record import FILE, Record
from .revisions import Revision, revised, revision_files
from .sections import Opening, Section
from .tables import csv_bytes, json_bytes

_ROWS_SHOWN = 20
_ROWS_PER_PAGE = 1000


@dataclass(slots=True)
class Month:
    """A month that is ready to be written: the sections in their order, and all files that are not pages."""

    desk: Desk
    opening: Opening
    sections: list[Section]
    files: dict[str, bytes]
    revisions: list[Revision]
    patterns: tuple[Found, ...] = ()

    @property
    def figures(self) -> list[Figure]:
        """The figures of all sections and of the patterns."""
        own = [s.data["figure"] for s in self.sections if "figure" in s.data]
        return [*own, *(figure for found in self.patterns for figure in found.figures)]


def compose(desk: Desk, renderer: Renderer, kept: Kept | None = None) -> Month:
    """Ask every question of the month. `kept` is the forecast that the month has already."""
    forecast = kept or (desk.issue.forecasts.made if desk.issue.forecasts else None)
    opening = sections.opening(desk)
    patterns = of_patterns.find(desk, renderer)
    parts: list[Section | None] = [
        sections.countries(desk),
        sections.who(desk),
        sections.where(desk, renderer),
        sections.when(desk, renderer),
        sections.corridors(desk),
        sections.past(desk, renderer),
        sections.patterns(patterns),
        sections.forecast(desk, renderer, forecast) if forecast else None,
        sections.check(desk),
        sections.listed(desk),
        sections.incidents(desk),
        sections.providers(desk),
        sections.indicators(desk),
        sections.vulnerability(desk),
        sections.attention(desk),
        sections.claims(desk),
        sections.missing(desk),
        sections.sources(desk),
    ]
    found = [part for part in parts if part is not None]
    revisions = revised(desk)
    files = {**_downloads(desk, found), **of_patterns.files(patterns), **revision_files(desk, revisions)}
    if forecast:
        files[FORECAST] = json_bytes(forecast)
    return Month(desk, opening, found, files, revisions, patterns)


def _downloads(desk: Desk, parts: list[Section]) -> dict[str, bytes]:
    """Everything under `data/` and `figures/`."""
    out: dict[str, bytes] = {}
    for name in ("counted", "checked", "listed"):
        rows = desk.con.execute(f"select * from {name} order by event_id").to_arrow_table()
        stem = {"counted": "events", "checked": "under-check", "listed": "listed"}[name]
        if name != "counted" and not rows.num_rows:
            continue
        out |= _in_three_formats(rows, f"data/{stem}")
    by_id = {part.id: part.data for part in parts}
    tables: dict[str, Any] = {"countries": by_id["countries"]["all"]}
    if "who" in by_id:
        tables["pairs"] = [
            {k: p[k] for k in ("side_a", "side_b", "actor_a", "actor_b", "country", "violence_type")}
            | {"events": p["n"], "deaths_best": p["best"], "deaths_low": p["low"], "deaths_high": p["high"]}
            for p in by_id["who"]["all"]
        ]
    if "corridors" in by_id:
        tables["corridors"] = sections.exposure_rows(desk)
        out["data/corridors.geojson"] = json_bytes(sections.lines_geojson(desk))
    if "providers" in by_id:
        tables["providers"] = by_id["providers"]["all"]
    for name in ("forecast", "indicators", "vulnerability", "attention"):
        if name in by_id:
            tables[name] = by_id[name]["all"]
    if "incidents" in by_id and by_id["incidents"]["compared"]:
        out |= _joined_files(desk)
    for name, rows in tables.items():
        out[f"data/{name}.csv"] = csv_bytes(rows)
        out[f"data/{name}.json"] = json_bytes(rows)
    numbers = [
        {"key": n.key, "label": n.label, "value": n.value, "low": n.low, "high": n.high, "sql": n.sql}
        for n in desk.numbers
    ]
    out["data/numbers.csv"], out["data/numbers.json"] = csv_bytes(numbers), json_bytes(numbers)
    for data in by_id.values():
        if "figure" in data:
            out |= {f"figures/{name}": content for name, content in data["figure"].files.items()}
    return out


def _joined_files(desk: Desk) -> dict[str, bytes]:
    """The incidents that touch the month, their tellings, and the pairs with an event that touches it."""
    mine = "incident_id in (select incident_id from joined)"
    here = "event_a in (select event_id from month) or event_b in (select event_id from month)"
    incidents, tellings, pairs = (
        desk.con.execute(f"select * from {sql}").to_arrow_table()
        for sql in (
            f"incidents where {mine} order by incident_id",
            f"tellings where {mine} order by incident_id, event_id",
            f"pairs where {here} order by event_a, event_b",
        )
    )
    out = _in_three_formats(incidents, "data/incidents", flat_incidents(incidents))
    for name, rows in (("tellings", tellings), ("incident-pairs", pairs)):
        out[f"data/{name}.csv"], out[f"data/{name}.json"] = csv_bytes(rows), json_bytes(rows.to_pylist())
    return out


def _in_three_formats(rows: Any, stem: str, flat: Any = None) -> dict[str, bytes]:
    """CSV (of `flat`, where it is given), GeoJSON and GeoParquet."""
    out = {}
    with tempfile.TemporaryDirectory() as folder:
        for suffix, write in (("csv", write_csv), ("geojson", write_geojson), ("parquet", write_geoparquet)):
            path = Path(folder) / f"rows.{suffix}"
            write(rows if flat is None or suffix != "csv" else flat, path)
            out[f"{stem}.{suffix}"] = path.read_bytes()
    return out


@leaves("a month's pages, downloads, record and manifest")
def write_month(month: Month, folder: Path, root: str, record: Record, before: Record | None, correction: int) -> None:
    """Write all files of the month into a new folder."""
    desk, issue = month.desk, month.desk.issue
    files: dict[str, bytes] = dict(month.files)
    files["style.css"] = style()
    files[FILE] = json_bytes(record)
    files["manifest.json"] = json_bytes(issue.manifest)
    parts = list(month.sections)
    parts.insert(len(parts) - 2, sections.changes(desk, record, before, month.revisions))
    common = {
        "desk": desk,
        "correction": correction,
        "corrections": "../corrections.html" if correction else "corrections.html",
    }
    files["index.html"] = render(
        "month.j2",
        issue,
        root,
        "",
        **common,
        opening=month.opening,
        sections=parts,
        numbers=list(desk.numbers),
        alerts=[text for one in month.patterns for text in one.alerts],
        views=desk.views,
    )
    shown = {r["event_id"]: page for page, rows in event_pages(desk) for r in rows}
    pages = event_pages(desk)
    for page, rows in pages:
        files[page] = render("events.j2", issue, root, "", **common, rows=rows, page=page, pages=[p for p, _ in pages])
    for part in parts:
        if part.id == "incidents" and part.data["all"]:
            files |= dict(incident_pages(desk, part.data["all"], shown, root, common))
    files |= pattern_pages(desk, month.patterns, root, common | {"shown": shown})
    for number in desk.numbers:
        files |= _number_pages(desk, number, shown, root, common)
    if issue.verdicts:
        rows = [sections.claim_row(v) for v in issue.verdicts]
        files["claims.html"] = render("claims_month.j2", issue, root, "", **common, rows=rows, shown=shown)
    files["changes.html"] = render("changes.j2", issue, root, "", **common, revisions=month.revisions)
    lost = [p for p in issue.problems if p.effect in ("record left out", "value left out")]
    files["problems.html"] = render("problems.j2", issue, root, "", **common, problems=issue.problems, lost=lost)
    for figure in month.figures:
        if figure.interactive:
            name = f"interactive/{figure.interactive}.html"
            spec = figure.files[f"{figure.interactive}.vl.json"].decode().replace("<", "\\u003c")
            files[name] = render("interactive.j2", issue, "../" + root, "../", **common, figure=figure, spec=spec)
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def _number_pages(
    desk: Desk, number: Any, shown: Mapping[str, str], root: str, common: Mapping[str, Any]
) -> dict[str, bytes]:
    """The page behind a number and, where it does not hold all rows, a CSV of them."""
    rows = desk.numbers.rows(number)
    out = {}
    total = rows.num_rows
    if rows.num_rows > _ROWS_SHOWN:
        out[f"numbers/{number.key}.csv"] = csv_bytes(rows)
    first = rows.slice(0, _ROWS_SHOWN).to_pylist()
    out[f"numbers/{number.key}.html"] = render(
        "number.j2", desk.issue, "../" + root, "../", **common, number=number, rows=first, total=total,
        columns=[c for c in rows.column_names if any(r[c] is not None for r in first)], shown=shown,
        has_csv=rows.num_rows > _ROWS_SHOWN, views=desk.views, refs=_refs(desk, number, rows),
    )  # fmt: skip
    return out


def _refs(desk: Desk, number: Any, rows: Any) -> tuple[Any, ...]:
    """The sources of a number's rows; of a number about lines or nodes none."""
    if "event_id" in rows.column_names:
        found = {r.partition(":")[0] for r in rows["event_id"].to_pylist()} or set(desk.looks.values())
        return desk.refs(*sorted(found))
    for pattern in desk.issue.patterns:
        if number.table == pattern.table_name:
            return pattern.provenance.sources
    if number.table == "indicators":  # each row names its source itself
        keys = ("source", "source", "source_version", "licence", "citation")
        return tuple(dict.fromkeys(SourceRef(*(row[key] for key in keys)) for row in rows.to_pylist()))
    if "sources" in rows.column_names:
        return desk.refs(*sorted({name for row in rows["sources"].to_pylist() for name in row.split(", ")}))
    if "source" in rows.column_names:
        return desk.refs(*sorted(set(rows["source"].to_pylist())))
    return ()


def event_pages(desk: Desk) -> list[tuple[str, list[dict[str, Any]]]]:
    """The rows of the month, a thousand a page."""
    rows = desk.rows("select * from month order by date_start, country, event_id")
    pages = [rows[i : i + _ROWS_PER_PAGE] for i in range(0, len(rows), _ROWS_PER_PAGE)] or [[]]
    return [("events.html" if n == 0 else f"events-{n + 1}.html", part) for n, part in enumerate(pages)]


__all__ = ["Month", "asset", "compose", "event_pages", "write_month"]
