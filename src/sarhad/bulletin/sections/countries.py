"""The month by country."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from ..desk import Desk
from ..numbers import Number, quoted
from ..ranges import Scale
from ..words import listing, plural, spell
from .opening import country_deaths, country_figure
from .section import Section


def countries(desk: Desk) -> Section:
    """A row for each country: settled events and deaths with their range, rows under check, and its own past."""
    records = [_record(desk, iso3) for iso3 in desk.issue.countries]
    order = {"rows": 0, "figures": 0, "none": 1, "unknown": 2}
    records.sort(key=lambda r: (order[r["kind"]], -(r["best"] or 0), -(r["n"] or 0), -r["checked_n"]))
    known = [r for r in records if r["kind"] in ("rows", "figures")]
    scale = Scale(*(r["high"] for r in known), *(r["best"] for r in known))
    for record in records:
        record["drawing"] = scale.row(record["best"], record["low"], record["high"]) if record in known else Markup("")
    quiet = [r for r in records if r["kind"] == "none" and not r["checked_n"]]
    return Section(
        "countries",
        "The month by country",
        _answer(desk, records),
        {
            "records": [r for r in records if r not in quiet] if len(quiet) > 1 else records,
            "quiet": [r["name"] for r in quiet] if len(quiet) > 1 else [],
            "scale": scale.head(),
            "any_checked": any(r["checked_n"] for r in records),
            "any_past": any(r["past_n"] for r in records),
            "all": [
                {
                    k: v
                    for k, v in r.items()
                    if k not in ("drawing", "events", "deaths", "checked", "checked_deaths", "past")
                }
                for r in records
            ],
        },
    )


def past_of(desk: Desk, iso3: str) -> list[dict[str, Any]]:
    """The loaded months of a country before the issue's own, oldest first."""
    return desk.rows(
        f"select month, events, deaths_best as best, origin, source from country_month where country = {quoted(iso3)}"
        f" and month < date '{desk.issue.month}' order by month"
    )


def _record(desk: Desk, iso3: str) -> dict[str, Any]:
    name, month = desk.issue.country(iso3), desk.issue.month_name
    mine = f"country = {quoted(iso3)}"
    record: dict[str, Any] = {
        "iso3": iso3, "name": name, "kind": "unknown", "events": None, "deaths": None, "checked": None,
        "checked_deaths": None, "n": None, "best": None, "low": None, "high": None,
    }  # fmt: skip
    facts = desk.rows(f"select * from country_month where month = date '{desk.issue.month}' and {mine}")
    if facts and facts[0]["origin"] == "figures":
        events: Number = country_figure(desk, iso3, "events")
        deaths = country_figure(desk, iso3)
        record |= {"kind": "figures", "events": events, "deaths": deaths}
    elif facts and facts[0]["events"]:
        events = desk.numbers.count(f"{iso3.lower()}-events", f"Events in {name}, {month}", mine)
        deaths = country_deaths(desk, iso3)
        record |= {"kind": "rows", "events": events, "deaths": deaths}
    elif facts:
        record |= {"kind": "none", "n": 0, "best": 0.0, "low": 0.0, "high": 0.0}
    if record["events"] is not None:
        record |= {"n": events.value, "best": deaths.value, "low": deaths.low, "high": deaths.high}
    record["checked_n"] = desk.one(f"select count(*) from checked where {mine}")
    if record["checked_n"]:
        key = iso3.lower()
        record["checked"] = desk.numbers.count(
            f"{key}-checked-rows", f"Rows under check in {name}", mine, table="checked"
        )
        record["checked_deaths"] = desk.numbers.deaths(
            f"{key}-checked-deaths", f"Deaths of rows under check in {name}", mine, table="checked"
        )
    past = past_of(desk, iso3)
    record["past_n"], record["past"] = len(past), Markup("")
    if past and record["best"] is not None:
        below = desk.numbers.ask(
            f"{iso3.lower()}-past-below",
            f"Loaded past months with fewer deaths than {month} in {name}",
            "count(*)",
            table="country_month",
            where=f"{mine} AND month < date '{desk.issue.month}' AND deaths_best < "
            f"(SELECT deaths_best FROM country_month WHERE {mine} AND month = date '{desk.issue.month}')",
        )
        record["past"] = Markup("above {} of {}").format(below, len(past))
        record["past_below"] = below.value
    return record


def _answer(desk: Desk, records: list[dict[str, Any]]) -> Markup:
    """Which countries the month happened in."""
    total = sum(r["n"] or 0 for r in records)
    checked = sum(r["checked_n"] for r in records)
    if not total and not checked:
        unknown = sum(r["kind"] == "unknown" for r in records)
        if unknown == len(records):
            return Markup("Nothing is loaded for the month in any of the countries.")
        return Markup("No event in {}.").format(_countries_said(desk, [r for r in records if r["kind"] != "unknown"]))
    top = max(records, key=lambda r: (r["n"] or 0, r["best"] or 0))
    parts = []
    if total and len(records) == 1:
        parts.append(
            Markup("{} has {} with {}").format(top["name"], top["events"].of("event"), top["deaths"].of("death"))
        )
    elif total:
        rest = len([r for r in records if r["n"] and r is not top])
        said = Markup("{} has {} of the {} {}").format(
            top["name"], top["events"], f"{int(total):,}", plural(total, "event")
        )
        if top["n"] == total:
            said = Markup("All {} lie in {}").format(top["events"].of("event"), top["name"])
            if total == 1:
                said = Markup("The one event lies in {}").format(top["name"])
        elif rest:
            said += Markup(", {} other {} the rest").format(
                spell(rest), "country has" if rest == 1 else "countries have"
            )
        parts.append(said)
    worst = max(records, key=lambda r: r["checked_n"])
    if checked and len(records) > 1:
        if worst["checked_n"] == checked:
            said = Markup("{1} all {0} under check") if parts else Markup("All {0} under check lie in {1}")
            parts.append(said.format(worst["checked"].of("row"), worst["name"]))
        else:
            parts.append(
                Markup("{} {} of the {} rows under check").format(worst["name"], worst["checked"], f"{checked:,}")
            )
    return Markup("; ").join(parts) + Markup(".")


def _countries_said(desk: Desk, records: list[dict[str, Any]]) -> Markup:
    return listing((r["name"] for r in records), "or")
