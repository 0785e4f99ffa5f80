import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sarhad import sources
from sarhad.errors import InputError
from sarhad.sources import draft_table, draft_text, open_lines, parse_mapping
from sarhad.sources.drafting import PERSONS, Proposal
from sarhad.sources.drafting_text import quoted
from sarhad.vocabulary import spellings

ALWAYS_OPEN = {"source.publisher", "source.licence", "source.licence_class", "source.citation"}
_ANSWERS = {"publisher": "P", "licence": "CC BY 4.0", "licence_class": "open", "citation": "C"}


def draft(folder: Path, table: str) -> dict[str, Proposal]:
    (folder / "table.csv").write_text(table, encoding="utf-8")
    return {proposal.column: proposal for proposal in draft_table(folder / "table.csv").proposals}


def column(folder: Path, name: str, *values: str) -> Proposal:
    return draft(folder, "\n".join([f'"{name}"', *(f'"{value}"' for value in values)]) + "\n")[name]


def answered(text: str) -> str:
    """The draft with what a person always says of a source."""
    for key, answer in _ANSWERS.items():
        text = re.sub(rf"^  {key}: .*$", f"  {key}: {answer}", text, flags=re.MULTILINE)
    return text


NAMES = [
    ("event_date", "2020-01-02", "date", "English"),
    ("Fecha del hecho", "2020-01-02", "date", "Spanish"),
    ("Date de début", "2020-01-02", "date_start", "French, with an accent"),
    ("Дата", "2020-01-02", "date", "Russian"),
    ("eventDate", "2020-01-02", "date", "capitals between words"),
    ("latitud", "4.5", "latitude", "Spanish"),
    ("Широта", "54.5", "latitude", "Russian"),
    ("gname", "ELN", "side_a", "a short name of a codebook"),
    ("Auteur", "un groupe", "side_a", "French"),
    ("perpetrator_grp", "ELN", "side_a", "close to a known name"),
    ("fatalities", "3", "deaths_reported", "English"),
    ("Muertos", "3", "deaths_reported", "Spanish"),
    ("Погибшие", "3", "deaths_reported", "Russian"),
    ("best", "3", "deaths_best", "an estimate with its own column"),
    ("pays", "Mali", "country", "French"),
]


@pytest.mark.parametrize(("name", "value", "fills", "why"), NAMES, ids=[case[3] + " " + case[0] for case in NAMES])
def test_columns_are_known_by_their_names(tmp_path: Path, name: str, value: str, fills: str, why: str) -> None:
    assert column(tmp_path, name, value).fills == fills, why


AGAINST = [
    ("lat", "95.2", "lie between", "no latitude"),
    ("fatalities", "many", "numbers", "no number"),
    ("date", "soon", "no dates", "no date"),
    ("country", "Atlantis", "no known countries", "no country"),
]


@pytest.mark.parametrize(("name", "value", "says", "why"), AGAINST, ids=[case[3] for case in AGAINST])
def test_values_that_do_not_bear_a_name_out_leave_it_aside(
    tmp_path: Path, name: str, value: str, says: str, why: str
) -> None:
    found = column(tmp_path, name, value)
    assert (found.fills, found.reason) == ("", "not used"), why
    assert says in found.why


def test_numbers_are_deaths_only_by_name(tmp_path: Path) -> None:
    assert column(tmp_path, "quantity", "3", "4").fills == ""


def test_an_id_that_stands_in_two_rows_is_no_id(tmp_path: Path) -> None:
    assert column(tmp_path, "id", "1", "2").fills == "source_id"
    assert column(tmp_path, "id", "1", "1").fills == ""


DATES = [
    (("13/02/2020", "01/02/2020"), ("DD/MM/YYYY",), "the 13th can only be a day"),
    (("02/13/2020", "01/02/2020"), ("MM/DD/YYYY",), "the 13th stands second"),
    (("03/02/2020", "01/02/2020"), ("DD/MM/YYYY", "MM/DD/YYYY"), "nothing tells: a question"),
    (("2020-02-01",), ("YYYY-MM-DD",), "ISO"),
    (("2020-02-01 10:30:00",), ("YYYY-MM-DD hh:mm:ss",), "with a clock"),
    (("5 mai 2020", "1 août 2021"), ("D MMMM YYYY",), "months by name"),
    (("2020-02",), ("YYYY-MM",), "months"),
]


@pytest.mark.parametrize(("values", "formats", "why"), DATES, ids=[case[2] for case in DATES])
def test_formats_of_dates_come_from_all_values(
    tmp_path: Path, values: tuple[str, ...], formats: tuple[str, ...], why: str
) -> None:
    assert column(tmp_path, "date", *values).formats == formats, why


