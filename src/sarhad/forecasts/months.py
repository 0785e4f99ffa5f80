"""Months as VIEWS numbers them: 1 is January 1980."""

from __future__ import annotations

import re

from ..errors import InputError

_FIRST_YEAR = 1980


def month_id(text: str) -> int:
    """The number of a month written `2021-10`.

    >>> month_id("1980-01"), month_id("2021-10")
    (1, 502)

    Raises:
        InputError: it is not written so.
    """
    if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", text):
        raise InputError(f'"{text}" is not a month', do="write it as 2021-10")
    year, month = text.split("-")
    return (int(year) - _FIRST_YEAR) * 12 + int(month)


def month_name(number: int) -> str:
    """The month of a number, as `2021-10`."""
    year, month = divmod(number - 1, 12)
    return f"{year + _FIRST_YEAR:04}-{month + 1:02}"
