"""What can go wrong between here and a publisher's server, in words that give away no secret."""

from __future__ import annotations

from http import HTTPStatus
from urllib.parse import urlsplit

import requests
import urllib3.exceptions as low

from ...errors import SarhadError

_OFFLINE = "check the connection and run it again; what is there already stays as it is"


class FetchError(SarhadError):
    """A server did not give what was asked for.

    `status` is the HTTP status of its answer, None without one; `offline` says that it could not be reached at all;
    `body` is the beginning of its answer, for the code that knows the server: it is never part of the text.
    """

    def __init__(
        self, message: str, *, do: str = "", status: int | None = None, offline: bool = False, body: str = ""
    ) -> None:
        super().__init__(message, do=do)
        self.status = status
        self.offline = offline
        self.body = body


class PassingError(Exception):
    """A fault that may be gone at the next try; `wait_seconds` is what the server asks for (Retry-After)."""

    def __init__(self, error: FetchError, wait_seconds: float | None = None) -> None:
        super().__init__(str(error))
        self.error = error
        self.wait_seconds = wait_seconds


def shown(url: str) -> str:
    """An address for people: without name, password, query and fragment, which may hold secrets."""
    try:
        parts = urlsplit(url)
        port = f":{parts.port}" if parts.port else ""
        return f"{parts.scheme}://{parts.hostname or ''}{port}{parts.path}"[:200]
    except ValueError:
        return "an address that cannot be read"


def host_of(url: str) -> str:
    """The host of an address, "" if it has none."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def of_status(url: str, status: int, body: str) -> FetchError:
    """The error for an answer that is no success."""
    try:
        words = HTTPStatus(status).phrase
    except ValueError:
        words = "a status that HTTP does not know"
    what = f"{shown(url)}: the server answers {status} ({words})"
    if status in (401, 403):
        return FetchError(what, do="check that your access and its terms allow this", status=status, body=body)
    if status in (404, 410):
        return FetchError(what, do="look at the publisher's page for the present address", status=status, body=body)
    return FetchError(what, do="try again later; what is there already stays as it is", status=status, body=body)


def of_exception(url: str, error: Exception) -> FetchError | PassingError:
    """What an exception of requests or urllib3 means; none of its own words are repeated, as they hold the address."""
    cause = _cause(error)
    host = host_of(url)
    if isinstance(error, requests.exceptions.SSLError):
        what = f"{host} shows a certificate that cannot be trusted"
        return FetchError(what, do="check the date of this machine, or ask who runs the network")
    if isinstance(error, requests.exceptions.ProxyError):
        what = f"the proxy on the way to {host} does not answer"
        return PassingError(FetchError(what, do="check HTTPS_PROXY and NO_PROXY", offline=True))
    if isinstance(cause, low.NameResolutionError):
        what = f"{host} cannot be reached (its name is not found)"
        return PassingError(FetchError(what, do=_OFFLINE, offline=True))
    if isinstance(cause, low.NewConnectionError):
        return PassingError(FetchError(f"{host} cannot be reached (no connection)", do=_OFFLINE, offline=True))
    if isinstance(cause, low.ConnectTimeoutError):
        return PassingError(FetchError(f"{host} cannot be reached (no answer)", do=_OFFLINE, offline=True))
    if isinstance(error, requests.exceptions.ReadTimeout | low.ReadTimeoutError):
        return PassingError(FetchError(f"{shown(url)}: the server fell silent", do="try again later"))
    if isinstance(
        error, requests.exceptions.InvalidURL | requests.exceptions.InvalidSchema | UnicodeError | ValueError
    ):
        what = f"{shown(url)} cannot be asked for: it, or what is sent along, holds characters that HTTP does not allow"
        return FetchError(what, do="correct the address, or the access token in the environment")
    return PassingError(FetchError(f"{shown(url)}: the connection was cut", do="try again later"))


def _cause(error: Exception) -> object:
    """The fault inside requests' wrapping: ConnectionError(MaxRetryError(reason=...))."""
    inner = error.args[0] if error.args else error
    return getattr(inner, "reason", None) or inner
