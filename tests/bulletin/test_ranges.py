from __future__ import annotations

import pytest

from sarhad.bulletin.ranges import Scale


@pytest.mark.parametrize(
    ("values", "top"), [((1, 3), 3), ((541,), 600), ((99,), 100), ((101,), 150), ((), 1), ((None,), 1)]
)
def test_the_scale_ends_at_a_round_number_that_holds_all(values: tuple[float | None, ...], top: float) -> None:
    assert Scale(*values).top == top


def test_a_row_is_a_dot_on_a_line() -> None:
    row = Scale(100).row(50, 20, 80)
    assert 'd="M51.0 8H189.0"' in row
    assert 'cx="120.0"' in row


def test_no_line_where_low_and_high_agree() -> None:
    assert 'class="rl"' not in Scale(100).row(50, 50, 50)
