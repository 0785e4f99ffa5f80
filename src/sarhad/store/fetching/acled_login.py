"""A login at ACLED: OAuth with the user's own e-mail address and password, kept in memory for one run.

Protocol: https://acleddata.com/api-documentation/getting-started. Neither the password nor a token is ever part of a
text or a file; of what the server answers to a failed question nothing is repeated, as it may echo the question.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from ...errors import InputError
from .http import Client
from .records import number
from .trouble import FetchError

SITE = "https://acleddata.com"
EMAIL, PASSWORD = "ACLED_EMAIL", "ACLED_PASSWORD"
_ACCOUNT = (
    "log in at https://acleddata.com, accept the terms and complete your profile; the account must have API access"
)


class Login:
    """Asks ACLED with a token that is got, renewed and forgotten here."""

    __slots__ = ("_access", "_client", "_email", "_password", "_refresh", "site")

    def __init__(self, client: Client, *, site: str = SITE, environ: Mapping[str, str] | None = None) -> None:
        """Nothing is asked yet. Raises `InputError` when the environment names no account."""
        found = os.environ if environ is None else environ
        missing = [name for name in (EMAIL, PASSWORD) if not found.get(name)]
        if missing:
            what = f"the environment variable{'s' * (len(missing) > 1)} {' and '.join(missing)} "
            what += "are not set" if len(missing) > 1 else "is not set"
            raise InputError(what, do="set them to those of your own account at https://acleddata.com")
        self.site = site
        self._client = client
        self._email, self._password = found[EMAIL], found[PASSWORD]
        self._access = self._refresh = ""

    def __repr__(self) -> str:
        return f"Login({self.site!r})"

    def read(self, path: str, params: Mapping[str, str]) -> Mapping[str, Any]:
        """The JSON answer to a question; a token that has run out is renewed once.

        Raises:
            FetchError: as `Client.json`, or ACLED refuses the account.
        """
        if not self._access:
            self._log_in()
        for renewed in (False, True):
            answer = self._ask(path, params)
            if isinstance(answer, FetchError):
                status, trouble = answer.status, answer
            else:
                status, trouble = number(answer.get("status")), None
                if status in (None, 200) and answer.get("success") in (None, True):
                    return answer
            if status != 401 or renewed:
                break
            self._renew()
        if status == 401:
            raise FetchError("ACLED does not accept the token that it gave a moment ago", do="run it again", status=401)
        if status == 403:
            raise FetchError("ACLED accepts the login, but refuses the data (403)", do=_ACCOUNT, status=403)
        if trouble is not None:
            raise _bare(trouble)
        raise FetchError(f"ACLED cannot answer the question (status {status})", do="try again later", status=status)

    def _ask(self, path: str, params: Mapping[str, str]) -> Mapping[str, Any] | FetchError:
        headers = {"Authorization": f"Bearer {self._access}"}
        try:
            answer = self._client.json(self.site + path, params={"_format": "json", **params}, headers=headers)
        except FetchError as error:
            return error
        return answer if isinstance(answer, dict) else FetchError(f"ACLED answers {path} with something else")

    def _log_in(self) -> None:
        trouble = self._token({"grant_type": "password", "username": self._email, "password": self._password})
        if trouble is None:
            return
        if trouble.status in (400, 401):
            what = f"ACLED does not accept the e-mail address and password in {EMAIL} and {PASSWORD}"
            raise FetchError(what, do="check both by logging in at https://acleddata.com", status=trouble.status)
        if trouble.status == 403:
            raise FetchError("ACLED refuses the login (403)", do=_ACCOUNT, status=403)
        raise _bare(trouble)

    def _renew(self) -> None:
        refresh, self._access = self._refresh, ""
        if refresh and self._token({"grant_type": "refresh_token", "refresh_token": refresh}) is None:
            return
        self._log_in()

    def _token(self, form: Mapping[str, str]) -> FetchError | None:
        """Ask for a pair of tokens; the trouble if none comes."""
        form = {**form, "client_id": "acled"}
        try:
            answer = self._client.json(self.site + "/oauth/token", method="POST", data=form)
        except FetchError as error:
            return error
        given = answer if isinstance(answer, dict) else {}
        access, refresh = given.get("access_token"), given.get("refresh_token")
        if not isinstance(access, str) or not access.isascii() or not access.isprintable() or not access:
            return FetchError("ACLED accepts the login, but gives no token", do="try again later")
        self._access, self._refresh = access, refresh if isinstance(refresh, str) else ""
        return None


def _bare(error: FetchError) -> FetchError:
    """The same trouble without what the server said."""
    return FetchError(error.args[0], do=error.do, status=error.status, offline=error.offline)
