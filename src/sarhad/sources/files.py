"""From a file as it was downloaded to one plain file that can be read: gzip, zip, spreadsheets, odd encodings."""

from __future__ import annotations

import codecs
import csv
import errno
import gzip
import hashlib
import io
import json
import lzma
import os
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Literal

from ..errors import InputError
from ..events.exits import stays
from .spreadsheet import copy_workbook

MAX_UNPACKED = 4 * 2**30
"""No file of a known source unpacks to more bytes (a full UCDP GED release: under 0.4 GB)."""
MAX_RATIO = 100
"""No table packs better than this (a full UCDP GED release: about 7)."""
_SLACK = 2**20
_DAMAGED = (
    zipfile.BadZipFile,
    NotImplementedError,
    RuntimeError,
    EOFError,
    IndexError,
    ValueError,
    OverflowError,
    struct.error,
    zlib.error,
    lzma.LZMAError,
)
"""What the standard library raises on archives that are not whole."""
_HEAD = 2**20
_BLOCK = 2**20

_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_TABLES = (".csv", ".geojson", ".json", ".xlsx", ".parquet")

Form = Literal["csv", "geojson", "xlsx", "parquet"]


@dataclass(frozen=True, slots=True)
class Opened:
    """A plain file ready to be read. `name` is the user's file name, `inner` that of the member of a zip."""

    path: Path
    name: str
    inner: str
    form: Form
    raw_header: tuple[str, ...] = ()  # of a CSV, as written

    @property
    def header(self) -> tuple[str, ...]:
        """The column names of a CSV, without spaces around them; () for the other forms."""
        return tuple(name.strip() for name in self.raw_header)


@contextmanager
def opened(path: Path | str) -> Iterator[Opened]:
    """Unpack if need be (into a temporary folder, within bounds) and look at the first bytes.

    Raises `InputError` for a file that cannot be a table: absent, empty, binary, a web page, not UTF-8, a zip with no
    or several tables, with unsafe names, an old or a locked spreadsheet, or what unpacks to more than `MAX_UNPACKED`
    bytes or `MAX_RATIO` times.
    """
    given = Path(path)
    if not given.is_file():
        what = "is a folder, not a file" if given.is_dir() else "does not exist"
        raise InputError(f"{given.name or given} {what}", do="check the path")
    if not os.access(given, os.R_OK):
        raise InputError(f"{given.name} may not be read", do="check the permissions of the file")
    with tempfile.TemporaryDirectory(prefix="sarhad-") as scratch:
        plain, inner = _unpacked(given, Path(scratch))
        if inner and _is_zip(plain):  # a workbook in a zip or a gzip
            plain, _ = _unzipped(plain, Path(scratch), given.name)
        form, header = _look(plain, given.name)
        yield Opened(plain, given.name, inner, form, header)


def _unpacked(path: Path, scratch: Path) -> tuple[Path, str]:
    with path.open("rb") as file:
        magic = file.read(4)
    if magic[:2] == b"\x1f\x8b":
        target = scratch / "rows"
        with gzip.open(path) as packed:
            _copy(packed, target, path.stat().st_size, path.name)
        return target, path.stem
    if _is_zip(path):
        return _unzipped(path, scratch, path.name)
    return path, ""


def _is_zip(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) in (b"PK\x03\x04", b"PK\x05\x06")


def _unzipped(path: Path, scratch: Path, name: str) -> tuple[Path, str]:
    try:
        with zipfile.ZipFile(path) as archive:
            members = [m for m in archive.infolist() if not m.is_dir()]
            inside = {m.filename for m in members}
            if "[Content_Types].xml" in inside:
                size, workbook = path.stat().st_size, scratch / "workbook"
                copy_workbook(archive, workbook, name, lambda unpacked: _refuse_bomb(unpacked, size, name))
                return workbook, ""
            if {"mimetype", "content.xml"} <= inside:
                raise InputError(f"{name} is an OpenDocument file", do="save the sheet as .xlsx or as CSV UTF-8")
            for member in members:
                parts = PurePosixPath(member.filename.replace("\\", "/"))
                if parts.is_absolute() or ".." in parts.parts or ":" in parts.parts[0]:
                    raise InputError(
                        f'{name} holds a file with an unsafe name, "{member.filename}"; nothing was unpacked',
                        do="download the file again from its publisher",
                    )
            tables = [m for m in members if _is_table(m.filename)]
            if len(tables) != 1:
                held = ", ".join(m.filename for m in tables or members[:5]) or "nothing"
                count = f"{len(tables)} tables" if tables else "no table"
                raise InputError(f"{name} holds {count}: {held}", do="unpack it and give the one file that is meant")
            member = tables[0]
            if member.flag_bits & 0x1:
                raise InputError(f"{name} is locked with a password", do="unpack it and give the CSV")
            _refuse_bomb(member.file_size, max(member.compress_size, 1), name)
            target = scratch / "rows"
            with archive.open(member) as packed:
                _copy(packed, target, path.stat().st_size, name)
            return target, PurePosixPath(member.filename).name
    except OSError as error:
        if error.errno != errno.EINVAL:  # a place before the file's beginning; the rest is the disk's
            raise
        raise InputError(f"{name} is a damaged zip file ({error.strerror})", do="download it again") from error
    except _DAMAGED as error:
        raise InputError(f"{name} is a damaged zip file ({error})", do="download it again") from error


