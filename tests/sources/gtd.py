"""A file in GTD's layout, made up row by row: no row of it is GTD's, places and groups stand for themselves."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from sarhad import sources

USED = [
    "eventid",
    "iyear",
    "imonth",
    "iday",
    "country_txt",
    "provstate",
    "city",
    "latitude",
    "longitude",
    "specificity",
    "vicinity",
    "doubtterr",
    "attacktype1_txt",
    "targtype1_txt",
    "gname",
    "nkill",
]
COLUMNS = [*USED, *(name for name in sources.describe("gtd").columns if name not in USED)]
ROW = {
    "iyear": "2016",
    "imonth": "7",
    "iday": "23",
    "approxdate": "",
    "extended": "0",
    "country": "4",
    "country_txt": "Afghanistan",
    "provstate": "Kabul",
    "city": "Kabul",
    "latitude": "34.5281",
    "longitude": "69.1723",
    "specificity": "1",
    "vicinity": "0",
    "summary": "INVENTED SUMMARY, which must never be kept",
    "doubtterr": "0",
    "attacktype1_txt": "Bombing/Explosion",
    "targtype1_txt": "Private Citizens & Property",
    "target1": "INVENTED NAME",
    "gname": "Invented Group",
    "nkill": "3",
    "nwound": "7",
    "scite1": "INVENTED SOURCE",
}
ATTACKS = {
    "Assassination": "assassination",
    "Armed Assault": "armed-attack",
    "Bombing/Explosion": "bombing",
    "Hijacking": "abduction",
    "Hostage Taking (Barricade Incident)": "abduction",
    "Hostage Taking (Kidnapping)": "abduction",
    "Facility/Infrastructure Attack": "other",
    "Unarmed Assault": "other",
    "Unknown": None,
}
TARGETS = {
    "Business": "civilians",
    "Government (General)": "state",
    "Police": "security-forces",
    "Military": "security-forces",
    "Abortion Related": "health",
    "Airports & Aircraft": "infrastructure",
    "Government (Diplomatic)": "diplomatic",
    "Educational Institution": "education",
    "Food or Water Supply": "infrastructure",
    "Journalists & Media": "civilians",
    "Maritime": "infrastructure",
    "NGO": "civilians",
    "Other": "other",
    "Private Citizens & Property": "civilians",
    "Religious Figures/Institutions": "worship",
    "Telecommunication": "infrastructure",
    "Terrorists/Non-State Militia": "armed-group",
    "Tourists": "civilians",
    "Transportation": "infrastructure",
    "Unknown": None,
    "Utilities": "infrastructure",
    "Violent Political Party": "armed-group",
}
TRAPS: dict[str, dict[str, str]] = {
    "day unknown": {"iday": "0"},
    "day unknown in February": {"imonth": "2", "iday": "0"},
    "month unknown": {"imonth": "0", "iday": "0"},
    "no such day": {"imonth": "2", "iday": "30"},
    "no year": {"iyear": ""},
    "floats": {"iyear": "2016.0", "imonth": "7.0", "iday": "23.0", "nkill": "3.0", "specificity": "1.0"},
    "near": {"vicinity": "1"},
    "near, as a float": {"vicinity": "1.0"},
    "district": {"specificity": "2", "vicinity": "1"},
    "no town": {"specificity": "3"},
    "province": {"specificity": "4"},
    "country": {"specificity": "5", "latitude": "", "longitude": ""},
    "no such precision": {"specificity": "7"},
    "doubted": {"doubtterr": "1"},
    "doubt not asked": {"doubtterr": "-9"},
    "doubt of another kind": {"doubtterr": "4"},
    "deaths unknown": {"nkill": ""},
    "deaths not told": {"nkill": "-9"},
    "half a death": {"nkill": "2.5"},
    "nobody named": {"gname": "Unknown"},
    "nowhere": {"city": "Unknown", "provstate": "Unknown"},
    "beyond the world": {"longitude": "-86185896"},
    "West Bank": {"country_txt": "West Bank and Gaza Strip", "latitude": "31.5", "longitude": "34.4"},
    "Bosnia": {"country_txt": "Bosnia-Herzegovina", "latitude": "43.8", "longitude": "18.4"},
    "Soviet Union": {"country_txt": "Soviet Union", "iyear": "1990"},
    "Yugoslavia": {"country_txt": "Yugoslavia", "iyear": "1991"},
    "no country": {"country_txt": "International"},
    "rounded": {"eventid": "2.01607E+11"},
    "rounded and written out": {"eventid": "201607000000"},
    "short": {"eventid": "20160723"},
    "as a float": {"eventid": "201607230099.0"},
    "no id": {"eventid": ""},
    "once": {"eventid": "201607230100"},
    "twice": {"eventid": "201607230100"},
}


def records() -> list[dict[str, str]]:
    """A row for each kind of attack (1-9), of target (10-31), and for each trap (32 and on)."""
    made = [{"attacktype1_txt": name} for name in ATTACKS] + [{"targtype1_txt": name} for name in TARGETS]
    return [
        {**ROW, "eventid": f"20160723{n:04d}", **change} for n, change in enumerate([*made, *TRAPS.values()], start=1)
    ]


def number_of(trap: str) -> int:
    """The number of a trap's record, from 1."""
    return len(ATTACKS) + len(TARGETS) + 1 + list(TRAPS).index(trap)


def write(folder: Path, rows: list[dict[str, str]] | None = None, name: str = "globalterrorismdb_0522dist.csv") -> Path:
    """A CSV of the rows, all of `records` without any."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([row.get(column, "") for column in COLUMNS] for row in (records() if rows is None else rows))
    path = folder / name
    path.write_text(out.getvalue(), encoding="utf-8")
    return path
