import gzip
import io
import zipfile

import pytest

import sarhad
from sarhad.errors import InputError
from sarhad.sources import files

from . import ged


def zipped(path, **members):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name.replace("__", "/").replace("_csv", ".csv").replace("MACOSX", "__MACOSX"), text)
    return path


def test_a_zip_with_one_csv_is_read_whatever_else_it_holds(tmp_path):
    path = zipped(tmp_path / "ged251-csv.zip", GEDEvent_v25_1_csv=ged.text(), readme="about", MACOSX__x_csv="junk")
    events = sarhad.read_events(path)
    assert (len(events), events.source.version, events.source.file) == (1, "25.1", "ged251-csv.zip")


def test_the_table_inside_a_zip_tells_the_version_when_the_zip_does_not(tmp_path):
    path = zipped(tmp_path / "download.zip", folder__GEDEvent_v26_0_3_csv=ged.text())
    assert sarhad.read_events(path).source.version == "26.0.3"


def test_gzip_and_a_byte_order_mark_are_read(tmp_path):
    path = tmp_path / "ged.csv.gz"
    path.write_bytes(gzip.compress(b"\xef\xbb\xbf" + ged.text().encode()))
    assert sarhad.read_events(path).table["source_id"].to_pylist() == ["401"]


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r", "mixed"])
def test_every_kind_of_line_end_is_read(tmp_path, ends):
    lines = ged.text({}, {}, {}).splitlines()
    marks = ["\n", "\r\n", "\n", "\r\n"] if ends == "mixed" else [ends] * 4
    path = tmp_path / "ged.csv"
    path.write_bytes("".join(line + mark for line, mark in zip(lines, marks, strict=True)).encode())
    assert sarhad.read_events(path).table["source_id"].to_pylist() == ["401", "402", "403"]


def test_a_path_with_pattern_characters_is_just_a_path(tmp_path):
    folder = tmp_path / "what? [old] *"
    folder.mkdir()
    assert len(sarhad.read_events(ged.write(folder, name="ged[1].csv"))) == 1


HEADER = ",".join(ged.COLUMNS_49)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.csv", b"", "a.csv is empty\n  do: download it again"),
        ("a.csv", b"\n \n", "a.csv is empty\n  do: download it again"),
        (
            "a.csv",
            b"<!DOCTYPE html><html><body>Log in</body></html>",
            "a.csv is a web page, not a table\n  do: open the address in a browser and save the data file itself",
        ),
        (
            "a.csv",
            b"\xef\xbb\xbf  <HTML>",
            "a.csv is a web page, not a table\n  do: open the address in a browser and save the data file itself",
        ),
        (
            "a.csv",
            b"\x89PNG\r\n\x1a\n\x00\x00",
            "a.csv is not a text file (a zero byte at 8)\n  do: give a CSV or a GeoJSON file",
        ),
        (
            "a.csv",
            "id,año\n1,2\n".encode("utf-16"),
            "a.csv is written in UTF-16, not in UTF-8\n  do: save it as CSV UTF-8",
        ),
        (
            "a.csv",
            f"{HEADER}\n1,2\nPlat\xe9au,3\n".encode("latin-1"),
            "a.csv is not UTF-8 text: byte 0xE9 in line 3\n  do: save it as CSV UTF-8",
        ),
        (
            "a.csv",
            HEADER.replace(",", ";").encode(),
            "a.csv is separated by semicolons, not by commas\n  do: save it as CSV with commas",
        ),
        (
            "a.csv",
            HEADER.replace(",", "\t").encode(),
            "a.csv is separated by tabs, not by commas\n  do: save it as CSV with commas",
        ),
        (
            "a.csv",
            f"{HEADER},best\n".encode(),
            'a.csv has the column "best" twice\n  do: leave one of them out',
        ),
        (
            "a.csv",
            f'{HEADER}\n"never closed,1,2\n'.encode(),
            "a.csv is not a CSV: unexpected end of data, after row 0\n  do: download it again",
        ),
        (
            "a.geojson",
            b'{"type": "FeatureCollection", ',
            "a.geojson is not JSON: Expecting property name enclosed in double quotes in line 1\n"
            "  do: download it again",
        ),
        (
            "a.geojson",
            b'{"type": "Topology"}',
            "a.geojson is JSON, but not a GeoJSON FeatureCollection\n  do: give a CSV or GeoJSON file",
        ),
        (
            "a.zip",
            b"PK\x03\x04 but no more",
            "a.zip is a damaged zip file (File is not a zip file)\n  do: download it again",
        ),
        (
            "a.csv.gz",
            gzip.compress(b"a,b\n" * 1000, mtime=0)[:40],
            "a.csv.gz is damaged or not whole (Compressed file ended before the end-of-stream marker was reached)\n"
            "  do: download it again",
        ),
    ],
)
def test_a_file_that_is_no_table_is_refused_with_the_reason(tmp_path, name, content, said):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        sarhad.read_events(path, "ucdp-ged")
    assert str(caught.value) == said


def test_bad_text_far_into_a_file_is_found(tmp_path):
    path = ged.write(tmp_path, *[{}] * 4000)
    rows = path.read_bytes()
    assert len(rows) > 2**20, "the first look reads less than this"
    path.write_bytes(rows + b"Plat\xe9au" + b"," * 48 + b"\n")
    with pytest.raises(InputError) as caught:
        sarhad.read_events(path)
    assert str(caught.value) == ("ged.csv is not UTF-8 text: byte 0xE9 in line 4,002\n  do: save it as CSV UTF-8")


