"""Nobody gets a row that may not be passed on: marked rows are tried through every exit that the code has."""

from __future__ import annotations

import ast
import datetime as dt
import io
import re
import shutil
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pyarrow.parquet as pq
import pytest

import sarhad as package
from sarhad.actors.exchange import registry_from, write_exchange
from sarhad.build import build
from sarhad.cli.app import app
from sarhad.events import exits, export
from sarhad.events.gate import LicenceError
from sarhad.watch import create_watch, read_watch
from tests import make
from tests.sources import acled, ged, mappings

from .conftest import sarhad

SOURCE = Path(package.__file__).parent
DOCS = Path(__file__).resolve().parents[2] / "docs" / "licences.md"
MARK = "Zqxmark"
MARKS = (
    rb"zqxmark", rb"zqx771", rb"31\.2345", rb"64\.9876", rb"31\.235\b", rb"64\.988\b", rb"31[,.]?337\b", rb"geheim",
)  # fmt: skip
"""Texts, ids, coordinates (also rounded), deaths of withheld cells, texts of the private source."""
ROUNDED = (rb"(?<![\d.])31\.2[34]?(?!\d)", rb"(?<![\d.])64\.9[89]?(?!\d)")
"""In data files: the coordinates rounded to a city."""
TODAY = dt.date(2026, 3, 1)

ACCEPTED = """
[[sources]]
source = "acled"
accept_terms = true
filters = "Afghanistan, January 2026"
coverage = {countries = ["AFG"], start = 2026-01-01, end = 2026-01-31}
"""
CLAIMS = """
source:
  title: A note
claims:
  - id: bombings
    says: There was a bombing.
    kind: exists
    of: {countries: [AFG], event_class: [bombing], from: 2026-01-01, until: 2026-01-31}
  - id: many
    says: There were three events or more.
    kind: count
    of: {countries: [AFG], from: 2026-01-01, until: 2026-01-31}
    expect: ">= 3"
"""


NAMES = f"""name,country,from,until,actor,who,when,why
{MARK} Front,AFG,,,nobody-known,{MARK},2026-02-01,{MARK}
{MARK} Front,AFG,,,none,{MARK},2026-02-01,{MARK}
{MARK} Forces,,,,none,{MARK},2026-02-01,{MARK}
{MARK} Forces,,,,ucdp-303,{MARK},2026-02-01,{MARK}
"""
"""Decisions on names of closed rows: one on an actor that is not there, one that binds, a contradiction."""

MATCHES = f"""event_a,event_b,decision,who,when,why
acled:ZQX771001,acled:ZQX771002,same,{MARK},2026-02-01,{MARK}
acled:ZQX771002,ucdp-ged:401,same,{MARK},2026-02-01,{MARK}
acled:ZQX771001,ucdp-ged:401,different,{MARK},2026-02-01,{MARK}
acled:ZQX771003,ucdp-ged:402,same,{MARK},2026-02-01,{MARK}
acled:ZQX771999,ucdp-ged:402,same,{MARK},2026-02-01,{MARK}
acled:ZQX771004,ucdp-ged:402,{MARK},{MARK},2026-02-01,{MARK}
ucdp-ged:404,ucdp-ged:405,different,desk,2026-02-01,
"""
"""Decisions on closed rows: a contradiction, one that binds, one on a row that is gone, one that cannot be read."""


def marked(number: int, sub_event_type: str, **values: str) -> dict[str, str]:
    """A row in ACLED's layout with a mark in every text, distinctive coordinates and deaths."""
    texts = dict.fromkeys(("assoc_actor_1", "assoc_actor_2", "location", "source", "notes", "tags", "admin2"), MARK)
    return {
        **acled.ROW, **texts, "event_id_cnty": f"ZQX771{number:03}", "event_date": "2026-01-17", "year": "2026",
        "sub_event_type": sub_event_type, "actor1": f"{MARK} Front", "actor2": f"{MARK} Forces", "admin1": MARK,
        "latitude": "31.234567", "longitude": "64.987654", "fatalities": "4", **values,
    }  # fmt: skip


def rows(bombings: int, deaths: str) -> list[dict[str, str]]:
    """Five clashes, and a cell of one or two bombings."""
    few = [marked(100 + n, "Suicide bomb", fatalities=deaths) for n in range(bombings)]
    return [*(marked(n, "Armed clash") for n in range(5)), *few]


