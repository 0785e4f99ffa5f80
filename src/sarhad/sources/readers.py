"""The readers of events sources by name."""

from __future__ import annotations

from . import acled, chronology, gtd, ucdp_candidate, ucdp_ged
from .reader import Reader

READERS: dict[str, Reader] = {
    reader.name: reader
    for reader in (acled.READER, chronology.READER, gtd.READER, ucdp_candidate.READER, ucdp_ged.READER)
}
