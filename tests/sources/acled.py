"""A file in ACLED's layout, made up row by row: no row of it is ACLED's, places and groups stand for themselves."""

from __future__ import annotations

import csv
import io
from pathlib import Path

COLUMNS = [
    "event_id_cnty",
    "event_date",
    "year",
    "time_precision",
    "disorder_type",
    "event_type",
    "sub_event_type",
    "actor1",
    "assoc_actor_1",
    "inter1",
    "actor2",
    "assoc_actor_2",
    "inter2",
    "interaction",
    "civilian_targeting",
    "iso",
    "region",
    "country",
    "admin1",
    "admin2",
    "admin3",
    "location",
    "latitude",
    "longitude",
    "geo_precision",
    "source",
    "source_scale",
    "notes",
    "fatalities",
    "tags",
    "timestamp",
]
ROW = {
    "event_date": "2024-03-05",
    "year": "2024",
    "time_precision": "1",
    "disorder_type": "Political violence",
    "event_type": "Battles",
    "sub_event_type": "Armed clash",
    "actor1": "Invented Front",
    "inter1": "Rebel group",
    "actor2": "Military Forces of Nowhere",
    "inter2": "State forces",
    "interaction": "State forces-Rebel group",
    "iso": "4",
    "region": "Caucasus and Central Asia",
    "country": "Afghanistan",
    "admin1": "Kabul",
    "admin2": "Kabul",
    "location": "Kabul",
    "latitude": "34.5281",
    "longitude": "69.1723",
    "geo_precision": "1",
    "source": "Invented Daily; Invented Radio",
    "source_scale": "National",
    "notes": "INVENTED NOTES, which must never be kept, with a comma and\na line break.",
    "fatalities": "0",
    "tags": "INVENTED TAG",
    "timestamp": "1710000000",
}
SUB_EVENT_TYPES = {
    "Armed clash": "clash",
    "Government regains territory": "clash",
    "Non-state actor overtakes territory": "clash",
    "Chemical weapon": "other",
    "Air/drone strike": "air-strike",
    "Suicide bomb": "bombing",
    "Shelling/artillery/missile attack": "shelling-or-rocket-fire",
    "Remote explosive/landmine/IED": "bombing",
    "Grenade": "bombing",
    "Sexual violence": "sexual-violence",
    "Attack": "armed-attack",
    "Abduction/forced disappearance": "abduction",
    "Excessive force against protesters": "force-against-protesters",
    "Excessive force against protestors": "force-against-protesters",
    "Peaceful protest": "protest",
    "Protest with intervention": "protest",
    "Violent demonstration": "riot",
    "Mob violence": "riot",
    "Agreement": "strategic-development",
    "Arrests": "strategic-development",
    "Change to group/activity": "strategic-development",
    "Disrupted weapons use": "strategic-development",
    "Headquarters or base established": "strategic-development",
    "Looting/property destruction": "strategic-development",
    "Non-violent transfer of territory": "strategic-development",
    "Other": "strategic-development",
}
TRAPS: tuple[dict[str, str], ...] = (
    {"event_date": "0025-03-05", "year": "25"},  # a bad year
    {"event_date": "05 March 2024"},  # the date of older exports
    {"event_date": "03/05/2024"},  # never guessed
    {"event_date": ""},
    {"time_precision": "2"},
    {"time_precision": "3"},
    {"time_precision": "4"},  # no code of ACLED's, although one of UCDP's scale
    {"geo_precision": "2"},
    {"geo_precision": "3"},
    {"geo_precision": "6"},
    {"inter1": "2", "inter2": "1", "interaction": "12"},  # the older form
    {"inter1": "Knights", "inter2": "9"},  # neither form
    {"civilian_targeting": "Civilian targeting", "actor2": "Civilians (Nowhere)", "inter2": "Civilians"},
    {"civilian_targeting": "Sometimes"},
    {"actor1": "Unidentified Armed Group (Nowhere)", "actor2": "", "inter2": ""},
    {"iso": "0", "country": "Kosovo", "latitude": "42.66", "longitude": "21.16"},
    {"iso": "4.0"},
    {"iso": "586", "country": "Afghanistan"},  # the code is Pakistan's
    {"iso": "", "country": "Pakistan"},
    {"iso": "999", "country": "Atlantis"},
    {"fatalities": "12"},
    {"fatalities": "-1"},
    {"fatalities": ""},
    {"latitude": "69.1723", "longitude": "134.5281"},
    {"latitude": "134.5281", "longitude": "69.1723"},
    {"sub_event_type": "Unheard of"},
    {"timestamp": "yesterday"},
)


def rows() -> list[dict[str, str]]:
    """One row for each sub-event type (ids 1..26), one for each trap (27..53), and three for one repeated id (54)."""
    made = [{"sub_event_type": name} for name in SUB_EVENT_TYPES] + list(TRAPS)
    numbered = [{**ROW, "event_id_cnty": f"AFG{n}", **change} for n, change in enumerate(made, 1)]
    again = {**ROW, "event_id_cnty": "AFG54"}
    return [
        *numbered,
        {**again, "timestamp": "1710000000", "fatalities": "1"},
        {**again, "timestamp": "1720000000", "fatalities": "2"},  # the last revision
        {**again, "timestamp": "1715000000", "fatalities": "3"},
    ]


def text(records: list[dict[str, str]], columns: list[str] = COLUMNS) -> str:
    """A CSV as ACLED's export writes it."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([record.get(name, "") for name in columns] for record in records)
    return out.getvalue()


def write(folder: Path, records: list[dict[str, str]] | None = None, name: str = "export.csv") -> Path:
    """`text` in a file; without records, all of `rows`."""
    path = folder / name
    path.write_text(text(rows() if records is None else records), encoding="utf-8")
    return path
