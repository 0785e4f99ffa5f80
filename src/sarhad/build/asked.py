"""The tables of what a watch asks besides: media volume by its norm, and what exposes its states to a neighbour."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace

import pyarrow as pa

from .. import claims, measures
from ..errors import Problem
from ..events import Coverage, lists_every_event
from ..forecasts import Watched
from ..measures import Component
from ..measures.vulnerability import Value
from ..places import Line
from ..store import ATTENTION
from ..watch import AskedComponent, AskVulnerability, Watch
from .assemble import indicators
from .counted import counted
from .inputs import Inputs
from .month import last_day, past_months

ATTENTION_TABLE = measures.ATTENTION_MEASURE_SCHEMA.append(pa.field("source", pa.string()))
_NOT_SHOWN = "media volume is loaded and not shown: watch.toml has no [attention]"


def asked_tables(
    inputs: Inputs, month: dt.date, borders: tuple[Line, ...], ahead: Watched | None
) -> Mapping[str, pa.Table]:
    """`attention`, `vulnerability` and `weighted`, each empty where it is not asked. `inputs` hold open rows only.

    Raises:
        InputError: a component is an indicator that is not loaded, or that several sources give.
    """
    vulnerability, weighted = _vulnerability(inputs, month, borders, ahead)
    return {"attention": _attention(inputs, month), "vulnerability": vulnerability, "weighted": weighted}


def not_shown(inputs: Inputs) -> tuple[Problem, ...]:
    """A finding where media volume is loaded and the watch does not ask for it."""
    if inputs.attention is None or inputs.watch.file.attention:
        return ()
    return (Problem("attention-not-shown", _NOT_SHOWN, do="copy it from the file that sarhad new writes"),)


def _attention(inputs: Inputs, month: dt.date) -> pa.Table:
    """Empty too where no day of the month is loaded."""
    asked, volume = inputs.watch.file.attention, inputs.attention
    end = last_day(month)
    if asked is None or volume is None or not any(month <= told.day <= end for told in volume.days):
        return ATTENTION_TABLE.empty_table()
    months = past_months(month, asked.norm_months)
    found = measures.attention(
        volume,
        counted(inputs, months),
        countries=inputs.watch.region.countries,
        start=month,
        end=end,
        norm_start=months[0],
        volume_of=asked.volume,
        actor_group=asked.actor_group,
        arrived_min=asked.arrived_min,
        of=asked.against,
        deaths="best",
        under_check="leave out",
        max_lag_days=asked.max_lag_days,
        belated_days=asked.belated_days,
        confidence=inputs.watch.file.measures.confidence,
        coverage=_every_event(inputs),
    ).table
    return found.append_column("source", pa.array([ATTENTION] * found.num_rows, pa.string()))


def _vulnerability(
    inputs: Inputs, month: dt.date, borders: tuple[Line, ...], ahead: Watched | None
) -> tuple[pa.Table, pa.Table]:
    asked = inputs.watch.file.vulnerability
    weighted = measures.WEIGHTED_SCHEMA.empty_table()
    if asked is None:
        return measures.VULNERABILITY_SCHEMA.empty_table(), weighted
    countries = [country for country in inputs.watch.region.countries if country not in asked.of_concern]
    lines = _with_published(inputs.watch, borders)
    components = [_component(inputs, asked, part, countries, lines, month, ahead) for part in asked.components]
    worse = {part.name: part.worse for part in asked.components}
    table = measures.vulnerability(components, countries=countries, worse=worse).table
    if asked.weights:
        weights = asked.weights
        weighted = measures.weighted_rank(components, countries=countries, worse=worse, weights=weights).table
    return table, weighted


def _component(
    inputs: Inputs,
    asked: AskVulnerability,
    part: AskedComponent,
    countries: list[str],
    borders: tuple[Line, ...],
    month: dt.date,
    ahead: Watched | None,
) -> Component:
    if part.component == "forecast":
        return _forecast(ahead, countries, part.name)
    if part.indicator is not None:
        return measures.indicator(
            indicators(inputs),
            countries,
            name=part.name,
            indicator=part.indicator,
            source=part.source,
            until=last_day(month),
        )
    if part.component in ("border-published", "border-measured"):
        published = part.component == "border-published"
        return measures.shared_border(countries, asked.of_concern, borders, name=part.name, published=published)
    if part.component == "deaths-trend":
        months = past_months(month, 2 * asked.trend_months - 1)
        start = months[asked.trend_months]
        found = measures.deaths_trend(
            counted(inputs, months),
            countries,
            name=part.name,
            before=(months[0], start - dt.timedelta(days=1)),
            after=(start, last_day(month)),
            deaths="best",
            confidence=inputs.watch.file.measures.confidence,
            under_check="leave out",
            coverage=_every_event(inputs),
        )
    else:
        months = past_months(month, asked.event_months - 1)
        found = measures.border_events(
            counted(inputs, months),
            countries,
            asked.of_concern,
            borders,
            name=part.name,
            side="inside" if part.component == "events-inside" else "beyond",
            within_km=asked.border_km,
            start=months[0],
            end=last_day(month),
            place_precision_max=inputs.watch.file.measures.place_precision_max,
            under_check="leave out",
            coverage=_every_event(inputs),
        )
    names = {block.source for block in _every_event(inputs)}
    return replace(found, source=", ".join(dict.fromkeys(str(ref) for ref in inputs.refs if ref.name in names)))


def _forecast(ahead: Watched | None, countries: list[str], name: str) -> Component:
    """The median of the first month foreseen, up to its 95th percentile, with the reason where there is none."""
    assert ahead is not None, "a watch without [forecasts] may not ask for it"
    made = ahead.made
    why = "not foreseen"
    values = {c: Value(None, "", cannot_say=made["no_forecast"].get(c, why)) for c in countries}
    for served in made["countries"]:
        if served["country"] in values:
            told = served["months"][0]
            low, median, high = (told["quantiles"][level] for level in ("5", "50", "95"))
            values[served["country"]] = Value(median, told["month"], low, high)
    return Component(name, "deaths", f"forecast by {made['model']} from {made['vintage'] or 'nothing loaded'}", values)


def _every_event(inputs: Inputs) -> list[Coverage]:
    return [block for block in inputs.coverage if lists_every_event(block)]


def _with_published(watch: Watch, borders: tuple[Line, ...]) -> tuple[Line, ...]:
    """The borders with the lengths that the watch's file of published ones states, and its source."""
    file = watch.file.files.borders
    published = claims.read_published_lengths(watch.path(file)) if file else ()
    main = {length.line: length for length in published if length.main}
    return tuple(
        replace(line, whole_km=main[line.id].km, source=main[line.id].source) if line.id in main else line
        for line in borders
    )
