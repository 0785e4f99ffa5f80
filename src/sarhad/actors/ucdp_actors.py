"""UCDP's actor data set, any release of it, as a registry."""

from __future__ import annotations

import csv
import difflib
import io
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path

from ..errors import InputError, Problem
from ..vocabulary import countries
from .actor import CitedSource
from .folding import digest, fold
from .model import ActorKind, RelationKind
from .persons import named_after_persons
from .registry import Registry
from .ucdp_entry import Link, UcdpActor, ucdp_registry
from .ucdp_names import NAME_COLUMNS, clean, spellings, unpaired

_SIZE_LIMIT = 50_000_000
_KINDS: Mapping[str, ActorKind] = {"1": "armed-group", "2": "militia", "3": "communal", "4": "state"}
"""UCDP's `Org`: 1 formally organised groups; 2 informally organised ones (supporters of parties and the like); 3 groups
that fight along communal lines; 4 governments."""
_LINKS: tuple[tuple[str, str, RelationKind, str], ...] = (
    ("Splinter", "ActorIdPrev", "splinter-of", ""),
    ("SplitTemp", "ActorIdSplitTemp", "splinter-of", "a temporary split, as UCDP codes it"),
    ("Alliance", "ActorIdAlliance", "member-of", ""),
    ("JoinGroup", "ActorIdGroup", "joined", ""),
)
_REQUIRED = (
    "ActorId",
    *NAME_COLUMNS,
    "NameChange",
    "Org",
    *(c for link in _LINKS for c in link[:2]),
    "GWNOLoc",
    "Version",
)
_LEFT_ASIDE = (
    "ConflictId", "DyadId", "PrimaryParty", "OSID", "OSCoalition", "OSCoalitionID", "NSID", "NSCoalition",
    "NSCoalitionID", "NamePrev", "NameSplitTemp", "NameAlliance", "GroupName", "Location", "Region",
)  # fmt: skip
"""Numbers of conflicts and dyads, the names that go with the ids of other actors, and places beside their numbers."""


def read_ucdp_actors(path: Path | str) -> Registry:
    """The registry that UCDP's actor data set makes: the CSV of any release with the columns of version 22.1.

    Ids are `ucdp-` and UCDP's number. Names are in English and, as far as UCDP has them, in the original (its language
    is not told: `und`). Splits, alliances and joins carry no date. Actors named after a person have a number and a kind
    only; in a release that nobody has read through, those whose name only looks so as well, and `problems` tells them.

    Raises:
        InputError: the file cannot be read, or a column is missing.
    """
    path = Path(path)
    return ucdp_registry(*read_entries(path))


def read_entries(path: Path) -> tuple[list[UcdpActor], CitedSource, list[Problem]]:
    """The rows as plain values, the source with its version, and what is odd in the file."""
    text, problems = _text(path)
    reader = csv.DictReader(io.StringIO(text, newline=""))
    problems += _check_columns(tuple(reader.fieldnames or ()), path.name)
    rows = _Rows(path.name, problems)
    try:
        for number, row in enumerate(reader, start=1):
            rows.take(number, {key: value or "" for key, value in row.items() if isinstance(key, str)})
    except csv.Error as error:
        raise InputError(f"{path.name} is not a CSV: {error}", do="download it again") from error
    if not rows.entries:
        raise InputError(f"{path.name} holds no actor that can be read", problems=rows.problems[:20])
    return rows.finished(), rows.source(), rows.problems