def marked_watch(folder: Path, closed: list[dict[str, str]], stated: str = "") -> Path:
    """A watch with open rows of UCDP, marked rows of ACLED and of a private table."""
    watch = create_watch(folder, title="Marked", countries=["AFG"], start=dt.date(2026, 1, 1)).folder
    (watch / "claims").mkdir(exist_ok=True)
    (watch / "claims" / "note.yaml").write_text(CLAIMS)
    text = mappings.MAPPING.replace("licence_class: open", "licence_class: private")
    listed = (
        mappings.TABLE.splitlines()[0]
        + '\n7,17/01/2026,AF,Geheim,"31,234567","64,987654",exacto,Geheim,bomba,31337,X\n'
    )
    table, mapping = mappings.write(watch, listed, text)
    private = f'\n[[sources]]\nsource = "province-watch"\nfile = "{table.name}"\nmap = "{mapping.name}"\n'
    file = watch / "watch.toml"
    file.write_text(file.read_text() + stated + private)
    (watch / "decisions").mkdir(exist_ok=True)
    (watch / "decisions" / "actors.csv").write_text(NAMES)
    (watch / "decisions" / "matches.csv").write_text(MATCHES)
    open_rows = [{"year": "2026", "date_start": f"2026-01-0{n}", "date_end": f"2026-01-0{n}"} for n in range(1, 8)]
    files = ged.write(folder.parent, *open_rows, name="ged261.csv"), acled.write(folder.parent, closed, "acled.csv")
    for path in files:
        done = sarhad("add", path, "--watch", watch, "--accessed", "2026-02-01")
        assert done.returncode == 0, done.stderr
        if path.name == "acled.csv":
            assert not leaks(done.stdout.encode() + done.stderr.encode(), "terminal")
    return watch


def leaks(data: bytes, name: str) -> list[str]:
    """What of the marks stands in a file or an output."""
    wanted = (*MARKS, *ROUNDED) if name.endswith((".csv", ".json", ".geojson", ".jsonl", ".xml")) else MARKS
    texts = [data]
    if name.endswith(".parquet"):
        table = pq.read_table(io.BytesIO(data))
        texts.append(repr((table.to_pylist(), table.schema.metadata)).encode())
    if name.endswith(".png"):
        texts += list(_png_texts(data))
    # A checksum is no figure: 31337 may stand in one by chance.
    texts = [re.sub(rb"\b[0-9a-f]{12,64}\b", b"", text) for text in texts]
    return [f"{name}: {m[0]!r}" for text in texts for mark in wanted if (m := re.search(mark, text, re.IGNORECASE))]


def _png_texts(data: bytes) -> Iterator[bytes]:
    at = 8
    while at < len(data):
        size, kind = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        body = data[at + 8 : at + 8 + size]
        if kind == b"zTXt":
            yield zlib.decompress(body.partition(b"\0")[2][1:])
        elif kind in (b"tEXt", b"iTXt"):
            yield body
        at += size + 12


def tree(folder: Path) -> dict[str, bytes]:
    """Every file of a site or of what is kept of a build, by its path."""
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


