"""Reading claims from reports (Markdown) and from YAML files, with every mistake told by file and line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml
from markdown_it import MarkdownIt
from pydantic import ValidationError

from ..errors import Problem
from ..yaml_lines import Location, line_of, read_yaml
from .claim import Claim, Origin
from .filters import PLURALS
from .kinds import KINDS

Lines = dict[Location, int]

MAX_BYTES = 1_000_000
"""A file of claims is written by hand; anything longer is not one."""

_KIND_OF_MISTAKE = "claim"
_SINGULAR = {many: one for one, many in PLURALS.items()}


def read_claims(paths: Iterable[Path]) -> tuple[tuple[Claim, ...], tuple[Problem, ...]]:
    """All claims of these files, and everything that is wrong with them.

    `*.md` files hold claims as fenced blocks with the word `claim`; `*.yaml` files a list of claims, or a mapping with
    `claims` and a `source` for all of them. A claim with a mistake is left out. File names are shown with their folder.
    """
    found: list[Claim] = []
    problems: list[Problem] = []
    for path in paths:
        shown = shown_name(path)
        text, problem = text_of(path)
        if problem is not None:
            problems.append(problem)
            continue
        blocks = _blocks(text) if is_report(path) else [(text, 1)]
        for block, line in blocks:
            claims, mistakes = _read_block(block, line, shown)
            found += claims
            problems += mistakes
    return _unique(found, problems)


def shown_name(path: Path) -> str:
    """A file's name with its folder."""
    return "/".join(path.parts[-2:])


def is_report(path: Path) -> bool:
    """Whether a file is a text with claims in it, not a list of claims."""
    return path.suffix.lower() in (".md", ".markdown")


def text_of(path: Path) -> tuple[str, Problem | None]:
    """The text of a file of claims, or what is wrong with it; not more than `MAX_BYTES` are read."""
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
        if len(content) > MAX_BYTES:
            what = f"longer than {MAX_BYTES // 1_000_000} MB: not a file of claims"
            return "", _problem(shown_name(path), None, what)
        return content.decode("utf-8-sig"), None
    except UnicodeDecodeError as error:
        return "", _problem(shown_name(path), None, f"not UTF-8 text: {error.reason} at byte {error.start:,}")
    except OSError as error:
        return "", _problem(shown_name(path), None, f"cannot be read: {error.strerror or error}")


def _blocks(text: str) -> list[tuple[str, int]]:
    """The fenced blocks of a report that hold a claim, each with the line its content begins on."""
    tokens = MarkdownIt("commonmark").parse(text)
    return [
        (token.content, token.map[0] + 2)
        for token in tokens
        if token.type == "fence" and token.map and token.info.split()[:1] == ["claim"]
    ]


def _read_block(text: str, first_line: int, file: str) -> tuple[list[Claim], list[Problem]]:
    try:
        content, lines, twice = read_yaml("\n" * (first_line - 1) + text, file)
    except yaml.YAMLError as error:
        return [], [_problem(file, *_not_yaml(error, first_line))]
    except (ValueError, RecursionError) as error:
        return [], [_problem(file, first_line, f"a value cannot be read: {error}")]
    if twice:
        return [], twice
    last_line = first_line + max(len(text.splitlines()) - 1, 0)
    shared: dict[str, Any] = {}
    at: tuple[str | int, ...] = ()
    if isinstance(content, dict) and "claims" in content:
        unknown = [key for key in content if key not in ("claims", "source")]
        if unknown:
            what = f"unknown beside claims: {', '.join(map(str, unknown))}"
            return [], [_problem(file, line_of(lines, (str(unknown[0]),)), what, do="known is source")]
        shared = {"source": content["source"]} if "source" in content else {}
        content, at = content["claims"], ("claims",)
    items = content if isinstance(content, list) else [content]
    claims: list[Claim] = []
    problems: list[Problem] = []
    starts = [line_of(lines, (*at, i)) or first_line for i in range(len(items))] if isinstance(content, list) else []
    for position, item in enumerate(items):
        place = (*at, position) if starts else at
        line = starts[position] if starts else first_line
        end = starts[position + 1] - 1 if position + 1 < len(starts) else last_line
        claim, mistakes = _read_claim(item, shared, Origin(file, line, end), lines, place)
        problems += mistakes
        claims += [claim] if claim else []
    return claims, problems


