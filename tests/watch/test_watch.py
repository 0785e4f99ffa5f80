import datetime as dt

import pytest

from sarhad.errors import InputError
from sarhad.watch import create_watch, read_watch
from sarhad.watch.lines import key_lines, line_of

GOOD = """\
[watch]
id = "two"
title = "Two countries"
countries = ["AFG", "PAK"]
start = 2014-01-01

[files]
actors = "actors.yaml"

[measures]
bands_km = [10, 25, 50]
max_hop_km = 300
history_months = 36
confidence = 0.95
seed = 1
bootstrap_draws = 2000
place_precision_max = 2

[publication]
title = "Two countries"
publisher = "Nobody"
base_url = "https://example.org/two"
language = "en"
correction_contact = "someone@example.org"
"""


def write(folder, text=GOOD):
    folder.mkdir(exist_ok=True)
    (folder / "watch.toml").write_text(text, encoding="utf-8")
    (folder / "actors.yaml").write_text("[]\n", encoding="utf-8")
    return folder


def problems_of(folder):
    with pytest.raises(InputError) as raised:
        read_watch(folder)
    return raised.value


def test_a_good_watch_is_read(tmp_path):
    watch = read_watch(write(tmp_path))
    assert watch.region.countries == ("AFG", "PAK")
    assert watch.region.start == dt.date(2014, 1, 1)
    assert watch.file.measures.bands_km == (10, 25, 50)
    assert watch.site == tmp_path / "site"


def test_all_mistakes_are_told_at_once_with_file_line_and_way_out(tmp_path):
    text = (
        GOOD.replace('["AFG", "PAK"]', '["AFG", "Pakistan"]')
        .replace("seed = 1\n", "")
        .replace("[10, 25, 50]", "[5, 25]")
        .replace("confidence = 0.95", "confidnce = 0.95")
        .replace('actors = "actors.yaml"', 'actors = "nobody.yaml"')
    )
    error = problems_of(write(tmp_path, text))
    told = [str(p) for p in error.problems]
    assert told == [
        "watch.toml, line 4, watch.countries: not ISO 3166-1 alpha-3 country codes: Pakistan; "
        "write AFG for Afghanistan",
        "watch.toml, line 11, measures.bands_km: bands must rise and none may be under 10 km: exposure is for "
        "stretches, not for points",
        "watch.toml, line 10, measures.confidence: this value is missing; add it",
        "watch.toml, line 10, measures.seed: this value is missing; add it",
        'watch.toml, line 14, measures.confidnce "0.95": nothing of this name is known here; check the spelling, or '
        "take it out",
    ]
    assert str(error).startswith(f"5 mistakes in {tmp_path / 'watch.toml'}; nothing was built")


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("nobody.yaml", "there is no such file"),
        ("../actors.yaml", "the path leaves the watch's folder"),
        ("/etc/passwd", "the path leaves the watch's folder"),
        ("a/../../x", "the path leaves the watch's folder"),
    ],
)
def test_a_file_that_is_absent_or_outside_is_named(tmp_path, name, what):
    error = problems_of(write(tmp_path, GOOD.replace('actors = "actors.yaml"', f'actors = "{name}"')))
    (problem,) = error.problems
    assert (problem.what, problem.line, problem.column) == (what, 8, "files.actors")


def test_a_release_of_ucdps_actors_that_is_absent_is_named(tmp_path):
    error = problems_of(write(tmp_path, GOOD.replace('actors = "actors.yaml"', 'world = "ucdp-actor-261.csv"')))
    (problem,) = error.problems
    assert (problem.what, problem.column) == ("there is no such file", "files.world")


def test_a_folder_without_a_watch_says_what_to_do(tmp_path):
    error = problems_of(tmp_path)
    assert str(error) == (f"no watch.toml in {tmp_path}\n  do: sarhad new {tmp_path}, or name the folder of a watch")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"[watch\nid=1", "is not valid TOML"),
        (b"\xff\xfe\x00", "is not UTF-8 text"),
        (b"#" * 1_000_001, "is larger than 1,000,000 bytes"),
    ],
)
def test_a_watch_file_that_cannot_be_read_at_all(tmp_path, content, message):
    write(tmp_path)
    (tmp_path / "watch.toml").write_bytes(content)
    assert message in str(problems_of(tmp_path))


def test_lines_of_keys_in_tables_and_arrays_of_tables():
    text = '[a]\nx = 1\n[[b]]\ny = 1\n[[b]]\ny = 2\nz = """\n[c]\nx = 3\n"""\n[[b.d]]\nw = 1\n'
    found = key_lines(text)
    assert found[("a", "x")] == 2
    assert found[("b", 1, "y")] == 6
    assert ("c",) not in found, "inside a string"
    assert found[("b", 1, "d", 0, "w")] == 12
    assert line_of(found, ("b", 0, "missing")) == 3
    assert line_of(found, ("nowhere",)) is None


def test_a_new_watch_is_valid_and_says_what_each_value_changes(tmp_path):
    folder = tmp_path / "new"
    watch = create_watch(folder, title='The "North" Ñ', countries=["afg", "TJK"], start=dt.date(2020, 1, 1))
    assert watch.region.id == "the-north-n"
    assert watch.region.countries == ("AFG", "TJK")
    text = (folder / "watch.toml").read_text()
    section = text[text.index("\n[measures]\n") + 1 : text.index("[publication]")].splitlines()[1:]
    stated = [line for line in section if "=" in line and not line.startswith("#")]
    assert len(stated) == 7 + 6 + 2 + 2 + 7 + 47, "every value after [measures] is stated"
    assert sum("#" in line for line in stated) >= 6


def test_a_new_watch_with_a_wrong_country_leaves_nothing_behind(tmp_path):
    with pytest.raises(InputError, match="not ISO 3166-1 alpha-3 country codes: XX"):
        create_watch(tmp_path / "new", title="A", countries=["XX"], start=dt.date(2020, 1, 1))
    assert list(tmp_path.iterdir()) == []


def test_a_new_watch_never_overwrites(tmp_path):
    (tmp_path / "mine.txt").write_text("keep")
    with pytest.raises(InputError, match="is not empty"):
        create_watch(tmp_path, title="A", countries=["AFG"], start=dt.date(2020, 1, 1))
    assert (tmp_path / "mine.txt").read_text() == "keep"


def _with_sources(tmp_path, text):
    folder = tmp_path / "w"
    create_watch(folder, title="W", countries=["AFG"], start=dt.date(2020, 1, 1))
    toml = (folder / "watch.toml").read_text()
    (folder / "watch.toml").write_text(toml.replace("[files]", f"{text}\n[files]", 1))
    return folder


def test_a_source_without_a_file_speaks_for_what_is_added_of_it(tmp_path):
    folder = _with_sources(tmp_path, '[[sources]]\nsource = "acled"\naccept_terms = true\nfilters = "AFG, 2024"\n')
    watch = read_watch(folder).file
    assert watch.accepts_terms("acled")
    assert not watch.accepts_terms("gtd")
    assert watch.entry_of("acled").filters == "AFG, 2024"
    assert watch.entry_of("gtd") is None


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[[sources]]\nsource = "acled"\n[[sources]]\nsource = "acled"\n', "acled stands twice without a file"),
        ('[[sources]]\nsource = "acled"\nversion = "1"\n', "version and accessed of acled are those of a file"),
    ],
)
def test_what_a_source_without_a_file_cannot_state(tmp_path, text, told):
    with pytest.raises(InputError, match=told):
        read_watch(_with_sources(tmp_path, text))
