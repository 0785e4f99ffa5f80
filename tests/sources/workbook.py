"""Small Excel workbooks by hand: a zip of the few XML files that a workbook needs."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
STYLES = (
    f'<styleSheet {_MAIN}><fonts count="1"><font/></fonts><fills count="1"><fill/></fills>'
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="3"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/>'
    '<xf numFmtId="22" applyNumberFormat="1"/></cellXfs></styleSheet>'
)


class Raw(str):
    """The XML of a cell without its place: `Raw('t="b"><v>1</v>')`."""

    __slots__ = ()


def day(serial: float) -> Raw:
    """A date cell: days since 1899-12-30."""
    return Raw(f's="1"><v>{serial}</v>')


def moment(serial: float) -> Raw:
    """A cell with date and time."""
    return Raw(f's="2"><v>{serial}</v>')


def letters(place: int) -> str:
    """The name of a column by its place from 0."""
    text, number = "", place + 1
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(65 + rest) + text
    return text


def sheet_xml(rows: Sequence[Sequence[object]], shared: list[str], first: int = 0) -> str:
    """A worksheet: numbers as numbers, texts among the shared ones, None for no cell; rows from `first`."""
    parts = [f"<worksheet {_MAIN}><sheetData>"]
    for number, row in enumerate(rows, first + 1):
        cells = []
        for place, value in enumerate(row):
            if value is None:
                continue
            if isinstance(value, Raw):
                inner = str(value)
            elif isinstance(value, (int, float)):
                inner = f"><v>{value}</v>"
            else:
                if value not in shared:
                    shared.append(str(value))
                inner = f't="s"><v>{shared.index(str(value))}</v>'
            cells.append(f'<c r="{letters(place)}{number}" {inner}</c>')
        parts.append(f'<row r="{number}">{"".join(cells)}</row>')
    return "".join(parts) + "</sheetData></worksheet>"


def write(
    path: Path,
    sheets: Mapping[str, Sequence[Sequence[object]]],
    *,
    hidden: Sequence[str] = (),
    first: int = 0,
    **replaced: str,
) -> Path:
    """A workbook with these sheets; `replaced` overrides parts by the name of their file without `.xml`."""
    shared: list[str] = []
    parts = {f"xl/worksheets/sheet{i}.xml": sheet_xml(rows, shared, first) for i, rows in enumerate(sheets.values(), 1)}
    state = dict.fromkeys(hidden, ' state="hidden"')
    listed = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{i}" r:id="rId{i}"{state.get(name, "")}/>'
        for i, name in enumerate(sheets, 1)
    )
    relations = "".join(
        f'<Relationship Id="rId{i}" Type="{_REL}/worksheet" Target="worksheets/sheet{i}.xml"/>'
        for i in range(1, len(sheets) + 1)
    )
    relations += f'<Relationship Id="rIdS" Type="{_REL}/sharedStrings" Target="sharedStrings.xml"/>'
    relations += f'<Relationship Id="rIdT" Type="{_REL}/styles" Target="styles.xml"/>'
    types = "".join(
        f'<Override PartName="/xl/worksheets/sheet{i}.xml" ContentType="{_TYPE}.worksheet+xml"/>'
        for i in range(1, len(sheets) + 1)
    )
    content = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>{types}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{_REL}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook {_MAIN} xmlns:r="{_REL}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">{relations}</Relationships>',
        "xl/styles.xml": STYLES,
        **parts,
        "xl/sharedStrings.xml": f"<sst {_MAIN}>"
        + "".join(f'<si><t xml:space="preserve">{escape(text)}</t></si>' for text in shared)
        + "</sst>",
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in content.items():
            archive.writestr(name, replaced.get(Path(name).stem, text))
    return path
