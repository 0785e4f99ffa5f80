"""Build in a folder of its own, publish by one rename: the last good site stays up until the next one is whole.

`site` is a symbolic link to a folder under `.sarhad/sites`; publishing renames a new link over it. Where the system
has no symbolic links, the folders themselves are renamed, and `recover` puts back a site that was caught in between.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from ..events.exits import leaves, stays
from ..store import is_full
from ..watch import Watch

_MONTH_FOLDER = re.compile(r"^\d{4}-\d{2}$")


@contextlib.contextmanager
@stays("the site being built, with the months of the last one")
def staging(watch: Watch) -> Iterator[Path]:
    """A new folder that already holds the months published so far; it is gone if the build fails."""
    recover(watch)
    sites = watch.state / "sites"
    sites.mkdir(parents=True, exist_ok=True)
    _sweep(sites, keep=_current(watch))
    folder = Path(tempfile.mkdtemp(prefix="site-", dir=sites))
    folder.chmod(0o755)
    try:
        if watch.site.is_dir():
            for entry in sorted(watch.site.iterdir()):
                if entry.is_dir() and _MONTH_FOLDER.match(entry.name):
                    shutil.copytree(entry, folder / entry.name)
            history = watch.site / "claims" / "history.jsonl"
            if history.is_file():
                (folder / "claims").mkdir()
                shutil.copy2(history, folder / "claims" / "history.jsonl")
        yield folder
    finally:
        if _current(watch) != folder.resolve():
            shutil.rmtree(folder, ignore_errors=True)


@leaves("the site, put in place by one rename")
def publish(watch: Watch, folder: Path) -> None:
    """Make the staged folder the site, by one rename."""
    link = folder.parent / f"{folder.name}.link"
    try:
        link.symlink_to(os.path.relpath(folder, watch.site.parent), target_is_directory=True)
    except (OSError, NotImplementedError) as error:
        if is_full(error):
            raise
        _publish_folder(watch, folder)
        return
    before = folder.parent / "site-before"
    if watch.site.is_dir() and not watch.site.is_symlink():
        shutil.rmtree(before, ignore_errors=True)
        os.replace(watch.site, before)
    os.replace(link, watch.site)
    shutil.rmtree(before, ignore_errors=True)
    _sweep(folder.parent, keep=folder.resolve())


def recover(watch: Watch) -> None:
    """Put back the last good site if a publishing without links was cut between its two renames."""
    before = watch.state / "sites" / "site-before"
    if before.is_dir() and not watch.site.exists():
        os.replace(before, watch.site)


def _publish_folder(watch: Watch, folder: Path) -> None:
    before = folder.parent / "site-before"
    shutil.rmtree(before, ignore_errors=True)
    if watch.site.exists():
        os.replace(watch.site, before)
    os.replace(folder, watch.site)
    shutil.rmtree(before, ignore_errors=True)


def _current(watch: Watch) -> Path | None:
    return watch.site.resolve() if watch.site.exists() else None


def _sweep(sites: Path, keep: Path | None) -> None:
    """Remove what earlier, unfinished builds left behind."""
    for entry in sites.iterdir():
        if entry.resolve() == keep and not entry.is_symlink():
            continue
        if entry.is_dir() and not entry.is_symlink():
            if entry.name != "site-before":
                shutil.rmtree(entry, ignore_errors=True)
        else:
            entry.unlink(missing_ok=True)
