"""The forecast of a build: from open events that a source lists in full, by country and month."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pyarrow.compute as pc

from .. import forecasts
from ..events import Coverage, lists_every_event, periods
from .counted import counted
from .inputs import Inputs
from .month import last_day


def watch_forecasts(inputs: Inputs, month: dt.date) -> forecasts.Watched | None:
    """What the watch asks to be foreseen in a month, and the panel by which its kept forecasts are scored.

    None where it does not ask. `inputs` hold open rows only. Monthly figures are not used: they do not tell the deaths
    of state-based conflict from others.
    """
    asked = inputs.watch.file.forecasts
    if asked is None:
        return None
    known = forecasts.views_countries().values()
    region = inputs.watch.region.countries
    countries = [iso3 for iso3 in region if iso3 in known]
    blocks = [block for block in inputs.coverage if lists_every_event(block)]
    panel = _panel(inputs, blocks, countries)
    reason = "no month loaded event by event"
    without = {iso3: "VIEWS has no number for it" if iso3 not in known else reason for iso3 in region}
    made = forecasts.make_kept(
        panel,
        month=f"{month:%Y-%m}",
        months_ahead=asked.months_ahead,
        model=asked.model,
        seed=inputs.watch.file.measures.seed,
        without={iso3: why for iso3, why in without.items() if panel is None or iso3 not in panel.codes},
    )
    return forecasts.Watched(made, panel)


def _panel(inputs: Inputs, blocks: list[Coverage], countries: list[str]) -> forecasts.Panel | None:
    """All months since the watch began in which a source may look; None where none does."""
    if not blocks or not countries:
        return None
    begins = max(inputs.watch.region.start, min(block.start for block in blocks))
    start = begins if begins.day == 1 else last_day(begins.replace(day=1)) + dt.timedelta(days=1)
    end = last_day(max(block.end for block in blocks).replace(day=1))
    if start > end:
        return None
    months = [first for first, _ in periods(start, end, "month")]
    rows = counted(inputs, months)
    refs = tuple(ref for ref in inputs.refs if ref.name in {block.source for block in blocks})
    panel = forecasts.panel_of_events(
        rows.filter(pc.fill_null(pc.equal(rows["violence_type"], "state-based"), False)),
        unit="country",
        start=start,
        end=end,
        coverage=blocks,
        countries=countries,
        under_check="leave out",
        vintage="; ".join(dict.fromkeys(f"{ref.title} {ref.version}" for ref in refs)),
    )
    return replace(panel, sources=refs)
