import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sarhad.claims import parse_expectation

INF = math.inf


@pytest.mark.parametrize(
    ("text", "scale", "low", "high", "holds"),
    [
        ("> 0.5", "share", 0.51, 0.9, True),
        ("> 0.5", "share", 0.5, 0.9, None),  # the boundary itself is not over it
        ("> 0.5", "share", 0.1, 0.5, False),
        ("> 50 %", "share", 0.51, 0.9, True),  # per cent and fraction are the same
        (">= 1", "number", 1, INF, True),
        (">= 1", "number", 0, INF, None),
        (">=1", "number", 0, 0, False),
        ("≥ 1", "number", 1, 1, True),
        ("< 3", "number", 3, 3, False),
        ("<= 3", "number", 3, 3, True),
        ("= 4", "number", 4, 4, True),
        ("= 4", "number", 24.6, 24.6, False),  # "4" is in the text "24.6", and not in the number
        ("= 4", "number", 4.6, 4.6, False),
        ("= 25 %", "share", 0.246, 0.246, True),  # half a unit of the last digit written
        ("= 25 %", "share", 0.244, 0.244, False),
        ("= 0.5", "share", 0.46, 0.46, True),
        ("= 0.50", "share", 0.46, 0.46, False),
        ("> 1,000 km", "length", 1100, 1300, True),
        ("between 3 and 5", "number", 3, 5, True),
        ("between 3 and 5", "number", 6, 9, False),
        ("none", "number", 0, 0, True),
        ("= 0", "number", 0, 0, True),
        ("none", "number", 1, INF, False),
        ("first", "rank", 1, 1, True),
        ("first", "rank", 1, 2, None),  # a tie
        ("first", "rank", 2, 4, False),
        ("last", "rank", 1, 1, True),  # counted from the end
        ("longest", "length", 1, 1, True),
        ("<= 3", "rank", 1, 3, True),
        ("> 1", "ratio", 1.2, INF, True),
        ("> 150 %", "ratio", 1.6, 2, True),
        ("> 0", "change", 0.1, 3, True),
        ("> 0", "change", -3, -1, False),
        ("> 0", "change", 0, 3, None),  # no change at all is not ruled out
        ("< -2.5", "change", -9, -3, True),
        ("between -3 and 2", "change", -3, 2, True),
        ("= -2", "change", -2.4, -2.4, True),
        ("= -2", "change", -2.6, -2.6, False),
    ],
)
def test_an_expectation_holds_fails_or_cannot_tell(text, scale, low, high, holds):
    assert parse_expectation(text, scale).test(low, high) is holds


@pytest.mark.parametrize(
    ("text", "scale", "message"),
    [
        ("0.5", "share", 'a bare number does not say how it is compared; write "= 0.5" or ">= 0.5"'),
        ("> 0,5", "share", "decimals are written with a point: 0.5"),
        ("> 50", "share", "a share is at most 1; write 50 % if per cent is meant"),
        ("most", "share", 'not an expectation; write for instance "> 0.5" or "> 50 %"'),
        ("first", "number", 'not an expectation; write for instance ">= 1"'),
        ("> 50 %", "number", "per cent is for shares and ratios"),
        ("> 5 km", "number", "kilometres are for lengths"),
        ("<= 0.5", "rank", "a rank is a whole number from 1"),
        ("between 5 and 3", "number", "the smaller number comes first: between 3 and 5"),
        ("> -1", "number", "a negative number is for changes only"),
        ("> -1 %", "share", "a negative number is for changes only"),
        ("> 50 %", "change", "per cent is for shares and ratios"),
        ("more", "change", 'not an expectation; write for instance "> 0" or "< -2.5"'),
        ("between 2 and -3", "change", "the smaller number comes first: between -3 and 2"),
        ("", "number", 'not an expectation; write for instance ">= 1"'),
    ],
)
def test_what_is_no_expectation_is_told_with_the_way_out(text, scale, message):
    with pytest.raises(ValueError, match="^" + re.escape(message) + "$"):
        parse_expectation(text, scale)


@given(st.floats(0, 1e6), st.floats(0, 1e6), st.sampled_from([">", ">=", "<", "<=", "="]), st.integers(0, 999_999))
def test_what_holds_for_an_interval_holds_for_each_end_and_what_fails_fails(one, other, sign, bound):
    low, high = sorted((one, other))
    expected = parse_expectation(f"{sign} {bound}", "number")
    together = expected.test(low, high)
    ends = {expected.test(low, low), expected.test(high, high)}
    assert None not in ends
    if together is not None:
        assert ends == {together}


@given(st.decimals(0, 1, places=3), st.floats(0, 1), st.sampled_from([">", ">=", "<", "<=", "="]))
def test_a_fraction_and_the_same_in_per_cent_expect_the_same(bound, value, sign):
    fraction = parse_expectation(f"{sign} {bound}", "share")
    per_cent = parse_expectation(f"{sign} {bound * 100:.1f} %", "share")
    assert fraction.test(value, value) is per_cent.test(value, value)


@given(st.integers(-9999, 9999), st.floats(-1e4, 1e4), st.sampled_from([">", ">=", "<", "<="]))
def test_a_change_compares_as_numbers_do(bound, value, sign):
    compared = {">": value > bound, ">=": value >= bound, "<": value < bound, "<=": value <= bound}[sign]
    assert parse_expectation(f"{sign} {bound}", "change").test(value, value) is compared


@given(st.integers(-9999, 9999), st.sampled_from([">", "<"]), st.sampled_from(["change", "number", "ratio", "length"]))
def test_only_a_change_takes_a_negative_number(bound, sign, scale):
    if bound < 0 and scale != "change":
        with pytest.raises(ValueError, match="a negative number is for changes only"):
            parse_expectation(f"{sign} {bound}", scale)
    else:
        assert parse_expectation(f"{sign} {bound}", scale).test(bound, bound) is False


def test_an_interval_must_be_one():
    with pytest.raises(ValueError, match="not an interval: 2 to 1"):
        parse_expectation("> 1", "number").test(2, 1)
