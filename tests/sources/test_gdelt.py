import datetime as dt
import gzip
import shutil
from collections import Counter
from unittest import mock

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sarhad import sources
from sarhad.errors import InputError
from sarhad.sources import gdelt as reader
from sarhad.sources import gdelt_rows
from sarhad.vocabulary import countries, terms

from .gdelt import V1, V2, raw, row, write

MAY = dt.date(2017, 5, 1)


def everyone(attention, day=MAY):
    """Events and mentions by country, each record once."""
    rows = [r for r in attention.table.to_pylist() if r["actor_group"] == "all" and r["day"] == day]
    return {r["country"]: (r["events"], r["mentions"]) for r in rows}


def groups(attention):
    return {r["actor_group"]: r["events"] for r in attention.table.to_pylist() if r["actor_group"] != "all"}


@pytest.fixture(scope="module")
def sample(data_dir):
    return data_dir / "gdelt" / "20170501-sample.export.CSV.gz"


# the real file --------------------------------------------------------------------------------------------------


def test_the_real_sample_equals_sums_made_another_way(sample, tmp_path):
    attention = sources.read_gdelt([sample])
    assert (attention.rows_read, dict(attention.left_out), attention.problems) == (6090, {}, ())
    plain = tmp_path / "plain"
    plain.write_bytes(gzip.decompress(sample.read_bytes()))
    expected = Counter()
    group_of = {code: term.id for term in terms("actor_groups") for code in term.codes.get("cameo", ())}
    known_of = {code: term.id for term in terms("actor_groups") for code in term.codes.get("cameo-group", ())}
    for record in raw(plain):
        sides = set()
        for side in ("Actor1", "Actor2"):
            role, known = record[f"{side}Type1Code"], record[f"{side}KnownGroupCode"]
            if role:
                sides.add(group_of.get(role, "other-role"))
            else:
                sides.add(known_of.get(known, "other-role") if known else "no-role")
        day = dt.date.fromisoformat(record["DATEADDED"][:8])
        for group in {"all", *sides}:
            key = (countries().iso3_of_fips(record["ActionGeo_CountryCode"]), day, group)
            for name, value in (
                ("events", 1),
                ("mentions", int(record["NumMentions"])),
                ("sources", int(record["NumSources"])),
                ("articles", int(record["NumArticles"])),
            ):
                expected[*key, name] += value
    found = {
        (r["country"], r["day"], r["actor_group"], name): r[name]
        for r in attention.table.to_pylist()
        for name in ("events", "mentions", "sources", "articles")
    }
    assert found == expected
    assert attention.world.to_pylist()[0] == {"day": MAY, "events": 2105, "mentions": 9264, "sources": 2146,
                                              "articles": 9167}  # fmt: skip


def test_every_fips_code_of_the_real_sample_is_known(sample):
    codes = {r["country"] for r in sources.read_gdelt([sample]).table.to_pylist()}
    assert None in codes  # 105 records name no country
    assert {"AFG", "SRB", "XKX", "UKR"} <= codes


def test_days_of_the_sample_are_those_on_which_it_was_told_and_none_is_known_whole(sample):
    days = sources.read_gdelt([sample]).days
    assert [(d.day, d.status) for d in days if d.status != "missing"] == [
        (MAY, "partial"), (dt.date(2017, 6, 1), "partial"), (dt.date(2017, 7, 1), "partial")
    ]  # fmt: skip
    assert len(days) == 62  # the days between are there, as missing


def test_line_by_line_gives_the_same_sums_as_at_once(sample, tmp_path):
    plain = tmp_path / "plain"
    plain.write_bytes(gzip.decompress(sample.read_bytes()))
    [fast] = gdelt_rows.sum_files([(plain, "plain")], 61, tmp_path)
    careful = gdelt_rows.sum_carefully(plain, "plain", 61)
    keys = [(name, "ascending") for name in (*gdelt_rows.KEYS, *gdelt_rows.COUNTS)]
    assert fast.table.sort_by(keys).equals(careful.table.sort_by(keys))


# layouts and traps ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["20170501234500.export.CSV", "20170501234500.export.CSV.zip"])
def test_version_2_plain_and_zipped(tmp_path, name):
    attention = sources.read_gdelt([write(tmp_path / name, row(), row(NumMentions=3))])
    assert everyone(attention) == {"AFG": (2, 13)}
    assert groups(attention) == {"armed-groups": 2, "government": 2}
    assert attention.files[0].name == name


