import datetime as dt

import pytest

from sarhad.events import Coverage, counting, lists_every_event

MONTH = dt.date(2024, 3, 1)
START, END = dt.date(2024, 1, 1), dt.date(2024, 12, 31)


def block(source="a", start=START, end=END, countries=None, **more):
    return Coverage(source, start, end, countries, **more)


def counts(*blocks, country="AFG"):
    found = counting(blocks, ["AFG"], [MONTH]).get((country, MONTH))
    return found.source if found else None


@pytest.mark.parametrize(
    ("blocks", "found"),
    [
        ((block(),), "a"),
        ((), None),
        ((block(countries=frozenset({"PAK"})),), None),
        ((block(end=dt.date(2024, 3, 30)),), None),  # a day of the month is missing
        ((block("c", status="candidate", end=dt.date(2025, 6, 1)), block("f")), "f"),  # final before candidate
        ((block("short"), block("long", start=dt.date(1989, 1, 1))), "long"),
        ((block(violence_types=frozenset({"one-sided"})),), None),  # never shows that nothing happened
        ((block("some", event_classes=frozenset({"bombing"}), start=dt.date(1989, 1, 1)), block("all")), "all"),
        ((block(event_classes=frozenset({"bombing"})),), None),
    ],
)
def test_which_source_counts(blocks, found):
    assert counts(*blocks) == found


def test_a_block_of_every_class_of_violence_lists_every_event():
    from sarhad.vocabulary import terms

    every = frozenset(term.id for term in terms("event_classes") if term.violence)
    assert lists_every_event(block(event_classes=every))
    assert not lists_every_event(block(event_classes=every - {"bombing"}))
