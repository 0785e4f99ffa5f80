"""Small actor data sets by hand, in UCDP's layout."""

from __future__ import annotations

import csv
import io
from pathlib import Path

COLUMNS = (
    "ActorId", "NameData", "NameOrig", "NameOrigFull", "NameOrigFullEng", "NameChange", "NewName",
    "NewNameFullMotherTongue", "NewNameFullEng", "Org", "ConflictId", "DyadId", "PrimaryParty", "OSID", "OSCoalition",
    "OSCoalitionID", "NSID", "NSCoalition", "NSCoalitionID", "Splinter", "NamePrev", "ActorIdPrev", "SplitTemp",
    "NameSplitTemp", "ActorIdSplitTemp", "Alliance", "NameAlliance", "ActorIdAlliance", "JoinGroup", "GroupName",
    "ActorIdGroup", "Location", "GWNOLoc", "Region", "Version",
)  # fmt: skip
FLAGS = ("NameChange", "PrimaryParty", "OSCoalition", "NSCoalition", "Splinter", "SplitTemp", "Alliance", "JoinGroup")


def row(number: object, name: str, **values: object) -> dict[str, str]:
    """One actor; what is not given is as UCDP leaves it."""
    plain: dict[str, object] = {
        **dict.fromkeys(COLUMNS, ""), **dict.fromkeys(FLAGS, "0"), "ActorId": number, "NameData": name,
        "NameOrig": name, "NameOrigFull": "n/a", "NameOrigFullEng": name, "Org": "1", "GWNOLoc": "700",
        "Location": "Afghanistan", "Region": "3", "Version": "22.1",
    }  # fmt: skip
    return {key: str(value) for key, value in {**plain, **values}.items()}


def write(path: Path, *rows: dict[str, str], columns: tuple[str, ...] = COLUMNS, encoding: str = "utf-8-sig") -> Path:
    """A CSV of these rows, with a byte order mark as UCDP writes it."""
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, extrasaction="ignore", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    path.write_bytes(text.getvalue().encode(encoding))
    return path