def _is_table(name: str) -> bool:
    return name.lower().endswith(_TABLES) and not name.startswith("__MACOSX/")


@stays("a member of an archive, unpacked to be read")
def _copy(packed: IO[bytes] | gzip.GzipFile, target: Path, size: int, name: str) -> None:
    written = 0
    try:
        with target.open("wb") as out:
            while block := packed.read(_BLOCK):
                written += len(block)
                _refuse_bomb(written, size, name)
                out.write(block)
    except (*_DAMAGED, gzip.BadGzipFile) as error:
        raise InputError(f"{name} is damaged or not whole ({error})", do="download it again") from error


def _refuse_bomb(unpacked: int, packed: int, name: str) -> None:
    if unpacked > MAX_UNPACKED:
        what = f"{name} unpacks to more than {MAX_UNPACKED / 2**30:,.0f} GB; nothing was read"
        raise InputError(what, do="give the table itself, unpacked")
    if unpacked > MAX_RATIO * packed + _SLACK:
        what = f"{name} unpacks to more than {MAX_RATIO} times its size; nothing was read"
        raise InputError(what, do="give the table itself, unpacked")


def _look(path: Path, name: str) -> tuple[Form, tuple[str, ...]]:
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if not head.strip():
        raise InputError(f"{name} is empty", do="download it again")
    if head.startswith(b"PAR1"):
        return "parquet", ()
    if head.startswith(b"PK"):
        return "xlsx", ()
    if head.startswith(_OLD_OFFICE):
        raise InputError(f"{name} is an old (.xls) or a locked spreadsheet", do="save it as .xlsx, without a password")
    text = _text(path, head, name)
    start = text.lstrip()[:200].lower()
    if start.startswith(("<!doctype", "<html", "<?xml", "<")):
        raise InputError(
            f"{name} is a web page, not a table", do="open the address in a browser and save the data file itself"
        )
    if start.startswith("{"):
        return "geojson", ()
    try:
        header = next((row for row in csv.reader(io.StringIO(text, newline=""), strict=True) if row), [])
    except csv.Error as error:
        raise InputError(f"{name} is not a CSV ({error})", do="save it as CSV, with commas and UTF-8") from error
    if len(header) == 1 and any(header[0].count(mark) > 2 for mark in ";\t"):
        mark = "semicolons" if header[0].count(";") > 2 else "tabs"
        raise InputError(f"{name} is separated by {mark}, not by commas", do="save it as CSV with commas")
    refuse_twice(tuple(column.strip() for column in header), name)
    return "csv", tuple(header)


def refuse_twice(columns: tuple[str, ...], name: str) -> None:
    """Raise `InputError` for a table with two columns of one name."""
    if twice := sorted({column for column in columns if columns.count(column) > 1}):
        raise InputError(f'{name} has the column "{twice[0]}" twice', do="leave one of them out")


def _text(path: Path, head: bytes, name: str) -> str:
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise InputError(f"{name} is written in UTF-16, not in UTF-8", do="save it as CSV UTF-8")
    if (nul := head.find(b"\0")) >= 0:
        raise InputError(f"{name} is not a text file (a zero byte at {nul:,})", do="give a CSV or a GeoJSON file")
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    try:
        return decoder.decode(head, final=len(head) < _HEAD)
    except UnicodeDecodeError:
        raise not_utf8(path, name) from None


def not_utf8(path: Path, name: str) -> InputError:
    """The error for a file that is not UTF-8, with the first wrong byte and its line."""
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            try:
                line.decode()
            except UnicodeDecodeError as error:
                what = f"byte 0x{line[error.start]:02X} in line {number:,}"
                return InputError(f"{name} is not UTF-8 text: {what}", do="save it as CSV UTF-8")
    return InputError(f"{name} is not UTF-8 text", do="save it as CSV UTF-8")


def load_json(path: Path, name: str) -> object:
    """The value of a JSON file. Raises `InputError` with the line of the fault."""
    try:
        return json.loads(path.read_text(encoding="utf-8-sig"))
    except json.JSONDecodeError as error:
        raise InputError(f"{name} is not JSON: {error.msg} in line {error.lineno:,}", do="download it again") from error
    except (UnicodeDecodeError, RecursionError, ValueError) as error:
        raise InputError(
            f"{name} is not JSON that can be read ({type(error).__name__})", do="download it again"
        ) from error


def sha256(path: Path | str) -> str:
    """The SHA-256 of a file's bytes, in hexadecimal."""
    with Path(path).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def unpack(path: Path, scratch: Path) -> Path:
    """The plain file of a table in gzip or zip, unpacked into the folder `scratch` within bounds; else the file itself.

    Raises `InputError` as `opened` does for what cannot be unpacked.
    """
    if not path.is_file():
        raise InputError(f"{path.name or path} does not exist", do="check the path")
    if not os.access(path, os.R_OK):
        raise InputError(f"{path.name} may not be read", do="check the permissions of the file")
    return _unpacked(path, scratch)[0]
