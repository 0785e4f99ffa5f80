"""Small ranges inside a table's row: a dot for the best estimate, a line from low to high, on one scale."""

from __future__ import annotations

import math

from markupsafe import Markup

_WIDTH, _HEIGHT, _EDGE = 240, 16, 5


class Scale:
    """A linear scale from 0 to a round top over all values of a table."""

    def __init__(self, *values: float | None) -> None:
        highest = max([value for value in values if value is not None] + [1.0])
        power = 10 ** math.floor(math.log10(highest))
        self.top = float(next(power * m for m in (1, 1.5, 2, 3, 4, 5, 6, 8, 10) if power * m >= highest))

    def x(self, value: float) -> float:
        """Pixels from the left."""
        return round(_EDGE + (_WIDTH - 2 * _EDGE) * value / self.top, 1)

    @property
    def ticks(self) -> tuple[float, float, float]:
        """Nought, the middle and the top."""
        return (0.0, self.top / 2, self.top)

    def head(self) -> Markup:
        """The scale's numbers, for the head of the column."""
        anchors = ("start", "middle", "end")
        texts = Markup("").join(
            Markup('<text x="{}" y="12" text-anchor="{}" font-size="12">{}</text>').format(
                self.x(tick) if anchor == "middle" else (0 if anchor == "start" else _WIDTH), anchor, f"{tick:,.4g}"
            )
            for tick, anchor in zip(self.ticks, anchors, strict=True)
        )
        return Markup('<svg class="bx" viewBox="0 0 {} {}" aria-hidden="true">{}</svg>').format(_WIDTH, _HEIGHT, texts)

    def row(self, best: float | None, low: float | None, high: float | None) -> Markup:
        """The drawing of one row; hidden from screen readers, for whom the numbers stand beside it."""
        grid = "".join(f"M{self.x(t)} 0V{_HEIGHT}" for t in self.ticks)
        parts = [Markup('<path class="gl" d="{}"/>').format(grid)]
        if low is not None and high is not None and high > low:
            parts.append(Markup('<path class="rl" d="M{} 8H{}"/>').format(self.x(low), self.x(high)))
        if best is not None:
            parts.append(Markup('<circle class="now" cx="{}" cy="8" r="4.5"/>').format(self.x(best)))
        inner = Markup("").join(parts)
        return Markup('<svg class="bx" viewBox="0 0 {} {}" aria-hidden="true">{}</svg>').format(_WIDTH, _HEIGHT, inner)
