# ruff: noqa: S608 - SQL is put together from this package's own words and quoted literals
"""The checks of the events table: from text, as sources publish it, to typed columns with every fault found.

A source hands over a relation of text columns named as in `EVENTS_SCHEMA` (only those it has). One pass of DuckDB
types them, sets one bit of `flags` for each check that a record breaks, and keeps the text of flagged records.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..errors import Effect, Problem, Severity

TOLD_PER_KIND = 200
"""So many records are listed one by one for each kind of problem; the others are counted."""

DATES = ("date_start", "date_end")
COORDINATES = ("longitude", "latitude")
DEATHS = ("deaths_low", "deaths_best", "deaths_high", "deaths_civilians", "deaths_reported")
SCALES = {"date_precision": 5, "place_precision": 7}
WHOLE = {**dict.fromkeys(DEATHS, 2**31 - 1), "n_reports": 2**31 - 1, **SCALES, "gw": 2**15 - 1}
CODED = ("violence_type", "event_class", "target_class")
_INSIDE = "(abs(n_longitude) <= 180 AND abs(n_latitude) <= 90)"
_CELL = "(least(floor(({lat} + 90) * 2), 359) * 720 + least(floor(({lon} + 180) * 2), 719) + 1)"
_GID = _CELL.format(lon="n_longitude", lat="n_latitude")
_SWAPPED_GID = _CELL.format(lon="n_latitude", lat="n_longitude")


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that can be wrong with a record. `columns`: whose text is told, the first names the place."""

    kind: str
    columns: tuple[str, ...]
    broken: str  # SQL, true where the record breaks the check
    what: str  # {value}: the first column's text, {1}, {2}: the others'
    do: str = ""
    effect: Effect = "value left out"
    nulls: tuple[str, ...] = ()  # the columns whose value is left out
    severity: Severity = "warning"


@dataclass(frozen=True, slots=True)
class Found:
    """The problems of a reading, and how many records each kind concerns (all of them, also those not listed)."""

    problems: tuple[Problem, ...]
    counts: Mapping[str, int]
    left_out: Mapping[str, int]  # records, by the check that left them out


def checks_for(present: Collection[str], codes: Mapping[str, Collection[str]]) -> tuple[Check, ...]:
    """The checks that these columns allow; `codes` are the known texts of coded columns."""
    return tuple(check for check in _all_checks(codes) if set(check.columns) <= set(present))


def typed_sql(
    source: str, present: Collection[str], checks: tuple[Check, ...], codes: Mapping[str, Mapping[str, str]]
) -> str:
    """SQL that types a relation of text columns: `flags`, `given` (text, where flagged), and the typed columns.

    `priogrid_gid` is computed from the coordinates, whatever the source says; the text of `country` stays as it is.
    """
    numbers = [name for name in (*WHOLE, *COORDINATES, "priogrid_gid") if name in present]
    parsed = [f"TRY_CAST({name} AS DOUBLE) AS n_{name}" for name in numbers]
    parsed += [f"TRY_CAST({name} AS TIMESTAMP) AS d_{name}" for name in DATES]
    bits = " | ".join(f"(CASE WHEN {c.broken} THEN {1 << i} ELSE 0 END)" for i, c in enumerate(checks)) or "0"
    given = ", ".join(_given_columns(checks))
    typed = [f"{_typed(name, present, checks, codes)} AS {name}" for name in present if name != "priogrid_gid"]
    if set(COORDINATES) <= set(present):
        kept = _unless(checks, "longitude", f"CASE WHEN {_INSIDE} THEN CAST({_GID} AS INTEGER) END")
        typed.append(f"{kept} AS priogrid_gid")
    flagged = f"SELECT *, CAST({bits} AS BIGINT) AS flags FROM (SELECT *, {', '.join(parsed)} FROM ({source}))"
    return f"SELECT flags, CASE WHEN flags <> 0 THEN [{given}] END AS given, {', '.join(typed)} FROM ({flagged})"


def left_out_mask(checks: tuple[Check, ...]) -> int:
    """The bits of `flags` that keep a record out of the table."""
    return sum(1 << i for i, check in enumerate(checks) if check.effect == "record left out")


