from pathlib import Path

import pytest

from sarhad import sources
from sarhad.errors import InputError, Problem
from sarhad.sources import parse_mapping, read_mapping

from .mappings import CODES, COLUMNS, MAPPING, SOURCE, write


def mistakes(text: str) -> tuple[Problem, ...]:
    with pytest.raises(InputError) as caught:
        parse_mapping(text, "mapping.yaml")
    return caught.value.problems


def test_the_mapping_becomes_a_source(tmp_path: Path) -> None:
    found = read_mapping(write(tmp_path)[1])
    assert (found.name, found.licence_class, found.holds) == ("province-watch", "open", "events")
    assert found.columns["Lat"].fills == "latitude"
    assert found.columns["Nombre"].ignored == "no private persons"
    assert found.values["event_class"] == {"bomba": "bombing", "ataque": "armed-attack"}
    assert found.precision["place_precision"] == "as the mapping says: exacto is 1, municipio is 3"
    assert found.layout is not None
    assert len(found.layout.sha256) == 64


MISTAKES = [
    ("  licence_class: open\n", "", "source.licence_class", 1, "this value is missing", "add it", "no default"),
    ("licence_class: open", "licence_class: opne", "source.licence_class", 6, "not one of the words", "open", "typing"),
    ("name: province-watch", "name: ucdp-ged", "source.name", 2, "knows itself", "name of its own", "built in"),
    ("name: province-watch", "name: ../up", "source.name", 2, "not a name", "lower-case", "no path from data"),
    ("https://", "javascript:", "source.url", 8, "not an address", "https", "an address is a link on a page"),
    ("Lon: longitude", "Lon: longtude", "columns.Lon.as", 15, "can be filled", "longitude", "close name"),
    ("Lon: longitude", "Lon: {ignored: no use}", "columns.Lat", 14, "without the other", "both or none", "half"),
    ("written: iso2", "writen: iso2", "columns.Pais.writen", 12, "nothing of this name", "written", "close key"),
    ("written: iso2", "written: iso4", "columns.Pais.written", 12, "not one of the words", "iso", "close word"),
    ("DD/MM/YYYY", "dd/mm/yyyy", "columns.Fecha.format", 11, "not a format", "DD/MM/YYYY", "another notation"),
    ("  Fecha: {as: date, format: DD/MM/YYYY}\n", "", "columns", 9, "no column tells the date", "year", "no date"),
    ("Pais: {as: country, written: iso2}", "Pais: place", "columns", 9, "tells the country", "constants", "nowhere"),
    ("Muertos: deaths_reported", "Muertos: side_a", "columns.Muertos", 19, "Grupo fills side_a", "keep one", "twice"),
    ("Muertos: deaths_reported", "Muertos: value", "columns.Muertos", 19, "no such column", "holds", "indicators"),
    ("Muertos: deaths_reported", "Muertos: year", "columns.Muertos", 19, "so are parts", "keep date", "two dates"),
    ('{ignored: "no private persons"}', '{ignored: ""}', "columns.Nombre", 20, "without a reason", "say", "reason"),
    ("bomba: bombing", "bomba: bombin", "codes.event_class.bomba", 22, "event classes", "bombing", "close id"),
    ("NO: none", "NO: ''", "codes.event_class.NO", 22, "not said yet", "none", "left open by a draft"),
    ("event_class: {bomba", "class: {bomba", "codes.class", 22, "nothing with codes", "event_class", "codes' column"),
    (
        "Tipo: event_class",
        "Tipo: admin1",
        "codes.event_class",
        22,
        "no column of the table",
        "take its codes",
        "unused",
    ),
    ("exacto: 1", "exacto: 9", "precision.place_precision.exacto", 24, "1 to 7", "number", "off the scale"),
    ("exacto: 1", "exacto: near", "precision.place_precision.exacto", 24, "1 to 7", "number", "no number"),
    ('thousands: "."', 'thousands: ","', "numbers", 25, "cannot part the thousands", "correct", "one mark for two"),
    ("blank:", "blanks:", "blanks", 26, "nothing of this name", "blank", "close key at the root"),
]


@pytest.mark.parametrize("case", MISTAKES, ids=[case[6] for case in MISTAKES])
def test_a_mistake_is_told_with_its_line_and_the_way_out(case: tuple[str, str, str, int, str, str, str]) -> None:
    old, new, column, line, what, do, _ = case
    assert old in MAPPING
    found = mistakes(MAPPING.replace(old, new, 1))
    told = next(p for p in found if p.column == column)
    assert what in told.what
    assert do in told.do
    assert (told.file, told.line) == ("mapping.yaml", line)


def test_all_mistakes_are_told_together() -> None:
    wrong = MAPPING.replace("open", "opne").replace("place_precision: {", "place_precison: {").replace("bombing", "b")
    assert {p.column for p in mistakes(wrong)} == {
        "source.licence_class",
        "codes.event_class.bomba",
        "precision.place_precison",
    }


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("- one\n- two\n", "no keys"),
        ("source: {", "not YAML"),
        ("source: &a {name: x}\ncolumns: *a\n", "alias"),
        (SOURCE, "columns"),
        (COLUMNS, "source"),
        (SOURCE + "columns: [a, b]\n", "neither keys nor values"),
        (SOURCE + "columns:\n  A: [x]\n", "neither a column nor settings"),
        (MAPPING + "blank: x\n", "stands twice"),
    ],
)
def test_what_is_no_mapping_is_told(text: str, says: str) -> None:
    with pytest.raises(InputError, match=says):
        parse_mapping(text, "mapping.yaml")


def test_the_name_of_every_built_in_source_is_kept() -> None:
    for name in sources.names():
        assert mistakes(MAPPING.replace("name: province-watch", f"name: {name}"))[0].column == "source.name"


@pytest.mark.parametrize(
    ("columns", "column"),
    [
        ("  Dia: day\n  Anio: year\n  Pais: country\n", "columns.Anio"),
        ("  Mes: month\n  Pais: country\n", "columns.Mes"),
        ("  Fin: date_end\n  Fecha: date\n  Pais: country\n", "columns.Fin"),
    ],
)
def test_parts_of_a_date_must_fit(columns: str, column: str) -> None:
    assert column in {p.column for p in mistakes(SOURCE + "columns:\n" + columns)}


def test_a_constant_is_checked_like_a_column() -> None:
    found = mistakes(SOURCE + COLUMNS + CODES + "constants: {violence_type: statebased, side_a: X, wher: Y}\n")
    assert {p.column: p.kind for p in found} == {
        "constants.violence_type": "not-an-id",
        "constants.side_a": "filled-twice",
        "constants.wher": "constant-unknown",
    }


def test_a_mapping_that_is_no_text_or_too_long_is_refused(tmp_path: Path) -> None:
    for content, says in ((b"\xff\xfe", "not UTF-8"), (b"#" * 1_000_001, "larger")):
        (tmp_path / "m.yaml").write_bytes(content)
        with pytest.raises(InputError, match=says):
            read_mapping(tmp_path / "m.yaml")
    with pytest.raises(InputError, match="no mapping"):
        read_mapping(tmp_path / "absent.yaml")
