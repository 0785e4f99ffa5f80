"""What may come: the month's own forecast, as it was first made."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
from markupsafe import Markup

from ...forecasts import PANEL, Kept
from ..desk import Desk
from ..drawing import Renderer
from ..fan import expected, fan_figure, first_day, forecast_rows, interval
from ..numbers import quoted
from ..words import listing, month_name, plural, share, spell
from .section import Section


def forecast(desk: Desk, renderer: Renderer, kept: Kept) -> Section:
    """Words, intervals and the fan for each country in which a death is expected; the others are named."""
    rows = forecast_rows(kept)
    names = {code: desk.issue.country(code) for code in desk.issue.countries}
    countries = [c for c in kept["countries"] if c["country"] in names]
    shown = [country for country in countries if expected(country)]
    data: dict[str, Any] = {
        "kept": kept,
        "of_events": PANEL not in kept["sources"],
        "records": [],
        "redrawn": what_redrawn_pasts_change(kept, shown, names) if shown else None,
        "quiet": [names[c["country"]] for c in countries if c not in shown],
        "reasons": _reasons(kept, names),
        "all": rows or [{"country": code, "cannot_say": why} for code, why in kept["no_forecast"].items()],
    }
    if rows:
        desk.con.register("arrow_table", pa.Table.from_pylist(rows))
        desk.con.execute("create or replace table forecast as select * from arrow_table")
        desk.con.unregister("arrow_table")
    if shown:
        data["records"] = [_record(desk, country, names[country["country"]]) for country in shown]
        data["figure"] = fan_figure(renderer, "forecast", kept, shown, names, {}, downloads=True)
    return Section("forecast", "What may come", _answer(kept, countries, data["records"], names), data)


def _record(desk: Desk, country: dict[str, Any], name: str) -> dict[str, Any]:
    """The first month ahead and the last."""
    told, last = country["months"][0], country["months"][-1]
    month = month_name(first_day(told["month"]))
    median = desk.numbers.ask(
        f"forecast-{country['country'].lower()}",
        f"Deaths foreseen in {name}, {month}: the median, with the interval that holds 90 %",
        "p50, p5, p95",
        table="forecast",
        where=f"country = {quoted(country['country'])} AND month = {quoted(told['month'])}",
        left_out={},
    )
    return {
        "name": name,
        "month": month,
        "says": told["says"],
        "median": median,
        "fifty": interval(told["quantiles"], "25", "75"),
        "ninety": interval(told["quantiles"], "5", "95"),
        "baseline": interval(told["baseline"]["quantiles"], "5", "95"),
        "reported": interval(told["as_reported"]["quantiles"], "5", "95") if "as_reported" in told else "",
        "last": ("the same" if last["says"] == told["says"] else last["says"]) if last is not told else "",
        "last_month": month_name(first_day(last["month"])),
    }


def _answer(
    kept: Kept, countries: list[dict[str, Any]], records: list[dict[str, Any]], names: dict[str, str]
) -> Markup:
    if records:
        first = max(records, key=lambda record: record["median"].value or 0)
        if len(countries) == 1:
            return Markup("{} in {}: {}.").format(first["name"], first["month"], first["says"])
        return Markup("Deaths may come in {} of {} countries. {} in {}: {}.").format(
            spell(len(records)), spell(len(countries)), first["name"], first["month"], first["says"]
        )
    if countries:
        return Markup("No state-based death is expected in the months to come in {}.").format(
            listing(names[c["country"]] for c in countries)
        )
    count = len(kept["no_forecast"])
    return Markup("No forecast is made of {} {}: too little of the past is loaded event by event.").format(
        "the" if count == 1 else f"any of the {spell(count)}", plural(count, "country", "countries")
    )


def what_redrawn_pasts_change(kept: Kept, shown: list[dict[str, Any]], names: dict[str, str]) -> Markup | None:
    """What it changes in the first month that past deaths were drawn between their bounds."""
    if not kept.get("redraws"):
        return None
    firsts = {country["country"]: country["months"][0] for country in shown}
    drawn = {code: told["quantiles"] for code, told in firsts.items()}
    reported = {code: told["as_reported"]["quantiles"] for code, told in firsts.items()}

    def wide(quantiles: dict[str, float]) -> float:
        return quantiles["95"] - quantiles["5"]

    before, after = (sum(map(wide, found.values())) for found in (reported, drawn))
    most = max(firsts, key=lambda code: abs(wide(drawn[code]) - wide(reported[code])))
    month = month_name(first_day(firsts[most]["month"]))
    text = Markup(
        "Past deaths are known within bounds only: {} pasts drawn between the source’s low and high figures are pooled."
    ).format(spell(kept["redraws"]))
    if not before or drawn == reported:
        return text + Markup(" That changes nothing in the 90 % of {}.").format(month)
    return text + Markup(
        " That makes the 90 % of {} {} by {} over all countries; most in {}: {} deaths, not {} as from the past as"
        " reported."
    ).format(
        month,
        "wider" if after >= before else "narrower",
        share(abs(after - before), before),
        names[most],
        interval(drawn[most], "5", "95"),
        interval(reported[most], "5", "95"),
    )


def _reasons(kept: Kept, names: dict[str, str]) -> list[tuple[str, Markup]]:
    """Why some countries have no forecast: each reason with the countries."""
    told = dict.fromkeys(kept["no_forecast"].values())
    return [
        (why, listing(names.get(code, code) for code, reason in kept["no_forecast"].items() if reason == why))
        for why in told
    ]