def tell(
    con: Any,
    table: str,
    checks: tuple[Check, ...],
    *,
    shown: Mapping[str, str],
    file: str,
    record: Callable[[int], int],
    where: str = "true",
) -> Found:
    """Every problem of a typed table: listed up to `TOLD_PER_KIND` for a kind and column, and counted.

    `shown` gives the source's own column names, `record` turns the table's row id into the number of the record in
    the file, `where` limits the telling to some records.
    """
    problems: list[Problem] = []
    counts: dict[str, int] = {}
    left_out: dict[str, int] = {}
    at = {name: i for i, name in enumerate(_given_columns(checks))}
    sums = ", ".join(f"count(*) FILTER (flags & {1 << i} <> 0)" for i in range(len(checks))) or "0"
    found = con.execute(f"SELECT {sums} FROM {table} WHERE flags <> 0 AND ({where})").fetchone()
    for i, check in enumerate(checks):
        total = int(found[i])
        if not total:
            continue
        counts[check.kind] = counts.get(check.kind, 0) + total
        if check.effect == "record left out":
            left_out[check.kind] = left_out.get(check.kind, 0) + total
        rows = con.execute(
            f"SELECT rowid, given FROM {table} WHERE flags & {1 << i} <> 0 AND ({where}) "
            f"ORDER BY rowid LIMIT {TOLD_PER_KIND}"
        ).fetchall()
        column = ", ".join(shown.get(name, name) for name in check.columns[: _told(check)])
        if total > TOLD_PER_KIND:
            problems.append(counted(check.kind, total, file, column, check.effect))
        for rowid, given in rows:
            values = [given[at[name]] or "" for name in check.columns]
            problems.append(
                Problem(
                    check.kind,
                    _say(check, values),
                    file=file,
                    row=record(rowid),
                    column=column,
                    value=", ".join(values[: _told(check)]),
                    do=check.do,
                    effect=check.effect,
                    severity=check.severity,
                )
            )
    return Found(tuple(problems), counts, left_out)


def counted(kind: str, total: int, file: str, column: str, effect: Effect) -> Problem:
    """One problem that stands for all of its kind when only the first are listed."""
    what = f"{total:,} records have this problem ({kind}); the first {TOLD_PER_KIND} are listed"
    return Problem(kind, what, file=file, column=column, effect=effect)


def _told(check: Check) -> int:
    return len(check.columns) if check.kind == "low-best-high-order" else 1


def _say(check: Check, values: list[str]) -> str:
    what = check.what.format(*values)
    if check.kind == "year-out-of-range":
        year = values[0].strip()[:4]
        if year.startswith("00") and year.isdigit():
            return f"the year is before 1900; meant 20{year[2:]}?"
        return "the year is before 1900" if year < "1900" else what
    return what


def _given_columns(checks: tuple[Check, ...]) -> list[str]:
    return list(dict.fromkeys(name for check in checks for name in check.columns))


def _unless(checks: tuple[Check, ...], column: str, value: str) -> str:
    mask = sum(1 << i for i, check in enumerate(checks) if column in check.nulls)
    return f"CASE WHEN flags & {mask} = 0 THEN {value} END" if mask else value


def _typed(
    name: str, present: Collection[str], checks: tuple[Check, ...], codes: Mapping[str, Mapping[str, str]]
) -> str:
    if name in WHOLE:
        kind = {"gw": "SMALLINT", **dict.fromkeys(SCALES, "TINYINT")}.get(name, "INTEGER")
        return _unless(checks, name, f"TRY_CAST(n_{name} AS {kind})")
    if name in COORDINATES:
        return _unless(checks, name, f"n_{name}")
    if name in DATES:
        return f"TRY_CAST(d_{name} AS DATE)"
    if name in CODED and name in codes:
        cases = " ".join(f"WHEN {literal(text)} THEN {literal(term)}" for text, term in codes[name].items())
        return f"CASE {name} {cases} END" if cases else "NULL"
    return name


