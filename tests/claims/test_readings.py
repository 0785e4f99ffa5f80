import pytest

from sarhad.claims import Reading
from sarhad.claims.readings import judge, label, variations


def reading(holds, source="ged", looked=True, note="", **choices):
    named = {"source": source, "rows": "all", "dates": "as dated", **choices}
    return Reading(label(named), named, holds, 1.0, 0.0, 2.0, note, looked=looked)


@pytest.mark.parametrize(
    ("readings", "verdict", "decided_by", "why"),
    [
        ([reading(True), reading(True, dates="surely inside")], "supported", "", "holds in all 2 readings"),
        ([reading(False)], "contradicted", "", "fails in its one reading"),
        ([reading(False, note="so it is")], "contradicted", "", "fails in its one reading: so it is"),
        (
            [reading(True), reading(False, dates="surely inside")],
            "depends-on-the-reading",
            "dates: fails with surely inside, holds with as dated",
            "holds in 1, fails in 1 of 2 readings",
        ),
        (
            [reading(True), reading(False, "list"), reading(False, "list", rows="precise rows only")],
            "depends-on-the-reading",
            "source: holds on ged, fails on list",
            "holds in 1, fails in 2 of 3 readings",
        ),
        # A reading that cannot tell is no support: the claim must hold in every one.
        (
            [reading(True), reading(None, rows="precise rows only")],
            "depends-on-the-reading",
            "rows: cannot tell with precise rows only, holds with all",
            "holds in 1, cannot tell in 1 of 2 readings",
        ),
        # One that does not look there is not asked.
        ([reading(True), reading(None, "list", looked=False)], "supported", "", "holds in its one reading"),
        ([reading(None, looked=False, note="not covered")], "data-cannot-decide", "", "not covered"),
        ([reading(None)], "data-cannot-decide", "", "the limits lie on both sides of the boundary"),
        ([], "data-cannot-decide", "", "nothing that is loaded looks there"),
    ],
)
def test_readings_give_a_verdict_together(readings, verdict, decided_by, why):
    assert judge(readings) == (verdict, decided_by, why)


def test_every_reading_departs_from_the_main_one_in_a_single_choice():
    main, *others = variations("ged", deaths=True, dates=("as dated", "surely inside", "possibly inside"))
    assert len(others) == 5
    assert {sum(main[key] != other[key] for key in main) for other in others} == {1}


@pytest.mark.parametrize(
    ("choices", "name"),
    [
        ({"source": "ged", "deaths": "best", "rows": "all", "dates": "as dated"}, "ged"),
        ({"source": "ged", "deaths": "low", "rows": "all", "dates": "as dated"}, "ged, low estimate of deaths"),
        ({"source": "ged", "rows": "precise rows only", "dates": "as dated"}, "ged, precise rows only"),
        ({"source": "ged", "rows": "all", "dates": "surely inside"}, "ged, dates surely inside"),
    ],
)
def test_a_reading_is_named_by_what_it_departs_in(choices, name):
    assert label(choices) == name
