"""A table of no built-in source in a watch: added with its mapping, or named with it in watch.toml."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from pathlib import Path

import pytest

from sarhad.build import build, repeat
from sarhad.build.admission import admit
from sarhad.build.assemble import indicators as month_indicators
from sarhad.build.inputs import Inputs, read_inputs
from sarhad.errors import InputError
from sarhad.store import Store
from sarhad.watch import create_watch, read_watch
from tests.sources.mappings import MAPPING, TABLE, write

ENTRY = """
[[sources]]
source = "province-watch"
file = "incidents.csv"
map = "mapping.yaml"
version = "2024-05"
"""
COVERAGE = "coverage: {countries: [COL], start: 2024-01-01, end: 2024-06-30, lethal_only: false}\n"


def inputs(folder: Path, entry: str = ENTRY, mapping: str = MAPPING + COVERAGE) -> Inputs:
    watch = folder / "watch"
    create_watch(watch, countries=["COL"], title="Two provinces", start=dt.date(2023, 1, 1))
    write(watch, TABLE, mapping)
    (watch / "watch.toml").write_text((watch / "watch.toml").read_text() + entry)
    return read_inputs(read_watch(watch), note=lambda text: None)


def test_a_table_of_the_watch_with_its_mapping(tmp_path: Path) -> None:
    found = inputs(tmp_path)
    assert found.events["event_id"].to_pylist() == ["province-watch:7", "province-watch:9"]
    assert [(ref.name, ref.title, ref.version) for ref in found.refs] == [
        ("province-watch", "Incidents of the province", "2024-05")
    ]
    assert [(block.source, sorted(block.countries or ())) for block in found.coverage] == [("province-watch", ["COL"])]


def test_coverage_in_watch_toml_takes_the_lethality_of_the_mapping(tmp_path: Path) -> None:
    stated = ENTRY + '[sources.coverage]\ncountries = ["COL"]\nstart = 2024-01-01\nend = 2024-12-31\n'
    block = inputs(tmp_path, stated).coverage[0]
    assert (block.end.isoformat(), block.lethal_only) == ("2024-12-31", False)


REFUSED = [
    (ENTRY.replace("province-watch", "another"), 'describes the source "province-watch"', "two names for one source"),
    (
        ENTRY.replace('file = "incidents.csv"\n', "").replace('version = "2024-05"\n', ""),
        "has a map and no file",
        "a mapping of nothing",
    ),
    (ENTRY.replace("mapping.yaml", "../mapping.yaml"), "leaves the watch's folder", "a path out of the watch"),
    (ENTRY.replace("mapping.yaml", "absent.yaml"), "there is no such file", "no mapping there"),
]


@pytest.mark.parametrize(("entry", "says", "why"), REFUSED, ids=[case[2] for case in REFUSED])
def test_what_does_not_fit_is_refused(tmp_path: Path, entry: str, says: str, why: str) -> None:
    with pytest.raises(InputError) as caught:
        inputs(tmp_path, entry)
    assert says in str(caught.value), why


INDICATORS = "iso3,period,indicator,value,unit,source\nCOL,2022,Population,51874024,persons,World Bank\n"


def test_indicators_of_a_watch_and_those_that_may_not_be_published(tmp_path: Path) -> None:
    entry = '\n[[sources]]\nsource = "indicators"\nfile = "indicators.csv"\n' + ENTRY
    watch = tmp_path / "watch"
    create_watch(watch, countries=["COL"], title="A", start=dt.date(2023, 1, 1))
    closed = (
        MAPPING.split("columns:")[0]
        .replace("_class: open", "_class: private")
        .replace("  url:", "  holds: indicators\n  url:")
    )
    closed += "columns: {c: country, y: year, v: {as: value, indicator: Secret, unit: u}}\n"
    write(watch, "c,y,v\nColombia,2022,5\n", closed)
    (watch / "indicators.csv").write_text(INDICATORS)
    (watch / "watch.toml").write_text((watch / "watch.toml").read_text() + entry)
    found = read_inputs(read_watch(watch), note=lambda text: None)
    assert found.indicators is not None
    assert sorted(found.indicators.table["indicator"].to_pylist()) == ["Population", "Secret"]
    assert month_indicators(found).to_pylist()[0]["indicator"] == "Population"
    assert month_indicators(found).num_rows == 1
    assert [p.kind for p in found.problems if p.kind == "indicators-withheld"] == ["indicators-withheld"]
    assert [(c.source, c.read, c.kept) for c in found.counts] == [("indicators", 1, 1), ("province-watch", 1, 1)]
    assert [c.source for c in admit(found).public.counts] == ["indicators"], "no count of what may not be told"


def test_a_manifest_holds_the_mappings_checksum_and_from_tells_another_one(tmp_path: Path) -> None:
    folder = tmp_path / "watch"
    create_watch(folder, countries=["COL"], title="Two provinces", start=dt.date(2023, 1, 1))
    mapping = MAPPING + COVERAGE
    write(folder, TABLE, mapping)
    store = Store(folder / ".sarhad" / "store")
    store.pin(folder / "incidents.csv", "province-watch", "2024-05", dt.date(2024, 6, 1), mapping=mapping)
    watch = read_watch(folder)
    build(watch, month="2024-05", today=dt.date(2024, 6, 2))
    (path,) = (folder / ".sarhad" / "manifests").iterdir()
    digest = hashlib.sha256(mapping.encode()).hexdigest()
    for manifest in (path, watch.site / "2024-05" / "manifest.json"):
        (one,) = json.loads(manifest.read_text(encoding="utf-8"))["inputs"]
        assert one["mapping_sha256"] == digest
    assert repeat(watch, path).identical

    other = mapping + "# said otherwise\n"
    store.pin(folder / "incidents.csv", "province-watch", "2024-05", None, mapping=other)
    now = hashlib.sha256(other.encode()).hexdigest()
    told = {"kind": "mapping of", "what": "incidents.csv", "was": digest[:12], "now": now[:12]}
    assert repeat(watch, path).differences[0] == told
