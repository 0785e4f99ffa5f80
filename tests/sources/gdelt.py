"""Rows of the GDELT event export, made by hand in the raw layouts: tabs, no header, no quotes."""

import csv
import zipfile
from pathlib import Path

from sarhad.sources.gdelt_rows import layouts

V2, V1 = layouts()[61], layouts()[58]


def row(columns=V2, **cells: object) -> str:
    """One record; columns that are not named hold what a record often holds."""
    usual = {
        "GLOBALEVENTID": "669666350", "SQLDATE": "20160501", "MonthYear": "201605", "Year": "2016",
        "Actor1Code": "AFGINSTAL", "Actor1Name": "TALIBAN", "Actor1Type1Code": "INS", "Actor1KnownGroupCode": "TAL",
        "Actor2Code": "AFGGOV", "Actor2Name": "MINISTRY", "Actor2Type1Code": "GOV", "IsRootEvent": "1",
        "EventCode": "190", "QuadClass": "4", "GoldsteinScale": "-10.0", "NumMentions": "10", "NumSources": "2",
        "NumArticles": "5", "AvgTone": "-4.2", "ActionGeo_Type": "4", "ActionGeo_FullName": "Kabul, Kabol, Afghanistan",
        "ActionGeo_CountryCode": "AF", "ActionGeo_Lat": "34.5167", "ActionGeo_Long": "69.1833",
        "DATEADDED": "20170501234500" if columns is V2 else "20170501", "SOURCEURL": "http://example.org/a",
    }  # fmt: skip
    assert cells.keys() <= set(columns)
    return "\t".join(str({**usual, **cells}.get(name, "")) for name in columns)


def write(path: Path, *rows: str, end: str = "\n") -> Path:
    """A plain file, or a zip with the one table by its own name."""
    data = "".join(line + end for line in rows).encode("utf-8", "surrogateescape")
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".zip":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(path.stem, data)
    else:
        path.write_bytes(data)
    return path


def raw(path: Path) -> list[dict[str, str]]:
    """The records of a plain file by another way than the reader's."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, V2, delimiter="\t", quoting=csv.QUOTE_NONE))
