"""A watch whose two open sources tell mostly the same: UCDP's rows and a table of an association, made by hand."""

from __future__ import annotations

import csv
import datetime as dt
import io
from pathlib import Path

from sarhad.watch import create_watch
from tests.sources import ged

MAPPING = """\
source:
  name: association
  title: Incidents of an association
  publisher: An association
  licence: CC BY 4.0
  licence_class: open
  citation: An association (2026). Incidents.
  url: https://example.org/incidents
columns:
  no: source_id
  day: {as: date, format: YYYY-MM-DD}
  land: {as: country, written: iso3}
  place: place
  lat: latitude
  lon: longitude
  how: place_precision
  a: side_a
  b: side_b
  dead: deaths_reported
precision:
  place_precision: {exact: 1, near: 2}
coverage: {countries: [AFG], start: 2026-01-01, end: 2026-01-31, lethal_only: false}
"""
FIRST = dt.date(2026, 1, 1)
DOUBTS: tuple[tuple[float, dict[str, str]], ...] = (
    (0.12, {"b": ""}), (0.2, {"b": ""}), (0.2, {"b": "Others"}), (0.25, {}), (0.25, {"b": ""}), (0.3, {}),
)  # fmt: skip
"""How far off, in degrees, and with what sides the association tells six events, with no toll: some are in doubt."""


def ged_row(n: int, **values: str) -> dict[str, str]:
    """Event `n` as UCDP tells it: a day and a place of its own."""
    day = (FIRST + dt.timedelta(days=n % 28)).isoformat()
    return {
        "id": str(1000 + n), "year": "2026", "date_start": day, "date_end": day, "date_prec": "1", "where_prec": "1",
        "latitude": f"{31 + (n * 7 % 40) / 10:.2f}", "longitude": f"{62 + (n * 11 % 60) / 10:.2f}",
        "where_coordinates": f"Town {n}", "low": str(1 + n % 9), "best": str(2 + n % 9), "high": str(4 + n % 9),
        "side_a": "Government of Afghanistan", "side_b": "Taleban" if n % 2 else "IS",
    } | values  # fmt: skip


def table_row(n: int, **values: str) -> dict[str, str]:
    """The same event as the association tells it: a kilometre off, often a death more."""
    told = ged_row(n)
    return {
        "no": str(n), "day": told["date_start"], "land": "AFG", "place": f"Town {n}", "how": "exact",
        "lat": f"{float(told['latitude']) + 0.01:.2f}", "lon": told["longitude"], "a": told["side_a"],
        "b": told["side_b"], "dead": str(int(told["best"]) + n % 2),
    } | values  # fmt: skip


def two_sources(folder: Path, *, stated: str = "", licence_class: str = "open") -> Path:
    """A watch with 40 rows of UCDP and 33 of the association: 24 told by both, six that may be, two listed twice.

    The files lie beside the watch's own tables, named in watch.toml, so that reading the watch is all it takes.
    """
    watch = create_watch(folder, title="Two sources", countries=["AFG"], start=dt.date(2026, 1, 1)).folder
    ged.write(watch, *(ged_row(n) for n in range(40)), name="ged261.csv")
    rows = [table_row(n) for n in range(24)]
    for n, (north, sides) in enumerate(DOUBTS, 30):
        moved = f"{float(ged_row(n)['latitude']) + north:.2f}"
        rows.append(table_row(n, lat=moved, how="near", dead="", place=f"Village {n}", **sides))
    rows.append(table_row(50, day="2026-01-10", lat="29.90", lon="61.20", b="Others"))
    rows += [table_row(n, day="2026-01-30", lat="29.90", lon="61.50", b="Others", dead="4") for n in (51, 52)]
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    (watch / "association.csv").write_text(out.getvalue(), encoding="utf-8")
    mapping = MAPPING.replace("licence_class: open", f"licence_class: {licence_class}")
    (watch / "association.yaml").write_text(mapping, encoding="utf-8")
    named = """
[[sources]]
source = "ucdp-ged"
file = "ged261.csv"
version = "26.1"
accessed = 2026-02-01
coverage = {countries = ["AFG"], start = 2026-01-01, end = 2026-01-31}

[[sources]]
source = "association"
file = "association.csv"
map = "association.yaml"
version = "1"
accessed = 2026-02-01
"""
    file = watch / "watch.toml"
    file.write_text(file.read_text(encoding="utf-8") + named + stated, encoding="utf-8")
    return watch
