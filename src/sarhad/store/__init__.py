"""What a watch has read, on disk: pinned snapshots, tables, and how several files of a source stand together."""

from .attention import ATTENTION, take_attention
from .changes import Changes, compare, family, largest
from .changes_shown import counts_by_kind, shown, withheld
from .changes_sql import KINDS
from .combine import COMBINE_RULE, COMBINED, Combined, combine, newest_day, version_key
from .decisions import WHEN_FAULT, DecisionFile, cell_fault, day_of, decision_fault, in_utc, moment_of
from .disk import DiskFullError, full_disk_told, is_full
from .files import copy_with_sha256, sha256_of, sweep_parts, write_atomically, write_json, write_new
from .locks import BusyError, locked
from .snapshot import Origin, Snapshot
from .store import Store
from .tables import keep_table, kept_table
from .taking import Taken, take

__all__ = [
    "ATTENTION",
    "COMBINED",
    "COMBINE_RULE",
    "KINDS",
    "WHEN_FAULT",
    "BusyError",
    "Changes",
    "Combined",
    "DecisionFile",
    "DiskFullError",
    "Origin",
    "Snapshot",
    "Store",
    "Taken",
    "cell_fault",
    "combine",
    "compare",
    "copy_with_sha256",
    "counts_by_kind",
    "day_of",
    "decision_fault",
    "family",
    "full_disk_told",
    "in_utc",
    "is_full",
    "keep_table",
    "kept_table",
    "largest",
    "locked",
    "moment_of",
    "newest_day",
    "sha256_of",
    "shown",
    "sweep_parts",
    "take",
    "take_attention",
    "version_key",
    "withheld",
    "write_atomically",
    "write_json",
    "write_new",
]
