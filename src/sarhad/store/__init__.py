"""What a watch has read, on disk: pinned snapshots, tables, and how several files of a source stand together."""

from .changes import Changes, compare, family, largest
from .changes_shown import counts_by_kind, shown, withheld
from .changes_sql import KINDS
from .combine import COMBINE_RULE, Combined, combine, newest_day, version_key
from .files import sha256_of, write_atomically, write_json
from .snapshot import Snapshot
from .store import Store

__all__ = [
    "COMBINE_RULE",
    "KINDS",
    "Changes",
    "Combined",
    "Snapshot",
    "Store",
    "combine",
    "compare",
    "counts_by_kind",
    "family",
    "largest",
    "newest_day",
    "sha256_of",
    "shown",
    "version_key",
    "withheld",
    "write_atomically",
    "write_json",
]
