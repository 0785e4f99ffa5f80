"""A draft of a mapping as the YAML that a person goes through: each line with its reason, open ones as questions."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import PurePath

from ..errors import InputError, Problem
from .description import names
from .drafting import Proposal, TableDraft
from .layout import CODED, SCALES
from .mapping import parse_mapping

_PLAIN = re.compile(r"[^\W\d][\w]*(?: [\w]+)*")
_CODES_TOLD = 3

_SOURCE = """\
# A draft for {file} ({rows} rows). Go through every line; {to_do}
# Then: sarhad add {file} --map MAPPING

source:
  name: {name} # what Sarhad calls it: lower-case letters, digits, dashes
  title: {title}
  publisher: # ? who publishes it
  licence: # ? as its publisher states it, such as CC BY 4.0
  licence_class: # ? open: rows may be passed on; aggregate-only: sums may; private: nothing may
  citation: # ? how its publisher asks to be cited
  url: "" # where it can be had
  # version: "2024-05" # the release; without it the file is known by its content
"""
_COVERAGE = """\
# Only where the table lists every event of its kind is "no row" a zero. If it does, say where and when:
# coverage: {countries: [AFG], start: 2020-01-01, end: 2020-12-31, lethal_only: false}
"""


def draft_text(draft: TableDraft) -> str:
    """The YAML of a draft. `open_lines` says what a person must fill in before it is a mapping."""
    lines = [_head(draft), "columns:"]
    lines += [_column(proposal) for proposal in draft.proposals]
    lines += _constants(draft)
    for key, targets in (("codes", CODED), ("precision", SCALES)):
        coded = [p for p in draft.proposals if p.codes and p.fills in targets]
        if coded:
            lines += ["", f"{key}:", *(line for proposal in coded for line in _codes(proposal))]
    if draft.decimal == ",":
        lines += ["", 'numbers: {decimal: ","} # as its coordinates are written']
    if draft.holds == "events":
        lines += ["", _COVERAGE.rstrip()]
    return "\n".join(lines) + "\n"


def open_lines(text: str, file: str) -> tuple[Problem, ...]:
    """What is still wrong or open in a mapping, in the order of its lines; () when it can be used."""
    try:
        parse_mapping(text, file)
    except InputError as error:
        return error.problems or (Problem("not-a-mapping", str(error), file=file),)
    return ()


def _head(draft: TableDraft) -> str:
    stem = PurePath(draft.file).name.split(".")[0]
    slug = re.sub(r"[^a-z0-9]+", "-", stem.lower()).strip("-")[:50] or "table"
    slug = f"my-{slug}" if slug in names() else slug
    head = _SOURCE.format(
        file=_said(draft.file),
        rows=f"{draft.rows:,}",
        to_do="what is marked with ? is for you to say.",
        name=slug,
        title=quoted(stem),
    )
    return head + ("  holds: indicators\n" if draft.holds == "indicators" else "")


def _column(proposal: Proposal) -> str:
    name = quoted(proposal.column)
    if not proposal.fills:
        return f"  {name}: {{ignored: {quoted(proposal.reason)}}} # {_said(proposal.why)}"
    settings = []
    mark = ""
    if len(proposal.formats) > 1:
        settings.append('format: ""')
        mark = f"? {' or '.join(proposal.formats)}: every value fits both; "
    elif proposal.formats and proposal.formats[0] != "YYYY-MM-DD":
        settings.append(f"format: {quoted(proposal.formats[0])}")
    if proposal.fills == "country" and proposal.written != "name":
        settings.append(f"written: {proposal.written}")
    value = f"{{{', '.join([f'as: {proposal.fills}', *settings])}}}" if settings else proposal.fills
    return f"  {name}: {value} # {mark}{_said(proposal.why)}"


def _constants(draft: TableDraft) -> Iterator[str]:
    """What no column tells and a table must have."""
    filled = draft.filled()
    if draft.holds == "indicators":
        missing = [name for name in ("country", "indicator", "unit") if name not in filled]
    else:
        missing = [] if filled & {"country", "gw"} else ["country"]
    if missing:
        yield ""
        yield "constants: # the same in every row"
        for name in missing:
            yield f"  {name}: # ? no column tells it"
    if draft.holds == "events" and not filled & {"date", "date_start", "year"}:
        yield ""
        yield "# ? No column could be told for a date: write date, date_start or year for one of the columns."


def _codes(proposal: Proposal) -> Iterator[str]:
    yield f"  {proposal.fills}: # the values of {_said(proposal.column)}"
    for value, (count, code) in proposal.codes.items():
        rows = f"{count:,} row{'s' if count != 1 else ''}"
        yield f"    {quoted(value)}: {code or chr(34) * 2} # {'' if code else '? '}{rows}"


def quoted(text: str) -> str:
    """A text as YAML reads it back, whatever it holds."""
    if _PLAIN.fullmatch(text) and text.isprintable():
        return text
    whole = json.dumps(text, ensure_ascii=False)
    return "".join(c if c.isprintable() else f"\\U{ord(c):08X}" for c in whole)


def _said(text: str) -> str:
    """A text in a comment: one line, nothing that a terminal obeys."""
    return "".join(c if c.isprintable() else " " for c in text)
