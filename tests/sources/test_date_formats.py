import datetime as dt

import pytest

from sarhad.sources.date_formats import MONTH_ONLY, YEAR_ONLY, check_format, read_date

READ = [
    ("03/04/2024", "DD/MM/YYYY", "2024-04-03", "the format decides, not the values"),
    ("03/04/2024", "MM/DD/YYYY", "2024-03-04", "the same text under the other format"),
    ("2024-13-05", "YYYY-DD-MM", "2024-05-13", "an odd order that is stated"),
    ("5 May 2020", "D MMMM YYYY", "2020-05-05", "a month by name"),
    ("12 févr. 2021", "D MMM YYYY", "2021-02-12", "French, short, with a point"),
    ("3 de Mayo de 2019", "D de MMMM de YYYY", "2019-05-03", "Spanish, with words between"),
    ("7 марта 2022", "D MMMM YYYY", "2022-03-07", "Russian, in the genitive"),
    ("01/02/69", "DD/MM/YY", "1969-02-01", "two digits of the old century"),
    ("01/02/68", "DD/MM/YY", "2068-02-01", "two digits of the new one"),
    ("2020-05-01 13:45:10", "YYYY-MM-DD hh:mm:ss", "2020-05-01", "a clock is read over"),
    ("29/02/2020", "DD/MM/YYYY", "2020-02-29", "a leap day"),
]


@pytest.mark.parametrize(("text", "form", "day", "why"), READ, ids=[case[3] for case in READ])
def test_a_day_is_read_as_the_format_says(text: str, form: str, day: str, why: str) -> None:
    found = read_date(text, [form])
    assert found is not None, why
    assert found.start == found.end == dt.date.fromisoformat(day), why
    assert found.precision is None


NOT_READ = [
    ("31/04/2024", "DD/MM/YYYY", "April has thirty days"),
    ("29/02/2021", "DD/MM/YYYY", "no leap year"),
    ("04/31/2024", "DD/MM/YYYY", "no month 31: the other order is not tried"),
    ("2024-04-03", "DD/MM/YYYY", "another format"),
    ("3 jui 2020", "D MMM YYYY", "juin or juillet"),
    ("0/04/2024", "DD/MM/YYYY", "day 0 is no day where a day is stated"),
    ("03/04/2024 or later", "DD/MM/YYYY", "words behind it"),
    ("", "DD/MM/YYYY", "nothing"),
]


@pytest.mark.parametrize(("text", "form", "why"), NOT_READ, ids=[case[2] for case in NOT_READ])
def test_what_does_not_fit_is_not_guessed(text: str, form: str, why: str) -> None:
    assert read_date(text, [form]) is None, why


def test_a_month_and_a_year_are_spans() -> None:
    month, year = read_date("02/2024", ["MM/YYYY"]), read_date("2023", ["MM/YYYY", "YYYY"])
    assert month is not None
    assert (month.start, month.end) == (dt.date(2024, 2, 1), dt.date(2024, 2, 29))
    assert year is not None
    assert (year.start, year.end) == (dt.date(2023, 1, 1), dt.date(2023, 12, 31))
    assert (month.precision, year.precision) == (MONTH_ONLY, YEAR_ONLY)


@pytest.mark.parametrize(
    ("form", "says"),
    [
        ("dd/mm/yyyy", "capitals"),
        ("%d/%m/%Y", "capitals"),
        ("DD/MM", "needs the year"),
        ("DD YYYY", "without a month"),
        ("YYYY-MM-MM", "twice"),
        ("", "needs the year"),
    ],
)
def test_a_wrong_format_says_the_right_one(form: str, says: str) -> None:
    assert says in check_format(form)


@pytest.mark.parametrize("form", [case[1] for case in READ])
def test_the_formats_above_are_right(form: str) -> None:
    assert check_format(form) == ""