def read_claim(fields: Mapping[str, Any]) -> tuple[Claim | None, list[Problem]]:
    """The claim of fields that stand in no file, and what is wrong with them."""
    return _read_claim(dict(fields), {}, None, {}, ())


def _read_claim(
    item: Any, shared: dict[str, Any], origin: Origin | None, lines: Lines, place: tuple[str | int, ...]
) -> tuple[Claim | None, list[Problem]]:
    file, begins = (origin.file, origin.line) if origin else ("", None)
    if not isinstance(item, dict):
        return None, [_problem(file, begins, "not a claim", do="write id, says and kind, one a line")]
    name = str(item.get("id", ""))

    def mistake(path: tuple[str | int, ...], what: str, value: str = "") -> Problem:
        line = line_of(lines, (*place, *path)) or begins
        one = tuple(_SINGULAR.get(str(step), step) for step in path)
        if one != path and (*place, *path) not in lines and (*place, *one) in lines:
            path, line = one, lines[(*place, *one)]
        return _problem(file, line, what, column=".".join(str(s) for s in path), value=value, claim=name)

    try:
        claim = Claim.model_validate({**shared, **item, "origin": origin})
    except ValidationError as error:
        return None, [mistake(tuple(e["loc"]), _in_words(e), _shown(e)) for e in error.errors()]
    kind = KINDS.get(claim.kind)
    if kind is None:
        return None, [mistake(("kind",), f"no kind of claim; known are {', '.join(KINDS)}", claim.kind)]
    problems = [mistake(path, what) for path, what in kind.mistakes(claim)]
    return (None if problems else claim), problems


def _unique(found: list[Claim], problems: list[Problem]) -> tuple[tuple[Claim, ...], tuple[Problem, ...]]:
    first: dict[str, Claim] = {}
    for claim in found:
        if claim.id not in first:
            first[claim.id] = claim
            continue
        assert claim.origin is not None
        what = f"the id stands twice, first in {first[claim.id].origin}"
        problems.append(_problem(claim.origin.file, claim.origin.line, what, column="id", value=claim.id))
    return tuple(first.values()), tuple(problems)


def _not_yaml(error: yaml.YAMLError, first_line: int) -> tuple[int, str]:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    what = getattr(error, "problem", None) or " ".join(str(error).split())
    line = mark.line + 1 if mark else getattr(error, "line", None) or first_line
    return line, f"not YAML: {what}"


def _in_words(error: Any) -> str:
    match error["type"]:
        case "missing":
            return "is missing"
        case "extra_forbidden":
            return "is not a field of a claim"
        case "value_error":
            return str(error["ctx"]["error"])
        case "string_pattern_mismatch":
            return "not an id; lower-case letters, digits and single dashes"
        case "literal_error":
            return f"must be {error['ctx']['expected']}"
        case "greater_than_equal":
            return f"must be {error['ctx']['ge']:g} or more"
        case _:
            message = str(error["msg"])
            return message[0].lower() + message[1:]


def _shown(error: Any) -> str:
    value = error["input"]
    return "" if isinstance(value, dict | list | tuple) or error["type"] == "missing" else str(value)


def _problem(
    file: str, line: int | None, what: str, *, column: str = "", value: str = "", claim: str = "", do: str = ""
) -> Problem:
    what = f"claim {claim}: {what}" if claim else what
    return Problem(
        _KIND_OF_MISTAKE,
        what,
        file=file,
        line=line,
        column=column,
        value=value,
        do=do,
        effect="record left out",
        severity="error",
    )
