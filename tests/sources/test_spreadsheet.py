import csv
import io
import zipfile

import pytest

import sarhad
from sarhad.errors import InputError
from sarhad.sources import spreadsheet
from sarhad.sources.files import opened
from sarhad.sources.rows import rows_of

from . import ged, workbook
from .workbook import Raw, day, moment


def read(path):
    with opened(path) as file:
        rows = rows_of(file)
        return rows.read(rows.columns)


@pytest.mark.parametrize(
    ("cell", "text", "why"),
    [
        (201201010001, "201201010001", "twelve digits stay twelve digits"),
        (Raw("><v>2.01201010001E11</v>"), "201201010001", "the same number as Excel stores it"),
        (Raw("><v>2.01E+11</v>"), "201000000000", "the digits that the sheet has lost are not made up"),
        ("2.01E+11", "2.01E+11", "a text is a text"),
        ("007", "007", "no zero is lost from a text"),
        (34.5311, "34.5311", "a coordinate with its own digits"),
        (-9, "-9", "no sign is lost"),
        (Raw("><v>1e16</v>"), "1e+16", "beyond 2^53 a spreadsheet no longer knows the number"),
        (day(44197), "2021-01-01", "a date cell is a day"),
        (moment(44197.5), "2021-01-01 12:00:00", "with its time where there is one"),
        (Raw('t="d"><v>2020-01-02</v>'), "2020-01-02", "a date as ISO text"),
        (Raw('t="b"><v>1</v>'), "true", "a truth value"),
        (Raw('t="e"><v>#N/A</v>'), None, "an error is no value"),
        (Raw('t="inlineStr"><is><t>in &amp; out</t></is>'), "in & out", "a text beside the shared ones"),
        (Raw('t="str"><f>A1</f><v>worked out</v>'), "worked out", "a formula's result"),
        (Raw('s="1">'), None, "a formatted cell without a value"),
    ],
)
def test_a_cell_becomes_the_text_that_a_csv_would_hold(tmp_path, cell, text, why):
    path = workbook.write(tmp_path / "a.xlsx", {"Data": [["a", "b"], ["x", cell]]})
    assert read(path).table.to_pylist() == [{"a": "x", "b": text}], why


def test_blank_rows_empty_corners_and_nameless_columns(tmp_path):
    rows = [[None, "id", None, "b "], [None, "1", None, "x"], [None] * 4, [None, "2", "note", None]]
    found = read(workbook.write(tmp_path / "a.xlsx", {"Data": rows}, first=4))
    assert found.table.to_pylist() == [
        {"id": "1", "(column C)": None, "b": "x"},
        {"id": "2", "(column C)": "note", "b": None},
    ]


def test_a_release_saved_as_a_workbook_reads_like_the_csv(tmp_path):
    changes = ({"best": "10"}, {"where_coordinates": "A, B"}, {"date_start": "soon"})
    plain = sarhad.read_events(ged.write(tmp_path, *changes, name="GEDEvent_v25_1.csv"))
    header, *rows = csv.reader(io.StringIO(ged.text(*changes)))
    typed = [[float(c) if c.replace(".", "", 1).isdigit() else c or None for c in row] for row in rows]
    path = workbook.write(tmp_path / "GEDEvent_v25_1.xlsx", {"Read me": [["about"]], "Data": [header, *typed]})
    events = sarhad.read_events(path)
    assert events.table.equals(plain.table)
    assert (events.source.version, events.rows_read) == ("25.1", 3)
    assert [p.row for p in events.problems if p.kind == "not-a-date"] == [3]


def test_a_workbook_inside_a_zip_is_read(tmp_path):
    inner = workbook.write(tmp_path / "a.xlsx", {"Data": [["a", "b"], ["x", 1]]})
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.write(inner, "folder/a.xlsx")
    assert read(tmp_path / "a.zip").table.to_pylist() == [{"a": "x", "b": "1"}]


def test_a_hidden_sheet_is_not_read(tmp_path):
    sheets = {"Old": [["a", "b"], ["no", 1]], "Now": [["a", "b"], ["yes", 1]]}
    assert read(workbook.write(tmp_path / "a.xlsx", sheets, hidden=["Old"])).table["a"].to_pylist() == ["yes"]


TABLE = [["a", "b"], ["x", 1]]


