"""Attention tables made by hand: the mentions of countries day by day."""

import datetime as dt

import pyarrow as pa

from sarhad.sources import Attention
from sarhad.sources.attention import ATTENTION_SCHEMA, RawFile


def volume(first, world, quarters=None, group="all", **told) -> Attention:
    """Mentions from the day `first` on of the world (a number, or one a day) and of each country named.

    `quarters`: how many of a day's 96 files arrived, by the place of the day; the file of the day where nothing is
    said. A country's mentions of a `group` are in "all" too.
    """
    start, days = dt.date.fromisoformat(first), len(next(iter(told.values())))
    everywhere = world if isinstance(world, list) else [world] * days
    rows, files = [], []
    for place in range(days):
        day = start + dt.timedelta(days=place)
        counts = {country: mentions[place] for country, mentions in told.items()}
        counts[None] = everywhere[place] - sum(counts.values())
        for name in dict.fromkeys(("all", group)):
            rows += [
                {"country": country, "day": day, "actor_group": name, "events": n, "mentions": n, "sources": n,
                 "articles": n}
                for country, n in counts.items() if n
            ]  # fmt: skip
        arrived = (quarters or {}).get(place)
        times = [""] if arrived is None else [f"{n // 4:02}{n % 4 * 15:02}00" for n in range(arrived)]
        files += [RawFile(f"{day:%Y%m%d}{time}.export.CSV", f"{place:032x}{n:032x}") for n, time in enumerate(times)]
    return Attention(pa.Table.from_pylist(rows, ATTENTION_SCHEMA), tuple(files), len(rows))
