"""What a person decided about two events, and what stands of several decisions.

A decision says of two events that they are the `same` incident, `different` ones, or that the person is `unsure`; who,
when and why. A later one about the same two events replaces an earlier one, and `withdrawn` takes back whatever stands
above it, so that who linked and who unlinked can both be read.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from ..errors import Problem

SAME, DIFFERENT, UNSURE, WITHDRAWN = "same", "different", "unsure", "withdrawn"
WORDS: tuple[str, ...] = (SAME, DIFFERENT, UNSURE, WITHDRAWN)

Pair = tuple[str, str]
"""Two event ids in alphabetical order."""


@dataclass(frozen=True, slots=True)
class Decision:
    """One row of the file. `when` is a day, or a moment in UTC; `line` is where it stands."""

    event_a: str
    event_b: str
    decision: str
    who: str
    when: str
    why: str = ""
    line: int | None = None

    @property
    def pair(self) -> Pair:
        """The two events, in alphabetical order."""
        return pair_of(self.event_a, self.event_b)

    @property
    def day(self) -> str:
        """The day on which it was made."""
        return self.when[:10]


@dataclass(frozen=True, slots=True)
class Decisions:
    """The rows of the file, and the ones that stand: at most one for two events, none of them in a contradiction."""

    rows: tuple[Decision, ...] = ()
    standing: Mapping[Pair, Decision] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    file: str = ""

    def of(self, event_a: str, event_b: str) -> Decision | None:
        """The decision that stands about two events, in whichever order they are given."""
        return self.standing.get(pair_of(event_a, event_b))

    def pairs(self, word: str) -> tuple[Pair, ...]:
        """The pairs about which this is decided, sorted."""
        return tuple(sorted(pair for pair, decision in self.standing.items() if decision.decision == word))

    def unknown(self, event_ids: Collection[str]) -> tuple[Problem, ...]:
        """A problem for each standing decision about an event that is not among these; it is kept for when it returns.

        `event_ids` should be a set.
        """
        found = []
        for _, decision in sorted(self.standing.items()):
            gone = [i for i in (decision.event_a, decision.event_b) if i not in event_ids]
            if gone:
                found.append(
                    Problem(
                        "decision-of-unknown-event",
                        f"no event of this id is read now: {', '.join(gone)}; the decision binds nothing until it is",
                        file=self.file,
                        line=decision.line,
                        column="event_a" if gone[0] == decision.event_a else "event_b",
                        value=gone[0],
                        do="see whether the source renamed or withdrew the event (sarhad changes), and decide again",
                    )
                )
        return tuple(found)


NO_DECISIONS = Decisions()
"""Nobody has decided anything."""


def pair_of(event_a: str, event_b: str) -> Pair:
    """Two event ids in alphabetical order."""
    return (event_a, event_b) if event_a <= event_b else (event_b, event_a)


def decisions_of(rows: Iterable[Decision], *, file: str = "", problems: Iterable[Problem] = ()) -> Decisions:
    """What stands of these rows; contradictions are told with their lines, and none of their rows binds.

    Contradictory are two different decisions about the same two events of the same time (a day and a moment of that day
    are the same time: which came first cannot be told), and a chain of `same` between two events that are `different`.
    """
    rows = tuple(rows)
    found = list(problems)
    by_pair: dict[Pair, list[Decision]] = defaultdict(list)
    for row in rows:
        by_pair[row.pair].append(row)
    standing: dict[Pair, Decision] = {}
    for pair, about in sorted(by_pair.items()):
        last = _latest(about)
        words = sorted({row.decision for row in last})
        if len(words) > 1:
            found.append(_two_ways(last, words, file))
        elif last:
            standing[pair] = last[-1]
    for chain, different in _contradicted(standing):
        found.append(_chain(chain, different, file))
        for row in (*chain, different):
            standing.pop(row.pair, None)
    return Decisions(rows, standing, tuple(found), file)


def _latest(about: list[Decision]) -> list[Decision]:
    """The rows about two events that count: those of the latest time, below the last withdrawal among them."""
    day = max(row.day for row in about)
    last = [row for row in about if row.day == day]
    if all(len(row.when) > 10 for row in last):
        moment = max(row.when for row in last)
        last = [row for row in last if row.when == moment]
    withdrawn = [place for place, row in enumerate(last) if row.decision == WITHDRAWN]
    return last[withdrawn[-1] + 1 :] if withdrawn else last


def _contradicted(standing: Mapping[Pair, Decision]) -> Iterator[tuple[list[Decision], Decision]]:
    """Each `different` with the shortest chain of `same` that contradicts it; none of their rows is used again."""
    joined: dict[str, dict[str, Decision]] = defaultdict(dict)
    for (a, b), decision in sorted(standing.items()):
        if decision.decision == SAME:
            joined[a][b] = joined[b][a] = decision
    for _, decision in sorted(standing.items()):
        if decision.decision != DIFFERENT:
            continue
        chain = _path(joined, *decision.pair)
        if chain:
            for link in chain:
                a, b = link.pair
                del joined[a][b], joined[b][a]
            yield chain, decision


def _path(joined: Mapping[str, Mapping[str, Decision]], start: str, end: str) -> list[Decision]:
    """The shortest chain between two events, or nothing."""
    came: dict[str, tuple[str, Decision] | None] = {start: None}
    waiting = deque([start])
    while waiting and end not in came:
        here = waiting.popleft()
        for other, link in sorted(joined.get(here, {}).items()):
            if other not in came:
                came[other] = (here, link)
                waiting.append(other)
    chain: list[Decision] = []
    at = came.get(end)
    while at is not None:
        here, link = at
        chain.append(link)
        at = came[here]
    return chain[::-1]


def _two_ways(rows: list[Decision], words: list[str], file: str) -> Problem:
    lines = _lines(rows)
    a, b = rows[0].pair
    return Problem(
        "decisions-contradict",
        f"{a} and {b} are decided {len(rows)} times at the same time, as {' and as '.join(words)}{lines}; "
        "none of these rows binds",
        file=file,
        line=rows[-1].line,
        column="decision",
        do="take all but one of them out, or give the one that counts a later time",
        effect="record left out",
        severity="error",
    )


def _chain(chain: list[Decision], different: Decision, file: str) -> Problem:
    a, b = different.pair
    same = "; ".join(f"{x.pair[0]} and {x.pair[1]}{_lines([x])}" for x in chain)
    return Problem(
        "decisions-contradict",
        f"{a} and {b} are decided different, and the same by way of {same}; none of these rows binds",
        file=file,
        line=different.line,
        column="decision",
        do="decide one of them again",
        effect="record left out",
        severity="error",
    )


def _lines(rows: Iterable[Decision]) -> str:
    lines = [f"{row.line}" for row in rows if row.line is not None]
    return f" (line{'s' if len(lines) > 1 else ''} {' and '.join(lines)})" if lines else ""
