"""Indicators: published figures of the countries, each with its unit, its year, its source and its gaps."""

from __future__ import annotations

import datetime as dt
from typing import Any

from markupsafe import Markup

from ...sources.indicators import missing_periods
from ..desk import Desk
from ..numbers import quoted
from ..slugs import slug
from ..words import listing, spell
from .section import Section

_NAMED = 6  # gaps that are named one by one


def indicators(desk: Desk) -> Section | None:
    """For each indicator and country the newest figure that begins before the month ends; None where none is loaded."""
    rows = desk.rows("select * from indicators order by indicator, source, country, start")
    if not rows:
        return None
    keys = list(dict.fromkeys((row["indicator"], row["source"]) for row in rows))
    tables = [
        _table(desk, n, [r for r in rows if (r["indicator"], r["source"]) == key]) for n, key in enumerate(keys, 1)
    ]
    told = sum(record["number"] is not None for table in tables for record in table["records"])
    answer = Markup("{} {}: {}.").format(
        spell(told, zero="no").capitalize(),
        "published figure with its year" if told == 1 else "published figures, each with its year",
        listing(dict.fromkeys(table["indicator"] for table in tables)),
    )
    every = [{name: value for name, value in row.items() if name not in ("start", "end")} for row in rows]
    data = {"tables": tables, "all": every}
    return Section("indicators", "Indicators", answer, data)


def _table(desk: Desk, number: int, rows: list[dict[str, Any]]) -> dict[str, Any]:
    first = rows[0]
    records = [
        _record(desk, number, iso3, [row for row in rows if row["country"] == iso3]) for iso3 in desk.issue.countries
    ]
    return {
        "indicator": first["indicator"],
        "unit": first["unit"],
        "credit": _credit(first),
        "gaps": any(record["gaps"] for record in records if record["number"] is not None),
        "records": records,
    }


def _credit(row: dict[str, Any]) -> str:
    """Source with version, citation and licence, a sentence each; a citation that names the source stands for it."""
    stated = row["source_version"]
    version = f" {stated}" if stated not in ("", "not stated") and not stated.startswith("sha256:") else ""
    said = [f"{row['source']}{version}", row["citation"], f"Licence: {row['licence']}"]
    if row["source"].casefold() in row["citation"].casefold():
        del said[0]
    return " ".join(text.rstrip(".") + "." for text in said if text)


def _record(desk: Desk, number: int, iso3: str, rows: list[dict[str, Any]]) -> dict[str, Any]:
    name = desk.issue.country(iso3)
    known = [row for row in rows if row["start"] <= desk.issue.last_day]
    record: dict[str, Any] = {"name": name, "number": None, "period": "", "gaps": _gaps(rows, desk.issue.last_day)}
    if known:
        newest = known[-1]
        record["period"] = newest["period"]
        record["number"] = desk.numbers.ask(
            f"indicator-{number}-{slug(newest['indicator'])[:40].strip('-') or 'x'}-{iso3.lower()}",
            f"{newest['indicator']} of {name}, {newest['period']} ({newest['unit']})",
            "value",
            table="indicators",
            where=" AND ".join(
                f"{column} = {quoted(newest[column])}" for column in ("country", "period", "indicator", "source")
            ),
            left_out={},
        )
    return record


def _gaps(rows: list[dict[str, Any]], last_day: dt.date) -> str:
    """Which periods between the first and the last are missing, and how far the last lies behind."""
    if not rows:
        return "no figure loaded: unknown"
    missing = missing_periods(row["period"] for row in rows)
    said = []
    if missing:
        named = ", ".join(missing[:_NAMED]) + (f" and {len(missing) - _NAMED} more" if len(missing) > _NAMED else "")
        said.append(f"missing between {rows[0]['period']} and {rows[-1]['period']}: {named}")
    if rows[-1]["end"].year < last_day.year:
        said.append(f"nothing after {rows[-1]['period']}")
    return "; ".join(said)
