"""Small GED files by hand, in the layouts of the releases."""

from __future__ import annotations

import csv
import io
from pathlib import Path

COLUMNS_49 = [
    "id",
    "relid",
    "year",
    "active_year",
    "code_status",
    "type_of_violence",
    "conflict_dset_id",
    "conflict_new_id",
    "conflict_name",
    "dyad_dset_id",
    "dyad_new_id",
    "dyad_name",
    "side_a_dset_id",
    "side_a_new_id",
    "side_a",
    "side_b_dset_id",
    "side_b_new_id",
    "side_b",
    "number_of_sources",
    "source_article",
    "source_office",
    "source_date",
    "source_headline",
    "source_original",
    "where_prec",
    "where_coordinates",
    "where_description",
    "adm_1",
    "adm_2",
    "latitude",
    "longitude",
    "geom_wkt",
    "priogrid_gid",
    "country",
    "country_id",
    "region",
    "event_clarity",
    "date_prec",
    "date_start",
    "date_end",
    "deaths_a",
    "deaths_b",
    "deaths_civilians",
    "deaths_unknown",
    "best",
    "high",
    "low",
    "gwnoa",
    "gwnob",
]
COLUMNS_42 = [
    name
    for name in COLUMNS_49
    if name
    not in (
        "relid",
        "code_status",
        "conflict_dset_id",
        "dyad_dset_id",
        "side_a_dset_id",
        "side_b_dset_id",
        "where_description",
    )
]
ROW = {
    "id": "401",
    "relid": "AFG-2021-1-735-1217",
    "year": "2021",
    "active_year": "true",
    "code_status": "Clear",
    "type_of_violence": "1",
    "conflict_new_id": "333",
    "conflict_name": "Afghanistan: Government",
    "dyad_new_id": "735",
    "dyad_name": "Government of Afghanistan - Taleban",
    "side_a_new_id": "130",
    "side_a": "Government of Afghanistan",
    "side_b_new_id": "303",
    "side_b": "Taleban",
    "number_of_sources": "2",
    "source_article": '"Bakhtar News,2021-05-29,A report"',
    "where_prec": "1",
    "where_coordinates": "Kabul city",
    "adm_1": "Kabul province",
    "adm_2": "Kabul district",
    "latitude": "34.531094",
    "longitude": "69.162796",
    "geom_wkt": "POINT (69.162796 34.531094)",
    "priogrid_gid": "179779",
    "country": "Afghanistan",
    "country_id": "700",
    "region": "Asia",
    "event_clarity": "1",
    "date_prec": "1",
    "date_start": "2021-05-28",
    "date_end": "2021-05-29",
    "deaths_a": "1",
    "deaths_b": "2",
    "deaths_civilians": "3",
    "deaths_unknown": "4",
    "best": "10",
    "high": "12",
    "low": "9",
    "gwnoa": "2;200;700",
}


def text(*changes: dict[str, str], columns: list[str] = COLUMNS_49) -> str:
    """A GED CSV with one row for each dict of changes to `ROW`; ids count up unless they are given."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerow(columns)
    for n, change in enumerate(changes or ({},)):
        row = {**ROW, "id": str(401 + n), **change}
        writer.writerow([row.get(name, "") for name in columns])
    return out.getvalue()


def write(folder: Path, *changes: dict[str, str], columns: list[str] = COLUMNS_49, name: str = "ged.csv") -> Path:
    """`text` in a file."""
    path = folder / name
    path.write_text(text(*changes, columns=columns), encoding="utf-8")
    return path
