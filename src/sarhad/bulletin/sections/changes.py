"""What changed since the issue before: sources, verdicts, and the head counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from ..desk import Desk
from ..revisions import Revision
from ..words import listing, month_name, plural, spell
from .claims import VERDICTS
from .section import Section

Record = Mapping[str, Any]


def changes(desk: Desk, record: Record, before: Record | None, revisions: Sequence[Revision]) -> Section:
    """Compare this issue's record with that of the published month before it, and tell what newer versions changed."""
    data: dict[str, Any] = {"before": None, "revisions": [(r, _is_new(r, before)) for r in revisions]}
    fresh = [revision for revision, new in data["revisions"] if new and revision.changed.value]
    if before is None:
        answer = Markup("This is the earliest issue of the archive; there is none to compare with.")
        return Section("changes", "What changed", Markup(" ").join([answer, *map(_told, fresh)]), data)
    month = before["month"]
    sources = _sources(record, before)
    verdicts = _verdicts(record, before)
    parts = []
    if sources:
        parts.append(
            Markup("{} {} new or renewed").format(spell(len(sources)), plural(len(sources), "source is", "sources are"))
        )
    if verdicts:
        parts.append(
            Markup("{} {} changed").format(spell(len(verdicts)), plural(len(verdicts), "verdict has", "verdicts have"))
        )
    name = month_name_of(month)
    if parts:
        said = listing(parts)
        answer = Markup("Since the issue of {}, {}.").format(name, said)
    else:
        answer = Markup("Since the issue of {}, no source was renewed and no verdict changed.").format(name)
    data |= {
        "before": month,
        "before_name": name,
        "sources": sources,
        "verdicts": verdicts,
        "heads": _heads(record, before),
    }
    return Section("changes", "What changed", Markup(" ").join([answer, *map(_told, fresh)]), data)


def _told(revision: Revision) -> Markup:
    return Markup("From {}, {}").format(revision.name, revision.sentence)


def _is_new(revision: Revision, before: Record | None) -> bool:
    """Whether the issue before did not have the newer files yet."""
    had = {source["sha256"] for source in before["sources"]} if before else set()
    return any(ref.sha256 not in had for ref in revision.new)


def month_name_of(key: str) -> str:
    """`January 2026` for `2026-01`."""
    import datetime as dt

    return month_name(dt.date(int(key[:4]), int(key[5:7]), 1))


def _sources(record: Record, before: Record) -> list[tuple[str, str, str]]:
    """Title, version before (or nothing), version now."""
    old: dict[str, list[str]] = {}
    for source in before["sources"]:
        old.setdefault(source["name"], []).append(source["version"])
    hashes = {source["sha256"] for source in before["sources"]}
    out = []
    for source in record["sources"]:
        if source["sha256"] in hashes and source["version"] in old.get(source["name"], []):
            continue
        out.append((source["title"], ", ".join(old.get(source["name"], [])), source["version"]))
    return out


def _verdicts(record: Record, before: Record) -> list[dict[str, str]]:
    old = before["verdicts"]
    out = []
    for claim_id, verdict in record["verdicts"].items():
        was = old.get(claim_id)
        if was is None or was["verdict"] != verdict["verdict"]:
            out.append({
                "id": claim_id, "says": verdict["says"], "now": VERDICTS[verdict["verdict"]], "key": verdict["verdict"],
                "was": VERDICTS[was["verdict"]] if was else "",
            })  # fmt: skip
    return out


def _heads(record: Record, before: Record) -> list[dict[str, Any]]:
    """The head counts side by side; a number that only one of the issues has is left out."""
    out = []
    for key, label in (
        ("events", "Events"),
        ("deaths", "Deaths"),
        ("figures-deaths", "Deaths by monthly figures"),
        ("checked-rows", "Rows under check"),
    ):
        now, was = record["numbers"].get(key), before["numbers"].get(key)
        if now and was and now["value"] is not None and was["value"] is not None:
            out.append({"label": label, "now": now["value"], "was": was["value"]})
    return out
