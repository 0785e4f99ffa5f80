"""The readers of events sources by name."""

from __future__ import annotations

from . import chronology, ucdp_candidate, ucdp_ged
from .reader import Reader

READERS: dict[str, Reader] = {
    reader.name: reader for reader in (ucdp_ged.READER, ucdp_candidate.READER, chronology.READER)
}
