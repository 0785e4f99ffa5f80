"""Against past months: what is loaded of them, and where the month stands among them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from markupsafe import Markup

from ..charts import Panel, past_chart
from ..desk import Desk
from ..drawing import Renderer
from ..figures import chart_figure
from ..numbers import Number, quoted
from ..words import listing, month_name, month_runs, next_month, plural, spell
from .countries import past_of
from .section import Section

_PANELS = 12


def past(desk: Desk, renderer: Renderer) -> Section | None:
    """Small multiples of deaths by month; none where no past month of any country is loaded."""
    panels = [_panel(desk, iso3) for iso3 in desk.issue.countries]
    if not any(len(p.values) > (desk.issue.month in p.values) for p in panels):
        return None
    panels.sort(key=lambda p: (not p.values, -max([*p.values.values(), 0])))
    with_deaths = [p for p in panels if any(p.values.values()) or p.high]
    shown = (with_deaths or [p for p in panels if p.values])[:_PANELS]
    rest = [p for p in panels if p not in shown]
    zeros = [p.name for p in rest if any(m in p.values for m in p.months[:-1]) and not any(p.values.values())]
    absent = [p.name for p in rest if not any(m in p.values for m in p.months[:-1])]
    about = f"Deaths by month, best estimate, {month_name(desk.window[0])} to {desk.issue.month_name}"
    if any(len(p.values) < len(p.months) for p in shown):
        about += "; hatched: no loaded source looks"
    if any(problem.kind == "mixed-coverage" for problem in desk.issue.problems):
        about += "; the months come from sources of different coverage"
    rows = [
        {"country": p.name, "month": f"{m:%Y-%m}", "deaths_best": p.values.get(m), "covered": m in p.values}
        for p in panels
        for m in p.months
    ]
    lead = _lead_country(desk)
    finding = _finding(desk, lead)
    alt = f"{about}. {finding.striptags()}. " + " ".join(
        f"{p.name}: {p.values[p.months[-1]]:.0f} this month." for p in shown if p.months[-1] in p.values
    )
    columns = min(4, len(shown))
    figure = chart_figure(
        renderer,
        "past",
        finding,
        about,
        alt,
        wide=past_chart(shown, width=820, columns=columns),
        narrow=past_chart(shown, width=340, columns=min(2, len(shown))),
        rows=rows,
    )
    origins = [
        row["source"]
        for row in desk.rows(
            f"select distinct source from country_month where month < date '{desk.issue.month}' order by 1"
        )
    ]
    gaps = [m for m in desk.window[:-1] if not any(m in p.values for p in panels)]
    return Section(
        "past",
        "Against past months",
        _answer(desk, lead),
        {
            "figure": figure,
            "absent": absent,
            "zeros": zeros,
            "origins": origins,
            "gaps": month_runs(gaps) if gaps else "",
            "more": len(with_deaths) - len(shown) if with_deaths else 0,
        },
    )


def _panel(desk: Desk, iso3: str) -> Panel:
    rows = desk.rows(
        f"select month, deaths_best, deaths_low, deaths_high from country_month where country = {quoted(iso3)}"
        " order by month"
    )
    values = {r["month"]: float(r["deaths_best"]) for r in rows if r["deaths_best"] is not None}
    this = next((r for r in rows if r["month"] == desk.issue.month), {"deaths_low": None, "deaths_high": None})
    return Panel(desk.issue.country(iso3), desk.window, values, this["deaths_low"], this["deaths_high"])


def _lead_country(desk: Desk) -> str:
    """The country of the section's sentence: most deaths this month or, without one, most in the loaded past."""
    rows = desk.rows(
        f"select country, sum(deaths_best) filter (month = date '{desk.issue.month}') as now,"
        f" sum(deaths_best) as everything from country_month group by 1"
        f" having count(*) filter (month < date '{desk.issue.month}') > 0"
        " order by now desc nulls last, everything desc nulls last, country"
    )
    return str(rows[0]["country"])


def _month_number(desk: Desk, iso3: str, month: dt.date, what: str = "deaths") -> Number:
    column = "deaths_best, deaths_low, deaths_high" if what == "deaths" else "events"
    return desk.numbers.ask(
        f"{iso3.lower()}-{what}-{month:%Y-%m}",
        f"{what.capitalize()} in {desk.issue.country(iso3)}, {month_name(month)}",
        column,
        table="country_month",
        where=f"country = {quoted(iso3)} AND month = date '{month}'",
    )


def _answer(desk: Desk, iso3: str) -> Markup:
    rows = past_of(desk, iso3)
    name, month = desk.issue.country(iso3), desk.issue.month
    peak = max(rows, key=lambda r: (r["best"] or 0, r["month"]))
    highest = _month_number(desk, iso3, peak["month"])
    of_months = f"the highest of its {spell(len(rows))} loaded past {plural(len(rows), 'month')}"
    here = desk.rows(f"select deaths_best from country_month where country = {quoted(iso3)} and month = date '{month}'")
    if not here:
        return Markup("No figure of {} for {} is loaded; {} in {} {} {}.").format(
            name,
            desk.issue.month_name,
            highest.of("death"),
            month_name(peak["month"]),
            plural(highest.value, "is", "are"),
            of_months,
        )
    now = _month_number(desk, iso3, month)
    same = [r for r in rows if r["month"].month == month.month]
    text = Markup("{}’s {} stand against ").format(name, now.of("death")) if now.value != 1 else Markup(
        "{}’s one death stands against ").format(name)  # fmt: skip
    parts = []
    if same and same[-1]["month"] != peak["month"]:
        parts.append(
            Markup("{} in {}").format(_month_number(desk, iso3, same[-1]["month"]), month_name(same[-1]["month"]))
        )
    parts.append(Markup("{} in {}, {}").format(highest, month_name(peak["month"]), of_months))
    text += listing(parts) + Markup(".")
    if since := _since(desk, iso3, rows, here[0]["deaths_best"]):
        text += Markup(" ") + since
    return text


def _since(desk: Desk, iso3: str, rows: list[dict[str, Any]], now: float) -> Markup | None:
    """That it is the most since a month, only where every month between is loaded."""
    for back, row in enumerate(reversed(rows), 1):
        if row["month"] != next_month(desk.issue.month, -back):
            return None
        if (row["best"] or 0) >= now:
            return Markup("That is the most since {}.").format(month_name(row["month"])) if back > 2 else None
    return None


def _finding(desk: Desk, iso3: str) -> Markup:
    rows = past_of(desk, iso3)
    name = desk.issue.country(iso3)
    here = desk.rows(
        f"select deaths_best from country_month where country = {quoted(iso3)} and month = date '{desk.issue.month}'"
    )
    if not here:
        return Markup("What {} holds is not known for {}").format(desk.issue.month_name, name)
    below = sum((r["best"] or 0) < here[0]["deaths_best"] for r in rows)
    if below == len(rows):
        text = Markup("{} stands above all {} loaded past months").format(name, len(rows))
    elif below == 0:
        text = Markup("{} stands above none of {} loaded past months").format(name, len(rows))
    else:
        text = Markup("{} stands above {} of {} loaded past months").format(name, below, len(rows))
    loaded = {r["month"] for r in rows}
    gaps = [m for m in desk.window[:-1] if m not in loaded]
    if gaps:
        recent = [m for m in gaps if m > max(loaded)] if loaded else gaps
        if recent:
            text += Markup("; not loaded: {}").format(month_runs(recent))
    return text
