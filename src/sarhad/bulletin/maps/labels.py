"""Words on a map: each is put where it hits nothing, or left out."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

Box = tuple[float, float, float, float]
_NARROW, _WIDE = set("iljtfrI.,'()- "), set("mwMW")
_OFF_THE_MAP = 1e6


def text_width(text: str, size: float, spacing: float = 1.0) -> float:
    """About how wide a text is set in a system sans, in pixels."""
    return sum(0.34 if c in _NARROW else 0.86 if c in _WIDE else 0.58 for c in text) * size * spacing


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a text goes: its anchor point and `text-anchor`, and its rotation in degrees."""

    x: float
    y: float
    anchor: str
    turn: float = 0.0


class Labels:
    """The places taken so far on a map of `width` x `height` pixels."""

    def __init__(self, width: float, height: float) -> None:
        self._width, self._height = width, height
        self._taken: list[Box] = []

    def block(self, left: float, top: float, right: float, bottom: float) -> None:
        """Keep words off this box."""
        self._taken.append((left, top, right, bottom))

    def hits(self, box: Box) -> float:
        """How many square pixels of the box are taken, or lie off the map."""
        left, top, right, bottom = box
        if left < 3 or top < 3 or right > self._width - 3 or bottom > self._height - 3:
            return _OFF_THE_MAP
        area = 0.0
        for other in self._taken:
            wide, tall = min(right, other[2]) - max(left, other[0]), min(bottom, other[3]) - max(top, other[1])
            if wide > 0 and tall > 0:
                area += wide * tall
        return area

    def beside(self, x: float, y: float, text: str, size: float, radius: float) -> Spot | None:
        """A free place at one of eight sides of a point, nearest first; none when every one is taken."""
        wide, tall = text_width(text, size), size * 1.18
        for gap in (radius + 4, radius + 10):
            near = gap * 0.75
            sides = (
                (x + gap, y - tall / 2, "start"),
                (x - gap - wide, y - tall / 2, "end"),
                (x + near, y - near - tall, "start"),
                (x + near, y + near, "start"),
                (x - near - wide, y - near - tall, "end"),
                (x - near - wide, y + near, "end"),
                (x - wide / 2, y - gap - tall + 2, "middle"),
                (x - wide / 2, y + gap - 2, "middle"),
            )
            for left, top, anchor in sides:
                if self.hits((left, top, left + wide, top + tall)) == 0:
                    self.block(left - 2, top, left + wide + 2, top + tall)
                    at = {"start": left, "end": left + wide, "middle": left + wide / 2}[anchor]
                    return Spot(at, top + size * 0.92, anchor)
        return None

    def among(
        self, points: Iterable[tuple[float, float]], lines: Sequence[str], size: float, *, spacing: float = 1.0
    ) -> Spot | None:
        """The first of the points around which a block of centred lines is free; the points come best first."""
        wide = max(text_width(line, size, spacing) for line in lines) + 6
        tall = size * 1.22 * len(lines) + 2
        for x, y in points:
            box = (x - wide / 2, y - tall / 2, x + wide / 2, y + tall / 2)
            if self.hits(box) == 0:
                self.block(*box)
                return Spot(x, box[1] + size, "middle")
        return None

    def along(self, line: Sequence[tuple[float, float]], text: str, size: float) -> Spot | None:
        """A place beside a line, turned with it; straight stretches first. None where no stretch is free."""
        wide = text_width(text, size)
        for x, y, turn in _stretches(line, wide):
            for side in (-1, 1):
                radians = math.radians(turn)
                off = side * (size * 0.55 + 3)
                middle = (x - math.sin(radians) * off, y + math.cos(radians) * off)
                boxes = _turned(middle, wide, size, radians)
                if all(self.hits(box) == 0 for box in boxes):
                    self._taken.extend(boxes)
                    drop = size * 0.35
                    return Spot(
                        middle[0] - math.sin(radians) * drop, middle[1] + math.cos(radians) * drop, "middle", turn
                    )
        return None


def _stretches(line: Sequence[tuple[float, float]], wide: float) -> list[tuple[float, float, float]]:
    """Middles of stretches as long as the text, with the angle at which it can be read, straightest first."""
    found: list[tuple[float, float, float, float]] = []
    lengths = [0.0]
    for a, b in pairwise(line):
        lengths.append(lengths[-1] + math.dist(a, b))
    if lengths[-1] < wide:
        return []
    step = max((lengths[-1] - wide) / 24, 1.0)
    start = 0.0
    while start + wide <= lengths[-1]:
        a, m, b = (_at(line, lengths, start + wide * t) for t in (0.0, 0.5, 1.0))
        bend = wide - math.dist(a, b)
        turn = math.degrees(math.atan2(b[1] - a[1], b[0] - a[0]))
        turn = turn - 180 if turn > 90 else turn + 180 if turn <= -90 else turn
        found.append((bend, m[0], m[1], turn))
        start += step
    return [(x, y, turn) for bend, x, y, turn in sorted(found) if bend < wide * 0.12]


def _at(line: Sequence[tuple[float, float]], lengths: Sequence[float], distance: float) -> tuple[float, float]:
    for index in range(1, len(line)):
        if lengths[index] >= distance - 1e-9:
            part = lengths[index] - lengths[index - 1]
            t = (distance - lengths[index - 1]) / part if part else 0.0
            a, b = line[index - 1], line[index]
            return a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t
    return line[-1]


def _turned(middle: tuple[float, float], wide: float, size: float, radians: float) -> list[Box]:
    """A turned text as a chain of small boxes."""
    count = max(int(wide / size), 1)
    half = size * 0.55
    boxes = []
    for n in range(count + 1):
        t = (n / count - 0.5) * wide
        x, y = middle[0] + math.cos(radians) * t, middle[1] + math.sin(radians) * t
        boxes.append((x - half, y - half, x + half, y + half))
    return boxes
