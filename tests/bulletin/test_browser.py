"""The pages in a real chromium: nothing is fetched or refused, nothing overflows, axe finds no serious fault."""

from __future__ import annotations

import functools
import http.server
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sarhad.bulletin import write_issue
from sarhad.claims import Report

from .conftest import ROAD, ROWS, VERDICTS, issues
from .living.registries import ALL, registry
from .living.test_reports import FILE, TEXT, written
from .test_patterns import network, spillover

REPORT = Report(FILE, TEXT)
STATED = (written(6, VERDICTS[0]), written(14, VERDICTS[1]))
PAGES = (
    "index.html",
    "archive.html",
    "sources.html",
    "methods.html",
    "actors/index.html",
    "actors/front.html",
    "actors/old-front.html",
    "corridors/index.html",
    "corridors/road.html",
    "claims/index.html",
    "claims/two-attacks.html",
    "reports/index.html",
    "reports/winter.html",
    "2021-03/index.html",
    "2021-03/events.html",
    "2021-03/claims.html",
    "2021-03/corrections.html",
    "2021-03/problems.html",
    "2021-03/numbers/deaths.html",
    "2021-03/correction-1/index.html",
    "2021-03/measures/network.html",
    "2021-03/measures/spillover.html",
    "2021-03/interactive/days.html",
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, figure_cache: Path) -> Path:
    """A site with a correction."""
    border = replace(ROAD, id="AFG-PAK", name="Afghanistan–Pakistan border", kind="border")
    graph = network("Government of Afghanistan", "Taleban", "Islamic State – Khorasan Province and a longer name")
    patterns = (graph, spillover(0.01))
    folder = tmp_path_factory.mktemp("browser")
    made = {"borders": (border,), "registry": registry(*ALL), "reports": (REPORT,), "verdicts": STATED}
    for rows in (ROWS, ROWS[:5]):
        issue = issues(folder)(rows, patterns=patterns, tables={one.table_name: one.table for one in patterns}, **made)
        write_issue(issue, folder / "site", cache=figure_cache)
    return folder / "site"


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    """The site, served."""
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=str(site))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def test_the_pages_in_a_browser(chromium: Any, address: str) -> None:
    from axe_core_python.sync_playwright import Axe

    axe = Axe()
    for scheme, width in (("light", 1280), ("dark", 390)):
        context = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True)
        page = context.new_page()
        requests: list[str] = []
        page.on("request", lambda request, seen=requests: seen.append(request.url))
        for name in PAGES:
            page.goto(f"{address}/{name}")
            assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, (
                f"{name} overflows at {width}"
            )
            found = axe.run(page)["violations"]
            serious = [(v["id"], v["nodes"][0]["html"][:200]) for v in found if v["impact"] in ("serious", "critical")]
            assert not serious, f"{name}, {scheme}"
        assert not [url for url in requests if not url.startswith(address) and not url.startswith("data:")]
        context.close()


def test_the_policy_refuses_nothing_of_ours(chromium: Any, address: str) -> None:
    page = chromium.new_page()
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: told.append(str(error)))
    page.on("response", lambda response: told.append(response.url) if response.status >= 400 else None)
    for name in PAGES:
        page.goto(f"{address}/{name}")
        page.wait_for_timeout(100)
    page.wait_for_selector("#chart svg")
    assert told == []


def test_without_javascript_a_number_leads_to_its_rows_and_a_month_to_the_archive(chromium: Any, address: str) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/2021-03/index.html")
    page.click(".lead a.n >> nth=0")
    assert page.url.endswith("/2021-03/numbers/events.html")
    page.click("text=ucdp-candidate:1")
    assert page.url.endswith("/2021-03/events.html#ucdp-candidate-1")
    page.goto(f"{address}/2021-03/index.html")
    page.click("nav >> text=Archive")
    page.click("text=1 correction")
    assert page.url.endswith("/2021-03/corrections.html")
    context.close()


def test_the_site_opens_from_a_folder(chromium: Any, site: Path) -> None:
    page = chromium.new_page()
    page.goto((site / "2021-03" / "interactive" / "days.html").as_uri())
    page.wait_for_selector("#chart svg")
    assert page.evaluate("getComputedStyle(document.querySelector('h1')).fontWeight") == "400"
