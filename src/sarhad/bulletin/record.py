"""An issue's record: what it says, as data. By it a rebuild is told from a correction."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any

from .desk import Desk
from .tables import json_bytes

Record = dict[str, Any]
FILE = "issue.json"
_BESIDE = ("digest", "summary", "published", "code_version", "accessed", "manifest")
"""Entries that may differ between two builds that say the same."""


def make_record(desk: Desk, summary: str, files: Mapping[str, bytes]) -> Record:
    """Numbers with their queries, verdicts, sources, parameters and the checksums of the downloads."""
    issue = desk.issue
    record: Record = {
        "format": 1,
        "watch": issue.watch_id,
        "title": issue.title,
        "publisher": issue.publisher,
        "month": issue.key,
        "summary": summary,
        "published": _published(desk),
        "code_version": issue.code_version,
        "sources": [
            {"name": ref.name, "title": ref.title, "version": ref.version, "licence": ref.licence, "file": ref.file,
             "sha256": ref.sha256}
            for ref in issue.sources
        ],
        "accessed": {ref.file or ref.name: ref.accessed.isoformat() for ref in issue.sources if ref.accessed},
        "parameters": dict(issue.parameters),
        "numbers": {
            n.key: {"label": n.label, "value": n.value, "low": n.low, "high": n.high, "sql": n.sql}
            for n in desk.numbers
        },
        "verdicts": {
            v.claim.id: {
                "says": v.claim.says,
                "verdict": v.verdict,
                "readings": [[str(r.label), r.holds, r.value, r.low, r.high] for r in v.readings],
            }
            for v in issue.verdicts
        },
        "files": {name: hashlib.sha256(data).hexdigest() for name, data in sorted(files.items())},
    }  # fmt: skip
    record["digest"] = digest(record)
    return record


def digest(record: Mapping[str, Any]) -> str:
    """SHA-256 over all that a reader could cite: equal for two builds that say the same.

    How a query is worded, how a chart is drawn and how a Parquet file is packed may change with the code.
    """
    said = {key: value for key, value in record.items() if key not in _BESIDE}
    said["numbers"] = {
        key: {side: value for side, value in number.items() if side != "sql"} for key, number in said["numbers"].items()
    }
    said["files"] = {
        name: checksum
        for name, checksum in said["files"].items()
        if name.endswith((".csv", ".geojson")) and name != "data/numbers.csv"
    }
    return hashlib.sha256(json_bytes(json.loads(json_bytes(said)))).hexdigest()


def differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What a correction changes, one line each: sources, numbers, verdicts, parameters; where none of these, files."""
    out: list[dict[str, Any]] = []
    for kind, facts in _FACTS.items():
        if kind == "File" and out:
            break
        was, now = facts(old), facts(new)
        for what in [*was, *(key for key in now if key not in was)]:
            if was.get(what) != now.get(what):
                out.append({"kind": kind, "what": what, "was": was.get(what, ""), "now": now.get(what, "")})
    return out


_FACTS: dict[str, Callable[[Mapping[str, Any]], dict[str, Any]]] = {
    "Heading": lambda r: {side: r[side] for side in ("title", "publisher")},
    "Source": lambda r: {
        f"{s['title']}, {s['file']}": f"{s['version']} (SHA-256 {s['sha256'][:12]})" for s in r["sources"]
    },
    "Number": lambda r: {n["label"]: n["value"] for n in r["numbers"].values()},
    "Verdict": lambda r: {v["says"]: v["verdict"].replace("-", " ") for v in r["verdicts"].values()},
    "Parameter": lambda r: {name: json.dumps(value) for name, value in r["parameters"].items()},
    "File": lambda r: {name: f"SHA-256 {checksum[:12]}" for name, checksum in r["files"].items()},
}


def _published(desk: Desk) -> str:
    """The date an issue bears: of the newest copy of a source in it or, without one, the month's last day."""
    dates = [ref.accessed for ref in desk.issue.sources if ref.accessed]
    return max([*dates, desk.issue.last_day]).isoformat() if dates else desk.issue.last_day.isoformat()
