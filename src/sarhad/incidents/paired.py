"""The pairs of every two sources, and of each source with itself, as the engine finds them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from ..errors import InputError
from .aliases import Alias
from .engines import Splink
from .fit import Fit
from .match import Matched, duplicates, match
from .placing import placed
from .tables import LINK_AT, PAIRS_SCHEMA

Engine = Callable[[pa.Table, pa.Table], "pa.Table | Matched"]
"""Two sources' events in, their pairs (`PAIRS_SCHEMA`) out."""


@dataclass(frozen=True, slots=True)
class Paired:
    """The pairs of all sources, which two are not to be linked and why, and what else was found."""

    pairs: pa.Table
    refused: Mapping[tuple[str, str], str]
    learned: tuple[tuple[str, str, Alias], ...]  # the two sources, and what a name of each seems to mean
    left_out: Mapping[str, int]
    notes: tuple[str, ...]


def engine_of(engine: str | Engine) -> Engine:
    """The engine of this name, or the function itself.

    Raises:
        InputError: there is no engine of this name.
    """
    if callable(engine):
        return engine
    if engine == "sarhad":
        return match
    if engine == "splink":
        return _splink
    raise InputError(f'there is no engine "{engine}"', do='use "sarhad" or "splink", or pass a function of two tables')


def _splink(left: pa.Table, right: pa.Table) -> Matched:
    """Splink's pairs; whether the two sources overlap enough to link any is asked of the project's own engine.

    Splink cannot tell: near-repeats of crowded places are likely pairs to it, however few incidents both tell.
    """
    own = match(left, right)
    try:
        pairs, refused = Splink()(left, right), own.refused
    except InputError as error:
        pairs, refused = PAIRS_SCHEMA.empty_table(), f"{error.args[0]}."
    return replace(own, pairs=pairs, refused=refused, learned=(), fit=Fit())


def paired(events: Mapping[str, pa.Table], engine: Engine, *, within: bool) -> Paired:
    """Compare every two sources (`events` by source, each sorted by id); `within` compares each with itself too."""
    events = {name: placed(table) for name, table in events.items()}
    tables: list[pa.Table] = [PAIRS_SCHEMA.empty_table()]
    refused: dict[tuple[str, str], str] = {}
    learned: list[tuple[str, str, Alias]] = []
    left_out: Counter[str] = Counter()
    notes: list[str] = []
    for one, other in combinations(sorted(events), 2):
        found = engine(events[one], events[other])
        if isinstance(found, Matched):
            if found.refused is not None:
                refused[one, other] = found.refused
            learned += [(one, other, alias) for alias in found.learned]
            left_out.update(found.left_out)
            notes += [f"{one} and {other}: {note}" for note in found.fit.notes]
            found = found.pairs
        tables.append(_checked(found, one, other, events))
    if within:
        tables += [_proposed(duplicates(table).pairs) for _, table in sorted(events.items())]
    counts = {reason: number // max(1, len(events) - 1) for reason, number in left_out.items()}
    return Paired(pa.concat_tables(tables), refused, tuple(learned), counts, tuple(notes))


def _checked(pairs: Any, one: str, other: str, events: Mapping[str, pa.Table]) -> pa.Table:
    """The pairs an engine gave, once it is clear that they are pairs of these two sources, each once."""
    if not isinstance(pairs, pa.Table) or pairs.schema.names != PAIRS_SCHEMA.names:
        raise InputError(
            f"the engine gave no table of pairs for {one} and {other}", do=f"columns: {', '.join(PAIRS_SCHEMA.names)}"
        )
    pairs = pairs.cast(PAIRS_SCHEMA)
    for column, source in (("event_a", one), ("event_b", other)):
        if not pc.all(pc.is_in(pairs[column], value_set=events[source]["event_id"])).as_py() and len(pairs):
            raise InputError(f"the engine gave pairs whose {column} is no event of {source}", do="correct the engine")
    if pairs.group_by(["event_a", "event_b"]).aggregate([]).num_rows < pairs.num_rows:
        raise InputError(f"the engine gave a pair of {one} and {other} twice", do="give each pair once")
    return pairs


def _proposed(pairs: pa.Table) -> pa.Table:
    """The pairs inside one source that a person should see."""
    kept = pairs.filter(pc.greater_equal(pairs["model_probability"], LINK_AT))
    order: Sequence[tuple[str, str]] = [("event_a", "ascending"), ("event_b", "ascending")]
    return kept.sort_by(order)
