"""What the yearly and the candidate releases of UCDP have in common."""

from __future__ import annotations

from collections.abc import Mapping

from .description import SourceDescription
from .reader import Draft, plain_draft


def ucdp_draft(description: SourceDescription, columns: Mapping[str, str]) -> Draft:
    """The plain draft, with what UCDP's definitions imply: the target of one-sided violence is civilians."""
    draft = plain_draft(description, columns)
    one_sided = [code for code, term in description.values["violence_type"].items() if term == "one-sided"]
    codes = ", ".join(f"'{code}'" for code in one_sided)
    draft["target_class"] = f"CASE WHEN {draft['violence_type']} IN ({codes}) THEN 'civilians' END"
    return draft
