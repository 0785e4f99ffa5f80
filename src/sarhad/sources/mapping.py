"""A mapping file: how a table that nobody has described yet becomes a source. Every mistake is told with its line."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from ..errors import InputError, Problem
from ..yaml_lines import Location, line_of, read_yaml
from .description import Column, CoverageStatement, SourceDescription
from .layout import DATE_PARTS, Layout, Part
from .mapping_checks import Mistake, mistakes
from .mapping_file import MappedColumn, MappingFile, close_to

_SIZE_LIMIT = 1_000_000
_PLAIN_WORDS = {
    "missing": ("this value is missing", "add it"),
    "extra_forbidden": ("nothing of this name is known here", ""),
    "string_too_short": ("nothing stands here", "fill it in"),
    "string_pattern_mismatch": ("not a name", "write lower-case letters, digits and single dashes"),
    "literal_error": ("not one of the words that are known here", ""),
    "dict_type": ("neither keys nor values", "write one key: value on each line"),
    "model_type": ("neither keys nor values", "write one key: value on each line"),
    "tuple_type": ("not a list", "write [one, two]"),
    "date_from_datetime_parsing": ("not a day", "write it as 2020-12-31"),
    "date_parsing": ("not a day", "write it as 2020-12-31"),
    "int_parsing": ("not a whole number", "write 1, 2, 3"),
    "bool_parsing": ("neither true nor false", "write true or false"),
}
NONE = "none"
"""In place of a vocabulary's id: the value is known and means nothing of this kind."""


def read_mapping(path: Path | str) -> SourceDescription:
    """The source that a mapping file describes, to be given to `read` with the table.

    `docs/mapping.md` tells every key. Texts in it are taken as written: `NO` is a code, not a false.

    Raises:
        InputError: the file cannot be read, or has mistakes; `problems` holds all of them, each with its line.
    """
    given = Path(path)
    return parse_mapping(mapping_text(given), given.name)


def mapping_text(path: Path) -> str:
    """The text of a mapping file. Raises `InputError` when it cannot be one."""
    if not path.is_file():
        raise InputError(f"there is no mapping {path.name}", do="sarhad map FILE --out mapping.yaml drafts one")
    if path.stat().st_size > _SIZE_LIMIT:
        raise InputError(f"{path.name} is larger than {_SIZE_LIMIT:,} bytes", do="give the mapping, not the table")
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{path.name} is not UTF-8 text: {error.reason}", do="save it as UTF-8") from error


@lru_cache(maxsize=64)
def parse_mapping(text: str, file: str = "mapping") -> SourceDescription:
    """`read_mapping` for a text that was read; `file` is the name that mistakes are told with."""
    try:
        content, lines, problems = read_yaml(text, file, as_written=True)
    except yaml.YAMLError as error:
        raise _not_yaml(file, error) from error
    if not isinstance(content, dict):
        raise InputError(f"{file} is no mapping: it has no keys", do="sarhad map FILE --out mapping.yaml drafts one")
    content = {key: value for key, value in content.items() if value != ""}
    problems += [_problem(mistake, lines, file) for mistake in mistakes(content)]
    try:
        mapping = MappingFile.model_validate(content)
    except ValidationError as error:
        problems += [_problem(_mistake(item), lines, file) for item in error.errors()]
    if problems:
        many = "1 mistake" if len(problems) == 1 else f"{len(problems)} mistakes"
        ordered = sorted(problems, key=lambda problem: problem.line or 0)
        raise InputError(f"{many} in {file}; nothing was read", problems=ordered)
    return _description(mapping, hashlib.sha256(text.encode()).hexdigest())


