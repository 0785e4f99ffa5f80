from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sarhad.bulletin.living.lines import fitted, wrapped
from sarhad.bulletin.maps.labels import text_width


def test_what_fits_is_left_as_it_is() -> None:
    assert fitted("Taliban", 12, 100) == "Taliban"
    assert wrapped("one two", 12, 200) == ["one two"]


def test_what_does_not_fit_is_cut() -> None:
    assert fitted("Government of Afghanistan", 12, 100) == "Government of…"
    assert wrapped("aaaa bbbb cccc dddd eeee", 12, 40, most=2) == ["aaaa", "bbbb…"]
    assert fitted("W", 12, 1) == "…"


@given(st.text(min_size=1), st.integers(20, 400))
def test_no_line_is_wider_than_it_may_be(text: str, width: int) -> None:
    lines = wrapped(text, 12, width)
    assert len(lines) <= 3
    assert all(text_width(line, 12) <= width or line == "…" for line in lines)
