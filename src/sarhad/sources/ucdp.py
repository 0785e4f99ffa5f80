"""What the yearly and the candidate releases of UCDP have in common."""

from __future__ import annotations

import pyarrow as pa

from ..events.arrays import map_text
from .description import SourceDescription
from .reader import Draft, plain_draft


def ucdp_draft(description: SourceDescription, table: pa.Table) -> Draft:
    """The plain draft, with what UCDP's definitions imply: the target of one-sided violence is civilians."""
    draft = plain_draft(description, table)
    types = description.values["violence_type"]
    draft["target_class"] = map_text(
        draft["violence_type"], lambda code: "civilians" if types.get(code) == "one-sided" else None
    )
    return draft
