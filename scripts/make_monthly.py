"""Make a watch's `monthly.csv` from your own copy of the country-month totals of UCDP GED.

    python scripts/make_monthly.py country-month-25.1.csv.gz src/sarhad/watches/central-asia/monthly.csv \
        --countries AFG PAK IRN TJK UZB TKM KGZ KAZ RUS --start 2014-01 --end 2024-12 --version 25.1

The input has a row a country and month with event counts by type of violence and deaths (best, high, of civilians, in
the largest event). It has no low estimate, so `deaths_low` stays blank: unknown, not zero. A country that the input
does not list is left out and named; nothing is filled up.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import io
import sys
from pathlib import Path

COLUMNS = {
    "events": "ucdp_event_count",
    "deaths_low": None,
    "deaths_best": "ucdp_fatalities_best",
    "deaths_high": "ucdp_fatalities_high",
    "deaths_civilians": "ucdp_civilian_deaths",
    "peak_event_deaths": "ucdp_peak_event_fatalities",
    "state_based_events": "ucdp_state_based_events",
    "non_state_events": "ucdp_non_state_events",
    "one_sided_events": "ucdp_one_sided_events",
}
CITATION = "UCDP GED {version}; Sundberg & Melander 2013; Davies, Pettersson & Öberg"


def main() -> int:
    """Write the file; 2 when the input cannot be used."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--countries", nargs="+", required=True, metavar="ISO3")
    parser.add_argument("--start", required=True, metavar="YYYY-MM")
    parser.add_argument("--end", required=True, metavar="YYYY-MM")
    parser.add_argument("--version", required=True)
    args = parser.parse_args()
    raw = args.source.read_bytes()
    text = (gzip.decompress(raw) if args.source.suffix == ".gz" else raw).decode("utf-8-sig")
    reader = csv.DictReader(io.StringIO(text))
    wanted = {"country_iso3", "year_month", *(name for name in COLUMNS.values() if name)}
    if missing := wanted - set(reader.fieldnames or ()):
        print(f"{args.source}: columns missing: {', '.join(sorted(missing))}", file=sys.stderr)
        return 2
    rows = [
        row for row in reader if row["country_iso3"] in args.countries and args.start <= row["year_month"] <= args.end
    ]
    rows.sort(key=lambda row: (args.countries.index(row["country_iso3"]), row["year_month"]))
    citation = CITATION.format(version=args.version)
    with args.out.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["country", "month", *COLUMNS, "source", "source_version", "citation"])
        for row in rows:
            figures = [whole(row[name]) if name else "" for name in COLUMNS.values()]
            writer.writerow([row["country_iso3"], row["year_month"], *figures, "ucdp-ged", args.version, citation])
    absent = [code for code in args.countries if code not in {row["country_iso3"] for row in rows}]
    print(f"{len(rows):,} country-months to {args.out}; not in the input: {', '.join(absent) or 'none'}")
    return 0


def whole(figure: str) -> str:
    """A count as it is printed; blank stays blank."""
    if not figure:
        return ""
    number = float(figure)
    if not number.is_integer() or number < 0:
        raise ValueError(f"not a count: {figure}")
    return str(int(number))


if __name__ == "__main__":
    raise SystemExit(main())
