"""A new watch from the template, with the usual values and what each of them does."""

from __future__ import annotations

import datetime as dt
import re
import shutil
import unicodedata
from collections.abc import Sequence
from importlib import resources
from importlib.abc import Traversable
from pathlib import Path

from ..errors import InputError
from ..events.exits import stays
from .watch import WATCH_FILE, Watch, read_watch

_EXAMPLE = "central-asia"


def create_watch(folder: Path, *, title: str, countries: Sequence[str], start: dt.date) -> Watch:
    """Write a new watch into an empty or absent folder and check it.

    Raises:
        InputError: the folder holds something, or a value cannot be used; nothing is left behind then.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputError(f"{folder} is not empty", do="name a new folder")
    existed = folder.is_dir()
    values = {
        "id": _slug(title),
        "title": title.replace("\\", "").replace('"', "'"),
        "countries": ", ".join(f'"{re.sub("[^A-Za-z0-9]", "", code).upper()}"' for code in countries),
        "start": start.isoformat(),
    }
    written: list[Path] = []
    _copy(resources.files(__package__) / "template", folder, values, written)
    try:
        return read_watch(folder)
    except InputError:
        for path in reversed(written):
            path.unlink() if path.is_file() else path.rmdir()
        if existed:
            folder.mkdir()
        raise


@stays("a copy of the example watch")
def example_watch(folder: Path) -> Watch:
    """The example watch in a folder, put there where the folder holds no watch yet.

    Raises:
        InputError: the folder holds something else.
    """
    if not (folder / WATCH_FILE).is_file():
        if folder.exists() and any(folder.iterdir()):
            raise InputError(f"{folder} holds something that is not a watch", do="name another folder")
        with resources.as_file(resources.files("sarhad.watches") / _EXAMPLE) as example:
            shutil.copytree(example, folder, dirs_exist_ok=True)
    return read_watch(folder)


@stays("a new watch")
def _copy(source: Traversable, target: Path, values: dict[str, str], written: list[Path]) -> None:
    target.mkdir(parents=True, exist_ok=True)
    written.append(target)
    for entry in sorted(source.iterdir(), key=lambda e: e.name):
        path = target / entry.name
        if entry.is_dir():
            _copy(entry, path, values, written)
        else:
            text = entry.read_text(encoding="utf-8")
            for key, value in values.items():
                text = text.replace("{{ " + key + " }}", value)
            path.write_text(text, encoding="utf-8")
            written.append(path)


def _slug(title: str) -> str:
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-") or "watch"
