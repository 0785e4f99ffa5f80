"""An explanation drawn: bars that lead from the first odds to the last, as lines of text and as SVG."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from html import escape

from .explain import Explanation, Step, probability_words

_WIDTH = 360  # as wide as a telephone, so that nothing is shrunk there
_TEXT_WIDTH, _CHART_LEFT, _CHART_RIGHT = 30, 196, 308
_LABEL_LINE, _WORDS_LINE, _GAP = 15, 13, 7
_BAR = "█"
_SHOWN = 0.05  # bits; less is shown as nothing


@dataclass(frozen=True, slots=True)
class Line:
    """One line for a terminal; `bits` is the sign by which it may be coloured, 0 for a line that is no step."""

    label: str
    value: str
    bar: str
    words: str
    bits: float = 0.0

    def __str__(self) -> str:
        return f"{self.label:<22} {self.value:>7}  {self.bar}  {self.words}".rstrip()


def lines(explanation: Explanation, *, chart: int = 32) -> tuple[Line, ...]:
    """The steps, the sum and the outcome for a terminal; `chart` is the width of the bars in characters."""
    scale = _Scale(explanation.steps)
    found = [
        Line(step.label, _signed(step.bits).replace("−", "-"), _bar(step, scale, chart), step.words, step.bits)
        for step in explanation.steps
    ]
    if explanation.model_probability is not None and found:
        total = explanation.steps[-1].total
        said = f"log2 odds, a probability of {probability_words(explanation.model_probability)}"
        found.append(Line("Together", _signed(total).replace("−", "-"), " " * chart, said))
    return (*found, Line(explanation.outcome, "", "", ""))


def svg(explanation: Explanation) -> str:
    """The steps as one inline SVG of 360 units; the same explanation gives the same text. Empty without steps.

    Colours and fonts come from the page: the classes are `now` (adds), `bars` (takes away), `gl` (the line at even
    odds) and `wfw` (words).
    """
    if not explanation.steps:
        return ""
    scale = _Scale(explanation.steps)
    parts: list[str] = []
    y = 4.0
    for step in explanation.steps:
        wrapped = textwrap.wrap(step.words, _TEXT_WIDTH, max_lines=3, placeholder=" …")
        left, right = sorted((_x(scale.at(step.total - step.bits)), _x(scale.at(step.total))))
        parts.append(f'<text x="0" y="{y + 11:g}" font-size="12.5" fill="currentColor">{escape(step.label)}</text>')
        if abs(step.bits) >= _SHOWN:
            parts.append(
                f'<rect class="{"now" if step.bits > 0 else "bars"}" x="{left:g}" y="{y + 2:g}" '
                f'width="{max(right - left, 1):g}" height="10"/>'
            )
        parts.append(
            f'<text x="{_WIDTH}" y="{y + 11:g}" font-size="12.5" text-anchor="end" fill="currentColor">'
            f"{_signed(step.bits)}</text>"
        )
        y += _LABEL_LINE
        for text in wrapped:
            parts.append(f'<text class="wfw" x="0" y="{y + 9:g}" font-size="11.5">{escape(text)}</text>')
            y += _WORDS_LINE
        y += _GAP
    height = round(y + 18)
    zero = _x(scale.at(0.0))
    axis = f'<path class="gl" d="M{zero:g} 0V{y:g}"/>'
    end = f"{_signed(explanation.steps[-1].total)} bits: {_said(explanation)}"
    foot = f'<text x="0" y="{y + 11:g}" font-size="12.5" font-weight="600" fill="currentColor">{escape(end)}</text>'
    title = f"Why {explanation.event_a} and {explanation.event_b}: {_said(explanation)}"
    return (
        f'<svg class="wf" viewBox="0 0 {_WIDTH} {height}" role="img" aria-label="{escape(title)}">'
        f"{axis}{''.join(parts)}{foot}</svg>"
    )


class _Scale:
    """All totals of the steps on 0 to 1, the odds of one in two among them."""

    def __init__(self, steps: tuple[Step, ...]) -> None:
        ends = [0.0, *(step.total for step in steps)]
        self.low, self.high = min(ends), max(ends)

    def at(self, total: float) -> float:
        return (total - self.low) / ((self.high - self.low) or 1.0)


def _x(share: float) -> float:
    return round(_CHART_LEFT + (_CHART_RIGHT - _CHART_LEFT) * share, 1)


def _bar(step: Step, scale: _Scale, width: int) -> str:
    """The way from the odds before to the odds after, and a line at even odds where no bar stands."""
    cells = [" "] * width
    cells[round(scale.at(0.0) * (width - 1))] = "│"
    left, right = sorted(round(scale.at(total) * (width - 1)) for total in (step.total - step.bits, step.total))
    if abs(step.bits) >= _SHOWN:
        cells[left : right + 1] = [_BAR] * (right - left + 1)
    return "".join(cells)


def _signed(bits: float) -> str:
    return f"{bits:+.1f}".replace("-", "−") if abs(bits) >= _SHOWN else "0.0"


def _said(explanation: Explanation) -> str:
    model = explanation.model_probability
    return "no probability" if model is None else f"a probability of {probability_words(model)}"
