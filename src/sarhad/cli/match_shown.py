"""What `sarhad match` prints: two tellings side by side, the steps between them, lists of pairs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from .console import out

if TYPE_CHECKING:
    from ..build import Judged
    from ..incidents import Explanation

Row = Mapping[str, Any]
_ADDS, _TAKES = "green", "red"
_NARROW = 100
_PIPE_WIDTH = 120


def print_explanation(event_a: Row, event_b: Row, found: Explanation | None, console: Console = out) -> None:
    """Both tellings side by side, what differs marked, and the steps; `found` is None for a pair never compared."""
    from ..incidents import KEPT_AT

    wide = width(console)
    page = console if console.is_terminal else Console(file=console.file, width=wide, highlight=False, markup=False)
    page.print(side_by_side(event_a, event_b, wide), soft_wrap=False)
    console.print()
    if found is None:
        console.print(
            f"  No pair of the table: too far apart in days or place to be compared, or less likely than {KEPT_AT:g}.\n"
            "  sarhad match decide A B same links them all the same."
        )
        return
    for line in _steps(found, console):
        console.print(line, soft_wrap=True)


def side_by_side(event_a: Row, event_b: Row, wide: int) -> Table:
    """A table with a column for each telling; a label with ≠ and bold words where both say something and differ."""
    from ..incidents import LABELS, different, facts

    one, other = facts(event_a), facts(event_b)
    unlike = different(one, other)
    grid = Table(box=None, pad_edge=True, show_header=True, header_style="bold", width=wide)
    grid.add_column("", width=16, no_wrap=True)
    for event in (event_a, event_b):
        grid.add_column(Text(plain(event["event_id"])), ratio=1, overflow="fold")
    for label in LABELS:
        style = "bold yellow" if label in unlike else ""
        mark = " ≠" if label in unlike else ""
        grid.add_row(label + mark, *(Text(plain(said[label]) or "not given", style=style) for said in (one, other)))
    return grid


def print_pairs(judged: Judged, rows: Sequence[Row], limit: int, console: Console = out) -> None:
    """The pairs that wait, one line each."""
    counts = judged.counts
    console.print(
        f"  {counts.events:,} events of {', '.join(counts.sources) or 'no source'} are {counts.incidents:,} incidents; "
        f"{counts.told_by_several:,} told by several\n"
        f"  {len(rows):,} {'pair waits' if len(rows) == 1 else 'pairs wait'} for a person"
        + (", most informative first" if rows else "")
    )
    if not rows:
        return
    console.print()
    for row in rows[:limit]:
        console.print("  " + pair_line(row))
    if (rest := len(rows) - limit) > 0:
        console.print(f"  and {rest:,} more (--limit, --json)")


def print_candidates(event: Row, rows: Sequence[Row], console: Console = out) -> None:
    """One event and all that it was compared with, likeliest first."""
    from ..incidents import LABELS, facts

    said = facts(event)
    console.print(f"  {plain(event['event_id'])}")
    for label in LABELS:
        console.print(f"    {label:<16} {plain(said[label]) or 'not given'}")
    console.print(f"\n  {len(rows):,} {'candidate' if len(rows) == 1 else 'candidates'}")
    for row in rows:
        console.print(f"    {pair_line(row, event['event_id'])}")


def pair_line(row: Row, of: str | None = None) -> str:
    """A pair in one line; seen from `of`, only the other event is named."""
    from ..incidents import probability_words

    names = [plain(row[side]) for side in ("event_a", "event_b") if row[side] != of]
    gap, km = row["gap_days"], row["distance_km"]
    days = "" if gap is None else "days meet" if gap == 0 else "1 day apart" if gap == 1 else f"{gap} days apart"
    place = "" if km is None else f"{km:,.0f} km apart" if km >= 1 else "same place"
    levels = filter(None, (days, place, row["level_actors"], row["level_deaths"]))
    head = f"{probability_words(row['probability']):>10}  {row['band']:<6}  {' and '.join(names)}"
    return f"{head}  {', '.join(levels)}".rstrip()


def print_overlap(rows: Sequence[Row], keys: Sequence[str], notes: Sequence[str], console: Console = out) -> None:
    """What each two sources tell, one line a cell, with the estimate or why there is none."""
    heads = [*(key for key in ("country", "month", "class") if key in keys), "both", "only A", "only B"]
    before = None
    for row in rows:
        if before != (before := (row["source_a"], row["source_b"])):
            console.print(f"\n  A {plain(row['source_a'])}   B {plain(row['source_b'])}\n")
            console.print("    " + "".join(f"{head:<14}" if head in keys else f"{head:>8}" for head in heads)
                          + "  incidents there may have been")  # fmt: skip
        names = "".join(f"{_cell(row[key]):<14}" for key in heads if key in keys)
        counts = "".join(f"{row[name]:>8,}" for name in ("told_by_both", "only_a", "only_b"))
        console.print(f"    {names}{counts}  {_estimate(row)}".rstrip())
    if not rows:
        console.print("  Fewer than two sources are compared: there is no overlap.")
    console.print()
    for note in notes:
        console.print(f"  {note}")


def _cell(value: Any) -> str:
    if value is None:
        return "unknown"
    return f"{value:%Y-%m}" if hasattr(value, "year") else plain(str(value))


def _estimate(row: Row) -> str:
    if row["chapman"] is None:
        return f"cannot say: {row['verdict']}"
    return f"{row['chapman']:,.0f} or more ({row['chapman_low']:,.0f} to {row['chapman_high']:,.0f})"


def plain(text: str) -> str:
    """A text of the data without what a terminal could run."""
    return "".join(c if c.isprintable() else "\ufffd" for c in text)


def width(console: Console) -> int:
    """How wide a table may be."""
    return min(console.width, 140) if console.is_terminal else _PIPE_WIDTH


def _steps(found: Explanation, console: Console) -> list[Text]:
    from ..incidents import lines

    shown = []
    for line in lines(found, chart=32 if width(console) >= _NARROW else 16):
        text = Text(f"  {plain(str(line))}")
        if line.bits:
            start = 2 + 22 + 1 + 7 + 2
            text.stylize(_ADDS if line.bits > 0 else _TAKES, start, start + len(line.bar))
        shown.append(text)
    return shown
