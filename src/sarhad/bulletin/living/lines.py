"""Words in a drawing: how much fits on a line of so many pixels."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from ..maps.labels import text_width

WIDE, NARROW = 828, 358
"""The two widths in which a drawing with words is made, so that none is scaled down."""


_SAFELY = 1.09
"""How much wider than estimated a reader's font may be."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """One drawing for wide pages and one for narrow ones, with the words for who cannot see it."""

    wide: Markup
    narrow: Markup
    alt: str


def fitted(text: str, size: float, width: float) -> str:
    """The text, cut with an ellipsis where it is wider than `width` pixels."""
    if _width(text, size) <= width:
        return text
    while text and _width(text + "…", size) > width:
        text = text[:-1]
    return text.rstrip() + "…"


def wrapped(text: str, size: float, width: float, most: int = 3) -> list[str]:
    """The text in at most so many lines, cut with an ellipsis where it needs more."""
    lines: list[str] = []
    for word in text.split():
        if lines and _width(f"{lines[-1]} {word}", size) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    if len(lines) > most:
        lines = [*lines[: most - 1], " ".join(lines[most - 1 :])]
    return [fitted(line, size, width) for line in lines]


def _width(text: str, size: float) -> float:
    return text_width(text, size) * _SAFELY
