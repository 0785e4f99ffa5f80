import pytest

from sarhad.errors import InputError
from sarhad.forecasts import month_id, month_name


@pytest.mark.parametrize(
    ("text", "number", "why"),
    [
        ("1980-01", 1, "VIEWS counts from January 1980"),
        ("1989-01", 109, "the first month of UCDP GED"),
        ("2021-12", 504, "the last of the shared panel"),
        ("2021-10", 502, "the cut-off of window 2022"),
    ],
)
def test_months_are_numbered_as_views_does(text, number, why):
    assert month_id(text) == number, why
    assert month_name(number) == text


@pytest.mark.parametrize("text", ["2021-13", "2021-1", "2021", "2021-10-01", "", "10-2021"])
def test_what_is_no_month_is_refused(text):
    with pytest.raises(InputError, match="is not a month"):
        month_id(text)
