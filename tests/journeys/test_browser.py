"""The site in a real browser: from a number to its rows, from a month to the archive, for everyone."""

import json
from urllib.parse import urlsplit

import pytest
from axe_core_python.sync_playwright import Axe

pytestmark = pytest.mark.xdist_group("journeys")

WIDTHS = {"desktop": (1280, 900), "phone": (390, 844)}


@pytest.fixture
def page(chromium, january_address):
    """A page that notes every request and every error."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.asked, page.faults = [], []
    page.on("request", lambda request: page.asked.append(request.url))
    page.on("pageerror", lambda error: page.faults.append(str(error)))
    page.on("console", lambda message: page.faults.append(message.text) if message.type == "error" else None)
    yield page
    outside = [url for url in page.asked if urlsplit(url).netloc != urlsplit(january_address).netloc and ":" in url]
    assert [url for url in outside if not url.startswith(("data:", "blob:"))] == [], "an external request was made"
    assert page.faults == []
    context.close()


def test_a_reader_follows_a_number_to_its_rows(page, january_address):
    page.goto(f"{january_address}/2026-01/index.html")
    assert "January 2026" in page.title()
    link = page.locator("main a.n").first
    shown = link.inner_text().strip()
    link.click()
    page.wait_for_url("**/numbers/*.html")
    body = page.locator("main").inner_text()
    assert shown.lower() in body.lower()
    assert "SELECT" in body
    assert "ucdp-candidate:" in body, "the rows behind the number are named"
    page.go_back()
    assert page.url.endswith("/2026-01/index.html")


def test_a_reader_goes_from_the_front_page_to_the_archive_and_a_month(page, january_address):
    page.goto(january_address + "/")
    page.get_by_role("link", name="Archive").first.click()
    page.get_by_role("link", name="January 2026").first.click()
    assert page.url.rstrip("/").split("/")[3] == "2026-01"


def test_every_local_link_of_every_page_leads_somewhere(january):
    import re
    from html import unescape
    from urllib.parse import unquote

    site = (january[0] / "site").resolve()
    broken = []
    for page in site.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        ids = set(re.findall(r'\sid="([^"]+)"', text))
        for link in re.findall(r'\s(?:href|src)="([^"]*)"', text):
            path, _, anchor = unquote(unescape(link)).partition("#")
            if link.startswith(("http:", "https:", "mailto:", "data:")):
                continue
            target = (page.parent / path) if path else page
            target = target / "index.html" if target.is_dir() else target
            if not target.is_file() or (not path and anchor and anchor not in ids):
                broken.append((str(page.relative_to(site)), link))
    assert broken == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("path", ["2026-01/index.html", "archive.html", "claims/index.html", "sources.html"])
def test_no_serious_accessibility_fault_and_nothing_wider_than_the_page(chromium, january_address, path, width, scheme):
    context = chromium.new_context(
        viewport=dict(zip(("width", "height"), WIDTHS[width], strict=True)), color_scheme=scheme, bypass_csp=True
    )
    page = context.new_page()
    page.goto(f"{january_address}/{path}")
    found = Axe().run(page)
    serious = [
        (v["id"], v["nodes"][0]["html"][:200]) for v in found["violations"] if v["impact"] in ("serious", "critical")
    ]
    assert serious == [], json.dumps(serious, indent=1)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    context.close()


def test_the_month_reads_without_javascript_and_prints(chromium, january_address):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{january_address}/2026-01/index.html")
    assert page.locator("main h1").count() == 1
    assert page.locator("main svg").count() > 3
    assert len(page.pdf(format="A4", print_background=True)) > 20_000
    context.close()


def test_the_month_is_light(january):
    assert (january[0] / "site" / "2026-01" / "index.html").stat().st_size < 300_000