@pytest.fixture(scope="module")
def refused(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The watch built without accepting ACLED's terms."""
    return _built(tmp_path_factory.mktemp("refused"), rows(2, "31337"))


@pytest.fixture(scope="module")
def accepted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The watch built with ACLED's terms accepted; its cell of bombings holds two events."""
    return _built(tmp_path_factory.mktemp("accepted"), rows(2, "31337"), ACCEPTED)


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same watch with one bombing of other deaths."""
    return _built(tmp_path_factory.mktemp("other"), rows(1, "7"), ACCEPTED)


def _built(folder: Path, closed: list[dict[str, str]], stated: str = "") -> Path:
    watch = marked_watch(folder / "watch", closed, stated)
    build(read_watch(watch), month="2026-01", today=TODAY)
    return watch


def test_the_marks_are_found_where_a_row_leaves(tmp_path: Path) -> None:
    """The search itself: it finds the marks in each format that a file can leave in."""
    row = make.event(1, side_a=MARK, longitude=64.987654, latitude=31.234567)
    for name, write in (("a.csv", export.write_csv), ("a.geojson", export.write_geojson)):
        write(make.table(row), tmp_path / name)
        assert len(leaks((tmp_path / name).read_bytes(), name)) >= 3
    export.write_geoparquet(make.table(row), tmp_path / "a.parquet")
    assert leaks((tmp_path / "a.parquet").read_bytes(), "a.parquet")
    png = b"\x89PNG\r\n\x1a\n" + len(zlib.compress(MARK.encode()) + b"a\0\0").to_bytes(4, "big") + b"zTXt"
    assert leaks(png + b"a\0\0" + zlib.compress(MARK.encode()) + b"crc!", "a.png")
    assert leaks(b"x 64.98,31.23", "a.csv")


@pytest.mark.parametrize("name", ["refused", "accepted"])
def test_no_byte_of_a_marked_row_is_published(name: str, request: pytest.FixtureRequest) -> None:
    watch = request.getfixturevalue(name)
    for folder in (watch / "site", watch / ".sarhad" / "manifests", watch / ".sarhad" / "figures"):
        files = tree(folder.resolve())
        assert files
        assert [leak for path, data in files.items() for leak in leaks(data, path)] == []


def test_of_terms_that_are_not_accepted_nothing_is_published(refused: Path) -> None:
    pages = tree((refused / "site").resolve())
    assert not [path for path, data in pages.items() if b"acled" in data.lower() and path.endswith((".csv", ".json"))]
    assert b'id="providers"' not in pages["2026-01/index.html"]


def test_of_accepted_terms_sums_are_published_with_the_attribution(accepted: Path) -> None:
    site = (accepted / "site").resolve()
    page = (site / "2026-01" / "index.html").read_text()
    attribution = (
        "Armed Conflict Location &amp; Event Data (ACLED), www.acleddata.com. Accessed 1 February 2026. Filters:"
    )
    assert attribution in page
    assert attribution in (site / "sources.html").read_text()
    cells = (site / "2026-01" / "data" / "providers.csv").read_text().replace('"', "").splitlines()[1:]
    assert cells[0].startswith("acled,AFG,2026-01,bombing,,,fewer than 3,")
    assert cells[1].startswith("acled,AFG,2026-01,clash,5,20,,")
    assert len(cells) == 2


def test_nothing_that_is_published_depends_on_a_withheld_cell(accepted: Path, other: Path) -> None:
    """Whether there is one bombing or two, and of how many deaths: every page and file is the same, byte for byte."""
    sites = [tree((watch / "site").resolve()) for watch in (accepted, other)]
    assert sites[0].keys() == sites[1].keys()
    checksums = re.compile(rb"[0-9a-f]{12,64}")
    for path, data in sites[0].items():
        if not path.endswith(".parquet"):
            assert checksums.sub(b"", data) == checksums.sub(b"", sites[1][path]), path


SITE = {
    "build.publish.publish": "**/*",
    "bulletin.living.write_living": "sources.html",
    "bulletin.month.write_month": "2026-01/**/*",
    "bulletin.site.write_issue": "feed.xml",
    "claims.history.History.append": "claims/history.jsonl",
}
"""Exits that write the site: what they write is searched in the two built sites."""
REFUSE = ("events.export.write_csv", "events.export.write_geojson", "events.export.write_geoparquet")
"""Exits that are handed a table: they refuse it."""
REGISTRIES = ("actors.exchange.writing.write_exchange",)
"""Exits that are handed a registry of actors: the names that it withholds are not in what they write."""
COMMANDS: dict[str, tuple[tuple[str, ...], ...]] = {
    "demo": (("NEW",),),
    "new": (("NEW", "--country", "AFG"),),
    "add": (),  # every watch above is made with it, and its output searched there
    "fetch": (),  # takes files in as add does, and tells their names and counts
    "map": (("CSV",), ("CSV", "--json"), ("CSV", "--out", "NEW")),  # refuses it: a draft tells values
    "changes": (("OLD", "CSV"), ("OLD", "CSV", "--json")),
    "build": (("WATCH",), ("WATCH", "--json")),
    "check": (("WATCH",), ("WATCH", "--evidence"), ("WATCH", "--json"), ("WATCH", "--explain", "many")),
    "actors resolve": (("Taleban", "--watch", "WATCH"), ("Taleban", "--watch", "WATCH", "--json")),
    "actors review": (("WATCH",), ("WATCH", "--json")),
    "actors decide": (("Taleban", "none", "--who", "desk", "--watch", "WATCH"),),
    "actors export": (("--format", "stix", "--watch", "WATCH"), ("--format", "ftm", "--watch", "WATCH")),
    "actors import": (("CSV", "--format", "stix"), ("CSV", "--format", "ftm")),  # refuses it: no actors
    "match review": (("WATCH",), ("WATCH", "--json")),
    "match explain": (
        ("ucdp-ged:402", "--watch", "WATCH"),
        ("ucdp-ged:402", "--watch", "WATCH", "--json"),
        ("ucdp-ged:404", "ucdp-ged:405", "--watch", "WATCH"),
    ),
    "match decide": (("ucdp-ged:401", "ucdp-ged:402", "same", "--who", "desk", "--watch", "WATCH"),),
    "match coverage": (("WATCH",), ("WATCH", "--json")),
    "match undo": (("ucdp-ged:404", "ucdp-ged:405", "--who", "desk", "--watch", "WATCH"),),
    "forecast issue": (("CSV", "--cutoff", "2026-01", "--out", "NEW"),),  # refuse it: no panel
    "forecast panel": (("--unit", "country", "--watch", "WATCH", "--out", "NEW.csv"),),  # no open row is covered
    "forecast backtest": (("CSV", "--windows", "2026"), ("CSV", "--windows", "2026", "--json")),
    "serve": (),  # hands out the files of the site, which are searched above
}
"""What is run of each command; its output is searched."""


def untried(found: tuple[exits.Exit, ...]) -> list[str]:
    """The exits that no test tries to leak through."""
    return [e.name for e in found if not e.stays and e.name not in (*SITE, *REFUSE, *REGISTRIES)]


def test_every_exit_of_the_code_is_tried() -> None:
    found = exits.exits()
    assert untried(found) == [], "give the new exit a trial in SITE or REFUSE"
    assert {e.name for e in found if not e.stays} == {*SITE, *REFUSE, *REGISTRIES}, "an exit is gone"
    groups = [(group.typer_instance, f"{group.typer_instance.info.name} ") for group in app.registered_groups]
    named = {
        f"{before}{command.name or command.callback.__name__}"
        for group, before in ((app, ""), *groups)
        for command in group.registered_commands
    }
    assert named == set(COMMANDS), "give the new command a trial in COMMANDS"
    assert untried((*found, exits.Exit("bulletin.new.send", "a new exit", stays=False))) == ["bulletin.new.send"]


@pytest.mark.parametrize("form", ["stix", "ftm"])
def test_no_registry_leaves_with_a_name_that_it_withholds(form: Literal["stix", "ftm"], tmp_path: Path) -> None:
    """Neither as a name, nor in an id, a note, or the citation of a name."""
    named = {
        "id": MARK.lower(), "name": f"Forces of {MARK}", "kind": "armed-group", "ucdp": [99], "source": "data",
        "names": [{"text": MARK, "language": "en", "source": f"data of {MARK}"}], "note": f"Led by {MARK}.",
    }  # fmt: skip
    other = {"id": "front", "name": "Front", "kind": "armed-group", "source": "data", "relations": [
        {"to": MARK.lower(), "kind": "fights", "basis": "data", "source": "data"}]}  # fmt: skip
    works = {"data": {"title": "Data", "publisher": "A university"}}
    registry = registry_from({"withheld": [99], "sources": works, "actors": [named, other]}, "actors.yaml")
    write_exchange(registry, tmp_path / "out.json", form)
    written = (tmp_path / "out.json").read_bytes()
    assert b"UCDP actor 99" in written
    assert leaks(written, "out.json") == []


@pytest.mark.parametrize("name", SITE)
def test_no_exit_of_the_site_leaks(name: str, refused: Path, accepted: Path) -> None:
    for watch in (refused, accepted):
        found = [path for path in (watch / "site").resolve().glob(SITE[name]) if path.is_file()]
        assert found
        assert [leak for path in found for leak in leaks(path.read_bytes(), path.name)] == []


@pytest.mark.parametrize("name", REFUSE)
def test_no_writer_takes_a_marked_row(name: str, tmp_path: Path) -> None:
    write = getattr(export, name.rpartition(".")[2])
    for licence_class in ("aggregate-only", "private"):
        table = make.table(make.event(1), make.event(2, source="acled", side_a=MARK, licence_class=licence_class))
        with pytest.raises(LicenceError):
            write(table, tmp_path / "out")
        assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("command", "words"), [(name, words) for name, runs in COMMANDS.items() for words in runs])
def test_no_command_prints_a_marked_row(command: str, words: tuple[str, ...], accepted: Path, tmp_path: Path) -> None:
    """Also on the user's own terminal: what a build prints may stand in a public log."""
    watch = tmp_path / "copy"
    shutil.copytree(accepted, watch, symlinks=True)
    old = acled.write(tmp_path, rows(1, "7"), "old.csv")
    new = acled.write(tmp_path, rows(2, "31337"), "new.csv")
    places = {"WATCH": watch, "OLD": old, "CSV": new, "NEW": tmp_path / "made", "NEW.csv": tmp_path / "made.csv"}
    done = sarhad(*command.split(), *(places.get(word, word) for word in words))
    refused = command in ("map", "actors import", "forecast issue", "forecast backtest", "forecast panel")
    assert done.returncode in ((2,) if refused else (0, 1)), done.stderr
    assert done.stdout or done.stderr
    assert not [path for path in tmp_path.glob("made*") if path.is_file()]
    assert leaks(done.stdout.encode() + done.stderr.encode(), "output.csv") == []


@pytest.mark.parametrize("unit", [("country",), ("priogrid", "--place-precision-max", "3")], ids=lambda unit: unit[0])
def test_a_panel_is_made_of_open_rows_only(unit: tuple[str, ...], accepted: Path, tmp_path: Path) -> None:
    watch, target = tmp_path / "copy", tmp_path / "panel.parquet"
    shutil.copytree(accepted, watch, symlinks=True)
    file = watch / "watch.toml"
    file.write_text(file.read_text() + ACCEPTED.split("accept_terms")[0].replace("acled", "ucdp-ged"))
    file.write_text(file.read_text() + 'coverage = {countries = ["AFG"], start = 2026-01-01, end = 2026-01-31}\n')
    done = sarhad("forecast", "panel", "--unit", *unit, "--watch", watch, "--out", target)
    assert done.returncode == 0, done.stderr
    assert leaks(done.stdout.encode() + done.stderr.encode(), "output.csv") == []
    assert leaks(target.read_bytes(), target.name) == []
    assert pq.read_table(target)["ged_sb"].to_pylist() == [70], "seven rows of ten deaths"


WRITING = {
    "write_text", "write_bytes", "write_table", "writelines", "symlink_to", "hardlink_to", "copyfile", "copy2",
    "copytree", "copyfileobj", "mkstemp", "NamedTemporaryFile", "ParquetWriter", "to_csv", "to_parquet", "to_json",
    "dump", "sink_parquet", "save",
}  # fmt: skip


def unmarked(text: str) -> list[str]:
    """The functions of a module that write and bear no mark of an exit."""
    found: list[str] = []

    def look(node: ast.AST, inside: str, marked: bool) -> None:
        for child in ast.iter_child_nodes(node):
            name, known = inside, marked
            if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                name = f"{inside}.{child.name}".strip(".")
                known = marked or any(_is_mark(mark) for mark in child.decorator_list)
            if isinstance(child, ast.Call) and _writes(child) and not known:
                found.append(inside or "the module itself")
            look(child, name, known)

    look(ast.parse(text), "", False)
    return found


def _is_mark(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("leaves", "stays")


def _writes(call: ast.Call) -> bool:
    name = getattr(call.func, "attr", getattr(call.func, "id", ""))
    if name not in ("open", "fdopen"):
        return name in WRITING
    given = [*call.args, *(word.value for word in call.keywords if word.arg == "mode")]
    modes = [part.value for part in given if isinstance(part, ast.Constant) and isinstance(part.value, str)]
    return any(set(mode) <= set("rwxabt+") and set(mode) & set("wxa+") for mode in modes)


@pytest.mark.parametrize("path", sorted(SOURCE.rglob("*.py")), ids=lambda p: str(p.relative_to(SOURCE)))
def test_every_function_that_writes_is_marked(path: Path) -> None:
    assert unmarked(path.read_text(encoding="utf-8")) == [], "mark it with leaves or stays of sarhad.events.exits"


@pytest.mark.parametrize(
    ("text", "found", "why"),
    [
        ("def send(table, path):\n    path.write_bytes(table)", ["send"], "a new exit without the gate"),
        ("def send(path):\n    with open(path, 'w') as out: out.write('')", ["send"], "a file opened to be written"),
        ("class Feed:\n    def send(self, p):\n        p.open(mode='ab')", ["Feed.send"], "a method"),
        ("Path('a').write_text('')", ["the module itself"], "on import"),
        ("@leaves('a feed')\ndef send(path):\n    path.write_bytes(b'')", [], "marked, so that it is tried above"),
        ("def read(path):\n    return path.open('rb').read()", [], "it reads"),
    ],
)
def test_the_search_for_unmarked_functions(text: str, found: list[str], why: str) -> None:
    assert unmarked(text) == found, why


def test_the_documentation_lists_the_exits() -> None:
    text = DOCS.read_text(encoding="utf-8")
    for title, stays in (("What leaves", False), ("What stays", True)):
        part = text.split(f"## {title}\n")[1].split("\n## ")[0]
        listed = dict(re.findall(r"^\| `([\w.]+)` \| (.+?) \|", part, flags=re.M))
        assert listed == {e.name: e.what for e in exits.exits() if e.stays is stays}
