"""A client for publishers' servers: every wait, size and number of tries is bounded, and no secret reaches a text."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import requests

from ..files import sha256_of
from .partial import Partial, Version, continues_at
from .patience import Limits, Patience
from .trouble import FetchError, PassingError, of_status, shown
from .wire import TooLargeError, Wire, words

MAX_DOWNLOAD = 2 * 2**30
"""No file of a known source is larger packed (a full UCDP GED release: 39 MB)."""
MAX_ANSWER = 64 * 2**20
"""No page of an API is larger."""
_JSON = {"Accept": "application/json", "Accept-Encoding": "gzip"}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a download; of an `unchanged` one size and sha256 are not known here: 0 and ""."""

    state: Literal["new", "unchanged"]
    url: str  # the last one, after redirects
    etag: str = ""
    last_modified: str = ""
    size: int = 0
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """What a server says of a file without sending it; `size` None when it does not tell."""

    etag: str
    last_modified: str
    size: int | None
    web_page: bool  # a page for people: what servers show in place of a file that is not there


class Client:
    """Asks over HTTP(S) and tries again after passing faults. `wait` and `clock` stand in for `time` in tests."""

    def __init__(
        self,
        limits: Limits | None = None,
        *,
        wait: Callable[[float], object] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.limits = limits or Limits()
        self._wait = wait
        self._clock = clock
        self._wire = Wire(self.limits)

    def json(
        self,
        url: str,
        *,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        method: str = "GET",
        data: Mapping[str, str] | None = None,
        limit_bytes: int = MAX_ANSWER,
    ) -> Any:
        """The value of a JSON answer. `headers` go to the host of `url` only, `data` is sent as a form.

        Raises:
            FetchError: the server cannot be reached, does not give a success, or the answer is not JSON or too long.
        """
        patience = self._patience()
        asked: dict[str, Any] = {"params": params, "secret": headers, "data": data, "plain": _JSON}

        def attempt() -> bytes:
            with self._wire.answer(method, url, patience, **asked) as answer:
                return b"".join(self._wire.blocks(answer, url, limit_bytes, patience))

        body = patience.persist(attempt)
        try:
            return json.loads(body)
        except (ValueError, RecursionError):
            page = body.lstrip()[:1] == b"<"
            what = f"{shown(url)} answers with {'a web page' if page else 'something that is not JSON'}"
            do = "check the address and that your access is valid"
            raise FetchError(what, do=do, body=words(body)) from None

    def find(self, url: str, *, headers: Mapping[str, str] | None = None) -> Found | None:
        """What is at an address, without fetching it; None when nothing is there (404, 410).

        Raises:
            FetchError: the server cannot be reached or does not give a success.
        """
        patience = self._patience()

        def attempt(method: str) -> Found:
            with self._wire.answer(
                method, url, patience, secret=headers, plain={"Accept-Encoding": "identity"}
            ) as answer:
                size = answer.headers.get("Content-Length", "")
                return Found(
                    _header(answer, "ETag"),
                    _header(answer, "Last-Modified"),
                    int(size) if size.isascii() and size.isdigit() else None,
                    answer.headers.get("Content-Type", "").lower().startswith("text/html"),
                )

        try:
            try:
                return patience.persist(lambda: attempt("HEAD"))
            except FetchError as error:
                if error.status not in (400, 403, 405, 501):  # servers that do not know HEAD
                    raise
                return patience.persist(lambda: attempt("GET"))
        except FetchError as error:
            if error.status in (404, 410):
                return None
            raise

    def download(
        self,
        url: str,
        target: Path,
        *,
        etag: str = "",
        last_modified: str = "",
        limit_bytes: int = MAX_DOWNLOAD,
        headers: Mapping[str, str] | None = None,
    ) -> Outcome:
        """Fetch a file to `target`, whole or not at all.

        With `etag` or `last_modified` of an earlier download the server may say that nothing changed; `target` is then
        left as it is. What arrives of a download that breaks stays beside the target and is continued at the next try,
        in this call or a later one, if the server still has the same version.

        Raises:
            FetchError: as `json`, or the file is larger than `limit_bytes`, or it cannot be written.
        """
        patience = self._patience()
        partial = Partial(target, url)
        known = Version(url, etag, last_modified)
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            return patience.persist(lambda: self._part(known, partial, target, limit_bytes, headers, patience))
        except FetchError:
            if partial.version() is None:
                partial.drop()
            raise
        except OSError as error:
            partial.drop()
            what = f"{target.name} cannot be written: {error.strerror or error}"
            raise FetchError(what, do=f"make room in {target.parent}, or check its permissions") from error

    def _part(
        self,
        known: Version,
        partial: Partial,
        target: Path,
        limit: int,
        headers: Mapping[str, str] | None,
        patience: Patience,
    ) -> Outcome:
        """One try: the rest of what is there already, or the whole."""
        url, before = known.url, partial.version()
        have = partial.path.stat().st_size if before else 0
        plain = {"Accept-Encoding": "identity", "If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
        if before:
            plain |= {"Range": f"bytes={have}-", "If-Range": before.validator}
        plain = {name: text for name, text in plain.items() if text}
        with self._wire.answer("GET", url, patience, secret=headers, plain=plain, also=(304, 416)) as answer:
            now = Version(url, _header(answer, "ETag"), _header(answer, "Last-Modified"))
            if answer.status_code == 304 and (known.etag or known.last_modified):
                partial.drop()
                return Outcome(
                    "unchanged", shown(answer.url), now.etag or known.etag, now.last_modified or known.last_modified
                )
            if answer.status_code == 416 and before:
                partial.drop()
                raise PassingError(FetchError(f"{shown(url)}: the server does not give the rest"), 0)
            whole: int | None = None
            if answer.status_code == 206 and before:
                place = continues_at(answer.headers.get("Content-Range"))
                other = place is None or place[0] != have or place[1] is None
                if other or (now.validator and now.validator != before.validator):
                    partial.drop()
                    raise PassingError(FetchError(f"{shown(url)}: the server gives another part than the rest"), 0)
                assert place is not None
                whole, now = place[1], before
            elif answer.status_code == 200:
                partial.drop()
                have = 0
                partial.begin(now if "Content-Encoding" not in answer.headers else Version(url))
            else:
                raise of_status(url, answer.status_code, "")
            size = self._write(answer, partial, have, limit, url, patience)
            if whole is not None and size != whole:
                partial.drop()
                raise PassingError(FetchError(f"{shown(url)}: {size:,} of {whole:,} bytes came"))
            partial.finish(target)
            return Outcome("new", shown(answer.url), now.etag, now.last_modified, size, sha256_of(target))

    def _write(
        self, answer: requests.Response, partial: Partial, have: int, limit: int, url: str, patience: Patience
    ) -> int:
        size = have
        try:
            with partial.path.open("ab" if have else "wb") as file:
                for block in self._wire.blocks(answer, url, limit - have, patience):
                    file.write(block)
                    size += len(block)
        except TooLargeError:
            partial.drop()  # not to be continued
            raise
        return size

    def _patience(self) -> Patience:
        return Patience(self.limits, self._wait, self._clock)


def _header(answer: requests.Response, name: str) -> str:
    """A header that is sent back to the server later: one line, bounded."""
    text = answer.headers.get(name, "")
    return text if len(text) <= 300 and text.isprintable() else ""
