"""What of the inputs pages are made from, by the licence class of the rows."""

import dataclasses
import datetime as dt

import pyarrow as pa
import pytest

from sarhad import actors, sources
from sarhad.build.admission import admit
from sarhad.build.inputs import Inputs, ReadCount
from sarhad.errors import Problem
from sarhad.events import Provenance
from sarhad.store import Origin, Snapshot
from sarhad.watch import create_watch, read_watch
from tests import make
from tests.sources.mappings import MAPPING

BLOCK = {name: (make.block("2026-01-01", "2026-01-31", "AFG", source=name),) for name in ("ucdp-ged", "diary")}


@pytest.fixture
def inputs(tmp_path):
    """Makes inputs of UCDP's rows and of a source `diary` of a class; `stated` goes into watch.toml."""

    def made(licence_class, stated="", monthly=()):
        watch = create_watch(tmp_path / "watch", title="A", countries=["AFG"], start=dt.date(2020, 1, 1))
        file = watch.folder / "watch.toml"
        file.write_text(file.read_text() + stated)
        watch = read_watch(watch.folder)
        rows = [make.event(i, source="diary", licence_class=licence_class, side_a="SECRET") for i in range(5)]
        read = {
            "ucdp-ged": make.events(make.event(1), coverage=BLOCK["ucdp-ged"]),
            "diary": make.events(*rows, source="diary", coverage=BLOCK["diary"]),
        }
        refs = tuple(dataclasses.replace(make.ref(name), file=f"{name}.csv") for name in read)
        registry = actors.Registry(())
        table = pa.concat_tables([e.table for e in read.values()])
        return Inputs(
            watch=watch,
            events=table,
            by_source=read,
            monthly=figures(monthly) if monthly else None,
            coverage=(*BLOCK["ucdp-ged"], *BLOCK["diary"]),
            registry=registry,
            unresolved=actors.resolve_events(table, registry).unresolved,
            refs=refs,
            newest=dict.fromkeys(read, dt.date(2026, 1, 5)),
            counts=tuple(ReadCount(name, "1", 9, {"AFG": 9}, 5, {"elsewhere": 4}) for name in read),
            problems=tuple(Problem("odd", f"SECRET in {name}", f"{name}.csv", 3, value="SECRET") for name in read),
        )

    return made


def figures(rows):
    """Monthly figures of (source, events)."""
    table = pa.Table.from_pylist(
        [
            {"country": "AFG", "month": dt.date(2025, 1 + i, 1), "events": events, "deaths_best": 7, "source": source}
            for i, (source, events) in enumerate(rows)
        ],
        sources.MONTHLY_SCHEMA,
    )
    return sources.MonthlyFigures(table, Provenance("test", ()), (), (), len(rows))


ACCEPTED = '\n[[sources]]\nsource = "diary"\naccept_terms = true\nfilters = "Afghanistan, 2026"\n'


def secrets(part):
    """What is told of the rows of the closed source in the texts of inputs."""
    return [
        *(name for name, _ in part.unresolved if "SECRET" in name),
        *(str(p) for p in part.problems if "diary" in p.file and "SECRET" in str(p)),
        *(count.source for count in part.counts if count.source == "diary"),
    ]


def test_open_inputs_go_in_as_they_are(inputs):
    given = inputs("open")
    found = admit(given)
    assert found.public is found.checked is given
    assert not found.summed
    assert not found.problems


@pytest.mark.parametrize(
    ("licence_class", "stated", "kind"),
    [
        ("aggregate-only", "", "terms-not-accepted"),
        ("private", "", "private"),
        ("private", ACCEPTED, "private"),
        ("unknown", ACCEPTED, "private"),
    ],
)
def test_of_a_source_that_may_not_be_published_nothing_goes_in(inputs, licence_class, stated, kind):
    found = admit(inputs(licence_class, stated))
    for part in (found.public, found.checked):
        assert set(part.by_source) == {"ucdp-ged"}
        assert set(part.events["source"].to_pylist()) == {"ucdp-ged"}
        assert {ref.name for ref in part.refs} == {"ucdp-ged"} == set(part.newest)
        assert {block.source for block in part.coverage} == {"ucdp-ged"}
        assert [p.file for p in part.problems] == ["ucdp-ged.csv"]
        assert not secrets(part)
    assert not found.summed
    assert [p.kind for p in found.problems] == [kind]
    assert "5 rows of diary are loaded and nothing of them is published" in found.problems[0].what