def _description(mapping: MappingFile, sha256: str) -> SourceDescription:
    source, stated = mapping.source, mapping.coverage
    values = {column: {v: i for v, i in codes.items() if i != NONE} for column, codes in mapping.codes.items()}
    values |= {column: dict(steps) for column, steps in mapping.precision.items()}
    words = {
        column: "as the mapping says: " + ", ".join(f"{value} is {step}" for value, step in steps.items())
        for column, steps in mapping.precision.items()
    }
    return SourceDescription(
        **source.model_dump(),
        coverage=CoverageStatement(countries=(), lethal_only=False)
        if stated is None
        else CoverageStatement(
            countries=stated.countries,
            start=stated.start,
            end=stated.end,
            lethal_only=stated.lethal_only,
            violence_types=stated.violence_types or None,
            event_classes=stated.event_classes or None,
        ),
        columns={name: _column(column) for name, column in mapping.columns.items()},
        values=values,
        precision=words,
        layout=Layout(
            parts=_parts(mapping),
            constants=mapping.constants,
            decimal=mapping.numbers.decimal,
            thousands=mapping.numbers.thousands,
            sha256=sha256,
        ),
    )


def _column(column: MappedColumn) -> Column:
    if column.ignored is not None:
        return Column.model_validate({"ignored": column.ignored})
    first = column.fills[0]
    fills = "date_start" if first in ("date", *DATE_PARTS) else first
    return Column.model_validate({"as": fills, "required": not column.optional})


def _parts(mapping: MappingFile) -> dict[str, tuple[Part, ...]]:
    parts: dict[str, list[Part]] = {}
    for name, column in mapping.columns.items():
        for target in column.fills:
            nothing = [value for value, code in mapping.codes.get(target, {}).items() if code == NONE]
            part = Part(
                column=name,
                formats=column.format,
                written=column.written,
                blank=(*mapping.blank, *column.blank, *nothing),
                indicator=column.indicator,
                unit=column.unit,
                period=column.period,
            )
            parts.setdefault(target, []).append(part)
    return {target: tuple(found) for target, found in parts.items()}


def _mistake(item: Any) -> Mistake:
    location: Location = tuple(item["loc"])
    what, do = _PLAIN_WORDS.get(item["type"], (item["msg"].removeprefix("Value error, "), ""))
    given = item["input"]
    if item["type"] == "extra_forbidden":
        do = close_to(str(location[-1]), _keys(location)) or "check the spelling, or take it out"
    elif item["type"] == "literal_error":
        do = close_to(str(given), _choices(item)) or f"write {item['ctx']['expected']}"
    elif item["type"] == "string_pattern_mismatch" and location[-1] in ("url", "terms"):
        what, do = "not an address", "write https://..."
    elif not do and "; " in what:
        what, do = what.rsplit("; ", 1)
    value = "" if not isinstance(given, str) or item["type"] == "missing" else given
    return Mistake(item["type"].replace("_", "-"), what[0].lower() + what[1:], location, value, do)


def _choices(item: Any) -> Iterable[str]:
    return [part.strip("' ") for part in item["ctx"]["expected"].replace(" or ", ", ").split(", ")]


def _keys(location: Location) -> Iterable[str]:
    """The keys that are known where one was not."""
    part: Any = MappingFile
    if location[0] == "columns" and len(location) > 2:
        part = MappedColumn
    elif len(location) > 1:
        kind = MappingFile.model_fields[str(location[0])].annotation
        part = next((k for k in (kind, *getattr(kind, "__args__", ())) if hasattr(k, "model_fields")), MappingFile)
    return [field.alias or name for name, field in part.model_fields.items()]


def _problem(mistake: Mistake, lines: dict[Location, int], file: str) -> Problem:
    return Problem(
        mistake.kind,
        mistake.what,
        file=file,
        line=line_of(lines, mistake.location),
        column=".".join(str(part) for part in mistake.location),
        value=mistake.value,
        do=mistake.do,
        effect="nothing read",
        severity="error",
    )


def _not_yaml(file: str, error: yaml.YAMLError) -> InputError:
    line = getattr(error, "line", None)
    if mark := getattr(error, "problem_mark", None):
        line = mark.line + 1
    where = f", line {line}" if line else ""
    what = getattr(error, "problem", None) or str(error).splitlines()[0]
    return InputError(f"{file}{where} is not YAML that can be read: {what}", do="correct that line")
