"""A region of one's own, from an empty folder to a published month."""

import pytest

from tests.journeys.conftest import answer, sarhad

pytestmark = pytest.mark.xdist_group("region")

HEADER = (
    "id,date_start,date_end,date_precision,country,place,admin1,latitude,longitude,place_precision,side_a,side_b,"
    "claimed_by,violence_type,event_class,target_class,deaths_low,deaths_best,deaths_high,status,source_title,"
    "source_publisher,source_date,source_url,how_verified\n"
)
STATED = """\
[[sources]]
source = "ucdp-ged"
file = "ged.geojson"
coverage = {countries = ["CAF"], start = 1989-01-01, end = 2022-12-31}

[files]"""


@pytest.fixture
def region(tmp_path):
    """A new watch of the Central African Republic."""
    made = answer("new", tmp_path / "car", "--country", "CAF", "--title", "Central African Republic")
    assert made["countries"] == ["CAF"]
    return tmp_path / "car"


def test_a_complete_country_file_with_its_coverage_stated(region, ucdp):
    (region / "ged.geojson").write_bytes((ucdp / "ged-23.1-central-african-republic.geojson").read_bytes())
    text = (region / "watch.toml").read_text()
    (region / "watch.toml").write_text(text.replace("[files]", STATED, 1))
    built = answer("build", region, "--month", "2021-01")
    assert built["rows"]["ucdp-ged"]["read"] == 1848
    assert built["answer"].startswith("The UCDP Georeferenced Event Dataset (GED) Global lists 14 events in the month")
    assert "Central African Republic" in (region / "site" / "2021-01" / "index.html").read_text()


def test_an_excerpt_is_read_but_no_absence_is_inferred(region, ucdp):
    added = answer("add", ucdp / "ged-23.1-central-african-republic.geojson", "--watch", region)
    assert "excerpt" in {p["kind"] for p in added["problems"]}
    built = answer("build", region)
    assert built["month"] == "2022-12", "the newest month with a row"
    assert built["answer"].startswith("No loaded source covers December 2022")


def test_names_with_markup_and_formulas_are_shown_and_never_run(region):
    """What a source writes is text: on pages, in file names, in spreadsheets."""
    row = (
        'a,2024-01-03,,1,CAF,<script>alert(1)</script>,"=cmd|\'/C calc\'!A0",4.3,18.5,1,"=HYPERLINK(""http://x"")",'
        '"<img src=x onerror=alert(2)>",,state-based,clash,,1,2,3,realised,"<b>T</b>",P,,https://e.org/?a=1&b="x",read\n'
    )
    (region / "chronology.csv").write_text(HEADER + row, encoding="utf-8")
    answer("add", region / "chronology.csv", "--watch", region)
    answer("build", region, "--month", "2024-01")
    site = (region / "site").resolve()
    for page in site.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        assert "<script>alert" not in text, page
        assert "<img src=x" not in text, page
    cells = [line for path in site.rglob("*.csv") for line in path.read_text(encoding="utf-8").splitlines()]
    assert any("'=cmd|" in line for line in cells), "the text is there, with an apostrophe before it"
    assert not any(line.startswith(("=", "@")) or ",=" in line or ',"=' in line for line in cells)
    assert {p.suffix for p in site.rglob("*") if p.is_file()} <= {
        ".html", ".css", ".js", ".svg", ".png", ".csv", ".json", ".jsonl", ".geojson", ".parquet", ".xml",
    }  # fmt: skip


def test_a_file_that_is_no_source_is_refused_with_what_was_looked_for(region, tmp_path):
    page = tmp_path / "login.csv"
    page.write_text("<!doctype html><title>Log in</title>")
    done = sarhad("add", page, "--watch", region)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("error: login.csv")
    assert not (region / ".sarhad" / "store" / "snapshots.json").exists(), "nothing was pinned"


def test_usage_errors_are_told_on_standard_error(region):
    assert sarhad("build", region / "nowhere").returncode == 2
    assert sarhad("add", region / "absent.csv", "--watch", region).stderr.startswith("error: there is no file")
    assert sarhad("add", region / "watch.toml", "--watch", region, "--source", "acled").returncode == 2
    assert sarhad("serve", region).stderr.startswith("error: ")
    assert "has no source" in sarhad("check", region).stderr
