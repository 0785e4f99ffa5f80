"""Patterns: one sentence for each measure that the watch asks for, with the way to its page."""

from __future__ import annotations

from markupsafe import Markup

from ..patterns.found import Found
from ..words import plural, spell
from .section import Section


def patterns(found: tuple[Found, ...]) -> Section | None:
    """The sentences; none where no pattern is looked for."""
    if not found:
        return None
    silent = sum(bool(one.pattern.cannot_say) for one in found)
    text = Markup("{} {} looked for in the months up to this one").format(
        spell(len(found)).capitalize(), plural(len(found), "pattern was", "patterns were")
    )
    if silent:
        text += Markup("; of {} the data cannot say anything").format(spell(silent) if silent < len(found) else "all")
    return Section("patterns", "Patterns", text + Markup("."), {"found": found})
