"""Which names a row of UCDP's actor data set holds."""

from __future__ import annotations

import pytest

from sarhad.actors.ucdp_names import clean, script_of, spellings, unpaired

from .ucdp_rows import row

NAMES = [
    (
        {"NameOrigFull": "Partî Jiyanî Azadî Kurdistan", "NameOrigFullEng": "The Free Life Party of Kurdistan"},
        [("PJAK", "und", False), ("Partî Jiyanî Azadî Kurdistan", "und", False),
         ("The Free Life Party of Kurdistan", "en", False)],
        "letters, the original and English",
    ),
    (
        {"NameOrigFullEng": "Free Life Party", "NameChange": "1", "NameOrig": "OLD", "NewName": "MID, PJAK",
         "NewNameFullMotherTongue": "Middle, Partî", "NewNameFullEng": "Middle Party, Life Party"},
        [("PJAK", "und", False), ("Partî", "und", False), ("Life Party", "en", False), ("OLD", "und", True),
         ("Free Life Party", "en", True), ("MID", "und", True), ("Middle", "und", True), ("Middle Party", "en", True)],
        "successive names, the last is the present one",
    ),
    (
        {"NameChange": "1", "NameOrig": "OLD", "NameOrigFullEng": "Old", "NewName": "PJAK",
         "NewNameFullEng": "A, B and C"},
        [("PJAK", "und", False), ("A, B and C", "en", False), ("OLD", "en", True)],
        "one new name with a comma in it; OLD and Old are one spelling",
    ),
    (
        {"NameChange": "1", "NewName": "MID, PJAK", "NewNameFullEng": "First, Second, Third"},
        [("PJAK", "en", False), ("MID", "und", True)],
        "lists that do not run parallel are not taken apart",
    ),
    (
        {"NameOrigFull": "Луганская народная республика / Luganskaya narodnaya respublika", "NameOrigFullEng": "n/a"},
        [("PJAK", "und", False), ("Луганская народная республика", "und", False),
         ("Luganskaya narodnaya respublika", "und", False)],
        "two scripts in one cell",
    ),
    (
        {"NameOrigFull": "Movimento/Republic", "NameOrigFullEng": "Movement/Republic of X"},
        [("PJAK", "und", False), ("Movimento/Republic", "und", False), ("Movement/Republic of X", "en", False)],
        "a slash inside a name is no border",
    ),
    ({"NameOrigFullEng": " pjak  "}, [("PJAK", "en", False)], "spellings that fold alike are one"),
]  # fmt: skip


@pytest.mark.parametrize(("cells", "names", "reason"), NAMES, ids=[case[2] for case in NAMES])
def test_names_of_a_row(cells: dict[str, str], names: list[tuple[str, str, bool]], reason: str) -> None:
    found = spellings(309, row(309, "PJAK", **cells))
    assert [(name.text, name.language, name.former) for name in found] == names, reason


def test_what_stands_in_the_column_of_a_name_and_is_none() -> None:
    cells = row(8008, "Los Tiguerones", NameOrigFull="Spanish ")
    assert [name.text for name in spellings(8008, cells)] == ["Los Tiguerones"]
    assert [name.text for name in spellings(8009, cells)] == ["Los Tiguerones", "Spanish"]


def test_lists_that_do_not_run_parallel_are_known() -> None:
    assert unpaired(row(1, "A", NewName="A, B", NewNameFullEng="One, Two, Three"))
    assert not unpaired(row(1, "A", NewName="A, B", NewNameFullEng="One, Two"))
    assert not unpaired(row(1, "A", NewName="B", NewNameFullEng="One, Two and Three"))
    assert not unpaired(row(1, "A"))


@pytest.mark.parametrize(("text", "plain"), [("  A  B\n", "A B"), ("n/a", ""), ("\u200fجبهه", "جبهه"), ("N/A ", "")])
def test_cells_are_cleaned(text: str, plain: str) -> None:
    assert clean(text) == plain


@pytest.mark.parametrize(
    ("text", "script"),
    [("Имарат Кавказ", "Cyrl"), ("مجلس القيادة", "Arab"), ("ဘုရားသခင်", "Mymr"), ("18 de Março", ""), ("26", "")],
)
def test_scripts(text: str, script: str) -> None:
    assert script_of(text) == script
