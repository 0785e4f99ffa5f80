"""A table that Sarhad does not know: drafted, filled in, added, built, and looked at."""

from __future__ import annotations

import json
import re
from pathlib import Path

from .conftest import answer, sarhad

SAID = {"publisher": "UCDP", "licence": "CC BY 4.0", "licence_class": "open", "citation": "UCDP GED <script>1</script>"}
COVERAGE = "\ncoverage: {countries: AFG, start: 2020-01-01, end: 2020-12-31, lethal_only: true}\n"


def test_from_a_table_to_a_published_month(tmp_path: Path, ucdp: Path) -> None:
    table, mapping, watch = ucdp / "ged-afghanistan-2020.csv", tmp_path / "mapping.yaml", tmp_path / "watch"
    answer("new", watch, "--country", "AFG", "--title", "One country", "--start", "2020-01-01")
    drafted = sarhad("map", table, "--out", mapping)
    assert drafted.returncode == 0, drafted.stderr
    assert "4 places are for you to say" in drafted.stdout
    assert sarhad("map", table, "--out", mapping).returncode == 2  # what a person filled in is never overwritten

    refused = sarhad("add", table, "--watch", watch, "--map", mapping)
    assert refused.returncode == 2
    assert "mapping.yaml, line 9, source.licence_class" in refused.stderr

    text = mapping.read_text(encoding="utf-8")
    for key, said in SAID.items():
        text = re.sub(rf"^  {key}: .*$", lambda _, key=key, said=said: f"  {key}: {said}", text, flags=re.MULTILINE)
    mapping.write_text(text + COVERAGE, encoding="utf-8")
    added = answer("add", table, "--watch", watch, "--map", mapping, "--accessed", "2026-11-22")
    assert added["rows"]["kept"] == 3317
    assert added["snapshot"]["source"] == "ged-afghanistan-2020"
    mapping.unlink()  # the store holds its own copy

    built = answer("build", watch, "--month", "2020-06")
    page = (watch / "site" / "2020-06" / "index.html").read_text(encoding="utf-8")
    assert "222" in page
    assert "UCDP GED &lt;script&gt;" in page + (watch / "site" / "sources.html").read_text(encoding="utf-8")
    assert "<script>1" not in page
    manifest = json.loads((watch / "site" / "2020-06" / "manifest.json").read_text(encoding="utf-8"))
    assert [entry["name"] for entry in manifest["inputs"]] == ["ged-afghanistan-2020"]
    assert built["month"].startswith("2020-06")
