"""A real HTTP server on loopback that plays a script: what each path answers, also in the ways that servers misbehave.

```python
with serving() as server:
    server.at("/file.csv", cut(b"id,date", at=4), whole(b"id,date"))  # first this, then that, and so on
    server.asked[0].headers["Range"]
```
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

Answer = Callable[["_Handler"], None]


@dataclass(frozen=True)
class Asked:
    """One request as it came."""

    method: str
    path: str
    query: dict[str, list[str]]
    headers: Message
    body: bytes


@dataclass
class Serving:
    """The running server: its address, its script, and what it was asked."""

    address: str
    script: dict[str, list[Answer]] = field(default_factory=lambda: defaultdict(list))
    asked: list[Asked] = field(default_factory=list)

    def at(self, path: str, *answers: Answer) -> str:
        """Answer a path so: one answer after the other, the last one for ever. Returns the address of the path."""
        self.script[path] = list(answers)
        return self.address + path

    def paths(self, method: str = "GET") -> list[str]:
        """The paths asked for, in order."""
        return [asked.path for asked in self.asked if asked.method == method]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    serving: Serving
    asked: Asked

    def _play(self) -> None:
        parts = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.asked = Asked(self.command, parts.path, parse_qs(parts.query), self.headers, body)
        self.serving.asked.append(self.asked)
        answers = self.serving.script.get(parts.path, [])
        answer = status(404) if not answers else answers[0] if len(answers) == 1 else answers.pop(0)
        try:
            answer(self)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    do_GET = do_HEAD = do_POST = _play

    def head(self, code: int, headers: Mapping[str, str]) -> None:
        """The head of an answer."""
        self.send_response(code)
        for name, text in headers.items():
            self.send_header(name, text)
        self.end_headers()

    def send(self, code: int, body: bytes = b"", headers: Mapping[str, str] | None = None) -> None:
        """A whole answer."""
        self.head(code, {"Content-Length": str(len(body)), **(headers or {})})
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        pass


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: Any) -> None:
        """Clients that go away in the middle are part of the tests."""


@contextmanager
def serving() -> Iterator[Serving]:
    """A server on a free port of loopback, gone afterwards."""
    handler = type("Handler", (_Handler,), {})
    server = _Server(("127.0.0.1", 0), handler)
    handler.serving = running = Serving(f"http://127.0.0.1:{server.server_port}")  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield running
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


def whole(
    body: bytes, *, etag: str = "", last_modified: str = "", ranges: bool = True, kind: str = "text/csv"
) -> Answer:
    """A well-behaved file: conditional requests, and ranges under If-Range."""
    own = {"Content-Type": kind} | {k: v for k, v in (("ETag", etag), ("Last-Modified", last_modified)) if v}

    def answer(handler: _Handler) -> None:
        asked = handler.asked.headers
        same = etag and asked["If-None-Match"] == etag
        if same or (not asked["If-None-Match"] and last_modified and asked["If-Modified-Since"] == last_modified):
            handler.head(304, own)
        elif ranges and asked["Range"] and asked["If-Range"] in (etag or None, last_modified or None):
            start = int(asked["Range"].removeprefix("bytes=").removesuffix("-"))
            place = f"bytes {start}-{len(body) - 1}/{len(body)}"
            handler.send(206, body[start:], {**own, "Content-Range": place})
        else:
            handler.send(200, body, own)

    return answer


def status(code: int, body: bytes = b"", **headers: str) -> Answer:
    """Only this status; `Retry_After="1"` becomes the header Retry-After."""
    return lambda handler: handler.send(code, body, {k.replace("_", "-"): v for k, v in headers.items()})


def json_text(text: str, code: int = 200) -> Answer:
    """A JSON answer."""
    return status(code, text.encode(), Content_Type="application/json")


def login_page() -> Answer:
    """A page for people, with status 200."""
    return status(200, b"<!DOCTYPE html><html><body>Please log in</body></html>", Content_Type="text/html")


def redirect(to: str, code: int = 302) -> Answer:
    """Somewhere else."""
    return status(code, Location=to)


def cut(body: bytes, at: int, *, etag: str = "", declared: int | None = None) -> Answer:
    """The connection breaks after `at` bytes; `declared` is the Content-Length where it is not that of the body."""

    def answer(handler: _Handler) -> None:
        length = {"Content-Length": str(len(body) if declared is None else declared)}
        handler.head(200, length | ({"ETag": etag} if etag else {}))
        handler.wfile.write(body[:at])
        handler.close_connection = True

    return answer


def endless(block: bytes = b"x" * 65536) -> Answer:
    """A body without length and without end."""

    def answer(handler: _Handler) -> None:
        handler.head(200, {"Connection": "close"})
        while True:
            handler.wfile.write(block)

    return answer


def chunked(*blocks: bytes, end: bool = True) -> Answer:
    """A body in chunks; without `end` the connection breaks before the last one."""

    def answer(handler: _Handler) -> None:
        handler.head(200, {"Transfer-Encoding": "chunked"})
        for block in blocks:
            handler.wfile.write(b"%x\r\n%s\r\n" % (len(block), block))
        if end:
            handler.wfile.write(b"0\r\n\r\n")
        else:
            handler.close_connection = True

    return answer


def nothing() -> Answer:
    """The connection is closed without a word."""

    def answer(handler: _Handler) -> None:
        handler.close_connection = True

    return answer
