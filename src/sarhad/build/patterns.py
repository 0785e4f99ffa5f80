"""The patterns that a watch looks for, measured on its open rows; one that fails says so and loses no other."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from pydantic import BaseModel

from .. import measures
from ..bulletin import Pattern
from ..errors import InputError, Problem
from ..events import Provenance, Result, lists_every_event, periods
from ..measures.network import FOES, FRIENDS
from ..measures.series import Estimate, Of, monthly_series
from ..places import Line, land_borders
from ..watch import (
    AskAlerts,
    AskChange,
    AskClusters,
    AskDyads,
    AskHotspots,
    AskNetwork,
    AskRepeats,
    AskSlope,
    AskSpillover,
)
from .counted import counted
from .inputs import Inputs, Note
from .month import last_day, past_months

Measured = tuple[Result[Any], dict[str, Any]]
"""What a measure found, and what its figures need besides."""

_DEATHS: Estimate = "best"
_NOT_COVERED = "no loaded source says that it lists every event, so a quiet month cannot be told from an unknown one"
_SIDES = ("side_a", "side_b", "violence_type", "dyad_id", "conflict_id")
_SPILLOVER = "sarhad.measures.spillover"
_EACH_BORDER = "Each border is asked of all events anew, so an event counts once for each border, used or left out."
_NO_TABLE = pa.Table.from_batches([], pa.schema([("row", pa.int64()), ("cannot_say", pa.string())]))


def patterns(inputs: Inputs, month: dt.date, corridors: tuple[Line, ...], note: Note) -> tuple[Pattern, ...]:
    """Each pattern that `[patterns]` asks for. `inputs` hold open rows only."""
    asked, region = inputs.watch.file.patterns, inputs.watch.region
    rows = counted(inputs, past_months(month, 12 * (month.year - region.start.year + 1)))
    rows = rows.filter(pc.is_in(rows["country"], value_set=pa.array(region.countries, pa.string())))
    found = []
    for name in type(asked).model_fields:
        stated = getattr(asked, name)
        if stated is not None:
            note(f"looking for {name}")
            found.append(_Look(inputs, rows, month, corridors, stated.months).find(name, stated))
    return tuple(found)


def pattern_problems(found: tuple[Pattern, ...]) -> tuple[Problem, ...]:
    """A finding for each pattern that could not be looked for."""
    return tuple(
        Problem(
            "pattern-failed",
            f"{pattern.name} could not be measured: {pattern.failed}",
            do=f"correct [patterns.{pattern.name}] in watch.toml, or take it out",
        )
        for pattern in found
        if pattern.failed
    )


class _Look:
    """The rows of the watch's own countries, of any time, with the window and what all measures of it share."""

    def __init__(
        self, inputs: Inputs, table: pa.Table, month: dt.date, corridors: tuple[Line, ...], months: int
    ) -> None:
        region = inputs.watch.region
        first_whole = (region.start - dt.timedelta(days=1)).replace(day=1)
        first_whole = last_day(first_whole) + dt.timedelta(days=1)
        self.inputs, self.table, self.corridors = inputs, table, corridors
        self.start = max(past_months(month, months - 1)[0], min(first_whole, month))
        self.end = last_day(month)
        self.countries = list(region.countries)
        self.coverage = [block for block in inputs.coverage if lists_every_event(block)]
        self.stated = inputs.watch.file.measures

    def _window(self) -> dict[str, Any]:
        return {"start": self.start, "end": self.end, "under_check": "leave out"}

    def _monthly(self) -> dict[str, Any]:
        """What every measure of a series of months takes."""
        months: dict[str, Any] = {
            "deaths": _DEATHS,
            "status": "final",
            "coverage": self.coverage,
            "countries": self.countries,
        }
        return {**self._window(), **months}

    def _drawn_at_random(self) -> dict[str, Any]:
        """What every measure of places takes that is held against random draws."""
        return {**self._window(), "place_precision_max": self.stated.place_precision_max, "seed": self.stated.seed}

    def find(self, name: str, asked: Any) -> Pattern:
        measured: dict[str, Callable[[Any], Measured]] = {
            "change": self._change,
            "slope": self._slope,
            "hotspots": self._hotspots,
            "clusters": self._clusters,
            "repeats": self._repeats,
            "network": self._network,
            "dyads": self._dyads,
            "spillover": self._spillover,
            "alerts": self._alerts,
        }
        empty = Provenance(f"sarhad.measures.{name}", parameters=asked.model_dump(mode="json"))
        if name in ("change", "slope", "alerts", "spillover") and not self.coverage:
            return self._pattern(name, _reason(_NOT_COVERED), empty, {})
        try:
            result, drawn = measured[name](asked)
        except (InputError, ValueError, ArithmeticError) as error:
            told = f"{error}; {error.do}" if isinstance(error, InputError) and error.do else str(error)
            return Pattern(name, self.start, self.end, _NO_TABLE, empty, failed=told, covered=bool(self.coverage))
        return self._pattern(name, result.table, result.provenance, drawn)

    def _pattern(self, name: str, table: pa.Table, about: Provenance, drawn: dict[str, Any]) -> Pattern:
        if "event_id" in table.column_names:  # in the database only events themselves have that column
            table = table.rename_columns(["event" if c == "event_id" else c for c in table.column_names])
        numbered = table.add_column(0, "row", pa.array(range(1, table.num_rows + 1), pa.int64()))
        held = set(self.table["source"].to_pylist())
        about = about.with_sources(*(ref for ref in self.inputs.refs if ref.name in held))
        return Pattern(name, self.start, self.end, numbered, about, drawn, bool(self.coverage))

    def _series(self, of: Of) -> dict[str, Any]:
        series = monthly_series(self.table, of=of, **self._monthly())
        return {"of": of, "months": list(series.months), "counts": [float(n) for n in series.counts]}

    def _change(self, asked: AskChange) -> Measured:
        random: dict[str, Any] = {"seed": self.stated.seed, "confidence": self.stated.confidence}
        return measures.change(self.table, **_named(asked), **self._monthly(), **random), self._series(asked.of)

    def _slope(self, asked: AskSlope) -> Measured:
        found = measures.slope(self.table, **_named(asked), **self._monthly(), confidence=self.stated.confidence)
        return found, self._series(asked.of)

    def _hotspots(self, asked: AskHotspots) -> Measured:
        where: dict[str, Any] = {"countries": self.countries, "deaths": _DEATHS}
        return measures.hotspots(self.table, **_named(asked), **self._drawn_at_random(), **where), {"of": asked.of}

    def _clusters(self, asked: AskClusters) -> Measured:
        return measures.clusters(self.table, **_named(asked), **self._drawn_at_random()), {}

    def _repeats(self, asked: AskRepeats) -> Measured:
        return measures.repeats(self.table, **_named(asked), **self._drawn_at_random()), {}

    def _network(self, asked: AskNetwork) -> Measured:
        found = measures.network(
            self.table,
            **_named(asked),
            **self._window(),
            deaths=_DEATHS,
            seed=self.stated.seed,
            relations=self.inputs.registry.relations,
            countries=self.countries,
        )
        return found, {"of": asked.of, "period": asked.period, **self._graph(asked, found.table)}

    def _graph(self, asked: AskNetwork, table: pa.Table) -> dict[str, Any]:
        """The pairs that fight in the last period that has a shape, and the signed relations among them."""
        shaped = [row["period"] for row in table.to_pylist() if not row["cannot_say"]]
        if not shaped:
            return {"pairs": [], "friends": [], "foes": []}
        spans = dict(periods(self.start, self.end, asked.period))
        first, last = shaped[-1], min(spans[shaped[-1]], self.end)
        rows = self.table
        sides = [pc.coalesce(rows[f"actor_{side}"], rows[f"side_{side}"]) for side in ("a", "b")]
        of_type = pc.is_in(rows["violence_type"], value_set=pa.array(asked.violence_types, pa.string()))
        rows = rows.filter(pc.and_(of_type, pc.fill_null(pc.not_equal(*sides), fill_value=False)))
        start = max(first, self.start)
        dyads = measures.incidence(
            rows, unit="dyad", period=asked.period, start=start, end=last, under_check="leave out",
            countries=self.countries,
        ).table  # fmt: skip
        column = "events" if asked.of == "events" else f"deaths_{_DEATHS}"
        pairs = [(r["side_a"], r["side_b"], float(r[column])) for r in dyads.to_pylist() if r[column]]
        here = {side for pair in pairs for side in pair[:2]}
        held = [r for r in self.inputs.registry.relations if not r.to_a_country and r.held(first, last)]
        signs = {
            word: sorted({(r.actor, r.to) for r in held if r.kind in kinds and here >= {r.actor, r.to}})
            for word, kinds in (("friends", FRIENDS), ("foes", FOES))
        }
        return {"first": start, "last": last, "pairs": sorted(pairs, key=lambda p: (-p[2], p[:2])), **signs}

    def _dyads(self, asked: AskDyads) -> Measured:
        whole = [day for day, last in periods(self.start, self.end, "year") if self.start <= day and last <= self.end]
        if whole:
            self.start, self.end = whole[-1], whole[-1].replace(month=12, day=31)
        found = measures.dyads(
            self.table,
            **_named(asked),
            **self._window(),
            period="year",
            fill="none",
            coverage=self.coverage,
            countries=self.countries,
        )
        names = ["active_unknown" if name == "cannot_say" else name for name in found.table.column_names]
        order = [(name, "descending") for name in ("deaths_best", "events")]
        table = found.table.rename_columns(names).sort_by([*order, *((name, "ascending") for name in _SIDES)])
        return Result(table.append_column("cannot_say", pa.nulls(table.num_rows, pa.string())), found.provenance), {}

    def _spillover(self, asked: AskSpillover) -> Measured:
        """Each border between two countries of the watch; of one with another only that it is none."""
        tables, abouts = [], []
        for border in land_borders(self.countries):
            if not set(border.id.split("-")) <= set(self.countries):
                table = _reason("only one side is among the countries of the watch")
            else:
                found = measures.spillover(
                    self.table,
                    border,
                    **_named(asked),
                    **self._drawn_at_random(),
                    deaths=_DEATHS,
                    status="final",
                    coverage=self.coverage,
                )
                table, about = found.table, found.provenance
                abouts.append(about)
            tables.append(table.add_column(0, "border", pa.array([border.id] * table.num_rows, pa.string())))
        if not tables:
            return Result(_reason("no country of the watch has a land border"), Provenance(_SPILLOVER)), {}
        left_out: Counter[str] = Counter()
        for about in abouts:
            left_out.update(about.left_out)
        stated = abouts[0].parameters if abouts else asked.model_dump(mode="json")
        together = Provenance(
            _SPILLOVER,
            filters={"start": self.start, "end": self.end, "countries": self.countries},
            parameters={name: value for name, value in stated.items() if name != "border"},
            seed=self.stated.seed,
            rows_used=sum(about.rows_used for about in abouts),
            left_out=dict(left_out),
            notes=(*(abouts[0].notes if abouts else ()), _EACH_BORDER),
        )
        table = pa.concat_tables(tables, promote_options="default")
        return Result(table, together), {"of": asked.of}

    def _alerts(self, asked: AskAlerts) -> Measured:
        found = measures.alerts(
            self.table,
            **_named(asked),
            **self._window(),
            countries=self.countries,
            lines=self.corridors,
            deaths=_DEATHS,
            history_start=min(self.start, self.inputs.watch.region.start),
            place_precision_max=self.stated.place_precision_max,
            coverage=self.coverage,
        )
        return found, {}


def _named(asked: BaseModel) -> dict[str, Any]:
    """What the watch states, by the names that the measure's parameters have; the window is not one of them."""
    return {name: getattr(asked, name) for name in type(asked).model_fields if name != "months"}


def _reason(text: str) -> pa.Table:
    return pa.table({"cannot_say": pa.array([text], pa.string())})
