"""Numbers, dates and lists as a reader sees them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence

from markupsafe import Markup, escape

_SMALL = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def whole(value: float | None) -> str:
    """A count or a number of persons, rounded to whole units: `19,886`; a missing value is "not given"."""
    return "not given" if value is None else f"{int(value + 0.5):,}"


def exact(value: object) -> str:
    """A value with up to four decimals, for the page behind a number."""
    if isinstance(value, float):
        return f"{int(value):,}" if value.is_integer() else f"{value:,.4f}".rstrip("0")
    return f"{value:,}" if isinstance(value, int) else "not given" if value is None else str(value)


def spell(value: float | None, *, zero: str = "none") -> str:
    """Numbers under ten in words: `three`; from ten on in digits."""
    if value is None or not float(value).is_integer() or not 0 <= value < len(_SMALL):
        return whole(value)
    return zero if value == 0 else _SMALL[int(value)]


def low_high(low: float | None, high: float | None) -> str:
    """`221–619`, empty where both agree or one is missing: then there is nothing to say."""
    if low is None or high is None or whole(low) == whole(high):
        return ""
    return f"{whole(low)}–{whole(high)}"


def plural(value: float | None, one: str, many: str = "") -> str:
    """The word that fits the number: one event, two events."""
    return one if value is not None and whole(value) == "1" else many or f"{one}s"


def listing(items: Iterable[object], last: str = "and") -> Markup:
    """`a, b and c`, each item escaped."""
    parts = [escape(item) for item in items]
    if len(parts) < 2:
        return Markup("").join(parts)
    return Markup(", ").join(parts[:-1]) + Markup(" {} ").format(last) + parts[-1]


def capital(text: Markup | str) -> Markup:
    """The text with its first letter as a capital, also where it stands inside a link."""
    html = str(escape(text))
    start = html.index(">") + 1 if html.startswith("<") and ">" in html else 0
    return Markup(html[:start] + html[start : start + 1].upper() + html[start + 1 :])  # noqa: S704 escaped above


def month_name(month: dt.date) -> str:
    """`January 2026`."""
    return f"{month:%B} {month.year}"


def day_name(day: dt.date, *, year: bool = False) -> str:
    """`31 January`, with the year where it is asked for."""
    return f"{day.day} {day:%B}" + (f" {day.year}" if year else "")


def day_span(first: dt.date, last: dt.date) -> str:
    """`29 to 31 January`, `30 January to 2 February`."""
    if first == last:
        return day_name(first)
    left = str(first.day) if (first.year, first.month) == (last.year, last.month) else day_name(first)
    return f"{left} to {day_name(last)}"


def month_runs(months: Sequence[dt.date]) -> str:
    """Months in runs: `all of 2025, March 2026`, `November 2024 to February 2025`."""
    runs: list[list[dt.date]] = []
    for month in sorted(months):
        if runs and next_month(runs[-1][-1]) == month:
            runs[-1].append(month)
        else:
            runs.append([month])
    return ", ".join(_run(run[0], run[-1]) for run in runs)


def _run(first: dt.date, last: dt.date) -> str:
    if first == last:
        return month_name(first)
    if first.month == 1 and last.month == 12:
        return f"all of {first.year}" if first.year == last.year else f"{first.year} to {last.year}"
    return f"{month_name(first)} to {month_name(last)}"


def with_article(name: str) -> str:
    """`the Government of Iran`, `the UCDP Candidate Events Dataset`; other names stay as they are."""
    wants = name.startswith(("Government of", "Chronology of")) or re.search(r"\b(?:[Dd]ataset|Global)\b", name)
    return f"the {name[0].lower() if name.startswith('Chronology') else name[0]}{name[1:]}" if wants else name


def next_month(month: dt.date, step: int = 1) -> dt.date:
    """The first day of the month `step` months on."""
    index = month.year * 12 + month.month - 1 + step
    return dt.date(index // 12, index % 12 + 1, 1)


def share(part: float, of: float) -> str:
    """A share in whole percent; never 0 % or 100 % for a part that is neither none nor all."""
    percent = 100 * part / of
    shown = int(percent + 0.5)
    if part > 0 and shown == 0:
        return "under 1%"
    if part < of and shown == 100:
        return "over 99%"
    return f"{shown}%"
