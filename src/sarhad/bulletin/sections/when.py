"""When: deaths by day."""

from __future__ import annotations

import datetime as dt

from markupsafe import Markup

from ..charts import Day, days_chart
from ..desk import Desk
from ..drawing import Figure, Renderer
from ..figures import chart_figure
from ..words import day_name, day_span, low_high, plural, share, spell, whole
from .section import Section

_RUN = 3


def when(desk: Desk, renderer: Renderer) -> Section | None:
    """Bars by day; none where no settled event has a death."""
    days = _days(desk)
    total = sum(day.best for day in days)
    if not total:
        return None
    figure = _figure(desk, renderer, days, total)
    split = desk.numbers.count("split-rows", "Events of more than one day", "date_end > date_start")
    loose = desk.one("select count(*) from counted where date_precision >= 4")
    return Section("when", "When", _answer(desk, days, total), {"figure": figure, "split": split, "loose": loose})


def _days(desk: Desk) -> list[Day]:
    found = {
        row["day"]: row
        for row in desk.rows(
            "select day, sum(best_of_day) as best, sum(low_of_day) as low, sum(high_of_day) as high"
            " from counted_days group by 1"
        )
    }
    days = []
    day = desk.issue.month
    while day <= desk.issue.last_day:
        row = found.get(day, {})
        days.append(Day(day, row.get("best") or 0.0, row.get("low") or 0.0, row.get("high") or 0.0))
        day += dt.timedelta(days=1)
    return days


def _answer(desk: Desk, days: list[Day], total: float) -> Markup:
    """The run of three days that holds most, where it holds a good part; else how many days saw a death."""
    sums = [(sum(d.best for d in days[i : i + _RUN]), -i) for i in range(len(days) - _RUN + 1)]
    best, start = max(sums)
    run = days[-start : -start + _RUN]
    of_all = desk.numbers.deaths("deaths", f"Deaths in {desk.issue.month_name}")
    if best >= 0.4 * total:
        number = desk.numbers.ask(
            "three-days",
            f"Deaths from {day_span(run[0].day, run[-1].day)}",
            "sum(best_of_day), sum(low_of_day), sum(high_of_day)",
            table="counted_days",
            where=f"day BETWEEN date '{run[0].day}' AND date '{run[-1].day}'",
        )
        which = "The last three days of the month hold" if run[-1].day == desk.issue.last_day else (
            "The first three days of the month hold" if run[0].day == desk.issue.month
            else f"The three days from {day_span(run[0].day, run[-1].day)} hold"
        )  # fmt: skip
        return Markup("{} {} of its {} deaths.").format(which, number, of_all)
    active = desk.numbers.ask(
        "days-with-deaths", "Days with a death", "count(DISTINCT day)", table="counted_days", where="best_of_day > 0"
    )
    on = Markup("on {} of the {} days").format(active, len(days))
    if active.value == len(days):
        on = active.as_text("on every day of the month")
    return Markup("Deaths fall {}; no three days in a row hold more than {} of all {}.").format(
        on, share(best, total), of_all
    )


def _figure(desk: Desk, renderer: Renderer, days: list[Day], total: float) -> Figure:
    peak = max(days, key=lambda d: (d.best, d.high))
    part = peak.best / total
    finding = Markup("One day, {}, carries {} of the month’s deaths").format(
        day_name(peak.day), share(peak.best, total)
    )
    if part < 0.2:
        finding = Markup("No day carries more than {} of the month’s deaths").format(share(peak.best, total))
    bounds = low_high(peak.low, peak.high)
    note = f"{day_name(peak.day)}: {whole(peak.best)} deaths" + (f" ({bounds})" if bounds else "")
    row = desk.rows(
        f"select best_of_day as d, low_of_day as l, high_of_day as h, place_precision as p, admin1 from counted_days"
        f" where day = date '{peak.day}' order by d desc nulls last, event_id limit 1"
    )[0]
    if row["d"] and row["d"] > 0.5 * peak.best and (row["p"] or 0) >= 4:
        bounds = low_high(row["l"], row["h"])
        note += f",\n{whole(row['d'])} of them in one row known\nonly to the province" + (
            f" ({bounds})" if bounds else ""
        )
    lands = desk.one("select count(distinct country) from counted")
    where = f"{spell(lands)} {plural(lands, 'country', 'countries')}"
    about = f"Deaths by day, settled events, {where}, {desk.issue.month_name}"
    alt = f"{about}. {finding.striptags()}. Highest: {whole(peak.best)} on {day_name(peak.day)}."
    rows = [{"day": d.day.isoformat(), "deaths_best": d.best, "deaths_low": d.low, "deaths_high": d.high} for d in days]
    return chart_figure(
        renderer,
        "days",
        finding,
        about,
        alt,
        wide=days_chart(days, width=832, height=190, step=2, note=note),
        narrow=days_chart(days, width=358, height=170, step=6, note=note),
        rows=rows,
    )
