"""Pictures of a built site, as a reader sees it: desktop, phone, dark, and the printed pages.

python scripts/screenshots.py WATCH MONTH OUT    (needs Chromium; pdftoppm for the printed pages)
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path

from playwright.sync_api import sync_playwright

from sarhad.cli.serve import server

VIEWS = {
    "desktop": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "light"},
    "dark": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "dark"},
    "phone": {"viewport": {"width": 390, "height": 844}, "color_scheme": "light"},
}
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]


def main(watch: Path, month: str, out: Path, path: str = "") -> None:
    out.mkdir(parents=True, exist_ok=True)
    running = server(watch / "site", 0)
    threading.Thread(target=running.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{running.server_port}/{path or f'{month}/index.html'}"
    browser_path = os.environ.get("SARHAD_CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=FLAGS)
        for name, settings in VIEWS.items():
            context = browser.new_context(**settings)
            page = context.new_page()
            page.goto(address)
            page.screenshot(path=out / f"{name}.png", full_page=True)
            if name == "desktop":
                page.screenshot(
                    path=out / "first.png", clip={"x": 0, "y": 0, "width": 1280, "height": 1500}, full_page=True
                )
                page.pdf(path=out / "print.pdf", format="A4", print_background=True, prefer_css_page_size=True)
            context.close()
        browser.close()
    running.shutdown()
    if shutil.which("pdftoppm"):
        subprocess.run(["pdftoppm", "-r", "60", "-png", out / "print.pdf", out / "print"], check=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]), *sys.argv[4:5])