def test_of_a_source_whose_terms_are_accepted_sums_go_in(inputs):
    found = admit(inputs("aggregate-only", ACCEPTED))
    assert set(found.checked.by_source) == {"ucdp-ged", "diary"}, "claims may be checked on its rows"
    assert set(found.public.by_source) == {"ucdp-ged"}
    assert set(found.public.events["licence_class"].to_pylist()) == {"open"}
    assert {ref.name for ref in found.public.refs} == {"ucdp-ged", "diary"}, "that it was read is told"
    assert not secrets(found.public)
    assert "found in rows that may not be passed on" in [p.what for p in found.public.problems]
    assert list(found.summed) == ["diary"]
    assert found.attributions["diary"] == (
        "cite. Accessed 1 February 2026. Filters: Afghanistan, 2026. Changes: counted by country and class of event; "
        "rows under check left out; cells of fewer than 3 events withheld, and in no total."
    )
    assert not found.problems


def test_filters_that_are_not_stated_are_asked_for(inputs):
    found = admit(inputs("aggregate-only", ACCEPTED.replace('filters = "Afghanistan, 2026"\n', "")))
    assert "Filters: not stated." in found.attributions["diary"]
    assert [p.kind for p in found.problems] == ["filters-not-stated"]


def test_filters_of_a_fetched_file_are_those_that_were_asked_for(inputs):
    given = inputs("aggregate-only", ACCEPTED.replace('filters = "Afghanistan, 2026"\n', ""))
    origin = Origin(filters="AFG, 2026-01-01 to 2026-03-31")
    asked = Snapshot(
        "diary", "1", "diary.csv", "x.csv", "0" * 64, 1, dt.date(2026, 2, 1), "terms", mapping=MAPPING, origin=origin
    )
    found = admit(dataclasses.replace(given, snapshots=(asked,)))
    assert "Filters: AFG, 2026-01-01 to 2026-03-31." in found.attributions["diary"]
    assert found.problems == ()


def test_the_class_is_that_of_the_rows(inputs):
    """A source that is described as open and has a row that is not."""
    given = inputs("open")
    mixed = make.events(make.event(1), make.event(2, licence_class="private"))
    found = admit(dataclasses.replace(given, by_source={**given.by_source, "ucdp-ged": mixed}))
    assert set(found.public.by_source) == {"diary"}


@pytest.mark.parametrize(
    ("accepted", "kept"),
    [(False, [("ucdp-ged", 1)]), (True, [("ucdp-ged", 1), ("hidden", 3), ("hidden", 0)])],
)
def test_monthly_figures_of_a_closed_source_stand_for_enough_events(inputs, monkeypatch, accepted, kept):
    """A file of totals may hold those of a provider whose sums of one or two events may not be told."""
    rows = (("ucdp-ged", 1), ("hidden", 1), ("hidden", 2), ("hidden", 3), ("hidden", None), ("hidden", 0))
    about = sources.describe("ucdp-ged").model_copy(update={"licence_class": "aggregate-only"})
    real = sources.describe
    monkeypatch.setattr(sources, "names", lambda: ("hidden", "ucdp-ged"))
    monkeypatch.setattr(sources, "describe", lambda name: about if name == "hidden" else real(name))
    stated = ACCEPTED.replace("diary", "hidden") if accepted else ""
    found = admit(inputs("open", stated, monthly=rows))
    for part in (found.public, found.checked):
        left = part.monthly.table.select(["source", "events"]).to_pylist()
        assert [(r["source"], r["events"]) for r in left] == kept
    assert [p.kind for p in found.problems] == ["monthly-figures-withheld"]


@pytest.mark.parametrize("stated", ["", ACCEPTED])
def test_what_is_wrong_in_open_volumes_is_told_as_it_is(inputs, stated):
    """Problems of GDELT name raw files, which are no pinned ones: a closed source takes none of them with it."""
    wrong = Problem("odd", "a row of 60 columns", "20260105001500.export.CSV.zip", 7)
    given = inputs("aggregate-only", stated)
    volumes = sources.Attention(sources.ATTENTION_SCHEMA.empty_table(), (), problems=(wrong,))
    found = admit(dataclasses.replace(given, attention=volumes, problems=(*given.problems, wrong)))
    told = [p for p in found.public.problems if p.file == wrong.file]
    assert told == [wrong]
    assert not secrets(found.public)
