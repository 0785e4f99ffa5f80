"""What a claim expects: "> 0.5", ">= 1", "= 4", "first", "longest"; numbers compared as numbers."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Literal

Scale = Literal["number", "share", "ratio", "rank", "length", "change"]

_NUMBER = r"(?P<{0}>-?\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|-?\d+(?:\.\d+)?)\s*(?P<{0}_unit>%|km)?"
_COMPARED = re.compile(r"(?P<sign>>=|<=|≥|≤|==|=|>|<)\s*" + _NUMBER.format("bound"))
_BETWEEN = re.compile(r"between\s+" + _NUMBER.format("first") + r"\s+and\s+" + _NUMBER.format("second"))
_WORDS: dict[Scale, dict[str, Literal["top", "bottom", "none"]]] = {
    "number": {"none": "none"},
    "share": {"none": "none"},
    "ratio": {},
    "rank": {"first": "top", "last": "bottom"},
    "length": {"longest": "top", "first": "top", "shortest": "bottom", "last": "bottom"},
    "change": {},
}
_EXAMPLE: dict[Scale, str] = {
    "number": '">= 1"',
    "share": '"> 0.5" or "> 50 %"',
    "ratio": '"> 1"',
    "rank": '"first" or "<= 3"',
    "length": '"> 1000 km" or "longest"',
    "change": '"> 0" or "< -2.5"',
}

EQUALITY_RULE = "= allows half a unit of the last digit written"


@dataclass(frozen=True, slots=True)
class Expectation:
    """The values under which a claim holds: one interval, its ends open or closed.

    `ranked` is "top" or "bottom" where the value is a place in an order, counted from that end.
    """

    text: str
    low: float = -math.inf
    high: float = math.inf
    low_open: bool = False
    high_open: bool = False
    ranked: Literal["top", "bottom", ""] = ""
    equality: bool = False

    def test(self, low: float, high: float) -> bool | None:
        """Whether every value of the closed interval is expected (True), none is (False), or only some (None).

        >>> parse_expectation("> 0.5", "share").test(0.52, 0.61)
        True
        """
        if low > high or math.isnan(low) or math.isnan(high):
            raise ValueError(f"not an interval: {low} to {high}")
        below = low > self.low or (low == self.low and not self.low_open)
        above = high < self.high or (high == self.high and not self.high_open)
        if below and above:
            return True
        under = high < self.low or (high == self.low and self.low_open)
        over = low > self.high or (low == self.high and self.high_open)
        return False if under or over else None


def parse_expectation(text: str, scale: Scale) -> Expectation:
    """Read an expectation.

    Shares and ratios are fractions or per cent alike. "= x" accepts half a unit of the last digit written on either
    side, so "= 25 %" holds for 24.6 %, and "= 4" for 4 and not for 24.6.

    Raises:
        ValueError: the text is none of these; the message says what would be.
    """
    plain = " ".join(text.split()).lower()
    if plain in _WORDS[scale]:
        return _word(text, _WORDS[scale][plain])
    if match := _COMPARED.fullmatch(plain):
        value, unit = _value(match["bound"], match["bound_unit"], scale)
        return _compared(text, match["sign"], value, unit)
    if match := _BETWEEN.fullmatch(plain):
        first, _ = _value(match["first"], match["first_unit"] or match["second_unit"], scale)
        second, _ = _value(match["second"], match["second_unit"], scale)
        if first > second:
            raise ValueError(f"the smaller number comes first: between {match['second']} and {match['first']}")
        return Expectation(text, first, second)
    if re.fullmatch(r"[\d.,\s%]+", plain):
        raise ValueError(f'a bare number does not say how it is compared; write "= {plain}" or ">= {plain}"')
    if re.search(r"\d,\d", plain):
        raise ValueError("decimals are written with a point: 0.5")
    raise ValueError(f"not an expectation; write for instance {_EXAMPLE[scale]}")


def _word(text: str, word: Literal["top", "bottom", "none"]) -> Expectation:
    if word == "none":
        return Expectation(text, -math.inf, 0)
    return Expectation(text, 1, 1, ranked=word)


def _compared(text: str, sign: str, value: float, unit: float) -> Expectation:
    match sign:
        case ">":
            return Expectation(text, low=value, low_open=True)
        case ">=" | "≥":
            return Expectation(text, low=value)
        case "<":
            return Expectation(text, high=value, high_open=True)
        case "<=" | "≤":
            return Expectation(text, high=value)
        case _:
            return Expectation(text, value - unit / 2, value + unit / 2, high_open=True, equality=True)


def _value(digits: str, unit: str | None, scale: Scale) -> tuple[float, float]:
    """The number, and one unit of its last digit."""
    plain = digits.replace(",", "")
    decimals = len(plain.partition(".")[2])
    value, last = float(plain), float(f"1e-{decimals}")
    if unit == "km" and scale != "length":
        raise ValueError("kilometres are for lengths")
    if unit == "%":
        if scale not in ("share", "ratio"):
            raise ValueError("per cent is for shares and ratios")
        value, last = float(f"{plain}e-2"), float(f"1e-{decimals + 2}")
    if value < 0 and scale != "change":
        raise ValueError("a negative number is for changes only")
    if scale == "share" and value > 1:
        raise ValueError(f"a share is at most 1; write {plain} % if per cent is meant")
    if scale == "rank" and (decimals or value < 1):
        raise ValueError("a rank is a whole number from 1")
    return value, last