class _Rows:
    """Reads row after row, and keeps what is needed to check each against the others."""

    def __init__(self, file: str, problems: list[Problem]) -> None:
        self.file, self.problems = file, problems
        self.entries: dict[int, UcdpActor] = {}
        self.versions: dict[str, None] = {}
        self.persons = named_after_persons()

    def take(self, at: int, row: dict[str, str]) -> None:
        """One row; a broken one is told and left out."""
        number = row["ActorId"].strip()
        if not any(value.strip() for value in row.values()):
            return
        actor = _whole(number)
        if actor is None or not clean(row["NameData"]):
            what = "not an actor of UCDP: a number and a name are needed"
            self._tell("not-an-actor", what, at, "ActorId", number, "record left out")
            return
        if actor in self.entries:
            self._tell("actor-twice", "this actor has a row already", at, "ActorId", number, "record left out")
            return
        if version := row["Version"].strip():
            self.versions[version] = None
        kind = _KINDS.get(row["Org"].strip())
        if kind is None:
            self._tell("org-unknown", "no kind of organisation that is known", at, "Org", row["Org"], "value left out")
        active = self._countries(row["GWNOLoc"], at)
        all_names = spellings(actor, row)
        hidden = self.persons.not_read(actor)
        names = spellings(actor, {**row, **dict.fromkeys(hidden, "")}) if hidden else all_names
        withheld = actor in self.persons.withheld
        if not withheld and self.persons.looks_new(actor, (name.text for name in names)):
            withheld = True
            what = "it may be named after a person: shown by its number"
            self._tell("person-perhaps", what, at, "ActorId", number, "value left out")
        if withheld:
            names = ()
        if not withheld and unpaired(row):
            what = "the lists of new names do not run parallel"
            self._tell("names-not-paired", what, at, "NewName", row["NewName"], "value left out")
        kept = {fold(name.text) for name in names}
        self.entries[actor] = UcdpActor(
            actor,
            at,
            kind or "unknown",
            self._country(row, kind, active),
            active,
            "" if withheld else clean(row["NameData"]),
            names,
            self._links(actor, row, at),
            tuple(sorted(digest(name.text) for name in all_names if fold(name.text) not in kept)),
        )

    def finished(self) -> list[UcdpActor]:
        """All of them, without relations to actors that have no row."""
        return [
            UcdpActor(
                entry.number, entry.row, entry.kind, entry.country, entry.active, entry.name, entry.names,
                tuple(link for link in entry.links if self._there(link.to, entry.row)), entry.hidden,
            )
            for entry in self.entries.values()
        ]  # fmt: skip

    def source(self) -> CitedSource:
        """The data set with its version; several versions in one file are told."""
        if len(self.versions) != 1:
            found = ", ".join(self.versions) or "none"
            self.problems.append(
                Problem("versions", f"one version is expected, found {found}", file=self.file, column="Version")
            )
        version = next(iter(self.versions), "unknown")
        return CitedSource(
            "ucdp-actors",
            f"UCDP Actor Dataset, version {version}",
            "Uppsala Conflict Data Program",
            url="https://ucdp.uu.se/downloads/",
            licence="CC BY 4.0",
        )

    def _countries(self, numbers: str, at: int) -> tuple[str, ...]:
        found = set()
        for text in numbers.replace(";", ",").split(","):
            number = text.strip()
            gw = _whole(number)
            iso3 = countries().iso3_of_gw(gw) if gw is not None else None
            if iso3:
                found.add(iso3)
            elif number:
                self._tell("country-unknown", "no country has this number", at, "GWNOLoc", number, "value left out")
        return tuple(sorted(found))

    @staticmethod
    def _country(row: Mapping[str, str], kind: ActorKind | None, active: tuple[str, ...]) -> str | None:
        if kind == "state":
            name = clean(row["NameData"]).removeprefix("Government of ")
            return countries().iso3_of_name(name, "ucdp") or countries().iso3_of_name(name.split(" (")[0])
        return active[0] if len(active) == 1 else None

    def _links(self, actor: int, row: Mapping[str, str], at: int) -> tuple[Link, ...]:
        found: dict[Link, None] = {}
        for flag, column, kind, note in _LINKS:
            others = [part.strip() for part in row[column].replace(";", ",").split(",") if part.strip()]
            if bool(others) != (_whole(row[flag].strip()) == 1):
                self._tell("flag-alone", f"{flag} and {column} do not agree", at, column, row[column], "value left out")
                continue
            for other in others:
                number = _whole(other)
                if number is None:
                    self._tell("not-a-number", "not the number of an actor", at, column, other, "value left out")
                elif number == actor:
                    self._tell(
                        "self-relation", "an actor has no relation to itself", at, column, other, "value left out"
                    )
                else:
                    found[Link(kind, number, note)] = None
        return tuple(found)

    def _there(self, other: int, at: int) -> bool:
        if other in self.entries:
            return True
        self._tell("no-such-actor", "a relation to an actor that has no row", at, "", str(other), "value left out")
        return False

    def _tell(self, kind: str, what: str, at: int, column: str, value: str, effect: str) -> None:
        self.problems.append(
            Problem(kind, what, file=self.file, row=at, column=column, value=value, effect=effect)  # type: ignore[arg-type]
        )


