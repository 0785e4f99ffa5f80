import datetime as dt

import pytest

from sarhad.build.month import last_day, parse_month
from sarhad.errors import InputError


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026-01", (2026, 1, 1), (2026, 1, 31)),
        ("2024-02", (2024, 2, 1), (2024, 2, 29)),
        ("2025-12", (2025, 12, 1), (2025, 12, 31)),
    ],
)
def test_a_month_has_a_first_and_a_last_day(text, first, last):
    assert parse_month(text) == dt.date(*first)
    assert last_day(parse_month(text)) == dt.date(*last)


@pytest.mark.parametrize("text", ["2026-13", "2026-00", "26-01", "January", "2026-1", "0025-03", "2026-01-01", ""])
def test_what_is_not_a_month_is_refused_with_an_example(text):
    with pytest.raises(InputError) as raised:
        parse_month(text)
    assert str(raised.value) == f'"{text}" is not a month\n  do: write it as 2026-01'
