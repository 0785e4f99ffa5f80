"""What a watch has read, on disk: pinned snapshots, tables, and how several files of a source stand together."""

from .combine import COMBINE_RULE, Combined, combine, newest_day, version_key
from .files import sha256_of, write_atomically, write_json
from .snapshot import Snapshot
from .store import Store

__all__ = [
    "COMBINE_RULE",
    "Combined",
    "Snapshot",
    "Store",
    "combine",
    "newest_day",
    "sha256_of",
    "version_key",
    "write_atomically",
    "write_json",
]
