"""The pairs that a person is asked about, most informative first, and a sitting in which they are answered."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from .decisions import SAME, Decisions, Pair, pair_of
from .tables import REVIEW

Row = Mapping[str, Any]


def waiting(pairs: pa.Table, events: pa.Table, decisions: Decisions, *, source: str | None = None) -> list[Row]:
    """The pairs of the review band about which nothing is decided, each a row of the pairs table.

    First come those whose answer tells most: a probability near one half, and many deaths (the larger of the two best
    or reported figures, by its logarithm). `source` keeps pairs with an event of that source.
    """
    rows = pairs.filter(pc.equal(pairs["band"], REVIEW)).to_pylist()
    if source is not None:
        rows = [row for row in rows if source in (row["source_a"], row["source_b"])]
    open_rows = [row for row in rows if decisions.of(row["event_a"], row["event_b"]) is None]
    wanted = pa.array(sorted({row[side] for row in open_rows for side in ("event_a", "event_b")}), pa.string())
    few = events.filter(pc.is_in(events["event_id"], value_set=wanted))
    columns = (few[name].to_pylist() for name in ("event_id", "deaths_best", "deaths_reported"))
    deaths = {
        event: best if best is not None else reported or 0 for event, best, reported in zip(*columns, strict=True)
    }
    return sorted(open_rows, key=lambda row: (-_worth(row, deaths), row["event_a"], row["event_b"]))


class Sitting:
    """Pairs answered one after the other; each answer is handed on at once.

    `decide` writes an answer, `withdraw` takes back one that was given in this sitting. When two events are the same
    incident, the other pairs of either with an event of the other's source are set aside: a source tells an incident
    once. They come back when that answer is changed.
    """

    def __init__(
        self, rows: Sequence[Row], decide: Callable[[Pair, str, str], None], withdraw: Callable[[Pair], None]
    ) -> None:
        self.rows = tuple(rows)
        self._decide, self._withdraw = decide, withdraw
        self._written: dict[int, str] = {}
        self._aside: dict[int, int] = {}  # set aside by the answer to which row
        self._again: int | None = None
        self._order: list[int] = []

    @property
    def at(self) -> int | None:
        """The place of the pair that is asked about now; None when all are answered."""
        if self._again is not None:
            return self._again
        return next((i for i in range(len(self.rows)) if i not in self._written and i not in self._aside), None)

    @property
    def current(self) -> Row | None:
        """The pair that is asked about now."""
        return None if self.at is None else self.rows[self.at]

    @property
    def before(self) -> str | None:
        """What was answered about the current pair in this sitting; it stands until it is answered again."""
        return None if self.at is None else self._written.get(self.at)

    @property
    def answered(self) -> int:
        """How many pairs were answered."""
        return len(self._written)

    @property
    def place(self) -> int:
        """Which of the pairs the current one is, from 1: its own place again when it is answered anew."""
        return 1 + (len(self._order) if self._again is None else self._order.index(self._again))

    @property
    def set_aside(self) -> int:
        """How many pairs need no answer any more."""
        return len(self._aside)

    @property
    def left(self) -> int:
        """How many still wait."""
        return len(self.rows) - len(self._written) - len(self._aside)

    def answer(self, word: str, why: str = "") -> None:
        """Decide about the current pair and go on."""
        at = self.at
        if at is None:
            return
        pair = pair_of(self.rows[at]["event_a"], self.rows[at]["event_b"])
        if at in self._written:
            self._withdraw(pair)
            self._aside = {row: by for row, by in self._aside.items() if by != at}
            self._order.remove(at)
            del self._written[at]
        self._decide(pair, word, why)
        self._written[at] = word
        self._order.append(at)
        self._again = None
        if word == SAME:
            self._set_aside(at)

    def back(self) -> bool:
        """Go back to the pair that was answered before this one; false where there is none."""
        until = len(self._order) if self._again is None else self._order.index(self._again)
        earlier = self._order[:until]
        if not earlier:
            return False
        self._again = earlier[-1]
        return True

    def _set_aside(self, at: int) -> None:
        told = self.rows[at]
        if told["source_a"] == told["source_b"]:
            return
        partner = {told["event_a"]: told["source_b"], told["event_b"]: told["source_a"]}
        for i, row in enumerate(self.rows):
            if i in self._written or i in self._aside:
                continue
            ends = ((row["event_a"], row["source_b"]), (row["event_b"], row["source_a"]))
            if any(partner.get(event) == source for event, source in ends):
                self._aside[i] = at


def _worth(row: Row, deaths: Mapping[str, int]) -> float:
    uncertain = 1 - abs(2 * row["probability"] - 1)
    most = max(deaths.get(row["event_a"], 0), deaths.get(row["event_b"], 0))
    return float(round(uncertain * math.log2(2 + most), 9))