def test_a_date_that_could_be_two_is_left_open_on_its_line(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("date,country\n01/02/2020,Mali\n03/02/2020,Mali\n")
    text = draft_text(draft_table(tmp_path / "t.csv"))
    line = text.splitlines().index(next(x for x in text.splitlines() if x.startswith("  date:"))) + 1
    assert "? DD/MM/YYYY or MM/DD/YYYY" in text
    left = {(problem.line, problem.column) for problem in open_lines(text, "m.yaml")}
    assert {column for _, column in left} == {*ALWAYS_OPEN, "columns.date.format"}
    assert (line, "columns.date.format") in left
    said = answered(text).replace('format: ""', "format: DD/MM/YYYY")
    assert sources.read(tmp_path / "t.csv", parse_mapping(said)).table["date_start"].to_pylist()[0].month == 2


PERSON_COLUMNS = ["Victim name", "phone", "Nombre", "ФИО", "e-mail", "date_of_birth", "adresse"]


@pytest.mark.parametrize("name", PERSON_COLUMNS)
def test_columns_of_private_persons_are_left_aside_and_not_shown(tmp_path: Path, name: str) -> None:
    found = column(tmp_path, name, "Secret Person")
    assert (found.fills, found.reason) == ("", PERSONS)
    assert "Secret" not in draft_text(draft_table(tmp_path / "table.csv"))


def test_addresses_of_mail_are_known_by_their_values(tmp_path: Path) -> None:
    found = column(tmp_path, "note", "a.person@example.org", "b@example.org")
    assert found.reason == PERSONS
    assert "example" not in draft_text(draft_table(tmp_path / "table.csv"))


def test_codes_are_listed_with_their_counts_and_the_ids_that_are_known(tmp_path: Path) -> None:
    found = column(tmp_path, "Tipo de hecho", "Atentado", "Atentado", "secuestro", "???")
    assert found.codes == {"Atentado": (2, "bombing"), "secuestro": (1, "abduction"), "???": (1, "")}


COUNTRIES = [("AFG", "iso3"), ("AF", "iso2"), ("004", "numeric"), ("Côte d'Ivoire", "name")]


@pytest.mark.parametrize(("value", "written"), COUNTRIES)
def test_how_countries_are_written_comes_from_the_values(tmp_path: Path, value: str, written: str) -> None:
    assert column(tmp_path, "country", value).written == written


def test_what_no_name_tells_may_be_told_by_values(tmp_path: Path) -> None:
    found = draft(tmp_path, "cuando,donde,que\n2020-05-06,Colombia,x\n2020-05-07,Peru,y\n")
    assert {name: proposal.fills for name, proposal in found.items()} == {
        "cuando": "date",
        "donde": "country",
        "que": "",
    }


def test_a_table_without_date_or_country_says_so(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("a,b\nx,y\n")
    text = draft_text(draft_table(tmp_path / "t.csv"))
    left = {problem.column for problem in open_lines(text, "m.yaml")}
    assert {"constants.country", "columns"} <= left
    assert "No column could be told for a date" in text


def test_a_table_without_rows_is_refused(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("a,b\n")
    with pytest.raises(InputError, match="no rows"):
        draft_table(tmp_path / "t.csv")


def test_ged_as_an_unknown_table_is_drafted_ready_but_for_its_source(ucdp: Path) -> None:
    file = ucdp / "ged-afghanistan-2020.csv"
    text = draft_text(draft_table(file))
    assert {problem.column for problem in open_lines(text, "m.yaml")} == ALWAYS_OPEN
    events = sources.read(file, parse_mapping(answered(text)))
    own = sources.read(file, "ucdp-ged")
    for name in (
        "date_start",
        "date_end",
        "country",
        "violence_type",
        "deaths_best",
        "deaths_low",
        "latitude",
        "place",
    ):
        assert events.table[name].equals(own.table[name]), name
    assert not [problem for problem in events.problems if problem.kind == "column-unknown"]


def test_aec_events_are_drafted_ready_but_for_their_source(ucdp: Path) -> None:
    file = ucdp / "aec-events.csv.gz"
    text = draft_text(draft_table(file))
    assert {problem.column for problem in open_lines(text, "m.yaml")} == ALWAYS_OPEN
    events = sources.read(file, parse_mapping(answered(text)))
    where = events.table["country"].to_pylist()
    assert (len(events), where.count("AFG"), where.count("PAK")) == (11_363, 1024, 376)


def test_a_table_of_indicators_is_known(data_dir: Path) -> None:
    drafted = draft_table(data_dir / "geo" / "population-world-bank.csv")
    assert drafted.holds == "indicators"
    text = draft_text(drafted)
    left = {problem.column for problem in open_lines(text, "m.yaml")}
    assert left == {*ALWAYS_OPEN, "constants.indicator", "constants.unit"}


@given(st.text(min_size=1, max_size=30).filter(lambda t: t.strip() == t and "\r" not in t and "\n" not in t))
@settings(max_examples=200, deadline=None)
def test_any_name_of_a_column_is_read_back_as_it_is(name: str) -> None:
    try:
        name.encode()
    except UnicodeEncodeError:
        return
    text = "source: {name: x, title: x, publisher: x, licence: x, licence_class: open, citation: x}\ncolumns:\n"
    text += f"  {quoted(name)}: date\n  {quoted(name + 'x')}: country\n"
    assert name in parse_mapping(text).columns


def test_no_spelling_means_two_things() -> None:
    for lists in (spellings().events, spellings().indicators):
        names = [name for spelled in lists.values() for name in spelled]
        twice = {name for name in names if names.count(name) > 1}
        assert not twice
        assert not (set(names) & spellings().persons)
