"""One question to a server and the answer at the end of its redirects, the body read within limits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.cookiejar import DefaultCookiePolicy
from urllib.parse import urljoin, urlsplit

import requests
import urllib3.exceptions as low

from ... import __version__
from .patience import Limits, Patience, retry_after
from .trouble import FetchError, PassingError, host_of, of_exception, of_status, shown

_BLOCK = 2**16
_PASSING = (429, 500, 502, 503, 504)
_MOVED = (301, 302, 303, 307, 308)
_FAULTS = (requests.RequestException, low.HTTPError, UnicodeError, ValueError)


class _Session(requests.Session):
    def get_redirect_target(self, resp: requests.Response) -> None:  # or requests reads a redirect's body to its end
        return None


class Wire:
    """A session without cookies and without passwords from the machine's netrc.

    Proxies and certificates are taken from the usual environment variables.
    """

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._session = _Session()
        self._session.auth = lambda request: request  # or requests would look into netrc
        self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        self._session.headers.clear()

    @contextmanager
    def answer(
        self,
        method: str,
        url: str,
        patience: Patience,
        *,
        plain: Mapping[str, str] | None = None,
        secret: Mapping[str, str] | None = None,
        params: Mapping[str, str] | None = None,
        data: Mapping[str, str] | None = None,
        also: tuple[int, ...] = (),
    ) -> Iterator[requests.Response]:
        """An answer of a status 2xx, or one of `also`, its body not yet read.

        `secret` headers go to the host of `url` only; `plain` ones go wherever it redirects.

        Raises:
            FetchError: for good. PassingError: it may be gone at the next try.
        """
        here, hops = url, 0
        while hops <= self.limits.redirects:
            _check_address(here, url)
            headers = {"User-Agent": f"sarhad/{__version__}", "Accept": "*/*", **(plain or {})}
            if _origin(here) == _origin(url):
                headers |= secret or {}
            if patience.over:
                raise patience.out_of_time(shown(url))
            try:
                answer = self._session.request(
                    method,
                    here,
                    params=None if hops else params,
                    headers=headers,
                    data=data,
                    timeout=(self.limits.connect, self.limits.silence),
                    allow_redirects=False,
                    stream=True,
                )
            except _FAULTS as error:
                raise of_exception(url, error) from None
            with answer:
                if answer.status_code not in _MOVED or "Location" not in answer.headers:
                    self._check_status(answer, url, patience, also)
                    yield answer
                    return
                hops += 1
                here = _next_address(answer, here, url, method)
        what = f"{shown(url)} leads from one address to the next without an end ({hops} redirects)"
        raise FetchError(what, do="look at the publisher's page for the present address")

    def _check_status(self, answer: requests.Response, url: str, patience: Patience, also: tuple[int, ...]) -> None:
        status = answer.status_code
        if 200 <= status < 300 or status in also:
            return
        body = b""
        try:
            for block in self.blocks(answer, url, _BLOCK, patience):
                body += block
        except (FetchError, PassingError):
            pass  # the status is what counts
        error = of_status(url, status, words(body))
        if status in _PASSING:
            raise PassingError(error, retry_after(answer.headers.get("Retry-After")))
        raise error

    def blocks(self, answer: requests.Response, url: str, limit: int, patience: Patience) -> Iterator[bytes]:
        """The body as it comes, unpacked, within the limits of size and time."""
        size = 0
        declared = answer.headers.get("Content-Length", "")
        if declared.isascii() and declared.isdigit() and int(declared[:18]) > limit:
            raise TooLargeError(url, limit)
        while True:
            try:
                block = answer.raw.read1(_BLOCK, decode_content=True)
            except _FAULTS as error:
                raise of_exception(url, error) from None
            if not block:
                return
            size += len(block)
            if size > limit:
                raise TooLargeError(url, limit)
            if patience.over:
                raise patience.out_of_time(shown(url))
            yield block


class TooLargeError(FetchError):
    """A body longer than allowed, by what the server declares or by what came."""

    def __init__(self, url: str, limit: int) -> None:
        what = f"{shown(url)} is larger than {limit / 2**20:,.0f} MB; it was not taken"
        super().__init__(what, do="check that the address is that of the data")


def _check_address(here: str, url: str) -> None:
    try:
        parts = urlsplit(here)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.username is None
    except ValueError:
        usable = False
    if not usable:
        what = (
            f"{shown(url)} leads to an address that is not fetched" if here != url else f"{shown(url)} is not fetched"
        )
        raise FetchError(what, do="only http:// and https:// addresses without a name and password are")


def _next_address(answer: requests.Response, here: str, url: str, method: str) -> str:
    if method not in ("GET", "HEAD"):
        raise FetchError(f"{shown(url)} sends what was posted elsewhere; it was not followed", do="check the address")
    try:
        target = urljoin(here, answer.headers["Location"])
    except ValueError:
        target = ""
    if here.lower().startswith("https:") and target.lower().startswith("http:"):
        what = f"{shown(url)} leads from https to http at {host_of(target)}; it was not followed"
        raise FetchError(what, do="look at the publisher's page for the present address")
    return target


def _origin(url: str) -> tuple[str, str, int | None]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname or "", parts.port or {"http": 80, "https": 443}.get(parts.scheme)


def words(body: bytes) -> str:
    """The beginning of an answer as text."""
    return body[:2000].decode("utf-8", errors="replace")
