"""Panels and forecasts of a watch: from open events that a source lists in full, or from a panel that it names."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace

from .. import forecasts
from ..errors import InputError
from ..events import Result, SourceRef, lists_every_event, periods
from ..watch import Watch, WorldPanel
from .admission import admit
from .counted import counted
from .inputs import Inputs, Note, read_inputs
from .month import last_day, parse_month


def watch_forecasts(inputs: Inputs, month: dt.date, *, kept: forecasts.Kept | None = None) -> forecasts.Watched | None:
    """What the watch asks to be foreseen in a month, and the panel by which its kept forecasts are scored.

    None where it does not ask. `inputs` hold open rows only; a panel that the watch names takes their place. Monthly
    figures are not used: they do not tell the deaths of state-based conflict from others. A forecast that the month
    has `kept` is not made again: all that a build says of the months ahead is said of that one.
    """
    asked = inputs.watch.file.forecasts
    if asked is None:
        return None
    known = forecasts.views_countries().values()
    region = inputs.watch.region.countries
    panel: forecasts.Panel | None
    if asked.panel:
        panel, known_by = _world_panel(inputs.watch, asked.panel), "known"
        without = dict.fromkeys(region, "not in the panel")
    else:
        found = events_panel(inputs, unit="country", countries=[iso3 for iso3 in region if iso3 in known])
        panel, known_by = found.table if found else None, "loaded event by event"
        reason = f"no month {known_by}"
        without = {iso3: "VIEWS has no number for it" if iso3 not in known else reason for iso3 in region}
    if kept is not None:
        return forecasts.Watched(kept, panel)
    made = forecasts.make_kept(
        panel,
        countries=region,
        known_by=known_by,
        month=f"{month:%Y-%m}",
        months_ahead=asked.months_ahead,
        model=asked.model,
        redraws=asked.redraws,
        seed=inputs.watch.file.measures.seed,
        without={iso3: why for iso3, why in without.items() if panel is None or iso3 not in panel.codes},
    )
    return forecasts.Watched(made, panel)


def panel_refs(ahead: forecasts.Watched | None) -> tuple[SourceRef, ...]:
    """The panel that a watch names, among the sources of its pages."""
    return tuple(ref for ref in ahead.panel.sources if ref.name == forecasts.PANEL) if ahead and ahead.panel else ()


def _world_panel(watch: Watch, stated: WorldPanel) -> forecasts.Panel:
    """The panel that a watch names, with what its licence asks to be said."""
    panel = forecasts.read_panel(watch.path(stated.file), vintage=f"{stated.title} {stated.version}")
    if panel.unit != "country":
        raise InputError(f"{stated.file} holds cells", do="name a panel of countries as [forecasts.panel] file")
    refs = tuple(
        replace(ref, title=stated.title, version=stated.version, licence=stated.licence, citation=stated.citation)
        for ref in panel.sources
    )
    return replace(panel, sources=refs)


def events_panel(
    inputs: Inputs,
    *,
    unit: forecasts.UnitKind,
    countries: list[str],
    first: dt.date = dt.date.min,
    last: dt.date = dt.date.max,
    place_precision_max: int | None = None,
) -> Result[forecasts.Panel] | None:
    """State-based deaths in all whole months since the watch began, from `first` to `last`, in which a source may look.

    Settled rows of sources that list every event; None where none looks. `inputs` hold open rows only.
    """
    blocks = [block for block in inputs.coverage if lists_every_event(block)]
    if not blocks or not countries:
        return None
    begins = max(inputs.watch.region.start, first, min(block.start for block in blocks))
    start = begins if begins.day == 1 else last_day(begins.replace(day=1)) + dt.timedelta(days=1)
    end = min(last, last_day(max(block.end for block in blocks).replace(day=1)))
    if start > end:
        return None
    months = [first for first, _ in periods(start, end, "month")]
    refs = tuple(ref for ref in inputs.refs if ref.name in {block.source for block in blocks})
    made = forecasts.panel_of_events(
        counted(inputs, months),
        unit=unit,
        start=start,
        end=end,
        coverage=blocks,
        countries=countries,
        violence_types=["state-based"],
        under_check="leave out",
        vintage="; ".join(dict.fromkeys(f"{ref.title} {ref.version}" for ref in refs)),
        place_precision_max=place_precision_max,
    )
    return Result(replace(made.table, sources=refs), made.provenance.with_sources(*refs))


def watch_panel(
    watch: Watch,
    *,
    unit: forecasts.UnitKind,
    countries: Iterable[str] | None,
    first: str | None,
    last: str | None,
    place_precision_max: int | None,
    note: Note = lambda text: None,
) -> Result[forecasts.Panel]:
    """The panel of what a watch has loaded, as a file can hold it: its countries or some of them, open rows only.

    `first` and `last` are months such as 2015-01; without them the first and last that are covered.

    Raises:
        InputError: nothing is loaded, no month is covered or one between covered ones is not, the months stand in the
            wrong order, or a country is not the watch's.
    """
    named = sorted(set(watch.region.countries if countries is None else countries))
    other = sorted(set(named) - set(watch.region.countries))
    if other:
        raise InputError(f"the watch {watch.region.id} does not look at {', '.join(other)}", do="name its countries")
    span = {"first": parse_month(first)} if first else {}
    if last:
        span["last"] = last_day(parse_month(last))
    if len(span) == 2 and span["first"] > span["last"]:
        raise InputError(f"{first} is after {last}", do="give the earlier month as --from")
    inputs = admit(read_inputs(watch, note=note)).public
    note("counting deaths")
    found = events_panel(inputs, unit=unit, countries=named, place_precision_max=place_precision_max, **span)
    if found is None:
        wanted = f" from {first or 'its beginning'} to {last or 'now'}" if span else ""
        raise InputError(
            f"the watch {watch.region.id} has no month{wanted} loaded event by event",
            do="sarhad add FILE of an open source that lists every event, or state its coverage in watch.toml",
        )
    return forecasts.as_a_file_holds_it(found)
