"""`sarhad serve`: look at the published site on this machine."""

from __future__ import annotations

import functools
import http.server
from http import HTTPStatus
from pathlib import Path
from typing import Annotated, Any

import typer

from ..errors import InputError
from .console import out
from .options import WatchFolder

NAME = "serve"


class _Handler(http.server.SimpleHTTPRequestHandler):
    """Files of one folder, read only, no listings."""

    server_version = "sarhad"
    sys_version = ""
    extensions_map = {  # noqa: RUF012 (the base class declares it so)
        **http.server.SimpleHTTPRequestHandler.extensions_map,
        ".geojson": "application/geo+json",
        ".parquet": "application/vnd.apache.parquet",
        ".jsonl": "application/x-ndjson",
        ".xml": "application/xml",
    }

    def end_headers(self) -> None:
        """Add the headers that keep a page from being framed or its type guessed."""
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("X-Frame-Options", "DENY")
        self.send_header("Referrer-Policy", "no-referrer")
        self.send_header("Cache-Control", "no-cache")
        super().end_headers()

    def list_directory(self, path: Any) -> None:
        """No listing of a folder without a page."""
        self.send_error(HTTPStatus.NOT_FOUND, "No page here")

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: readers are not logged."""


def server(folder: Path, port: int) -> http.server.ThreadingHTTPServer:
    """A server of a folder on the loopback address; port 0 takes a free one."""
    handler = functools.partial(_Handler, directory=str(folder))
    return http.server.ThreadingHTTPServer(("127.0.0.1", port), handler)


def command(
    watch: WatchFolder = Path(),
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 takes a free one.")] = 8000,
) -> None:
    """Serve the site on http://127.0.0.1 until Ctrl+C; nothing outside this machine can reach it."""
    from ..watch import read_watch

    site = read_watch(watch).site
    if not (site / "index.html").is_file():
        raise InputError(f"{site} holds no site yet", do=f"sarhad build {watch}")
    try:
        running = server(site, port)
    except OSError as error:
        raise InputError(f"port {port} cannot be used: {error.strerror}", do="sarhad serve --port 0") from error
    out.print(f"http://127.0.0.1:{running.server_port}/  (Ctrl+C stops)")
    with running:
        running.serve_forever()
