"""Taking files of GDELT into the store: summed, and only the sums are pinned."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from .. import sources
from ..errors import InputError
from .snapshot import Origin, Snapshot
from .store import Store

ATTENTION = "gdelt"


def take_attention(
    store: Store,
    files: Sequence[Path],
    accessed: dt.date | None = None,
    *,
    note: Callable[[str], None] = lambda _: None,
    origin: Origin | None = None,
) -> tuple[Snapshot, sources.Attention]:
    """Read files of the event export, or folders of them, and pin their attention table.

    The raw rows are not kept: nothing is made from them again, and they hold points, names and addresses that are of
    no use here. The pinned table lists each raw file with its SHA-256. A table that was pinned so may be given again.

    Raises:
        InputError: no file can be read; nothing was pinned.
    """
    if len(files) == 1 and sources.is_attention(files[0]):
        attention = sources.read_attention(files[0])
    else:
        attention = sources.read_gdelt(files, note=note)
    days = attention.days
    if not days:
        raise InputError("the files tell of no day", do="give files of the GDELT event export")
    with tempfile.TemporaryDirectory(prefix="sarhad-") as scratch:
        path = Path(scratch, f"gdelt-attention-{days[0].day:%Y%m%d}-{days[-1].day:%Y%m%d}.parquet")
        sources.write_attention(attention, path)
        return store.pin(path, ATTENTION, attention.version, accessed, origin=origin), attention
