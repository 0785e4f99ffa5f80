import datetime as dt
import shutil

from sarhad import measures, places
from sarhad.build.controls import SCHEMA, line_controls, townspeople
from sarhad.events import priogrid_gid
from sarhad.measures import CONTROLS_SCHEMA
from sarhad.watch import create_watch, read_watch
from tests.make import block, event, events

MONTH = dt.date(2026, 1, 1)


class Read:
    """What `line_controls` needs of the inputs."""

    def __init__(self, watch, *blocks):
        rows = [event(i, "2026-01-05", longitude=66 + i / 40, latitude=34 + i / 90) for i in range(40)]
        self.watch = watch
        self.by_source = {"ucdp-ged": events(*rows, coverage=blocks)}
        self.events = self.by_source["ucdp-ged"].table
        self.coverage = blocks


def road():
    line = places.Line(
        "road", "The road", "road", "operating", (places.line.LineString([(66.0, 34.0), (67.0, 34.44)]),), 104.0
    )
    return (line,)


def a_watch(tmp_path, text=lambda toml: toml):
    watch = create_watch(tmp_path / "w", title="A", countries=["AFG"], start=dt.date(2014, 1, 1))
    path = watch.folder / "watch.toml"
    path.write_text(text(path.read_text(encoding="utf-8")), encoding="utf-8")
    return read_watch(watch.folder)


def test_the_window_is_the_past_with_the_month_where_all_of_it_is_covered_else_the_month(tmp_path):
    watch = a_watch(tmp_path)
    long = line_controls(Read(watch, block("2022-01-01", "2026-01-31", "AFG")), road(), MONTH).to_pylist()
    short = line_controls(Read(watch, block("2026-01-01", "2026-01-31", "AFG")), road(), MONTH).to_pylist()
    assert [(r["control"], r["first"]) for r in long] == [
        ("shifted", dt.date(2023, 1, 1)),
        ("population-matched", dt.date(2023, 1, 1)),
    ]
    assert {r["first"] for r in short} == {MONTH}
    assert {r["last"] for r in long + short} == {dt.date(2026, 1, 31)}
    assert {r["band_km"] for r in long} == {50}, "the widest band"
    assert long[0]["events"] == short[0]["events"] == 40
    assert long[0]["p_value"] < 0.05


def test_nothing_is_compared_where_nobody_looked_or_the_watch_does_not_ask(tmp_path):
    nobody = Read(a_watch(tmp_path), block("2025-01-01", "2025-12-31", "AFG"))
    assert line_controls(nobody, road(), MONTH).num_rows == 0
    plain = a_watch(tmp_path / "b", lambda toml: toml[: toml.index("[controls]")] + toml[toml.index("[incidents]") :])
    asked = line_controls(Read(plain, block("2022-01-01", "2026-01-31", "AFG")), road(), MONTH)
    assert asked.num_rows == 0
    assert asked.schema == SCHEMA
    assert SCHEMA.names[: len(CONTROLS_SCHEMA)] == CONTROLS_SCHEMA.names


def test_townspeople_are_those_of_the_shipped_towns():
    people = townspeople()
    assert sum(people.values()) == sum(city.population for city in places.cities())
    kabul = next(c for c in places.cities(["AFG"]) if c.name == "Kabul")
    assert people[int(priogrid_gid(kabul.longitude, kabul.latitude))] >= kabul.population


def test_what_was_compared_is_kept_until_the_rows_the_lines_or_the_parameters_change(tmp_path, monkeypatch):
    watch, whole = a_watch(tmp_path), block("2022-01-01", "2026-01-31", "AFG")
    first = line_controls(Read(watch, whole), road(), MONTH)
    asked, compare = [], measures.controls

    def told(rows, lines, **stated):
        asked.append(stated["seed"])
        return compare(rows, lines, **stated)

    monkeypatch.setattr("sarhad.build.controls.measures.controls", told)
    assert line_controls(Read(watch, whole), road(), MONTH).equals(first)
    assert not asked
    named = [places.Line(**{name: getattr(line, name) for name in line.__slots__} | {"name": "M1"}) for line in road()]
    assert line_controls(Read(watch, whole), tuple(named), MONTH)["line_name"].to_pylist() == ["M1", "M1"]
    other = a_watch(tmp_path / "b", lambda toml: toml.replace("seed = 20260101", "seed = 20260102"))
    shutil.copytree(watch.state / "measured", other.state / "measured")
    line_controls(Read(other, whole), road(), MONTH)
    assert len(asked) == 2
    assert len(set(asked)) == 2
