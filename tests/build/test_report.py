"""What a build says of files that tell of the same days: the rule, and the rows that it left out."""

import datetime as dt
from pathlib import Path

import pytest

from sarhad.build import BuildReport
from sarhad.build.inputs import ReadCount
from sarhad.cli.build import print_report
from sarhad.store import COMBINE_RULE, COMBINED


def report(left_out):
    count = ReadCount("ucdp-candidate", "26.0.1", 10, {}, 10 - sum(left_out.values()), left_out)
    return BuildReport(
        "W",
        dt.date(2026, 1, 1),
        Path("site"),
        Path("site/2026-01/index.html"),
        True,
        0,
        5,
        (count,),
        "Ten.",
        {},
        (),
        1.0,
    )


@pytest.mark.parametrize("reason", COMBINED)
def test_the_rule_is_printed_with_the_rows_that_it_left_out(reason, capsys):
    print_report(report({reason: 4}))
    text = " ".join(capsys.readouterr().out.split())
    assert f"4 left out: {reason}" in text
    assert COMBINE_RULE in text
    assert report({reason: 4}).as_dict()["combine_rule"] == COMBINE_RULE


def test_where_no_file_gives_way_the_rule_is_not_printed(capsys):
    print_report(report({"other countries": 4}))
    assert "rule:" not in capsys.readouterr().out
    assert report({"other countries": 4}).as_dict()["combine_rule"] is None