def _whole(text: str) -> int | None:
    """A whole number of at most nine digits, as it is written or as a spreadsheet leaves it (7.0)."""
    digits = text.removesuffix(".0")
    return int(digits) if digits.isascii() and digits.isdecimal() and len(digits) < 10 else None


def _text(path: Path) -> tuple[str, list[Problem]]:
    """The text of the CSV, plain or zipped. UCDP writes some releases in UTF-8 and some in Windows-1252."""
    if not path.is_file():
        what = "is a folder, not a file" if path.is_dir() else "does not exist"
        raise InputError(f"{path.name or path} {what}", do="give UCDP's actor data set as CSV, or zipped")
    with path.open("rb") as file:
        content = file.read(_SIZE_LIMIT + 1)
    if content[:4] == b"PK\x03\x04":
        content = _unzipped(path)
    if len(content) > _SIZE_LIMIT:
        raise InputError(f"{path.name} is larger than {_SIZE_LIMIT:,} bytes", do="give UCDP's actor data set")
    try:
        return content.decode("utf-8-sig"), []
    except UnicodeDecodeError:
        pass
    try:
        text = content.decode("cp1252")
    except UnicodeDecodeError as error:
        what = f"{path.name} is neither UTF-8 nor Windows-1252: {error.reason}"
        raise InputError(what, do="save it as UTF-8") from error
    what = "not UTF-8: read as Windows-1252, in which letters of other scripts are lost"
    return text, [Problem("encoding", what, file=path.name, do="save UCDP's XLSX as CSV UTF-8 where names matter")]


def _unzipped(path: Path) -> bytes:
    """The one CSV in a zip, read in memory."""
    try:
        with zipfile.ZipFile(path) as archive:
            tables = [member for member in archive.infolist() if member.filename.casefold().endswith(".csv")]
            if len(tables) != 1:
                what = f"{path.name} holds {len(tables)} CSV files, one is expected"
                raise InputError(what, do="unpack it and give the CSV")
            with archive.open(tables[0]) as rows:
                return rows.read(_SIZE_LIMIT + 1)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, zlib.error) as error:
        raise InputError(f"{path.name} is not a zip that can be read: {error}", do="download it again") from error


def _check_columns(columns: tuple[str, ...], file: str) -> list[Problem]:
    names = tuple(column.strip() for column in columns)
    unknown = [name for name in names if name not in _REQUIRED and name not in _LEFT_ASIDE]
    missing = [name for name in _REQUIRED if name not in columns]
    if missing:
        told = []
        for name in missing:
            close = difflib.get_close_matches(name, unknown, n=1)
            hint = f'; "{close[0]}" may be it under another name' if close else ""
            told.append(
                Problem("column-missing", f"the column is missing{hint}", file=file, column=name, effect="nothing read",
                        severity="error", do="give UCDP's actor data set as its publisher writes it")
            )  # fmt: skip
        count = "1 column is" if len(missing) == 1 else f"{len(missing)} columns are"
        raise InputError(f"{count} missing in {file}; no actor was read", problems=told)
    return [
        Problem("column-unknown", "the column is unknown and was not read", file=file, column=name,
                do="compare with the codebook of the release; it may be new")
        for name in unknown
    ]  # fmt: skip
