"""What was found, in a sentence: words before numbers, and every number a link to its row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from markupsafe import Markup

from ..desk import Desk
from ..pattern import Pattern
from ..words import capital, day_name, day_span, month_name, plural, spell, whole

SURE = 0.05
"""The p-value up to which a sentence says "more than chance"; the value itself stands beside it."""


def answer(desk: Desk, pattern: Pattern) -> Markup:
    """The sentence of a pattern, or why there is none."""
    if reason := pattern.cannot_say:
        if len(set(pattern.table["cannot_say"].to_pylist())) > 1:
            reason = "each row of its table has a reason of its own"
        return Markup("Nothing can be said: {}.").format(reason.rstrip("."))
    return _ANSWERS[pattern.name](_Teller(desk, pattern))


class _Teller:
    def __init__(self, desk: Desk, pattern: Pattern) -> None:
        self.desk, self.pattern, self.rows = desk, pattern, pattern.rows

    def number(self, row: Mapping[str, Any], column: str, label: str, text: str | None = None) -> Markup:
        """The value of a cell as a link; `text` is how it is written."""
        number = self.desk.numbers.ask(
            f"{self.pattern.name}-{row['row']}-{column.replace('_', '-')}",
            label,
            column,
            table=self.pattern.table_name,
            where=f"row = {row['row']}",
            left_out=self.pattern.provenance.left_out,
        )
        return number.as_text(text or decimal(number.value))

    def count(
        self, key: str, label: str, where: str, one: str, many: str = "", *, of: str = "count(*)", zero: str = "no"
    ) -> Markup:
        number = self.desk.numbers.ask(
            f"{self.pattern.name}-{key}",
            label,
            of,
            table=self.pattern.table_name,
            where=where,
            left_out=self.pattern.provenance.left_out,
        )
        return Markup("{} {}").format(
            number.as_text(spell(number.value, zero=zero)),
            plural(number.value, one, many),
        )

    @property
    def window(self) -> str:
        first, last = month_name(self.pattern.start), month_name(self.pattern.end)
        return first if first == last else f"{first} to {last}"


def decimal(value: float | None) -> str:
    """A ratio, mean or share with as many decimals as say something: `12.3`, `0.42`, `0.004`."""
    if value is None:
        return "not given"
    if float(value).is_integer():
        return f"{int(value):,}"
    size = abs(value)
    return (
        f"{value:,.0f}"
        if size >= 1000
        else f"{value:.1f}"
        if size >= 10
        else f"{value:.2f}"
        if size >= 0.1
        else f"{value:.3f}"
    )


def chance(value: float | None) -> str:
    """`p = 0.004`; a p-value is given to three decimals."""
    return "without a p-value" if value is None else "p < 0.001" if value < 0.0005 else f"p = {value:.3f}"


def _change(t: _Teller) -> Markup:
    of = str(t.pattern.drawn["of"])
    found = [row for row in t.rows if row["method"] == "PELT" and row["change"]]
    cut = next((row for row in t.rows if row["method"] == "best single cut" and row["change"]), None)
    text = Markup("The level of {} by month did not change, {}.").format(of, t.window)
    if found:
        last = found[-1]
        interval = (
            f" ({decimal(last['ratio_low'])} to {decimal(last['ratio_high'])})" if last["ratio_low"] is not None else ""
        )
        text = Markup("The level of {} by month changed {}; the last time in {}, from {} to {} a month").format(
            of,
            t.count("changes", f"Changes of level, {t.window}", "method = 'PELT' AND change IS NOT NULL", "time"),
            month_name(last["change"]),
            t.number(last, "mean_before", "Mean a month before the last change"),
            t.number(last, "mean_after", "Mean a month after the last change"),
        )
        if last["ratio"] is not None:
            text += Markup(", {} times as many{}").format(
                t.number(last, "ratio", "After by before, last change"), interval
            )
        text += Markup(".")
    if cut is not None and cut["p_value"] is not None:
        sure, p = cut["p_value"] <= SURE, t.number(cut, "p_value", "p of the best single cut", chance(cut["p_value"]))
        month = month_name(cut["change"])
        if sure == bool(found):
            more = "more than chance gives" if sure else "no more than chance may give"
            text += Markup(" A test of one change alone puts it in {}, {} ({}).").format(month, more, p)
        elif found:
            text += Markup(
                " That is what segmentation finds, which knows no p-value; a test of one change alone, in {}, "
                "gives {}, so chance may give as much."
            ).format(month, p)
        else:
            text += Markup(
                " That is what segmentation says; a test of one change puts it in {}, more than chance gives ({})."
            ).format(month, p)
    return text


def _slope(t: _Teller) -> Markup:
    of = str(t.pattern.drawn["of"])
    row = t.rows[0]
    step = row["slope_per_year"]
    way = "rose" if step > 0 else "fell" if step < 0 else "neither rose nor fell"
    text = Markup("By the month, {} {}").format(of, way)
    if step:
        text += Markup(" by {} a month each year (slope {} to {})").format(
            t.number(row, "slope_per_year", "Slope of Sen, a year", decimal(abs(step))),
            decimal(row["slope_low"]),
            decimal(row["slope_high"]),
        )
    sure = "more than chance gives" if row["p_value"] <= SURE else "no more than chance may give"
    text += Markup(", {} ({})").format(sure, t.number(row, "p_value", "p of Mann-Kendall", chance(row["p_value"])))
    other = next((r for r in t.rows if r["series"] != row["series"]), None)
    if other:
        same = (other["p_value"] <= SURE) == (row["p_value"] <= SURE)
        text += Markup("; without the largest event that {}").format("stays so" if same else "does not hold")
    return text + Markup(".")


def _hotspots(t: _Teller) -> Markup:
    of = str(t.pattern.drawn["of"])
    said = t.count("cells", f"Hot spots, {t.window}", "hotspot", "cell has", "cells have")
    if not any(row["hotspot"] for row in t.rows):
        return Markup("No cell has more {} around it than chance gives, {}.").format(of, t.window)
    top = max((row for row in t.rows if row["hotspot"]), key=lambda row: (row["z_score"], -row["row"]))
    return Markup("{} more {} around them than chance gives, of {} looked at; the sharpest holds {}.").format(
        capital(said),
        of,
        f"{len(t.rows):,}",
        t.number(top, "value", f"{of.capitalize()} in the sharpest hot spot"),
    )


def _clusters(t: _Teller) -> Markup:
    first = t.rows[0]
    sure = [row for row in t.rows if row["p_value"] <= SURE]
    where = Markup("within {} km, {}").format(decimal(first["radius_km"]), _span(first["first_day"], first["last_day"]))
    told = Markup("{} events where {} were expected ({})").format(
        t.number(first, "events", "Events in the most unusual cluster"),
        t.number(first, "expected", "Expected in the most unusual cluster"),
        t.number(first, "p_value", "p of the most unusual cluster", chance(first["p_value"])),
    )
    if not sure:
        return Markup("No cluster is more than chance gives; the most unusual had {}, {}.").format(told, where)
    return Markup("{} more than chance gives; the most unusual had {}, {}.").format(
        capital(t.count("found", "Clusters with p up to 0.05", f"p_value <= {SURE}", "cluster is", "clusters are")),
        told,
        where,
    )


def _span(first: dt.date, last: dt.date) -> str:
    if first.year == last.year:
        return f"{day_span(first, last)} {last.year}"
    return f"{day_name(first, year=True)} to {day_name(last, year=True)}"


def _repeats(t: _Teller) -> Markup:
    row = t.rows[0]
    far, days = decimal(row["km_to"]), row["days_to"]
    more = "more than chance gives" if row["p_value"] <= SURE else "no more than chance may give"
    text = Markup("Pairs of events within {} km and {} days were {} times as many as by chance, {} ({})").format(
        far,
        days,
        t.number(row, "ratio", "Pairs seen by pairs expected"),
        more,
        t.number(row, "p_value", "p of Knox’s test", chance(row["p_value"])),
    )
    bands = [
        r for r in t.rows[1:] if r["ratio"] is not None and r["p_adjusted"] is not None and r["p_adjusted"] <= SURE
    ]
    if bands:
        top = max(bands, key=lambda r: (r["ratio"], -r["row"]))
        text += Markup("; most {}, {} times").format(band(top), t.number(top, "ratio", f"Ratio {band(top)}"))
    return text + Markup(".")


def band(row: Mapping[str, Any]) -> str:
    """`at the same point within 7 days`, `over 1 to 5 km apart and 8 to 14 days`."""
    return f"{far(row)} and {days(row)}"


def far(row: Mapping[str, Any]) -> str:
    """The distance of a band in words."""
    low, high = decimal(row["km_from"]), decimal(row["km_to"])
    return (
        "at the same point" if high == "0" else f"up to {high} km apart" if low == "0" else f"{low} to {high} km apart"
    )


def days(row: Mapping[str, Any]) -> str:
    """The days of a band in words."""
    return f"{row['days_from']} to {row['days_to']} days"


def _network(t: _Teller) -> Markup:
    row = t.rows[-1]
    when = row["period"].year if t.pattern.drawn["period"] == "year" else month_name(row["period"])
    parts = t.number(row, "components", f"Separate parts of the graph, {when}", spell(row["components"]))
    text = Markup("In {} {} sides fought each other in {} {}, {}; the most involved side took part in {} of it").format(
        when,
        t.number(row, "sides", f"Sides, {when}", spell(row["sides"])),
        t.number(row, "dyads", f"Pairs that fight, {when}", spell(row["dyads"])),
        plural(row["dyads"], "pair"),
        "all linked" if row["components"] == 1 else Markup("in {} separate parts").format(parts),
        t.number(row, "top_share", f"Share of the most involved side, {when}", f"{100 * row['top_share']:.0f}%"),
    )
    if row["p_value"] is not None:
        more = "more" if row["p_value"] <= SURE else "no more"
        text += Markup("; {} of {} signed triads were balanced, {} than chance gives ({})").format(
            t.number(row, "balanced", f"Balanced triads, {when}"),
            t.number(row, "triads", f"Signed triads, {when}"),
            more,
            t.number(row, "p_value", "p of the balanced triads", chance(row["p_value"])),
        )
    return text + Markup(".")


def _dyads(t: _Teller) -> Markup:
    when = t.pattern.start.year if t.pattern.start.year == t.pattern.end.year else t.window
    if not t.rows:
        return Markup("No pair of sides is recorded, {}.").format(when)
    least = t.pattern.provenance.parameters["active_deaths"]
    unknown = any(row["active"] is None for row in t.rows)
    has = ("is known to have", "are known to have") if unknown else ("has", "have")
    text = Markup("In {} {} recorded; {} {} deaths or more").format(
        when,
        t.count("all", f"Pairs of sides, {when}", "row > 0", "pair of sides is", "pairs of sides are"),
        t.count("active", f"Active pairs, {when}", "active", *has, zero="none"),
        least,
    )
    if unknown:
        text += Markup(", and of {} that cannot be said").format(
            t.count(
                "unknown", f"Pairs of which it is not known whether they are active, {when}", "active IS NULL", "pair"
            )
        )
    top, called = t.rows[0], names(t.desk)
    if top["deaths_best"]:
        text += Markup("; the deadliest was {} – {} with {} {} in {} {}").format(
            called.get(top["side_a"], top["side_a"]),
            called.get(top["side_b"], top["side_b"]),
            t.number(top, "deaths_best", "Deaths, best estimate, the deadliest pair", whole(top["deaths_best"])),
            plural(top["deaths_best"], "death"),
            t.number(top, "events", "Events, the deadliest pair", spell(top["events"])),
            plural(top["events"], "event"),
        )
    return text + Markup(".")


def names(desk: Desk) -> dict[str, str]:
    """What sides are called: the registry's name of an id, else the source's own."""
    return {actor.id: actor.name for actor in desk.issue.registry.actors}


def border_sides(desk: Desk, border: str) -> tuple[str, str]:
    """The two countries of a border, "AFG-TJK", by name."""
    first, second = border.split("-")
    return desk.issue.country(first), desk.issue.country(second)


def _spillover(t: _Teller) -> Markup:
    lags = [row for row in t.rows if row["part"] == "lag"]
    top = min(lags, key=lambda row: (row["p_adjusted"], -row["correlation"], row["row"]))
    of = "count(DISTINCT border)"
    said = t.count("said", "Borders with events enough on both sides", "part = 'lag'", "border", of=of)
    sure = f"part = 'lag' AND p_adjusted <= {SURE}"
    found = t.count("found", "Borders with p up to 0.05, all lags allowed for", sure, "has", "have", of=of, zero="none")
    a, b = border_sides(t.desk, top["border"])
    months = f"{spell(abs(top['lag_months']))} {plural(abs(top['lag_months']), 'month')}"
    when = (
        "in the same month"
        if top["lag_months"] == 0
        else f"{a} {months} before {b}"
        if top["lag_months"] > 0
        else f"{b} {months} before {a}"
    )
    return Markup(
        "Of {} with events enough on both sides, {} a side that goes with or before the other more than chance gives; "
        "{} is {} – {}, {} (correlation {}, {})."
    ).format(
        said,
        found,
        "the clearest" if top["p_adjusted"] <= SURE else "nearest to it",
        a,
        b,
        when,
        t.number(top, "correlation", f"Correlation, {a} – {b}, {when}"),
        t.number(top, "p_adjusted", f"p, all lags allowed for, {a} – {b}", chance(top["p_adjusted"])),
    )


def _alerts(t: _Teller) -> Markup:
    new = this_month(t.desk, t.pattern)
    where = f"day >= DATE '{t.desk.issue.month}' AND day <= DATE '{t.desk.issue.last_day}'"
    said = t.count("this-month", f"Alerts in {t.desk.issue.month_name}", where, "alert")
    if not new:
        return Markup("No alert in {}; {} from {}.").format(
            t.desk.issue.month_name, t.count("all", f"Alerts, {t.window}", "day IS NOT NULL", "alert"), t.window
        )
    return Markup("{} in {}: {}").format(capital(said), t.desk.issue.month_name, alert_words(t.desk, t.pattern, new[0]))


def this_month(desk: Desk, pattern: Pattern) -> list[dict[str, Any]]:
    """The alerts of the issue's own month."""
    return [row for row in pattern.rows if desk.issue.month <= row["day"] <= desk.issue.last_day]


