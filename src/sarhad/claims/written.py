"""Claims written in Python: for notebooks, and for the tests that run with a paper."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import pyarrow.compute as pc

from ..actors import Registry, resolve_events
from ..errors import InputError
from ..events import Events, Provenance
from ..store import combine
from .base import Base
from .check import check
from .claim import Claim
from .reader import read_claim
from .verdict import Verdict

_LONGEST_ID = 80


class WrittenClaim(Claim):
    """A claim that can be checked where it stands."""

    def check(
        self,
        data: Base | Events | Iterable[Events],
        *,
        checked_at: dt.date,
        registry: Registry | None = None,
        parameters: Mapping[str, Any] | None = None,
    ) -> Verdict:
        """The verdict on these data.

        `data` is a base (`sarhad.build.base_of(watch)`), or what `sarhad.sources.read` gives, once or several times:
        releases are put together as a watch does it, and actors are resolved by `registry`. `parameters` are those that
        a verdict may depend on: `confidence`, `seed`, `bootstrap_draws`, `place_precision_max`; there is no default.

        Raises:
            InputError: the claim names what is not loaded, or a base is given and `registry` or `parameters` as well.
            SarhadError: the claim needs a parameter that is not given.
        """
        if isinstance(data, Base):
            if registry is not None or parameters is not None:
                raise InputError("a base holds its registry and parameters", do="leave registry and parameters out")
            base = data
        else:
            base = _base((data,) if isinstance(data, Events) else tuple(data), registry, parameters or {})
        return check((self,), base, checked_at=checked_at)[0]


def claim(says: str, *, kind: str, id: str = "", **fields: Any) -> WrittenClaim:
    """A claim with the fields that a report or a YAML file would hold; without `id` it is made from the sentence.

    Raises:
        InputError: fields are missing, unknown or cannot be read; all told together.

    >>> sarhad.claim(
    ...     "Most attacks were against the authorities.", kind="share", of={...}, part={...}, expect="> 0.5"
    ... ).check(events, checked_at=day, parameters=parameters).assert_supported()  # doctest: +SKIP
    """
    found, problems = read_claim({"id": id or _id(says), "says": says, "kind": kind, **fields})
    if found is None:
        n = len(problems)
        raise InputError(f"{n} mistake{'s' * (n > 1)} in a claim", problems=problems, do="correct the fields")
    return WrittenClaim.model_construct(_fields_set=found.model_fields_set, **dict(found))


def _base(readings: tuple[Events, ...], registry: Registry | None, parameters: Mapping[str, Any]) -> Base:
    """What stands of the readings when they are put together, by source."""
    if bare := [number for number, reading in enumerate(readings, 1) if reading.source is None]:
        raise InputError(f"reading {bare[0]} does not say what source it is of", do="read it with sarhad.sources.read")
    combined = combine(readings)
    known = registry if registry is not None else Registry(())
    table = resolve_events(combined.table, known).table if registry is not None else combined.table
    parts: dict[str, Events] = {}
    for reading in combined.used:
        assert reading.source is not None
        name = reading.source.name
        before = parts.get(name)
        rows = table.filter(pc.equal(table["source"], name))
        refs = (*(before.provenance.sources if before else ()), reading.source)
        parts[name] = replace(
            reading,
            table=rows,
            coverage=(*(before.coverage if before else ()), *reading.coverage),
            provenance=Provenance("sarhad.claim", refs, rows_used=rows.num_rows),
        )
    return Base(parts, registry=known, sources=tuple(r.source for r in readings if r.source), parameters=parameters)


def _id(says: str) -> str:
    folded = unicodedata.normalize("NFKD", says).encode("ascii", "ignore").decode().lower()
    stem = re.sub(r"[^a-z0-9]+", "-", folded).strip("-")[:_LONGEST_ID].strip("-")
    if not stem:
        raise InputError("no id can be made from the sentence", do='give one: id="a-claim"')
    return stem
