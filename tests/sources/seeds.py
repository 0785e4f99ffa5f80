"""Small whole files of every source that can be read, to be damaged by `benchmarks/fuzz.py` and the tests."""

from __future__ import annotations

import csv
import gzip
import io
import json
import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from sarhad import sources
from sarhad.sources.deletions import read_deletions

from . import acled, gdelt, ged, gtd, mappings, test_chronology, test_monthly_figures, workbook


@dataclass(frozen=True, slots=True)
class Seed:
    """A file that its reader reads without an error."""

    source: str
    file: str
    data: bytes
    read: Callable[[Path], object]


def accounted(source: str | sources.SourceDescription) -> Callable[[Path], object]:
    """The events of a file; every record that was read is kept or left out for a reason."""

    def read(path: Path) -> object:
        events = sources.read(path, source)
        events.table.validate(full=True)
        assert events.rows_read == len(events) + sum(events.provenance.left_out.values())
        for problem in events.problems:
            assert str(problem)
        return events

    return read


def media_volume(path: Path) -> object:
    """The sums of one raw file."""
    return sources.read_gdelt([path])


def draft(path: Path) -> object:
    """The draft of a mapping, as text."""
    return sources.draft_text(sources.draft_table(path))


_INDICATORS = b"""\
iso3,period,indicator,value,unit,source
AFG,2020,population,38972230,persons,World Bank
AFG,2022,population,40578842,persons,World Bank
PAK,2020-05,price of wheat,101.5,rupees per kg,an office
"""


@cache
def seeds() -> tuple[Seed, ...]:
    """At least one seed for each source, and the forms in which a file may come."""
    wide = ged.text({}, {"date_end": "2021-06-03"}, {"source_article": 'a "quoted"\nline'}, {"best": "3.0"}).encode()
    feature = {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [69.16, 34.53]},
        "properties": {**ged.ROW, "id": 7},
    }
    geojson = json.dumps({"type": "FeatureCollection", "name": "ged", "features": [feature, feature]}).encode()
    chronology = ",".join(test_chronology.COLUMNS) + "\n"
    chronology += ",".join(test_chronology.ROW.get(name, "") for name in test_chronology.COLUMNS) + "\n"
    media = gdelt.row() + "\n" + gdelt.row(ActionGeo_CountryCode="PK", NumMentions="3") + "\n"
    monthly = "\n".join([test_monthly_figures.HEADER, test_monthly_figures.row(), test_monthly_figures.row("PAK")])
    return (
        Seed("ucdp-ged", "GEDEvent_v25_1.csv", wide, accounted("ucdp-ged")),
        Seed("ucdp-ged", "ged251-csv.zip", zipped("GEDEvent_v25_1.csv", wide), accounted("ucdp-ged")),
        Seed("ucdp-ged", "GEDEvent_v25_1.csv.gz", gzip.compress(wide, mtime=0), accounted("ucdp-ged")),
        Seed("ucdp-ged", "ged.geojson", geojson, accounted("ucdp-ged")),
        Seed("ucdp-candidate", "GEDEvent_v26_0_1.csv", wide, accounted("ucdp-candidate")),
        Seed("chronology", "chronology.csv", chronology.encode(), accounted("chronology")),
        Seed("monthly-figures", "monthly.csv", monthly.encode() + b"\n", sources.read_monthly_figures),
        Seed("detection", "unknown.csv", wide, sources.detect),
        Seed("ucdp-ged", "ged.xlsx", spreadsheet(wide), accounted("ucdp-ged")),
        Seed("ucdp-ged", "ged.parquet", parquet(wide), accounted("ucdp-ged")),
        Seed("acled", "acled.csv", written(acled.write), accounted("acled")),
        Seed("acled-deletions", "deleted.csv", b"event_id_cnty,deleted_timestamp\nAFG1,1720000000\n", read_deletions),
        Seed("gtd", "gtd.csv", written(gtd.write), accounted("gtd")),
        Seed("gtd", "gtd.xlsx", spreadsheet(written(gtd.write)), accounted("gtd")),
        Seed("gdelt", "20170501234500.export.CSV", media.encode(), media_volume),
        Seed(
            "gdelt",
            "20170501234500.export.CSV.zip",
            zipped("20170501234500.export.CSV", media.encode()),
            media_volume,
        ),
        Seed("gdelt", "20170501.export.CSV", gdelt.row(gdelt.V1).encode() + b"\n", media_volume),
        Seed("indicators", "indicators.csv", _INDICATORS, sources.read_indicators),
        Seed("drafting", "table.csv", mappings.TABLE.encode(), draft),
        Seed("mapping", "mapping.yaml", mappings.MAPPING.encode(), sources.read_mapping),
        Seed("mapped", "incidents.csv", mappings.TABLE.encode(), accounted(sources.parse_mapping(mappings.MAPPING))),
    )


def written(write: Callable[[Path], Path]) -> bytes:
    """What a fixture writes into a folder."""
    with tempfile.TemporaryDirectory() as folder:
        return write(Path(folder)).read_bytes()


def table(data: bytes) -> list[list[str]]:
    """The records of a CSV, its header first."""
    return list(csv.reader(io.StringIO(data.decode(), newline="")))


def spreadsheet(data: bytes) -> bytes:
    """The same table as a workbook of one sheet."""
    with tempfile.TemporaryDirectory() as folder:
        return workbook.write(Path(folder) / "a.xlsx", {"Sheet1": table(data)}).read_bytes()


def parquet(data: bytes) -> bytes:
    """The same table as a Parquet file."""
    header, *rows = table(data)
    out = io.BytesIO()
    pq.write_table(pa.table({name: pa.array([row[i] for row in rows]) for i, name in enumerate(header)}), out)
    return out.getvalue()


def zipped(name: str, data: bytes) -> bytes:
    """A zip with one member, the same bytes each time."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), data)
    return out.getvalue()
