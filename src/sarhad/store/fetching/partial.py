"""A download that is not whole yet: its bytes, and the version of the file that they are from."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from ...events.exits import stays

_CONTENT_RANGE = re.compile(r"bytes (\d+)-(\d+)/(\d+|\*)")


@dataclass(frozen=True, slots=True)
class Version:
    """Which version of which file the bytes are of, in the server's words."""

    url: str
    etag: str = ""
    last_modified: str = ""

    @property
    def validator(self) -> str:
        """What If-Range may hold: a strong ETag, else the date; "" when the server gave neither."""
        return self.etag if self.etag and not self.etag.startswith("W/") else self.last_modified


class Partial:
    """`NAME.part` beside the target, with `NAME.part.json` that says what it is part of."""

    def __init__(self, target: Path, url: str) -> None:
        self.path = target.with_name(target.name + ".part")
        self._about = target.with_name(target.name + ".part.json")
        self._url = url

    def version(self) -> Version | None:
        """The version of the bytes that are there, or None when they cannot be continued."""
        try:
            version = Version(**json.loads(self._about.read_text(encoding="utf-8")))
            usable = version.url == self._url and version.validator and self.path.stat().st_size > 0
        except (OSError, ValueError, TypeError):
            return None
        return version if usable else None

    @stays("a download that is under way")
    def begin(self, version: Version) -> None:
        """Note of which version the bytes to come are; a version that cannot be continued is not noted."""
        self._about.unlink(missing_ok=True)
        if version.validator:
            self._about.write_text(json.dumps(asdict(version)), encoding="utf-8")

    def drop(self) -> None:
        """Leave nothing behind."""
        for path in (self.path, self._about):
            with suppress(OSError):  # what cannot be dropped could not be written either
                path.unlink(missing_ok=True)

    def finish(self, target: Path) -> None:
        """Put the whole file in its place."""
        self.path.replace(target)
        self._about.unlink(missing_ok=True)


def continues_at(content_range: str | None) -> tuple[int, int | None] | None:
    """Where a partial answer begins and how long the whole is: `bytes 5-9/10` is (5, 10); None if it does not say."""
    found = _CONTENT_RANGE.fullmatch((content_range or "").strip())
    if found is None:
        return None
    return int(found[1]), None if found[3] == "*" else int(found[3])
