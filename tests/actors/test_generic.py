"""Names that mean no organisation."""

from __future__ import annotations

import pytest

from sarhad.actors.generic import generic


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Civilians", "civilians"),
        ("Civilians (Afghanistan)", "civilians"),
        ("Unidentified Armed Group (Pakistan)", "unknown"),
        ("UNKNOWN", "unknown"),
        ("XXX475", "unknown"),
        ("Gunmen", "unknown"),
        ("Rioters (Pakistan)", None),
        ("Separatists", None),
    ],
)
def test_no_organisation_is_named(name: str, kind: str | None) -> None:
    found = generic(name)
    assert found is not None
    assert found.kind == kind
    assert found.why


@pytest.mark.parametrize(
    "name", ["Students Islamic Movement of India", "Tamil Separatists Front", "XXX Front", "Civil Guard", "", "()"]
)
def test_what_can_be_an_organisation(name: str) -> None:
    assert generic(name) is None
