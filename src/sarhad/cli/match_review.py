"""The sitting of `sarhad match review`: a pair, a key, the next pair."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..errors import SarhadError
from .console import out
from .match_shown import print_explanation

if TYPE_CHECKING:
    from ..build import Judged
    from ..incidents.review import Sitting

KEYS = {"s": "same", "d": "different", "u": "unsure"}
QUIT, BACK = ("q", "\x03", "\x04"), "b"
_KEYS_TOLD = "[s]ame  [d]ifferent  [u]nsure  [b]ack  [q]uit"


def sit(
    judged: Judged,
    rows: Sequence[Any],
    path: Path,
    who: str,
    *,
    key: Callable[[], str] | None = None,
    line: Callable[[str], str] | None = None,
) -> Sitting:
    """Ask about each pair until all are answered or the person stops. `key` reads a key, `line` a line after a prompt.

    Each answer is appended to the file of decisions before the next pair is shown; one that contradicts what stands is
    told and not written.
    """
    from ..incidents import append_decision, explain, read_decisions
    from ..incidents.decisions import WITHDRAWN
    from ..incidents.review import Sitting
    from .match import require_consistent

    def decide(pair: tuple[str, str], word: str, why: str) -> None:
        append_decision(path, *pair, word, who=who, why=why)

    def withdraw(pair: tuple[str, str]) -> None:
        append_decision(path, *pair, WITHDRAWN, who=who, why="answered again")

    read_key, read_line = key or click.getchar, line or _line
    sitting = Sitting(rows, decide, withdraw)
    events = _rows(judged, rows)
    while (row := sitting.current) is not None:
        out.print(f"\n  {sitting.place} of {sitting.answered + sitting.left}   {_KEYS_TOLD}\n")
        a, b = events[row["event_a"]], events[row["event_b"]]
        print_explanation(a, b, explain(row, a, b))
        if sitting.before:
            out.print(f"  You answered {sitting.before}; it stands until you answer again.")
        pressed = _pressed(read_key)
        if pressed in QUIT:
            break
        if pressed == BACK:
            if not sitting.back():
                out.print("  This was the first.")
            continue
        word = KEYS[pressed]
        out.print(f"  {word}")
        why = read_line("  why (Enter for no reason): ")
        try:
            standing = read_decisions(path)
            require_consistent(standing, row["event_a"], row["event_b"], word, who)
            sitting.answer(word, why)
        except SarhadError as error:
            out.print(f"  {error}", style="bold")
    _tell(sitting, path)
    return sitting


def _pressed(read_key: Callable[[], str]) -> str:
    """The first key that means something; the end of the input means to stop."""
    while True:
        try:
            pressed = read_key().lower()
        except (EOFError, KeyboardInterrupt):
            return QUIT[0]
        if pressed in KEYS or pressed in QUIT or pressed == BACK:
            return pressed


def _line(prompt: str) -> str:
    try:
        return input(prompt)
    except EOFError:
        return ""


def _rows(judged: Judged, rows: Sequence[Any]) -> dict[str, Any]:
    """The events of the pairs by their ids."""
    import pyarrow as pa
    import pyarrow.compute as pc

    ids = pa.array(sorted({row[side] for row in rows for side in ("event_a", "event_b")}), pa.string())
    found = judged.events.filter(pc.is_in(judged.events["event_id"], value_set=ids)).to_pylist()
    return {event["event_id"]: event for event in found}


def _tell(sitting: Sitting, path: Path) -> None:
    count = sitting.answered
    out.print(f"\n  {count:,} {'pair' if count == 1 else 'pairs'} answered, {sitting.left:,} left")
    if sitting.set_aside:
        out.print(f"  {sitting.set_aside:,} set aside: a source tells an incident once")
    if count:
        out.print(f"  written to {path}; sarhad build takes them in, sarhad match undo A B takes one back")