def alert_words(desk: Desk, pattern: Pattern, row: Mapping[str, Any]) -> Markup:
    """An alert as a sentence, by which rule, and the one before it."""
    t = _Teller(desk, pattern)
    days_back = pattern.provenance.parameters.get("window_days", "")
    before = row["previous_alert"]
    last = (
        f"The alert before it was on {day_name(before, year=True)}." if before else "No alert before it in the window."
    )
    if row["rule"] == "high":
        text = Markup(
            "{}: {} deaths in the {} days up to {}, more than on any day of the {} before (at most {})."
        ).format(
            desk.issue.country(row["about"]),
            t.number(
                row,
                "deaths",
                f"Deaths in the days up to {day_name(row['day'], year=True)}",
                decimal(round(row["deaths"])),
            ),
            days_back,
            day_name(row["day"], year=True),
            "year" if row["years"] == 1 else f"{row['years']} years",
            t.number(row, "highest_before", "The highest before", decimal(round(row["highest_before"]))),
        )
        return Markup("{} {}").format(text, last)
    line = next((line.name for line in desk.issue.lines if line.id == row["about"]), row["about"])
    since = row["last_event"]
    text = Markup("{}: on {} the first event within {} km {}.").format(
        line,
        day_name(row["day"], year=True),
        pattern.provenance.parameters.get("near_km", ""),
        f"since {day_name(since, year=True)}" if since else "on record",
    )
    return Markup("{} {}").format(text, last)


_ANSWERS: Mapping[str, Callable[[_Teller], Markup]] = {
    "alerts": _alerts,
    "change": _change,
    "slope": _slope,
    "hotspots": _hotspots,
    "clusters": _clusters,
    "repeats": _repeats,
    "network": _network,
    "dyads": _dyads,
    "spillover": _spillover,
}
