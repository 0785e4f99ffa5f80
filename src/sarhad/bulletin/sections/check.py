"""Rows that the source still checks, apart from every total."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from ..desk import Desk
from ..numbers import quoted
from ..words import day_span, low_high, plural, share, whole
from .opening import country_deaths, largest_checked, scope
from .section import Section


def check(desk: Desk) -> Section | None:
    """The largest row, the three readings, the reasons; none where every row is settled."""
    if not desk.one("select count(*) from checked"):
        return None
    reasons = desk.rows(
        "select country, under_check as what, count(*) as n, sum(deaths_best * share) as best,"
        " sum(deaths_low * share) as low, sum(deaths_high * share) as high from checked group by all"
        " order by best desc nulls last, country, what"
    )
    for row in reasons:
        key = f"check-{row['country'].lower()}-{desk.slugs(row['country'] + ' ' + row['what'])}"
        where = f"country = {quoted(row['country'])} AND under_check = {quoted(row['what'])}"
        label = f"Deaths of rows in {desk.issue.country(row['country'])} marked “{row['what']}”"
        row["deaths"] = desk.numbers.deaths(key, label, where, table="checked")
        row["name"] = desk.issue.country(row["country"])
    largest = _largest(desk)
    return Section(
        "check",
        "◇ Rows under check",
        _answer(desk),
        {"reasons": reasons, "readings": _readings(desk, largest), "largest": largest, "scope": scope(desk)},
    )


def _largest(desk: Desk) -> dict[str, Any] | None:
    number = largest_checked(desk)
    if number is None:
        return None
    row = desk.rows(
        "select * from checked where deaths_best is not null order by deaths_best * share desc, event_id limit 1"
    )[0]
    total = desk.one("select sum(deaths_best * share) from checked")
    if not total or (number.value or 0) < 0.25 * total:
        return None
    known = {
        1: "to the exact place",
        2: "to within 25 km",
        3: "to the district",
        4: "to the province",
        5: "to a part of the country",
        6: "to the country",
        7: "to no country",
    }
    return {
        "id": row["event_id"],
        "source_id": row["source_id"],
        "number": number,
        "range": low_high(row["deaths_low"], row["deaths_high"]),
        "share": share(number.value or 0, total),
        "sides": (row["side_a"] or "unknown", row["side_b"] or "unknown"),
        "when": day_span(row["date_start"], row["date_end"]),
        "known": known.get(row["place_precision"] or 0, "to no stated precision"),
        "where": desk.issue.country(row["country"]),
        "what": row["under_check"],
        "same": desk.numbers.count(
            "checked-same-reason",
            f"Rows in {desk.issue.country(row['country'])} marked “{row['under_check']}”",
            f"country = {quoted(row['country'])} AND under_check = {quoted(row['under_check'])}",
            table="checked",
        ),
    }


def _readings(desk: Desk, largest: dict[str, Any] | None) -> list[dict[str, Any]]:
    """The month's total by what is counted: settled rows, all but the largest row under check, all rows."""
    month = desk.issue.month_name
    n = desk.numbers
    everything = "(FROM counted UNION ALL FROM checked)"
    out = [{"name": "Settled rows only (used on this page)", "rows": n.count("events", f"Events in {month}"),
            "deaths": n.deaths("deaths", f"Deaths in {month}"), "main": True}]  # fmt: skip
    if largest is not None:
        where = f"event_id <> {quoted(largest['id'])}"
        out.append({
            "name": f"All rows but {largest['source_id']}",
            "rows": n.ask("reading-less-rows", f"Rows but {largest['id']}", "count(*)", table=everything, where=where),
            "deaths": n.deaths("reading-less", f"Deaths of all rows but {largest['id']}", where, table=everything),
            "main": False,
        })  # fmt: skip
    out.append({
        "name": "All rows",
        "rows": n.ask("reading-all-rows", "All rows, settled or not", "count(*)", table=everything),
        "deaths": n.deaths("reading-all", "Deaths of all rows, settled or not", table=everything),
        "main": False,
    })  # fmt: skip
    return out


def _answer(desk: Desk) -> Markup:
    """How far the total of the country with most at stake hangs on rows that are not settled."""
    worst = desk.rows(
        "select country, count(*) as n, coalesce(sum(deaths_best * share), 0) as d from checked"
        " group by 1 order by d desc, n desc, 1 limit 1"
    )[0]
    iso3, name = worst["country"], desk.issue.country(worst["country"])
    mine = f"country = {quoted(iso3)}"
    rows = desk.numbers.count(f"{iso3.lower()}-checked-rows", f"Rows under check in {name}", mine, table="checked")
    everything = desk.numbers.deaths(
        f"{iso3.lower()}-all-deaths",
        f"Deaths of all rows in {name}, settled or not",
        mine,
        table="(FROM counted UNION ALL FROM checked)",
    )
    tail = Markup("hangs on {} {} that the source has not settled").format(
        rows.as_text("one") if rows.value == 1 else rows, plural(rows.value, "row")
    )
    if desk.one(f"select count(*) from counted where {mine}"):
        settled: Any = country_deaths(desk, iso3)
        start = whole(settled.value)
        if start == whole(everything.value):
            return Markup("{}: {} with no death in the best estimate beyond those already counted.").format(
                name, rows.of("row under check", "rows under check")
            )
        return Markup("Whether {}’s month reads {} deaths or {} {}.").format(name, settled, everything, tail)
    return Markup("Whether {}’s month reads no death or {} {}.").format(name, everything, tail)
