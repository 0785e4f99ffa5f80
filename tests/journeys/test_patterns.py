"""Watches on real rows with every pattern on: each has its page, which says a number or why it says none."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from .conftest import answer, sarhad
from .test_own_table import COVERAGE, SAID

pytestmark = pytest.mark.xdist_group("patterns")
PATTERNS = ("alerts", "change", "slope", "hotspots", "clusters", "repeats", "network", "dyads", "spillover")
STATED = """\
[[sources]]
source = "ucdp-ged"
file = "{file}"
coverage = {{countries = ["{country}"], start = 1989-01-01, end = {end}}}

[files]"""


def watch_of(folder: Path, country: str, start: str) -> Path:
    answer("new", folder, "--country", country, "--title", country, "--start", start)
    path = folder / "watch.toml"
    path.write_text(path.read_text().replace("permutations = 999", "permutations = 99"))
    return folder


def with_file(folder: Path, file: Path, name: str, country: str, end: str) -> Path:
    (folder / name).write_bytes(file.read_bytes())
    path = folder / "watch.toml"
    stated = STATED.format(file=name, country=country, end=end)
    path.write_text(path.read_text().replace("[files]", stated, 1))
    return folder


def said(watch: Path, month: str) -> dict[str, str]:
    """The sentence of each page, without its tags; the links to rows must lead to pages."""
    found = {}
    for name in PATTERNS:
        page = watch / "site" / month / "measures" / f"{name}.html"
        text = page.read_text(encoding="utf-8")
        sentence = re.search(r'<p class="lead2">(.*?)</p>', text, re.DOTALL)
        assert sentence is not None, name
        for address in re.findall(r'href="(\.\./(?:numbers|data|figures|interactive)/[^"#]+)"', text):
            assert (page.parent / address).resolve().is_file(), (name, address)
        found[name] = re.sub(r"<[^>]+>", "", sentence[1])
        assert re.search(r"\d|Nothing can be said: ", found[name]) or "No " in found[name] or "did not" in found[name]
        assert "What went in" in text
    return found


def test_the_central_african_republic(tmp_path, ucdp):
    watch = watch_of(tmp_path / "car", "CAF", "2010-01-01")
    file = ucdp / "ged-23.1-central-african-republic.geojson"
    with_file(watch, file, "ged.geojson", "CAF", "2022-12-31")
    answer("build", watch, "--month", "2021-01")
    found = said(watch, "2021-01")
    assert found["alerts"].startswith("Two alerts in January 2021: Central African Republic: "), found["alerts"]
    assert "the last time in April 2018, from 16.7 to 5.41 a month" in found["change"]
    assert "times as many as by chance, more than chance gives" in found["repeats"]
    assert found["dyads"] == (
        "In 2020 17 pairs of sides are recorded; five have 25 deaths or more; the deadliest was FPRC – MLCJ with 81 "
        "deaths in seven events."
    )
    assert found["spillover"] == "Nothing can be said: only one side is among the countries of the watch."
    month = (watch / "site" / "2021-01" / "index.html").read_text(encoding="utf-8")
    assert all(f'href="measures/{name}.html"' in month for name in PATTERNS)
    assert month.index('class="alerts"') < month.index('class="toc"'), "alerts stand at the top"


def test_mexico(tmp_path, ucdp):
    watch = watch_of(tmp_path / "mexico", "MEX", "1989-01-01")
    with_file(watch, ucdp / "ged-mexico.csv.gz", "ged.csv.gz", "MEX", "2023-12-31")
    answer("build", watch, "--month", "2023-12")
    found = said(watch, "2023-12")
    assert [name for name in PATTERNS if found[name].startswith("Nothing can be said")] == ["spillover"], found


def test_a_table_without_precisions_says_what_it_left_out(tmp_path, ucdp):
    watch, mapping = watch_of(tmp_path / "afg", "AFG", "2020-01-01"), tmp_path / "mapping.yaml"
    assert sarhad("map", ucdp / "ged-afghanistan-2020.csv", "--out", mapping).returncode == 0
    text = mapping.read_text(encoding="utf-8")
    for key, value in SAID.items():
        text = re.sub(rf"^  {key}: .*$", lambda _, key=key, value=value: f"  {key}: {value}", text, flags=re.MULTILINE)
    mapping.write_text(text + COVERAGE, encoding="utf-8")
    answer("add", ucdp / "ged-afghanistan-2020.csv", "--watch", watch, "--map", mapping)
    answer("build", watch, "--month", "2020-12")
    found = said(watch, "2020-12")
    for name in ("hotspots", "clusters", "repeats"):
        assert found[name].startswith("Nothing can be said: 0 events"), found[name]
        page = (watch / "site" / "2020-12" / "measures" / f"{name}.html").read_text(encoding="utf-8")
        assert re.search(r"<li>[\d,]+ left out: (?:place|date) not precise enough", page), name