def test_version_1_by_day_has_no_adm2_columns(tmp_path):
    attention = sources.read_gdelt([write(tmp_path / "20170501.export.CSV.zip", row(V1), row(V1, NumMentions=1))])
    assert everyone(attention) == {"AFG": (2, 11)}
    assert [d.status for d in attention.days] == ["complete"]


CODES = [
    ("AF", "AFG", "ISO's AF too"),
    ("UP", "UKR", "no ISO code"),
    ("RS", "RUS", "ISO: Serbia"),
    ("RI", "SRB", "Serbia since 2006"),
    ("RB", "SRB", "GDELT's own"),
    ("CH", "CHN", "ISO: Switzerland"),
    ("AU", "AUT", "ISO: Australia"),
    ("TI", "TJK", ""),
    ("TX", "TKM", ""),
    ("KV", "XKX", "no ISO code"),
    ("GZ", "PSE", "half of a country"),
    ("WE", "PSE", "the other half"),
    ("NO", "NOR", "false, where YAML reads it"),
    ("NA", None, "ISO: Namibia; text, not a missing value"),
    ("", None, "blank"),
    ("PG", None, "Spratly Islands: of no single country"),
    ("ZZ", None, "no code"),
]


@pytest.mark.parametrize(("fips", "iso3", "why"), CODES)
def test_country_codes_are_fips_not_iso(tmp_path, fips, iso3, why):
    attention = sources.read_gdelt([write(tmp_path / "x.export.CSV", row(ActionGeo_CountryCode=fips))])
    assert everyone(attention) == {iso3: (1, 10)}, why
    told = [(p.kind, p.value) for p in attention.problems]
    assert told == ([("country-unknown", fips)] if fips in ("NA", "ZZ") else [])


SOUND = [
    (row(Actor1Name='THE "MOTHER" OF'), "quotes inside a field"),
    (row(Actor1Name='"UNCLOSED'), "a quote that is never closed"),
    (row(Actor1Name="A\0B"), "a zero byte in a column that is not read"),
    (row(SOURCEURL="http://x/\udcff"), "a byte that is no UTF-8"),
    (row(Actor1Name="پشاور"), "another script"),
    (row() + "\t", "a tab at the end"),
    (row(SQLDATE="19200101"), "a date of the event a century back"),
    (row(SOURCEURL=""), "a blank last column"),
    (row(Actor1Name="=cmd|'/c calc'!A1"), "a formula"),
]


@pytest.mark.parametrize(("record", "why"), SOUND)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_odd_but_sound_records_count(tmp_path, record, why, end):
    attention = sources.read_gdelt([write(tmp_path / "x.export.CSV", row(), record, row(), end=end)])
    assert everyone(attention) == {"AFG": (3, 30)}, why
    assert attention.problems == ()


BAD = [
    (row(DATEADDED="20170230000000"), "bad-date", "DATEADDED", "30 February"),
    (row(DATEADDED=""), "bad-date", "DATEADDED", "blank"),
    (row(DATEADDED="2017050123"), "bad-date", "DATEADDED", "cut"),
    (row(DATEADDED="00250501000000"), "bad-date", "DATEADDED", "year 25"),
    (row(DATEADDED="2017050\udcff234500"), "bad-date", "DATEADDED", "no UTF-8"),
    (row(DATEADDED="20170501\0"), "bad-date", "DATEADDED", "zero byte"),
    (row(NumMentions="ten"), "not-a-count", "NumMentions", "a word"),
    (row(NumMentions="-1"), "not-a-count", "NumMentions", "below zero"),
    (row(NumSources="1e3"), "not-a-count", "NumSources", "an exponent"),
    (row(NumArticles="1.5"), "not-a-count", "NumArticles", "a fraction"),
    (row(NumArticles=""), "not-a-count", "NumArticles", "blank"),
    (row(NumMentions="99999999999999999999"), "not-a-count", "NumMentions", "past any count"),
    ("a\tb", "broken-record", "", "too few columns"),
    (row() + "\tmore", "broken-record", "", "too many columns"),
    (row(V1), "broken-record", "", "the other layout"),
    (row(Actor1Name="A\nB"), "broken-record", "", "a line broken in two"),
    ("x" * (2**21), "broken-record", "", "a line without end"),
]


