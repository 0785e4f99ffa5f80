from dataclasses import replace

import pytest

from sarhad.bulletin import write_issue
from sarhad.claims import Origin, Report
from sarhad.errors import Problem

from ..conftest import VERDICTS, event, verdict

TEXT = """# Two attacks

There were two attacks.

```claim
id: two-attacks
says: There were two attacks.
kind: count
```

It was cold. <script>alert(1)</script>

```claim
id: it-was-cold
says: It was cold.
kind: opinion
```

It was dark.

```claim
id: it-was-dark
```
"""
FILE = "reports/winter.md"
MISTAKE = Problem("claim", "claim it-was-dark: is missing", file=FILE, line=22, column="says", effect="record left out")


def written(line: int, of):
    return replace(of, claim=of.claim.model_copy(update={"origin": Origin(FILE, line, line + 2)}))


@pytest.fixture
def site(make_issue, tmp_path, figure_cache):
    def make(*reports, **fields):
        out = tmp_path / "site"
        values = {"verdicts": (written(6, VERDICTS[0]), written(14, VERDICTS[1])), "problems": (MISTAKE,)}
        write_issue(make_issue(reports=reports, **{**values, **fields}), out, cache=figure_cache)
        return out

    return make


def test_a_report_has_each_verdict_beside_its_sentence_and_the_evidence_below(site):
    page = (site(Report(FILE, TEXT)) / "reports" / "winter.html").read_text()
    text, _, evidence = page.partition('id="evidence"')
    passages = text.split('<div class="pass')[1:]
    assert ["There were two attacks." in p.partition("<aside")[0] for p in passages] == [True, False, False]
    assert "Supported" in passages[0]
    assert "Not checkable" in passages[1]
    assert "claim it-was-dark: is missing (line 22)" in passages[2]
    assert "2 statements checked by the build of March 2021: 1 supported, 1 not checkable." in text
    assert "1 mistake in the claims of this text" in text
    assert "kind: count" not in page
    assert 'href="../2021-03/events.html#ucdp-candidate-1"' in evidence, "a row that is shown is a link"
    assert 'href="../claims/two-attacks.html"' in evidence


def test_what_stands_in_a_report_does_not_run(site):
    page = (site(Report(FILE, TEXT)) / "reports" / "winter.html").read_text()
    assert "<script>" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_the_reports_are_listed_and_the_claim_says_where_it_stands(site):
    out = site(Report(FILE, TEXT), Report("reports/../../x.md", "No title.\n"), Report("notes/winter.md", "# Other\n"))
    index = (out / "reports" / "index.html").read_text()
    assert sorted(p.name for p in (out / "reports").iterdir()) == [
        "index.html", "notes-winter-md.html", "reports-winter-md.html", "x.html",
    ]  # fmt: skip
    assert 'href="reports-winter-md.html"' in index
    assert "2 statements: 1 supported, 1 not checkable" in index
    assert 'href="../reports/reports-winter-md.html"' in (out / "claims" / "two-attacks.html").read_text()
    assert 'href="../reports/index.html"' in (out / "claims" / "index.html").read_text()


def test_without_a_report_there_is_no_page_and_no_link(site):
    out = site()
    assert not (out / "reports").exists()
    assert "reports/" not in (out / "index.html").read_text()


def test_the_claims_page_counts_by_verdict_and_says_what_would_settle_the_rest(site):
    open_ = [
        replace(verdict(f"open-{n}", f"Open {n}.", "data-cannot-decide", None), would_decide=advice)
        for n, advice in enumerate(("load GED 25.1; or a row", "load GED 25.1", "a <b>corpus</b>"))
    ]
    out = site(verdicts=(VERDICTS[0], *open_))
    page = (out / "claims" / "index.html").read_text()
    assert 'aria-label="Claims by verdict: 1 supported, 3 data cannot decide"' in page
    assert '<rect class="vb-supported" x="0.0" width="25.0" height="3"/>' in page
    assert '<a href="#data-cannot-decide"><b>3</b> data cannot decide</a>' in page
    assert 'id="data-cannot-decide"' in page
    wanted = page.partition('id="wanted"')[2]
    assert wanted.index("Load GED 25.1") < wanted.index("A &lt;b&gt;corpus&lt;/b&gt;") < wanted.index("A row")
    assert "may decide 2 claims: " in wanted
    assert '<a href="open-0.html">open-0</a>, <a href="open-1.html">open-1</a>' in wanted


def test_the_rows_behind_a_claim_are_shown_and_too_many_for_a_page_stand_in_a_csv(site):
    few = replace(VERDICTS[0], evidence=("ucdp-candidate:1", "ucdp-candidate:2", "a road: Kabul"))
    many = replace(
        verdict("many", "Many.", "supported", True), evidence=tuple(f"ucdp-candidate:{n}" for n in range(1, 41))
    )
    rows = tuple(event(n, place="=cmd()" if n == 1 else "Kabul city") for n in range(1, 41))
    out = site(rows=rows, verdicts=(few, many))
    page = (out / "claims" / "two-attacks.html").read_text()
    assert "Evidence: 2 rows" in page
    assert "a road: Kabul" in page
    assert not (out / "claims" / "two-attacks.csv").exists()
    page = (out / "claims" / "many.html").read_text()
    assert 'The first 30 are shown. <a href="../claims/many.csv">All 40 as CSV</a>' in page
    lines = (out / "claims" / "many.csv").read_text().splitlines()
    assert len(lines) == 41
    assert "'=cmd()" in lines[1], "no formula for a spreadsheet"