def literal(text: str) -> str:
    """A text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def _all_checks(codes: Mapping[str, Collection[str]]) -> Iterator[Check]:
    yield Check("id-missing", ("source_id",), "source_id IS NULL", "no id", "give it one", effect="record left out")
    for name in DATES:
        yield Check(
            "date-missing", (name,), f"{name} IS NULL", "no date", "write it as 2020-12-31", effect="record left out"
        )
        yield Check(
            "not-a-date",
            (name,),
            f"{name} IS NOT NULL AND coalesce(NOT isfinite(d_{name}), true)",
            "not a date",
            "write it as 2020-12-31",
            effect="record left out",
        )
        yield Check(
            "year-out-of-range",
            (name,),
            f"isfinite(d_{name}) AND (year(d_{name}) < 1900 OR year(d_{name}) > 2100)",
            "the year is after 2100",
            "correct the date",
            effect="record left out",
        )
    yield Check(
        "end-before-start",
        ("date_end", "date_start"),
        "CAST(d_date_end AS DATE) < CAST(d_date_start AS DATE)",
        "before date_start {1}",
        "correct one of the two dates",
        effect="record left out",
    )
    for name, largest in WHOLE.items():
        yield Check(
            "not-a-whole-number",
            (name,),
            f"{name} IS NOT NULL AND coalesce(NOT isfinite(n_{name}) OR n_{name} <> trunc(n_{name})"
            f" OR abs(n_{name}) > {largest if name not in SCALES else 2**31 - 1}, true)",
            "not a whole number",
            "correct it, or leave it blank when it is unknown",
            nulls=(name,),
        )
        if name in SCALES:
            scale = f"{name.split('_')[0]}-precision-off-scale"
            broken = f"n_{name} = trunc(n_{name}) AND (n_{name} < 1 OR n_{name} > {largest})"
            what = f"not on the scale 1 to {largest}"
            yield Check(scale, (name,), broken, what, "leave it blank when it is unknown", nulls=(name,))
        else:
            kind = "negative-deaths" if name in DEATHS else "negative-number"
            broken = f"n_{name} < 0 AND isfinite(n_{name})"
            what = "deaths cannot be below 0" if name in DEATHS else "cannot be below 0"
            yield Check(kind, (name,), broken, what, "leave it blank when it is unknown", nulls=(name,))
    yield Check(
        "low-best-high-order",
        ("deaths_low", "deaths_best", "deaths_high"),
        "n_deaths_low > n_deaths_best OR n_deaths_best > n_deaths_high OR n_deaths_low > n_deaths_high",
        "low <= best <= high does not hold; the figures are kept as published",
        effect="kept",
    )
    yield from _coordinate_checks()
    for name in CODED:
        if name in codes:
            known = ", ".join(literal(text) for text in codes[name]) or "NULL"
            what = f"not a known {name.replace('_', ' ')}"
            do = f"use one of {', '.join(codes[name])}"
            broken = f"{name} IS NOT NULL AND {name} NOT IN ({known})"
            yield Check(f"{name.replace('_', '-')}-unknown", (name,), broken, what, do, nulls=(name,))


def _coordinate_checks() -> Iterator[Check]:
    exchanged = "(abs(n_latitude) > 90 AND abs(n_latitude) <= 180 AND abs(n_longitude) <= 90)"
    for name, other, limit in (("latitude", "longitude", 90), ("longitude", "latitude", 180)):
        yield Check(
            "not-a-coordinate",
            (name, other),
            f"{name} IS NOT NULL AND coalesce(NOT isfinite(n_{name}), true)",
            "not a number of degrees",
            "write degrees with a decimal point, 34.53",
            nulls=COORDINATES,
        )
        not_exchanged = f" AND NOT coalesce({exchanged}, false)" if name == "latitude" else ""
        yield Check(
            f"{name}-out-of-range",
            (name, other),
            f"isfinite(n_{name}) AND abs(n_{name}) > {limit}{not_exchanged}",
            f"not between -{limit} and {limit}",
            "correct the coordinate",
            nulls=COORDINATES,
        )
        yield Check(
            "coordinate-missing",
            (name, other),
            f"{name} IS NULL AND {other} IS NOT NULL",
            f"no {name}, although there is a {other}",
            "give both or none",
            nulls=COORDINATES,
        )
    yield Check(
        "coordinates-exchanged",
        ("latitude", "longitude"),
        exchanged,
        "not between -90 and 90, and the longitude {1} would fit: latitude and longitude look exchanged",
        "exchange the two",
        nulls=COORDINATES,
    )
    differs = f"{_INSIDE} AND n_priogrid_gid <> {_GID}"
    swapped = f"(abs(n_longitude) <= 90 AND n_priogrid_gid = {_SWAPPED_GID})"
    yield Check(
        "coordinates-exchanged",
        ("latitude", "longitude", "priogrid_gid"),
        f"{differs} AND {swapped}",
        "the PRIO-GRID cell {2} is that of latitude {1}, longitude {0}: latitude and longitude look exchanged",
        "exchange the two",
        nulls=COORDINATES,
    )
    yield Check(
        "priogrid-differs",
        ("priogrid_gid", "latitude", "longitude"),
        f"priogrid_gid IS NOT NULL AND {_INSIDE} AND coalesce(n_priogrid_gid <> {_GID}, true) AND NOT {swapped}",
        "not the PRIO-GRID cell of latitude {1}, longitude {2}; the cell of the coordinates is used",
        "compare with the source's own file",
        effect="kept",
    )
