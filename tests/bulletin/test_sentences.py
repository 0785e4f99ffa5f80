"""What the page says, for months and watches of every sort. Each sentence must be true of its rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from sarhad.bulletin import Issue, sections
from sarhad.bulletin.desk import open_desk
from sarhad.bulletin.drawing import Renderer

from .conftest import COVERED, FIGURES, ROWS, event

ONE = (event(1),)


def march(day: int) -> dt.date:
    return dt.date(2021, 3, day)


@pytest.mark.parametrize(
    ("rows", "fields", "said"),
    [
        (
            ROWS,
            {},
            "The UCDP Candidate Events Dataset marks 4 events of the month as clear: 13 deaths (9–23) in each "
            "of the two countries, 9 of them in Afghanistan.",
        ),
        (ONE, {"countries": ("AFG",)}, "The UCDP Candidate Events Dataset marks 1 event of the month as clear: "
            "4 deaths (2–9) in Afghanistan."),
        ((), {}, "The UCDP Candidate Events Dataset has no row of the month in Afghanistan or Pakistan."),
        (ROWS[4:5], {},
            "The UCDP Candidate Events Dataset has no settled row of the month in Afghanistan or Pakistan."),
        (ROWS, {"coverage": ()}, "No loaded source covers March 2021: what happened in the month is not known here."),
        (
            (),
            {"coverage": (), "month": dt.date(2021, 2, 1)},
            "For Afghanistan monthly figures are loaded, not the events: 3 events, 20 deaths.",
        ),
    ],
)  # fmt: skip
def test_the_first_sentence(make_issue: Callable[..., Issue], rows: Any, fields: dict[str, Any], said: str) -> None:
    assert sections.opening(open_desk(make_issue(rows, **fields))).plain.startswith(said)


def test_the_smaller_sentences(make_issue: Callable[..., Issue]) -> None:
    more = [text.striptags() for text in sections.opening(open_desk(make_issue())).more]
    assert more == [
        "A further 1 row with 500 deaths is still under check at the source. It stands apart on this page, under the "
        "sign ◇, and is in no total.",
        "The chronology of the watch: 1 row of the month. It does not cover the month, so it is shown apart and is in "
        "no total.",
        "Outside the region, and in no total: 1 row in Russia (only events by or against islamic-state).",
    ]


@pytest.mark.parametrize(
    ("rows", "said", "reason"),
    [
        (ROWS, "Afghanistan has 3 of the 4 events, one other country has the rest; Afghanistan all 1 row under check.",
            "both"),
        (ONE, "The one event lies in Afghanistan.", "one event"),
        ((event(1), event(2)), "All 2 events lie in Afghanistan.", "one country"),
        ((), "No event in Afghanistan or Pakistan.", "a covered month without a row"),
        (ROWS[4:5], "All 1 row under check lie in Afghanistan.", "only rows under check"),
    ],
)  # fmt: skip
def test_by_country(make_issue: Callable[..., Issue], rows: Any, said: str, reason: str) -> None:
    assert sections.countries(open_desk(make_issue(rows))).answer.striptags() == said, reason


@pytest.mark.parametrize(
    ("days", "said", "finding"),
    [
        (
            (29, 30, 31),
            "The last three days of the month hold 12 of its 12 deaths.",
            "One day, 29 March, carries 33% of",
        ),
        ((1, 2, 3), "The first three days of the month hold 12 of its 12 deaths.", "One day, 1 March, carries 33% of"),
        ((9, 11, 25), "The three days from 9 to 11 March hold 8 of its 12 deaths.", "One day, 9 March, carries 33% of"),
        (
            range(1, 32, 3),
            "Deaths fall on 11 of the 31 days; no three days in a row hold more than 9% of all 44.",
            "No day carries more than 9% of the month’s deaths",
        ),
    ],
)
def test_when(make_issue: Callable[..., Issue], figure_cache: Any, days: Any, said: str, finding: str) -> None:
    issue = make_issue(tuple(event(n, day=march(n)) for n in days))
    section = sections.when(open_desk(issue), Renderer(figure_cache))
    assert section is not None
    assert section.answer.striptags() == said
    assert section.data["figure"].finding.startswith(finding)


def test_when_says_nothing_without_a_death(make_issue: Callable[..., Issue], figure_cache: Any) -> None:
    issue = make_issue((event(1, deaths_best=0, deaths_low=0),))
    assert sections.when(open_desk(issue), Renderer(figure_cache)) is None


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (ONE, "Fighting between the Government of Afghanistan and Taleban took 4 deaths (2–9): all of the month."),
        (
            (event(1, violence_type="one-sided", side_a="IS", side_b="Civilians", deaths_best=12), event(2)),
            "Violence by IS against civilians took 12 deaths (2–9): 75% of the total.",
        ),
        ((event(1, deaths_best=0),), "One pair of sides, none with a death in the best estimate."),
    ],
)
def test_who(make_issue: Callable[..., Issue], rows: Any, said: str) -> None:
    section = sections.who(open_desk(make_issue(rows)))
    assert section is not None
    assert section.answer.striptags() == said


@pytest.mark.parametrize(
    ("provinces", "said", "finding"),
    [
        (("Kabul", "Kabul"), "All 2 events lie in Kabul, Afghanistan.", "Every death of the month was in Kabul"),
        (
            ("Kabul", "Kabul", "Ghazni"),
            "2 of the 3 events lie in Kabul, Afghanistan.",
            "67% of the deaths were in Kabul",
        ),
        (
            ("Kabul", "Herat", "Ghazni", "Farah"),
            "3 of the 4 events lie in three provinces of Afghanistan: 1 in Farah, 1 in Ghazni and 1 in Herat.",
            "75% of the deaths were in Farah, Ghazni and Herat",
        ),
        (
            ("Kabul", "Herat", "Ghazni", "Farah", "Balkh"),
            "The 5 events with a named province lie in as many provinces.",
            "Deaths are spread over five provinces; Balkh has most, 20%",
        ),
        ((None,), "The source names no province for the 1 event of the month.", "1 places"),
    ],
)
def test_where(make_issue: Callable[..., Issue], figure_cache: Any, provinces: Any, said: str, finding: str) -> None:
    rows = tuple(event(n, admin1=name and f"{name} province") for n, name in enumerate(provinces))
    section = sections.where(open_desk(make_issue(rows)), Renderer(figure_cache))
    assert section is not None
    assert section.answer.striptags() == said
    assert section.data["figure"].finding.startswith(finding)


@pytest.mark.parametrize(
    ("figures", "said", "reason"),
    [
        (
            FIGURES,
            "Afghanistan’s 4 deaths stand against 20 in February 2021, the highest of its two loaded past months.",
            "the month is below the past",
        ),
        (
            tuple(FIGURES[0] | {"month": m, "deaths_best": d} for m, d in
                  ((dt.date(2020, 12, 1), 9), (dt.date(2021, 1, 1), 1), (dt.date(2021, 2, 1), 2))),
            "Afghanistan’s 4 deaths stand against 9 in December 2020, the highest of its three loaded past months. "
            "That is the most since December 2020.",
            "every month between is loaded",
        ),
        (
            tuple(FIGURES[0] | {"month": m, "deaths_best": d} for m, d in
                  ((dt.date(2020, 11, 1), 9), (dt.date(2021, 1, 1), 1), (dt.date(2021, 2, 1), 2))),
            "Afghanistan’s 4 deaths stand against 9 in November 2020, the highest of its three loaded past months.",
            "a month is missing, so no sentence says since",
        ),
    ],
)  # fmt: skip
def test_past(make_issue: Callable[..., Issue], figure_cache: Any, figures: Any, said: str, reason: str) -> None:
    section = sections.past(open_desk(make_issue(ONE, figures, countries=("AFG",))), Renderer(figure_cache))
    assert section is not None
    assert section.answer.striptags() == said, reason


def test_three_readings(make_issue: Callable[..., Issue]) -> None:
    section = sections.check(open_desk(make_issue()))
    assert section is not None
    assert section.answer.striptags() == (
        "Whether Afghanistan’s month reads 9 deaths or 509 hangs on one row that the source has not settled."
    )
    assert [(r["name"], r["rows"].value, r["deaths"].value) for r in section.data["readings"]] == [
        ("Settled rows only (used on this page)", 4, 13),
        ("All rows but 5", 4, 13),
        ("All rows", 5, 513),
    ]


def test_corridors(make_issue: Callable[..., Issue]) -> None:
    section = sections.corridors(open_desk(make_issue()))
    assert section is not None
    assert section.answer.striptags() == "Three events lay within 50 km of The road."
    far = tuple(row | {"latitude": 31.0} for row in ROWS)
    section = sections.corridors(open_desk(make_issue(far)))
    assert section is not None
    assert section.answer.striptags() == "No event with a known place lay within 50 km of The road."
    coarse = tuple(row | {"place_precision": 4} for row in ROWS)
    section = sections.corridors(open_desk(make_issue(coarse)))
    assert section is not None
    assert section.answer.striptags() == (
        "None of the 4 events of the month has a place known closely enough to measure a distance."
    )


def test_what_is_missing(make_issue: Callable[..., Issue]) -> None:
    section = sections.missing(open_desk(make_issue(coverage=COVERED[:1])))
    heads = [head.striptags() for head, _ in section.data["items"]]
    assert heads == [
        "March 2020 to December 2020",
        "Past months of Pakistan",
        "Events without a death",
        "1 row under check",
        "1 row with no close place",
        "1 row over the month’s edge",
        "1 of 2 nodes",
        "A second source",
        "1 name of sides",
        "1 record in part or in full",
    ]
    assert section.answer == "10 things a reader could take for “nothing happened”, and should not."


def test_verdicts(make_issue: Callable[..., Issue]) -> None:
    section = sections.claims(open_desk(make_issue()))
    assert section is not None
    assert section.answer == "Two statements: one supported and one that no data can check."