@pytest.mark.parametrize(("record", "kind", "column", "why"), BAD, ids=[why for *_, why in BAD])
def test_bad_records_are_left_out_and_told_with_their_number(tmp_path, record, kind, column, why):
    attention = sources.read_gdelt([write(tmp_path / "x.export.CSV", row(), record, "", row())])
    assert everyone(attention) == {"AFG": (2, 20)}
    assert set(attention.left_out) == {kind}
    first = attention.problems[0]
    assert (first.kind, first.row, first.column, first.file) == (kind, 2, column, "x.export.CSV")


def test_of_many_bad_records_the_first_are_listed_and_all_are_counted(tmp_path):
    attention = sources.read_gdelt([write(tmp_path / "x.export.CSV", row(), *[row(NumMentions="x")] * 40)])
    assert attention.left_out == {"not-a-count": 40}
    assert [p.row for p in attention.problems] == [None, 2, 3, 4, 5, 6]
    assert "40 records have this problem" in attention.problems[0].what


ROLES = [
    ({"Actor1Type1Code": "MIL", "Actor2Type1Code": "REB"}, {"security-forces", "armed-groups"}, "two groups"),
    ({"Actor1Type1Code": "MIL", "Actor2Type1Code": "COP"}, {"security-forces"}, "one group, counted once"),
    ({"Actor1Type1Code": "GOV", "Actor1Type2Code": "MIL"}, {"government"}, "the first role"),
    ({"Actor1Type1Code": "", "Actor2Type1Code": ""}, {"armed-groups", "no-role"}, "a known group without a role"),
    ({"Actor1KnownGroupCode": "XYZ", "Actor1Type1Code": ""}, {"other-role", "government"}, "an unknown known group"),
    ({"Actor1Type1Code": "QQQ"}, {"other-role", "government"}, "an unknown role"),
]


@pytest.mark.parametrize(("cells", "expected", "why"), ROLES)
def test_a_record_counts_once_in_each_group_of_its_sides(tmp_path, cells, expected, why):
    attention = sources.read_gdelt([write(tmp_path / "x.export.CSV", row(**cells))])
    assert groups(attention) == dict.fromkeys(expected, 1), why
    assert everyone(attention) == {"AFG": (1, 10)}


@given(
    st.lists(
        st.fixed_dictionaries({
            "DATEADDED": st.sampled_from(["20170501000000", "20170502", "2017", "", "20171301000000"]),
            "ActionGeo_CountryCode": st.sampled_from(["AF", "UP", "", "ZZ"]),
            "Actor1Type1Code": st.sampled_from(["GOV", "", "INS", "??"]),
            "Actor2KnownGroupCode": st.sampled_from(["", "TAL", "UNO", "__"]),
            "Actor2Type1Code": st.sampled_from(["", "MIL"]),
            "NumMentions": st.sampled_from(["1", "0", "x", "", "+1", "007", " 1", "1e2"]),
        }),
        min_size=1,
        max_size=12,
    )
)  # fmt: skip
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_at_once_and_line_by_line_agree_or_at_once_gives_up(tmp_path, records):
    path = write(tmp_path / "x.export.CSV", *(row(**cells) for cells in records))
    careful = gdelt_rows.sum_carefully(path, path.name, 61)
    fast = gdelt_rows._sum_at_once([path], 61, tmp_path)
    assert (fast is None) == bool(careful.left_out)
    if fast is not None:
        keys = [(name, "ascending") for name in (*gdelt_rows.KEYS, *gdelt_rows.COUNTS)]
        assert fast.sort_by(keys).equals(careful.table.sort_by(keys))


# other files ------------------------------------------------------------------------------------------------------

OTHER = [
    (b"id,year\n1,2017\n", "its first line has 1 column between tabs", "a CSV"),
    (b"", "is empty", "nothing"),
    (b"<!doctype html><html>", "no file of the GDELT event export", "a web page"),
    ("\t".join(["1"] * 16).encode(), "GDELT's table of mentions", "mentions"),
    ("\t".join(["1"] * 27).encode(), "GDELT's knowledge graph", "gkg"),
    ("\t".join(V2).encode(), "no day where DATEADDED should be", "a header and no rows"),
    ("\t".join(["1"] * 61).encode("utf-16"), "no file of the GDELT event export", "UTF-16"),
    (b"PK\x03\x04 no zip", "damaged zip", "half a zip"),
    (b"\x1f\x8b\x08 no gzip", "damaged or not whole", "half a gzip"),
]


