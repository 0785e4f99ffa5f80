"""Corridors and borders: what lay near them, against their own past."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from markupsafe import Markup

from ... import places
from ...places import Line
from ..desk import Desk
from ..numbers import quoted
from ..words import plural, spell
from .section import Section

_NEAR = pa.schema([("event_id", pa.string()), ("line", pa.string()), ("band_km", pa.int32())])


def corridors(desk: Desk) -> Section | None:
    """A table of the corridors and one of the borders with an event near; none where the watch has no line."""
    issue = desk.issue
    if not issue.lines and not issue.borders:
        return None
    make_near(desk)
    bands = [int(b) for b in issue.parameters["bands_km"]]
    lines = [line_row(desk, line, "exposure") for line in issue.lines]
    borders = [line_row(desk, line, "borders_exposure") for line in issue.borders]
    for group in (lines, borders):
        group.sort(key=lambda r: (-r["most"].value, -r["inner"].value, r["name"]))
    has_rows = bool(desk.looks)
    coarse = f"place_precision IS NULL OR place_precision > {desk.precision_max} OR longitude IS NULL"
    left_out = desk.numbers.count(
        "near-left-out", "Events whose place is not known closely enough for a distance", coarse
    )
    quiet = [r for r in borders if not r["most"].value]
    return Section(
        "corridors",
        "Corridors and borders",
        _answer(desk, lines, borders, bands)
        if has_rows
        else Markup("No event of the month is loaded, so nothing can be said about nearness to a corridor or border."),
        {
            "lines": lines,
            "borders": [r for r in borders if r["most"].value] if len(quiet) > 2 else borders,
            "quiet": [r["name"] for r in quiet] if len(quiet) > 2 else [],
            "bands": bands,
            "left_out": left_out,
            "nodes": _nodes(desk),
            "has_rows": has_rows,
            "any_past": any(r["past"] for r in (*lines, *borders)),
            "max_hop": issue.parameters["max_hop_km"],
            "precision_max": desk.precision_max,
            "history": len(desk.window) - 1,
        },
    )


def make_near(desk: Desk) -> None:
    """Fill the temporary table `near`: for each settled row with a close place, the narrowest band around each line."""
    lines: Sequence[Line] = (*desk.issue.lines, *desk.issue.borders)
    bands = [int(b) for b in desk.issue.parameters["bands_km"]]
    rows = desk.con.execute(
        "select event_id, longitude, latitude from counted where longitude is not null and latitude is not null"
        f" and place_precision <= {desk.precision_max} order by event_id"
    ).to_arrow_table()
    records = []
    if rows.num_rows and lines:
        metres = places.distance_m(
            rows["longitude"].to_numpy(), rows["latitude"].to_numpy(), lines, within_km=float(max(bands))
        )
        ids = rows["event_id"].to_pylist()
        for row, column in np.argwhere(metres <= max(bands) * 1000):
            band = next(b for b in bands if metres[row, column] <= b * 1000)
            records.append({"event_id": ids[row], "line": lines[column].id, "band_km": band})
    desk.con.register("arrow_near", pa.Table.from_pylist(records, _NEAR))
    desk.con.execute("create or replace temp table near_lines as select * from arrow_near")
    desk.con.unregister("arrow_near")
    desk.con.execute(
        "create or replace temp view near as select n.line, n.band_km, c.* from near_lines n join counted c using (event_id)"
    )


def line_row(desk: Desk, line: Line, exposure: str) -> dict[str, Any]:
    """What a table prints of one line: counts in the narrowest and widest band, its past, and how much is measured."""
    bands = [int(b) for b in desk.issue.parameters["bands_km"]]
    stem = "near-" + desk.slugs(line.id)
    left_out = {"place not known closely enough": desk.one(
        f"select count(*) from counted where place_precision is null or place_precision > {desk.precision_max} or longitude is null"
    )}  # fmt: skip
    left_out = {why: n for why, n in left_out.items() if n}

    def ask(band: int, what: str) -> Any:
        where = f"line = {quoted(line.id)} AND band_km <= {band}"
        sums = "coalesce(sum({0} * share), 0)"
        query = "count(*)" if what == "events" else ", ".join(
            sums.format(c) for c in ("deaths_best", "deaths_low", "deaths_high")
        )  # fmt: skip
        label = f"{what.capitalize()} within {band} km of {line.name}, {desk.issue.month_name}"
        note = "A straight-line distance on the ellipsoid to the measured parts of a schematic line."
        return desk.numbers.ask(
            f"{stem}-{band}-{what}", label, query, table="near", where=where, note=note, left_out=left_out
        )

    past = _past(desk, line, exposure, bands[-1])
    return {
        "id": line.id,
        "slug": desk.slugs(line.id),
        "name": line.name,
        "kind": line.kind,
        "status": line.status,
        "inner": ask(bands[0], "events"),
        "most": ask(bands[-1], "events"),
        "deaths": ask(bands[-1], "deaths"),
        "measured": line.measured_km,
        "whole": line.whole_km,
        "gaps": len(line.gaps),
        "past": past,
    }


def _past(desk: Desk, line: Line, table: str, band: int) -> str:
    """The line's own past in words, where it is loaded."""
    columns = {r["column_name"] for r in desk.rows(f"describe {table}")}
    wanted = {"line", "band_km", "past_months", "past_events_mean"}
    if not wanted <= columns:
        return ""
    rows = desk.rows(
        f"select past_months, past_events_mean from {table} where line = {quoted(line.id)} and band_km = {band}"
    )
    if not rows or not rows[0]["past_months"]:
        return ""
    return f"{rows[0]['past_events_mean']:.1f} a month over {rows[0]['past_months']}"


