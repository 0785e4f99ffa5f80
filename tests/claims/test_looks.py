import pytest

from sarhad.claims import Filter
from sarhad.claims.looks import look
from sarhad.events import Coverage
from tests.claims.bases import PARAMETERS, base
from tests.make import block

GED = block("1989-01-01", "2024-12-31")
EVERYTHING = Coverage("acled", GED.start, GED.end, None, lethal_only=False)
BOMBS = Coverage("bombs", GED.start, GED.end, None, event_classes=frozenset({"bombing"}))
UCDP = Coverage("ucdp", GED.start, GED.end, None, violence_types=frozenset({"state-based", "non-state", "one-sided"}))
STATES = Coverage("wars", GED.start, GED.end, None, violence_types=frozenset({"state-based"}))


def asked(**fields):
    return Filter.model_validate({"from": "2020", "until": "2020", "countries": ["AFG"], **fields})


@pytest.mark.parametrize(
    ("blocks", "fields", "deaths", "extent", "decides"),
    [
        ((GED,), {"lethal": True}, False, "all", True),
        ((GED,), {}, False, "all", False),  # a rocket that killed nobody is never refuted by a lethal-only source
        ((GED,), {}, True, "all", True),  # an event without deaths adds none
        ((GED,), {"lethal": False}, False, "all", False),
        ((GED,), {"lethal": True, "status": "plot"}, False, "all", False),  # a plot kills nobody
        ((EVERYTHING,), {}, False, "all", True),
        ((), {"lethal": True}, False, "none", False),  # a chosen list covers nothing
        ((GED,), {"lethal": True, "until": "2025-06"}, False, "some", False),
        ((GED,), {"lethal": True, "from": "2025", "until": "2025"}, False, "none", False),
        ((GED, block("2025-01-01", "2025-12-31")), {"lethal": True, "until": "2025"}, False, "all", True),
        (
            (block("1989-01-01", "2024-12-31", "AFG"),),
            {"lethal": True, "countries": ["AFG", "PAK"]},
            False,
            "some",
            False,
        ),
        ((STATES,), {"lethal": True}, False, "none", False),  # it lists no other violence
        ((STATES,), {"lethal": True, "violence_type": "state-based"}, False, "all", True),
        ((UCDP,), {"lethal": True}, False, "all", True),  # its three types are all that there are
        ((UCDP,), {"lethal": True, "violence_type": ["non-state", "one-sided"]}, False, "all", True),
        ((BOMBS,), {"lethal": True}, False, "none", False),  # it lists no other class
        ((BOMBS,), {"lethal": True, "event_class": "air-strike"}, False, "none", False),
        ((BOMBS,), {"lethal": True, "event_class": "bombing"}, False, "all", True),
        ((GED,), {"lethal": True, "countries": []}, False, "all", True),  # the world
        ((block("1989-01-01", "2024-12-31", "AFG"),), {"lethal": True, "countries": []}, False, "none", False),
    ],
)
def test_a_source_looks_or_it_does_not(blocks, fields, deaths, extent, decides):
    found = look(blocks, asked(**fields), base(), sources=("ged",), deaths=deaths)
    assert (found.extent, found.decides_absence) == (extent, decides)
    assert bool(found.why_not) is not decides


@pytest.mark.parametrize(
    ("parameters", "fields", "extent"),
    [
        ({"countries": ["AFG"]}, {}, "all"),
        ({"countries": ["PAK"]}, {}, "none"),  # its rows were not kept
        ({"countries": ["AFG"]}, {"countries": []}, "none"),  # the world was not kept
        ({"countries": ["AFG"], "start": "2020-06-01"}, {}, "some"),  # rows before were not kept
        ({"countries": ["PAK"], "also": [{"country": "AFG", "actors": ["group"]}]}, {"actor": "group"}, "all"),
        ({"countries": ["PAK"], "also": [{"country": "AFG", "actors": ["group"]}]}, {"actor": "rival"}, "none"),
        ({"countries": ["PAK"], "also": [{"country": "AFG", "actors": ["group"]}]}, {}, "none"),
    ],
)
def test_what_the_watch_left_out_is_not_looked_at(parameters, fields, extent):
    kept = base(parameters={**PARAMETERS, **parameters})
    found = look((GED,), asked(lethal=True, **fields), kept, sources=("ged",), deaths=False)
    assert found.extent == extent


def test_a_claim_about_a_list_is_answered_by_that_list_alone():
    mine = look((), asked(list="chronology"), base(), sources=("chronology",), deaths=False)
    other = look((GED,), asked(list="chronology"), base(), sources=("ged",), deaths=False)
    assert mine.decides_absence
    assert (other.extent, other.why_not) == ("none", "the statement is about chronology")