@pytest.mark.parametrize(("content", "told", "why"), OTHER, ids=[why for *_, why in OTHER])
def test_another_file_is_refused_with_what_it_is(tmp_path, content, told, why):
    path = tmp_path / "20170501234500.export.CSV"
    path.write_bytes(content)
    with pytest.raises(InputError, match=told):
        sources.read_gdelt([path])


def test_a_header_line_over_records_is_left_out_and_told(tmp_path):
    attention = sources.read_gdelt([write(tmp_path / "x.export.CSV", "\t".join(V2), row())])
    assert (everyone(attention), attention.problems[0].row) == ({"AFG": (1, 10)}, 1)


def test_a_bomb_is_not_unpacked(tmp_path):
    path = tmp_path / "20170501234500.export.CSV.gz"
    path.write_bytes(gzip.compress(b"0" * 30_000_000))
    with pytest.raises(InputError, match="unpacks to more than 100 times its size"):
        sources.read_gdelt([path])


def test_a_folder_is_read_without_its_other_files(tmp_path):
    write(tmp_path / "20170501234500.export.CSV.zip", row())
    write(tmp_path / "20170501233000.export.CSV", row())
    write(tmp_path / "20170501234500.gkg.csv", "x")
    (tmp_path / "notes.txt").write_text("x")
    attention = sources.read_gdelt([tmp_path])
    assert everyone(attention) == {"AFG": (2, 20)}
    assert [p.what for p in attention.problems] == ["2 other files lie in the folder and were not read"]


def test_names_that_an_engine_takes_for_patterns_are_only_names(tmp_path):
    write(tmp_path / "[ab]*.export.CSV", row())
    write(tmp_path / "a.export.CSV", row(NumMentions=1), row(NumMentions=1))
    assert everyone(sources.read_gdelt([tmp_path])) == {"AFG": (3, 12)}


def test_a_file_that_cannot_be_read_is_told_and_does_not_count_as_arrived(tmp_path):
    write(tmp_path / "20170501234500.export.CSV", row())
    (tmp_path / "20170501233000.export.CSV.zip").write_bytes(b"PK\x03\x04")
    attention = sources.read_gdelt([tmp_path])
    assert [p.kind for p in attention.problems] == ["file-unreadable"]
    assert attention.days[0].quarters == {95}


def test_a_file_that_is_there_twice_counts_once(tmp_path):
    one = write(tmp_path / "20170501234500.export.CSV", row())
    write(tmp_path / "20170501234500.export.CSV.zip", row())  # the same by its name
    shutil.copy(one, tmp_path / "copy.export.CSV")  # the same by its content
    attention = sources.read_gdelt([tmp_path, one])
    assert everyone(attention) == {"AFG": (1, 10)}
    assert [p.kind for p in attention.problems] == ["repeated-file"] * 3


def test_many_batches_give_the_sums_of_one(tmp_path):
    for quarter in range(4):
        cells = {"GLOBALEVENTID": quarter, "NumMentions": quarter}
        write(tmp_path / f"2017050100{quarter * 15:02}00.export.CSV.zip", row(**cells), row())
        write(tmp_path / f"2017050201{quarter * 15:02}00.export.CSV", row(**cells, DATEADDED="20170502010000"))
    whole = sources.read_gdelt([tmp_path])
    with mock.patch.object(reader, "_BATCH_FILES", 3):
        parts = sources.read_gdelt([tmp_path])
    assert whole.table.equals(parts.table)
    assert whole.rows_read == parts.rows_read == 12


def test_what_is_of_gdelt_is_seen(tmp_path, sample):
    (tmp_path / "x.csv").write_text("id,year\n1,2017\n")
    assert [reader.is_gdelt(p) for p in (sample, tmp_path, tmp_path / "x.csv")] == [True, False, False]
    assert reader.is_gdelt(write(tmp_path / "renamed.txt", row()))


def test_no_point_no_address_and_no_name_is_kept(tmp_path):
    attention = sources.read_gdelt([write(tmp_path / "x.export.CSV", row())])
    assert attention.table.schema.names == [
        "country", "day", "actor_group", "events", "mentions", "sources", "articles"
    ]  # fmt: skip
    assert not any(pa.types.is_floating(kind) for kind in attention.table.schema.types)
    assert any("never as points" in note for note in sources.describe("gdelt").notes)
