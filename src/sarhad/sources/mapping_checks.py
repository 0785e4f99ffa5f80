"""What a mapping must fit together, beyond the shape of each of its keys."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..vocabulary import terms
from ..yaml_lines import Location
from .layout import CODED, DATE_PARTS, EVENT_TARGETS, INDICATOR_TARGETS, JOINED, SCALES
from .mapping_file import close_to


@dataclass(frozen=True, slots=True)
class Mistake:
    """One mistake in a mapping, at a place in it."""

    kind: str
    what: str
    location: Location
    value: str = ""
    do: str = ""


def mistakes(content: Mapping[str, Any]) -> Iterator[Mistake]:
    """All that does not fit together in the content of a mapping file, whatever else is wrong with it."""
    source = content.get("source")
    holds = source.get("holds", "events") if isinstance(source, dict) else "events"
    filled = _filled(content)
    constants = _dict(content, "constants")
    if holds == "indicators":
        yield from _targets(filled, constants, INDICATOR_TARGETS, "indicators")
        yield from _indicators(content, filled, constants)
    else:
        yield from _targets(filled, constants, EVENT_TARGETS, "events")
        yield from _events(filled, constants)
    yield from _codes(content, filled)
    yield from _precisions(content, filled)


def _dict(content: Mapping[str, Any], key: str) -> dict[str, Any]:
    found = content.get(key)
    return found if isinstance(found, dict) else {}


def _settings(content: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, given in _dict(content, "columns").items():
        yield name, {"as": given} if isinstance(given, str) else given if isinstance(given, dict) else {}


def _filled(content: Mapping[str, Any]) -> dict[str, list[str]]:
    """By what is filled: the columns of the table that fill it."""
    filled: dict[str, list[str]] = {}
    for name, settings in _settings(content):
        fills = settings.get("as", ())
        for target in (fills,) if isinstance(fills, str) else fills if isinstance(fills, list) else ():
            filled.setdefault(str(target), []).append(name)
    return filled


def _targets(
    filled: Mapping[str, list[str]], constants: Mapping[str, Any], known: tuple[str, ...], holds: str
) -> Iterator[Mistake]:
    other = EVENT_TARGETS if holds == "indicators" else INDICATOR_TARGETS
    for target, columns in filled.items():
        place: Location = ("columns", columns[-1])
        if target in other and target not in known:
            do = "take it out, or correct holds under source"
            yield Mistake("other-table", f"a table of {holds} has no such column", place, target, do)
        if len(columns) > 1 and target not in JOINED and not (holds == "indicators" and target == "value"):
            what = f"{columns[0]} fills {target} already"
            do = f"keep one; only {', '.join(JOINED)} are put together from several columns"
            yield Mistake("filled-twice", what, place, target, do)
    for target in constants:
        place = ("constants", target)
        if target not in known:
            do = close_to(target, known) or "name a column of the common table"
            yield Mistake("constant-unknown", f"a table of {holds} has no such column", place, target, do)
        elif target in filled:
            yield Mistake("filled-twice", f"{filled[target][0]} fills it already", place, target, "keep one of the two")
        elif target in CODED and (mistake := _id(CODED[target], constants[target], place)):
            yield mistake


def _events(filled: Mapping[str, list[str]], constants: Mapping[str, Any]) -> Iterator[Mistake]:
    given = {*filled, *constants}
    yield from _date(filled, given, ("date", "date_start"), "date")
    if not given & {"country", "gw"}:
        do = "say which column names the country, or write country under constants"
        yield Mistake("no-country", "no column tells the country of an event", ("columns",), "", do)
    if len(given & {"longitude", "latitude"}) == 1:
        there = (given & {"longitude", "latitude"}).pop()
        place = ("columns", filled[there][0]) if there in filled else ("constants", there)
        yield Mistake("half-a-point", "one coordinate without the other", place, there, "fill both or none")
    if "date" in given and given & {"date_start", "date_end"}:
        both = next(iter(given & {"date_start", "date_end"}))
        place = ("columns", filled[both][0]) if both in filled else ("constants", both)
        do = "write date_start for the first day and date_end for the last, without date"
        yield Mistake("filled-twice", "date is the first and the last day already", place, both, do)


def _date(filled: Mapping[str, list[str]], given: set[str], whole: tuple[str, ...], word: str) -> Iterator[Mistake]:
    parts = [part for part in DATE_PARTS if part in given]
    found = [name for name in whole if name in given]
    place: Location = ("columns", filled[parts[0]][0]) if parts and parts[0] in filled else ("columns",)
    if parts and found:
        do = f"keep {found[0]}, and ignore the columns of its parts"
        yield Mistake("filled-twice", f"{found[0]} is filled, and so are parts of it", place, parts[0], do)
    elif not parts and not found:
        do = f"say which column is the {word}, or which are year, month and day"
        yield Mistake("no-date", f"no column tells the {word}", ("columns",), "", do)
    elif parts and ("year" not in parts or ("day" in parts and "month" not in parts)):
        missing = "year" if "year" not in parts else "month"
        yield Mistake("part-missing", f"the {parts[-1]} is filled without the {missing}", place, parts[-1], "fill it")


def _indicators(
    content: Mapping[str, Any], filled: Mapping[str, list[str]], constants: Mapping[str, Any]
) -> Iterator[Mistake]:
    given = {*filled, *constants}
    columns = dict(_settings(content))
    values = filled.get("value", [])
    if not values:
        yield Mistake("no-value", "no column holds the value", ("columns",), "", "say which one does: as: value")
    if "country" not in given:
        do = "say which column names the country, or write country under constants"
        yield Mistake("no-country", "no column tells the country of a value", ("columns",), "", do)
    if not all(columns[name].get("period") for name in values) or not values:
        yield from _date(filled, given, ("period",), "period")
    for key in ("indicator", "unit"):
        for name in values:
            if key not in given and not columns[name].get(key):
                what, do = f"nothing says the {key} of this value", f"write {key}: beside as: value, or under constants"
                yield Mistake(f"no-{key}", what, ("columns", name), "", do)


def _codes(content: Mapping[str, Any], filled: Mapping[str, list[str]]) -> Iterator[Mistake]:
    for column, values in _dict(content, "codes").items():
        if column not in CODED:
            do = close_to(column, CODED) or f"codes go by what is filled: one of {', '.join(CODED)}"
            yield Mistake("codes-unknown", "nothing with codes is filled under this name", ("codes", column), "", do)
            continue
        if column not in filled:
            do = f"say which column fills {column}, or take its codes out"
            yield Mistake("codes-unused", "no column of the table fills this", ("codes", column), "", do)
        for value, name in values.items() if isinstance(values, dict) else ():
            place = ("codes", column, value)
            if name == "":
                do = f"write one of {', '.join(_ids(CODED[column]))}, or none to leave the value out"
                yield Mistake("code-open", "what this value means is not said yet", place, value, do)
            elif name != "none" and (mistake := _id(CODED[column], name, place)):
                yield mistake


def _precisions(content: Mapping[str, Any], filled: Mapping[str, list[str]]) -> Iterator[Mistake]:
    for column, values in _dict(content, "precision").items():
        if column not in SCALES:
            do = close_to(column, SCALES) or f"one of {', '.join(SCALES)}"
            yield Mistake("precision-unknown", "no precision of this name", ("precision", column), "", do)
            continue
        if column not in filled:
            do = f"say which column fills {column}, or take its steps out"
            yield Mistake("codes-unused", "no column of the table fills this", ("precision", column), "", do)
        for value, step in values.items() if isinstance(values, dict) else ():
            place = ("precision", column, value)
            if not (isinstance(step, str) and step.isascii() and step.isdigit() and 1 <= int(step) <= SCALES[column]):
                what = f"not on UCDP's scale from 1 to {SCALES[column]}" if step else "its step is not said yet"
                yield Mistake("step-unknown", what, place, str(step), f"write a number from 1 to {SCALES[column]}")


def _ids(vocabulary: str) -> list[str]:
    return [term.id for term in terms(vocabulary)]


def _id(vocabulary: str, name: Any, place: Location) -> Mistake | None:
    ids = _ids(vocabulary)
    if name in ids:
        return None
    do = close_to(str(name), ids) or f"use one of {', '.join(ids)}"
    return Mistake("not-an-id", f"not one of the {vocabulary.replace('_', ' ')}", place, str(name), do)
