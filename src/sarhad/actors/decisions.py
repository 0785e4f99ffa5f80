"""What a person decided about a name, as the rows of `decisions/actors.csv` say it, and which of them binds.

A row says which actor a name means, in a country or everywhere, from one day until another or always; `none` says that
it means no actor of the registry. The file is a record, as that of matches is: nothing in it is changed or taken out by
a command. Of the rows that hold on a day and in a country the latest binds, and `withdrawn` takes back what was decided
before. (Deleting a row by hand does the same to the tables, without a trace.)
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import combinations

from ..errors import Problem
from .folding import fold
from .scope import Scope

NONE, WITHDRAWN = "none", "withdrawn"


@dataclass(frozen=True, slots=True)
class ActorDecision:
    """One row of the file. `actor` is null for `none`; `when` is a day, or a moment in UTC; `line` where it stands."""

    name: str
    scope: Scope
    actor: str | None
    who: str
    when: str
    why: str = ""
    withdrawn: bool = False
    line: int | None = None

    @property
    def cited(self) -> str:
        """Who decided it and when."""
        return f"{self.who}, {self.when[:10]}"

    def after(self, other: ActorDecision) -> bool:
        """Whether it was made later; of a day and a moment on that day neither is later."""
        same_kind = len(self.when) == len(other.when)
        return self.when > other.when if same_kind else self.when[:10] > other.when[:10]

    def covers(self, other: ActorDecision) -> bool:
        """Whether it holds wherever and whenever the other does."""
        mine, theirs = self.scope, other.scope
        where = mine.countries is None or (theirs.countries is not None and theirs.countries <= mine.countries)
        starts = mine.start is None or (theirs.start is not None and mine.start <= theirs.start)
        ends = mine.end is None or (theirs.end is not None and theirs.end <= mine.end)
        return where and starts and ends


@dataclass(frozen=True, slots=True)
class ActorDecisions:
    """The rows of the file in their order, none of them in a contradiction, and what is wrong with the others."""

    rows: tuple[ActorDecision, ...] = ()
    problems: tuple[Problem, ...] = ()
    file: str = ""
    _by_name: Mapping[str, tuple[ActorDecision, ...]] = field(default_factory=dict, repr=False)

    def of(self, name: str, on: dt.date | None, country: str | None) -> ActorDecision | None:
        """The decision that binds a name on a day and in a country."""
        last: ActorDecision | None = None
        for row in self._by_name.get(fold(name), ()):
            if row.scope.holds(on, country) and (last is None or not last.after(row)):
                last = row
        return None if last is None or last.withdrawn else last

    def about(self, name: str) -> bool:
        """Whether something was ever decided about a name."""
        return fold(name) in self._by_name

    def turning_days(self) -> tuple[dt.date, ...]:
        """The days from which a name can be decided otherwise than the day before."""
        scopes = [row.scope for row in self.rows]
        ends = {s.end + dt.timedelta(days=1) for s in scopes if s.end and s.end < dt.date.max}
        return tuple(sorted({s.start for s in scopes if s.start} | ends))


NO_ACTOR_DECISIONS = ActorDecisions()
"""Nobody has decided anything."""


def actor_decisions_of(
    rows: Iterable[ActorDecision], *, file: str = "", problems: Iterable[Problem] = ()
) -> ActorDecisions:
    """The decisions of these rows. Contradictory ones are told with their lines, and none of them binds.

    Contradictory are two rows of one name and the same time that mean different actors on some day in some country,
    unless a later row decides about all of both.
    """
    rows, found = tuple(rows), list(problems)
    by_name: dict[str, list[ActorDecision]] = defaultdict(list)
    for row in rows:
        by_name[fold(row.name)].append(row)
    against: set[int] = set()
    for about in by_name.values():
        for one, other in combinations(about, 2):
            if _contradict(one, other) and not any(
                r.after(one) and r.after(other) and r.covers(one) and r.covers(other) for r in about
            ):
                against |= {id(one), id(other)}
                found.append(_two_ways(one, other, file))
    kept = tuple(row for row in rows if id(row) not in against)
    grouped = {key: tuple(row for row in about if id(row) not in against) for key, about in by_name.items()}
    return ActorDecisions(kept, tuple(found), file, grouped)


def _contradict(one: ActorDecision, other: ActorDecision) -> bool:
    same_time = not one.after(other) and not other.after(one)
    return (
        same_time
        and one.actor != other.actor
        and not one.withdrawn
        and not other.withdrawn
        and one.scope.meets(other.scope)
    )


def _two_ways(one: ActorDecision, other: ActorDecision, file: str) -> Problem:
    lines = f" (lines {one.line} and {other.line})" if one.line and other.line else ""
    return Problem(
        "decisions-contradict",
        f"decided twice at the same time for one day and place, as {one.actor or NONE} and as {other.actor or NONE}"
        f"{lines}; neither row binds",
        file=file,
        line=other.line,
        column="actor",
        value=other.name,
        do="take one of them out, or give the one that counts a later time",
        effect="record left out",
        severity="error",
    )
