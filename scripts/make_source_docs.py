"""Write `docs/sources.md` from the descriptions of the sources: `python scripts/make_source_docs.py`.

A test fails when the page differs from what this makes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from sarhad.sources import Column, CoverageStatement, SourceDescription, describe, names
from sarhad.sources.readers import READERS

PAGE = Path(__file__).resolve().parents[1] / "docs" / "sources.md"

_HEAD = """\
# Sources

Made by `scripts/make_source_docs.py` from the YAML files in `src/sarhad/sources`; edit those, not this page.

What Sarhad reads, on what terms, and what becomes of every column. A column that is neither used nor named here is
reported when a file brings it. Where a source's codes are coarser or finer than the common ones, the table says what
is made of them. Licence classes: `open` rows may be passed on with the citation; of `aggregate-only` sources only
tables and figures leave, once you accept the provider's terms; of `private` ones nothing does
([licences](licences.md)). Any other table can be read through a [mapping](mapping.md).
"""
_CLASSES = {
    "open": "rows may be passed on",
    "aggregate-only": "no row leaves; sums of at least three events may",
    "private": "nothing leaves",
}


def page() -> str:
    """The whole page."""
    found = [describe(name) for name in names()]
    parts = [_HEAD, "\n".join(_summary(found))]
    parts += ["\n".join(_section(description)) for description in found]
    return "\n".join(parts) + "\n"


def _summary(found: Iterable[SourceDescription]) -> Iterator[str]:
    yield "| source | holds | licence | class | how often |"
    yield "|---|---|---|---|---|"
    for d in found:
        yield _row(f"[{d.name}](#{d.name})", d.holds, d.licence, f"`{d.licence_class}`", d.cadence)
    yield ""


def _section(d: SourceDescription) -> Iterator[str]:
    yield f"## {d.name}\n"
    yield f"**{d.title}**, {d.publisher}.\n"
    yield f"* Holds: {d.holds}, {d.status}"
    yield f"* Licence: {d.licence} (`{d.licence_class}`: {_CLASSES[d.licence_class]})"
    if d.terms:
        yield f"* Terms: {d.terms}"
    if d.attribution:
        yield f"* Attribution: {d.attribution}"
    yield f"* Cite: {d.citation}"
    if d.url:
        yield f"* Home: {d.url}"
    for address in (d.download, d.download_span):
        if address:
            yield f"* Download: `{address}`"
    yield f"* Cadence: {d.cadence}"
    if d.stale_after_days:
        yield f"* Late when the newest event is older than {d.stale_after_days} days"
    yield f"* Coverage: {_coverage(d.coverage)}"
    for note in d.notes:
        yield f"* {note}"
    yield ""
    if d.columns:
        yield "| column | becomes | |"
        yield "|---|---|---|"
        for name, column in d.columns.items():
            yield _row(f"`{name}`", *_fate(column))
        yield ""
    if d.precision:
        yield "| precision | how it is read |"
        yield "|---|---|"
        for name, words in d.precision.items():
            yield _row(f"`{name}`", words)
        yield ""
    coded = READERS[d.name].codes(d) if d.name in READERS else {}
    for name, codes in (d.values | coded).items():
        yield f"Codes of `{name}`: " + ", ".join(f"{code} → {term}" for code, term in codes.items()) + ".\n"


def _coverage(stated: CoverageStatement) -> str:
    where = "the world" if stated.countries is None else ", ".join(stated.countries) or "what the file itself states"
    since = f" since {stated.start}" if stated.start else ""
    kinds = f"; {', '.join(stated.violence_types)} violence" if stated.violence_types else ""
    classes = f"; {', '.join(stated.event_classes)}" if stated.event_classes else ""
    deaths = "; only events with a death" if stated.lethal_only else ""
    return f"{where}{since}{kinds}{classes}{deaths}"


def _fate(column: Column) -> tuple[str, str]:
    """What becomes of a column, and what else is to be said of it."""
    if column.ignored:
        return "left aside", column.ignored
    said = []
    if column.required:
        said.append("required")
    if column.null_when:
        said.append(f"unknown where it is {' or '.join(column.null_when)}")
    if column.one_of:
        said.append(f"one of {', '.join(column.one_of)}; others are told")
    if column.unknown_prefix:
        said.append(f"“unknown” where it begins with {column.unknown_prefix}")
    return f"`{column.fills}`", "; ".join(said)


def _row(*cells: str) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    print(f"wrote {PAGE.name}: {len(names())} sources")
