import pytest

from sarhad import sources
from sarhad.errors import InputError
from sarhad.events import COLUMNS

from .ged import COLUMNS_42, COLUMNS_49

CLOSED = {"acled", "acled-deletions", "gtd"}  # whose rows may not be passed on


def test_every_source_is_described():
    assert {*CLOSED, "chronology", "gdelt", "monthly-figures", "ucdp-candidate", "ucdp-ged"} <= set(sources.names())
    for name in sources.names():
        described = sources.describe(name)
        assert described.name == name
        assert described.licence_class == ("aggregate-only" if name in CLOSED else "open")
        if name in CLOSED:
            assert described.attribution
            assert described.terms.startswith("https://")


@pytest.mark.parametrize("name", ["ucdp-ged", "ucdp-candidate"])
def test_every_column_of_ged_is_used_or_ignored_for_a_reason(name):
    described = sources.describe(name)
    assert set(described.columns) == set(COLUMNS_49) | set(COLUMNS_42)
    used = {column.fills for column in described.columns.values() if column.fills}
    assert used <= set(COLUMNS)
    assert all(len(column.ignored) > 10 for column in described.columns.values() if column.ignored is not None)


def test_a_column_is_either_used_or_ignored():
    with pytest.raises(ValueError, match='a column needs either "as" or "ignored"'):
        sources.Column.model_validate({"as": "place", "ignored": "no"})
    with pytest.raises(ValueError, match='a column needs either "as" or "ignored"'):
        sources.Column.model_validate({"number": True})


def test_an_unknown_source_names_the_known_ones():
    with pytest.raises(InputError, match=r'^there is no source "tabloid"\n  do: use one of acled, '):
        sources.describe("tabloid")
