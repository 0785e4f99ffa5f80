"""Corridors and borders: what lay near them, against their own past."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from markupsafe import Markup
from shapely.geometry import MultiLineString, mapping

from ... import places
from ...places import Line
from ..desk import Desk
from ..numbers import Number, quoted
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
    groups: list[dict[str, Any]] = []
    for what, lines, table in (
        ("corridors", issue.lines, "exposure"),
        ("land borders", issue.borders, "borders_exposure"),
    ):
        measured = [line_row(desk, line, table) for line in lines if line.parts]
        touched = sorted((r for r in measured if r["most"].value), key=lambda r: (-r["most"].value, r["name"]))
        quiet = sorted((r for r in measured if not r["most"].value), key=lambda r: r["name"])
        groups.append({
            "what": what,
            "touched": touched,
            "quiet": quiet,
            "unmeasured": [line.name for line in lines if not line.parts],
            "any_whole": any(r["whole"] for r in touched),
        })  # fmt: skip
    left_out = _left_out(desk)
    answer = Markup("No event of the month is loaded, so nothing can be said about nearness to a corridor or border.")
    if desk.looks and left_out.value and left_out.value == desk.one("select count(*) from counted"):
        answer = Markup("None of the {} of the month has a place known closely enough to measure a distance.").format(
            left_out.of("event")
        )
    elif desk.looks:
        answer = Markup(" ").join(_said(group, bands[-1]) for group in groups if group["touched"] or group["quiet"])
    return Section(
        "corridors",
        "Corridors and borders",
        answer,
        {
            "groups": groups,
            "bands": bands,
            "left_out": left_out,
            "nodes": _nodes(desk),
            "has_rows": bool(desk.looks)
            and (not left_out.value or left_out.value < desk.one("select count(*) from counted")),
            "any_control": any(c["p_value"] is not None for g in groups for r in g["touched"] for c in r["controls"]),
            "any_past": any(r["past"] for group in groups for r in group["touched"]),
            "max_hop": issue.parameters["max_hop_km"],
            "precision_max": desk.precision_max,
        },
    )


def _left_out(desk: Desk) -> Number:
    label = "Events whose place is not known closely enough for a distance"
    return desk.numbers.count("near-left-out", label, coarse(desk))


def coarse(desk: Desk) -> str:
    """The condition for rows whose place is too coarse, or not given, for a distance."""
    return f"place_precision IS NULL OR place_precision > {desk.precision_max} OR longitude IS NULL"


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
        "create or replace temp view near as select n.line, n.band_km, c.*"
        " from near_lines n join counted c using (event_id)"
    )


def line_row(desk: Desk, line: Line, exposure: str) -> dict[str, Any]:
    """What a table prints of one line: counts in the narrowest and widest band, its past, and how much is measured."""
    bands = [int(b) for b in desk.issue.parameters["bands_km"]]
    stem = "near-" + desk.slugs(line.id)
    coarse_rows = int(_left_out(desk).value or 0)
    left_out = {"place not known closely enough": coarse_rows} if coarse_rows else {}

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
    most = ask(bands[-1], "events")
    return {
        "id": line.id,
        "slug": desk.slugs(line.id),
        "name": line.name,
        "kind": line.kind,
        "status": line.status,
        "most": most,
        "inner": ask(bands[0], "events") if most.value else None,
        "deaths": ask(bands[-1], "deaths") if most.value else None,
        "measured": line.measured_km,
        "whole": line.whole_km,
        "gaps": len(line.gaps),
        "past": past,
        "controls": controls_of(desk, line.id),
    }


def _past(desk: Desk, line: Line, table: str, band: int) -> str:
    """The line's own past in words, where it is loaded."""
    rows = desk.rows(
        f"select past_months, past_events_mean from {table} where line_id = {quoted(line.id)} and band_km = {band}"
    )
    if not rows or not rows[0]["past_months"]:
        return ""
    months = rows[0]["past_months"]
    return f"{rows[0]['past_events_mean']:.1f} a month over {months} {plural(months, 'month')}"


def controls_of(desk: Desk, line: str) -> list[dict[str, Any]]:
    """The line against copies of it, once for each control, with what that says in words."""
    rows = desk.rows(f"select * from controls where line_id = {quoted(line)} order by control desc")
    return [row | {"said": _against(row)} for row in rows]


def _against(row: dict[str, Any]) -> str:
    """How many of the copies had fewer events for their area."""
    if row["cannot_say"]:
        return f"cannot say: {row['cannot_say']}"
    fewer, copies = row["copies"] - row["copies_with_as_many"], row["copies"]
    if not row["events"]:
        return f"none here, and none on {copies - row['copies_with_more']} of {copies}"
    return f"more than on {fewer} of {copies}"


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


def _said(group: dict[str, Any], widest: int) -> Markup:
    """One sentence on the corridors, or on the borders, that are measured at all."""
    touched, count = group["touched"], len(group["touched"]) + len(group["quiet"])
    one = group["what"].removesuffix("s")
    if not touched:
        if count == 1:
            return Markup("No event with a known place lay within {} km of {}.").format(
                widest, group["quiet"][0]["name"]
            )
        return Markup("No event with a known place lay within {} km of any of the {} measured {}.").format(
            widest, spell(count), group["what"]
        )
    top = touched[0]
    text = Markup("{} {} lay within {} km of {}").format(
        top["most"].capital, plural(top["most"].value, "event"), widest, _the(top["name"])
    )
    if count == 1:
        return text + Markup(".")
    rest = count - len(touched)
    if rest:
        return text + Markup("; {} of the {} measured {} had none.").format(spell(rest), spell(count), group["what"])
    return text + Markup("; every measured {} had at least one.").format(one)


def _the(name: str) -> str:
    return f"the {name}" if name.rsplit(" ", 1)[-1] in ("border", "pipeline", "corridor", "railway", "line") else name


def exposure_rows(desk: Desk) -> list[dict[str, Any]]:
    """Every line and band as a record, for the download; null counts for a line that is not measured at all."""
    bands = [int(band) for band in desk.issue.parameters["bands_km"]]
    deaths = ("deaths_best", "deaths_low", "deaths_high")
    sums = ", ".join(f"coalesce(sum({c} * share), 0) as {c}" for c in deaths)
    found = {
        (r["line"], r["band"]): r
        for r in desk.rows(
            f"select line, band, count(*) as events, {sums} from near join (select unnest({bands}) as band)"
            " on band_km <= band group by line, band"
        )
    }
    out = []
    for line in (*desk.issue.lines, *desk.issue.borders):
        for band in bands:
            record = {
                "line": line.id, "name": line.name, "kind": line.kind, "status": line.status, "band_km": band,
                "measured_km": line.measured_km, "whole_km": line.whole_km,
            }  # fmt: skip
            known = bool(line.parts) and bool(desk.looks)
            counts = found.get((line.id, band), {})
            out.append(record | {c: counts.get(c, 0) if known else None for c in ("events", *deaths)})
    return out


def lines_geojson(desk: Desk) -> dict[str, Any]:
    """The measured parts of corridors as a GeoJSON FeatureCollection, longitude first."""
    features = [
        {
            "type": "Feature",
            "geometry": mapping(MultiLineString(line.parts)),
            "properties": {"line": line.id, "name": line.name, "kind": line.kind, "status": line.status,
                           "measured_km": line.measured_km, "whole_km": line.whole_km, "gaps": list(line.gaps)},
        }
        for line in desk.issue.lines
    ]  # fmt: skip
    return {"type": "FeatureCollection", "features": features}


__all__ = ["corridors", "exposure_rows", "line_row", "lines_geojson", "make_near"]