def _nodes(desk: Desk) -> tuple[Any, Any] | None:
    if not desk.one("select count(*) from nodes"):
        return None
    return (
        desk.numbers.ask(
            "nodes-missing",
            "Corridor points without a checked coordinate",
            "count(*)",
            table="nodes",
            where="latitude IS NULL",
        ),
        desk.numbers.ask("nodes", "Corridor points", "count(*)", table="nodes"),
    )


def _answer(desk: Desk, lines: list[dict[str, Any]], borders: list[dict[str, Any]], bands: list[int]) -> Markup:
    widest = bands[-1]
    rows = lines or borders
    what = "corridor" if lines else "border"
    touched = [r for r in rows if r["most"].value]
    text = Markup("")
    if not touched:
        text = Markup("No event with a known place lay within {} km of {} of the {}.").format(
            widest, "the one" if len(rows) == 1 else "any", spell(len(rows)) + " " + plural(len(rows), what)
        )
        if len(rows) == 1:
            text = Markup("No event with a known place lay within {} km of {}.").format(widest, rows[0]["name"])
    else:
        top = touched[0]
        text = Markup("{} {} lay within {} km of {}").format(
            top["most"].capital, plural(top["most"].value, "event"), widest, top["name"]
        )
        if len(rows) > 1:
            rest = len(rows) - len(touched)
            text += Markup("; {} of the {} had none").format(spell(rest), plural(2, what)) if rest else Markup(
                "; each of the {} had at least one").format(plural(2, what))  # fmt: skip
        text += Markup(".")
    if lines and borders:
        near = [r for r in borders if r["most"].value]
        if near:
            text += Markup(" The land border with most is {}: {}.").format(near[0]["name"], near[0]["most"].of("event"))
        else:
            text += Markup(" No land border had one.")
    return text


def all_lines(desk: Desk) -> list[dict[str, Any]]:
    """Every corridor and border as a row, corridors first, in the order of the watch."""
    corridors_ = [line_row(desk, line, "exposure") for line in desk.issue.lines]
    return corridors_ + [line_row(desk, line, "borders_exposure") for line in desk.issue.borders]


__all__ = ["all_lines", "corridors", "line_row", "make_near"]
