"""The reader of every table that a mapping file describes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from typing import TypeAlias

import pyarrow as pa
import pyarrow.compute as pc

from .. import vocabulary
from ..events import Coverage
from ..events.arrays import map_text, one_text
from ..events.checks import Checked
from .date_formats import Span, read_date, span_of
from .description import SourceDescription
from .layout import CODED, DATE_PARTS, JOINED, NUMBERS, SCALES, CountryCode, Layout, Part
from .reader import Codes, Draft, Reader, made_ids

_NOT_A_DATE = "?"
_BETWEEN = "\x1f"
_DATES = ("date", "date_start", "date_end")
Column: TypeAlias = pa.ChunkedArray


def mapped_reader(description: SourceDescription) -> Reader:
    """The reader of a described table."""
    layout = description.layout
    assert layout is not None
    return Reader(
        name=description.name,
        draft=draft,
        coverage=coverage,
        version=lambda name: "",
        codes=codes,
        check=lambda table, checked: _name_the_way_out(layout, checked),
    )


def draft(description: SourceDescription, table: pa.Table) -> Draft:
    """Each column of the common table from those that the mapping names for it."""
    layout = description.layout
    assert layout is not None
    found: Draft = {}
    for target, parts in layout.parts.items():
        held = [(part, table[part.column]) for part in parts if part.column in table.column_names]
        if held and target not in (*_DATES, *DATE_PARTS):
            found[target] = _joined([cell(target, part, text, layout) for part, text in held], JOINED.get(target, ""))
    for target in SCALES:
        if target in found and (steps := description.values.get(target)):
            found[target] = map_text(found[target], _step(steps))
    found |= dates(layout, table)
    for target, text in layout.constants.items():
        found |= _constant(target, text, table.num_rows)
    if "country" not in found:
        found["country"] = pa.chunked_array([pa.nulls(table.num_rows, pa.string())])
    if "source_id" not in found:
        found["source_id"] = made_ids(table)
    return found


def dates(layout: Layout, table: pa.Table) -> Draft:
    """`date_start` and `date_end` of every row, and `date_precision` where a date tells only its month or year."""
    found: Draft = {}
    given = {name: _spans(layout.parts[name][0], table) for name in _DATES if name in layout.parts}
    if any(part in layout.parts for part in DATE_PARTS):
        given["date"] = _spans_of_parts(layout, table)
    for name, column in given.items():
        if name != "date_end":
            found["date_start"] = map_text(column, lambda span: span.split(_BETWEEN)[0])
            found["date_precision"] = map_text(column, lambda span: span.split(_BETWEEN)[2] or None)
    first = given.get("date", given.get("date_start"))
    last = map_text(given["date_end"], _end) if "date_end" in given else None
    if first is not None:
        found["date_end"] = map_text(first, _end) if last is None else pc.coalesce(last, map_text(first, _end))
    told = found.get("date_precision")
    if told is not None and ("date_precision" in layout.parts or told.null_count == len(told)):
        del found["date_precision"]
    return found


def coverage(description: SourceDescription, release: str) -> tuple[Coverage, ...]:
    """The block that the mapping states; none where it states none."""
    stated = description.coverage
    if stated.countries is None or stated.start is None or stated.end is None:
        return ()
    types, classes = (frozenset(ids) if ids else None for ids in (stated.violence_types, stated.event_classes))
    block = Coverage(
        source=description.name,
        start=stated.start,
        end=stated.end,
        countries=frozenset(stated.countries),
        lethal_only=stated.lethal_only,
        violence_types=types,
        status=description.status,
        event_classes=classes,
    )
    return (block,)


def codes(description: SourceDescription) -> Codes:
    """The codes of the mapping; where it has none, and for constants, the ids of the vocabulary as they are."""
    return {
        column: description.values.get(column) or {term.id: term.id for term in vocabulary.terms(name)}
        for column, name in CODED.items()
    }


def cell(target: str, part: Part, text: Column, layout: Layout) -> Column:
    """The text of a column as it fills the target: blanks null, the country by ISO3, numbers with a decimal point."""
    return map_text(text, _change(target, part, layout))


def _change(target: str, part: Part, layout: Layout) -> Callable[[str], str | None]:
    def change(value: str) -> str | None:
        value = value.strip()
        if not value or value in part.blank:
            return None
        if target in NUMBERS:
            return _plain_number(value, layout)
        if target == "country":
            return _country(value, part.written)
        return value

    return change


def _plain_number(value: str, layout: Layout) -> str:
    """With a decimal point and without marks between thousands; a space there may be of any width."""
    if layout.thousands == " ":
        value = "".join(value.split())
    elif layout.thousands:
        value = value.replace(layout.thousands, "")
    elif layout.decimal == "," and "." in value:
        return f"{value} (a point, where the mapping states a comma)"
    return value.replace(layout.decimal, ".") if layout.decimal == "," else value


@cache
def _country(value: str, written: CountryCode) -> str:
    """The ISO3 code; what is no code of the kind stays as it is, for the checks to tell."""
    known = vocabulary.countries()
    if written == "numeric":
        return (known.iso3_of_numeric(int(value)) if value.isascii() and value.isdigit() else None) or value
    if written == "fips":
        return known.iso3_of_fips(value) or value
    if written == "iso2":
        return next((country.iso3 for country in known if country.iso2 == value.upper()), value)
    return value.upper() if written == "iso3" else value


def _joined(columns: list[Column], between: str) -> Column:
    if len(columns) == 1:
        return columns[0]
    return map_text(
        pc.binary_join_element_wise(*columns, one_text(between), null_handling="skip"), lambda text: text or None
    )


def _spans(part: Part, table: pa.Table) -> Column:
    """First day, last day and precision of each date, as one text; null where there is none."""
    if part.column not in table.column_names:
        return pa.chunked_array([pa.nulls(table.num_rows, pa.string())])

    def change(value: str) -> str | None:
        value = value.strip()
        if not value or value in part.blank:
            return None
        if not part.formats:  # as the checks read it
            return _BETWEEN.join((value, value, ""))
        return _as_text(read_date(value, part.formats))

    return map_text(table[part.column], change)


def _spans_of_parts(layout: Layout, table: pa.Table) -> Column:
    """As `_spans`, of a year with or without month and day."""
    nothing = pa.chunked_array([pa.nulls(table.num_rows, pa.string())])
    columns = []
    for name in DATE_PARTS:
        part = layout.parts[name][0] if name in layout.parts else None
        there = part is not None and part.column in table.column_names
        columns.append(cell(name, part, table[part.column], layout) if part and there else nothing)
    texts = [pc.coalesce(column, one_text("")) for column in columns]
    joined = pc.binary_join_element_wise(*texts, one_text(_BETWEEN))

    def change(value: str) -> str | None:
        year, month, day = value.split(_BETWEEN)
        if not year:
            return None
        numbers = (_whole(year), _whole(month, by_name=True), _whole(day))
        return _as_text(None if None in numbers else span_of(*(number or 0 for number in numbers)))

    return map_text(joined, change)


def _whole(text: str, *, by_name: bool = False) -> int | None:
    """A part of a date; 0 where nothing stands, None where it is none."""
    plain = text.removesuffix(".0")
    if plain.isascii() and plain.isdigit() and len(plain) <= 4:
        return int(plain)
    return 0 if not text else vocabulary.month_of_name(text) if by_name else None


def _as_text(span: Span | None) -> str:
    if span is None:
        return _BETWEEN.join((_NOT_A_DATE, _NOT_A_DATE, ""))
    precision = "" if span.precision is None else str(span.precision)
    return _BETWEEN.join((span.start.isoformat(), span.end.isoformat(), precision))


def _end(span: str) -> str:
    return span.split(_BETWEEN)[1]


def _constant(target: str, text: str, rows: int) -> Draft:
    column = pa.chunked_array([pa.repeat(one_text(text), rows)])
    return {"date_start": column, "date_end": column} if target == "date" else {target: column}


def _step(steps: Mapping[str, str]) -> Callable[[str], str]:
    return lambda value: steps.get(value, value)


def _name_the_way_out(layout: Layout, checked: Checked) -> None:
    """What a person does about a fault is often to be done in the mapping; one cell with both days is told once."""
    if "date_end" not in layout.parts:
        checked.marks[:] = [m for m in checked.marks if m.columns[0] != "date_end" or m.kind == "end-before-start"]
    for place, mark in enumerate(checked.marks):
        target = mark.columns[0]
        do = ""
        if mark.kind == "not-a-date":
            name = target if target in layout.parts else "date"
            formats = layout.parts[name][0].formats if name in layout.parts else ()
            if formats:
                do = f"the mapping states {' or '.join(formats)}; correct the date, or add its format"
        elif target in CODED and mark.kind.endswith("-unknown"):
            do = f"say under codes, {target}, in the mapping what it means, or none"
        elif target in SCALES and mark.kind in ("not-a-whole-number", f"{target.replace('_', '-')}-off-scale"):
            do = f"say under precision, {target}, in the mapping at which step it stands"
        if do:
            checked.marks[place] = replace(mark, do=do)