def test_an_absent_file_and_a_folder_are_told(tmp_path):
    with pytest.raises(InputError, match=r"^no\.csv does not exist\n  do: check the path$"):
        sarhad.read_events(tmp_path / "no.csv")
    (tmp_path / "ged.csv").mkdir()
    with pytest.raises(InputError, match=r"^ged\.csv is a folder, not a file\n  do: check the path$"):
        sarhad.read_events(tmp_path / "ged.csv")


@pytest.mark.parametrize(
    ("members", "said"),
    [
        (
            {"a_csv": "x", "b_csv": "y"},
            "a.zip holds 2 tables: a.csv, b.csv\n  do: unpack it and give the one file that is meant",
        ),
        (
            {"readme": "x"},
            "a.zip holds no table: readme\n  do: unpack it and give the one file that is meant",
        ),
        ({}, "a.zip holds no table: nothing\n  do: unpack it and give the one file that is meant"),
        (
            {"..__..__etc__cron_csv": "x"},
            'a.zip holds a file with an unsafe name, "../../etc/cron.csv"; nothing was unpacked\n'
            "  do: download the file again from its publisher",
        ),
        (
            {"__etc__cron_csv": "x"},
            'a.zip holds a file with an unsafe name, "/etc/cron.csv"; nothing was unpacked\n'
            "  do: download the file again from its publisher",
        ),
        (
            {"C:\\..\\a_csv": "x"},
            'a.zip holds a file with an unsafe name, "C:\\..\\a.csv"; nothing was unpacked\n'
            "  do: download the file again from its publisher",
        ),
        (
            {"[Content_Types].xml": "x", "word__document.xml": "y"},
            "a.zip is an Office file, but no spreadsheet\n  do: save the sheet as .xlsx or as CSV UTF-8",
        ),
        (
            {"a_csv": "0" * 10_000_000},
            "a.zip unpacks to more than 100 times its size; nothing was read\n  do: give the table itself, unpacked",
        ),
    ],
)
def test_a_zip_that_is_not_one_table_is_refused(tmp_path, members, said):
    path = zipped(tmp_path / "a.zip", **members)
    with pytest.raises(InputError) as caught:
        sarhad.read_events(path)
    assert str(caught.value) == said


def test_a_zip_that_lies_about_its_size_is_stopped_while_it_unpacks(tmp_path):
    path = zipped(tmp_path / "a.zip", a_csv="0" * 10_000_000)
    honest = path.read_bytes()
    path.write_bytes(honest.replace((10_000_000).to_bytes(4, "little"), (1000).to_bytes(4, "little")))
    with pytest.raises(InputError) as caught:
        sarhad.read_events(path)
    assert "a.zip" in str(caught.value)


def test_a_gzip_bomb_is_stopped_while_it_unpacks(tmp_path, monkeypatch):
    path = tmp_path / "a.csv.gz"
    path.write_bytes(gzip.compress(b"0" * 10_000_000))
    with pytest.raises(InputError, match=r"^a\.csv\.gz unpacks to more than 100 times its size; nothing was read"):
        sarhad.read_events(path)
    monkeypatch.setattr(files, "MAX_UNPACKED", 2**20)
    path.write_bytes(gzip.compress(bytes(range(256)) * 5000))
    with pytest.raises(InputError, match=r"^a\.csv\.gz unpacks to more than 0 GB; nothing was read"):
        sarhad.read_events(path)


def test_a_locked_zip_is_told(tmp_path):
    path = zipped(tmp_path / "a.zip", a_csv=ged.text())
    data = bytearray(path.read_bytes())
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + place] |= 1  # the flag "encrypted", in both headers
    path.write_bytes(bytes(data))
    with pytest.raises(InputError, match=r"^a\.zip is locked with a password\n  do: unpack it and give the CSV$"):
        sarhad.read_events(path)


def test_records_of_another_width_are_left_out_with_their_number(tmp_path):
    lines = ged.text({"source_article": "two\nlines"}, {}, {}, {}).split("\n")
    lines[3] += ",one,two"  # record 2: record 1 has two lines
    lines[5] = "a,b"
    path = tmp_path / "ged.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    events = sarhad.read_events(path)
    assert events.table["source_id"].to_pylist() == ["401", "403"]
    assert (events.rows_read, dict(events.provenance.left_out)) == (4, {"broken-record": 2})
    assert [str(p) for p in events.problems if p.kind == "broken-record"] == [
        "ged.csv, row 2: 49 columns expected, found 51 (record left out); correct the record",
        "ged.csv, row 4: 49 columns expected, found 2 (record left out); correct the record",
    ]


def test_the_number_of_a_record_counts_broken_ones(tmp_path):
    lines = ged.text({}, {"date_start": "soon"}).splitlines()
    path = tmp_path / "ged.csv"
    path.write_text("\n".join([lines[0], "broken", lines[1], "broken", lines[2]]), encoding="utf-8")
    told = {p.kind: p.row for p in sarhad.read_events(path).problems}
    assert told["not-a-date"] == 4


def test_nothing_is_left_in_the_temporary_folder(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "scratch"))
    (tmp_path / "scratch").mkdir()
    path = zipped(tmp_path / "ged.zip", a_csv=ged.text())
    sarhad.read_events(path)
    assert list((tmp_path / "scratch").iterdir()) == []


def test_a_name_in_a_zip_never_becomes_a_path(tmp_path):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("deep/er/ged.csv", ged.text())
    path = tmp_path / "a.zip"
    path.write_bytes(buffer.getvalue())
    with files.opened(path) as file:
        assert (file.inner, file.path.name) == ("ged.csv", "rows")