@pytest.mark.parametrize(
    ("sheets", "replaced", "said"),
    [
        (
            {"2020": TABLE, "About": [["x"]], "2021": TABLE},
            {},
            'a.xlsx holds 2 sheets with tables: "2020", "2021"\n  do: save the sheet that is meant as CSV UTF-8',
        ),
        ({"Data": []}, {}, "a.xlsx is a spreadsheet without any cell\n  do: download it again"),
        (
            {"Data": [["a", "b", "a"], ["x", 1, 2]]},
            {},
            'a.xlsx has the column "a" twice\n  do: leave one of them out',
        ),
        (
            {"Data": TABLE},
            {"sheet1": '<worksheet><sheetData><row r="1"><c r="A1"><v>1</v></c>'},
            "a.xlsx is a damaged spreadsheet (",
        ),
        (
            {"Data": TABLE},
            {
                "sheet1": "<worksheet><sheetData>"
                '<row r="1"><c r="A1"><v>1</v></c></row>'
                '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
            },
            "a.xlsx has a sheet of 1,048,576 rows of up to 16,384 columns, more than can be held; nothing was read",
        ),
        (
            {"Data": TABLE},
            {
                "sheet1": "<worksheet><sheetData><row>"
                + "<c><v>1</v></c>" * 100
                + '</row><row r="1048576"><c><v>1</v></c></row></sheetData></worksheet>'
            },
            "a.xlsx has a sheet of 1,048,576 rows of up to 101 columns, more than can be held; nothing was read",
        ),
    ],
)
def test_a_workbook_that_is_not_one_table_is_refused(tmp_path, sheets, replaced, said):
    path = workbook.write(tmp_path / "a.xlsx", sheets, **replaced)
    with pytest.raises(InputError) as caught:
        read(path)
    assert str(caught.value).startswith(said)


def test_one_long_text_in_very_many_cells_is_refused_before_it_is_held(tmp_path, monkeypatch):
    rows = [["a", "b"], *[["x" * 30_000, "y"]] * 400]
    path = workbook.write(tmp_path / "a.xlsx", {"Data": rows})
    assert path.stat().st_size < 20_000
    assert read(path).rows_read == 400
    monkeypatch.setattr(spreadsheet, "MAX_TEXT", 400 * 30_000)
    with pytest.raises(InputError, match=r"^a\.xlsx has a sheet with more than 0 GB of text; nothing was read"):
        read(path)


def test_what_lies_across_two_blocks_is_counted_once(tmp_path, monkeypatch):
    sizes = []
    check = spreadsheet._Counted.check
    monkeypatch.setattr(
        spreadsheet._Counted,
        "check",
        lambda self, name: (
            sizes.append((self._rows, self._columns, self._cells, self._placed, self._text)),
            check(self, name),
        ),
    )
    path = workbook.write(tmp_path / "a.xlsx", {"Data": [["a", "b"], *[["long text", 7]] * 50]})
    for block in (2**22, 4096, 301, 97):
        monkeypatch.setattr(spreadsheet, "_BLOCK", block)
        read(path)
    per_file = len(sizes) // 4
    sheets = [max(sizes[i * per_file : (i + 1) * per_file]) for i in range(4)]
    assert {size[:2] for size in sheets} == {(51, 2)}
    assert {size[3] for size in sheets} == {102}
    assert len({size[4] for size in sheets}) == 1
    assert all(abs(size[2] - 102) <= 102 for size in sheets)


def test_a_workbook_that_unpacks_to_far_more_than_its_size_is_refused(tmp_path):
    path = workbook.write(tmp_path / "a.xlsx", {"Data": TABLE}, theme=" " * 10)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/theme.xml", " " * 10_000_000)
    with pytest.raises(InputError, match=r"^a\.xlsx unpacks to more than 100 times its size; nothing was read"):
        read(path)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
            "a.xls is an old (.xls) or a locked spreadsheet\n  do: save it as .xlsx, without a password",
        ),
        (
            {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<x/>"},
            "a.xls is an OpenDocument file\n  do: save the sheet as .xlsx or as CSV UTF-8",
        ),
        (
            {"[Content_Types].xml": "x", "xl/workbook.bin": "y"},
            "a.xls is a binary workbook (.xlsb)\n  do: save the sheet as .xlsx or as CSV UTF-8",
        ),
    ],
)
def test_other_kinds_of_spreadsheet_are_told(tmp_path, content, said):
    path = tmp_path / "a.xls"
    if isinstance(content, bytes):
        path.write_bytes(content)
    else:
        with zipfile.ZipFile(path, "w") as archive:
            for name, text in content.items():
                archive.writestr(name, text)
    with pytest.raises(InputError) as caught:
        read(path)
    assert str(caught.value) == said


def test_a_truncated_or_altered_workbook_never_ends_in_anything_but_an_error_of_ours(tmp_path):
    whole = workbook.write(tmp_path / "a.xlsx", {"Data": [["a", "b"], *[["text", 7]] * 20]}).read_bytes()
    path = tmp_path / "b.xlsx"
    ends = {"read": 0, "told": 0}
    for place in range(0, len(whole), 7):
        for content in (whole[:place], whole[:place] + bytes([whole[place] ^ 0x55]) + whole[place + 1 :]):
            path.write_bytes(content)
            try:
                read(path)
                ends["read"] += 1
            except InputError:
                ends["told"] += 1
    assert ends["told"] > 200
    assert ends["read"] > 20
