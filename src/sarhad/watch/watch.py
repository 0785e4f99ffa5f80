"""A watch on disk: its folder, its `watch.toml`, and the paths of its own tables."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from pydantic import ValidationError

from ..errors import InputError, Problem
from .lines import key_lines, line_of
from .model import Region, WatchFile

WATCH_FILE = "watch.toml"
DECISIONS = "decisions"
"""The folder of what a person decided: one CSV for each kind of judgement."""
_SIZE_LIMIT = 1_000_000

_PLAIN_WORDS = {
    "missing": ("this value is missing", "add it"),
    "extra_forbidden": ("nothing of this name is known here", "check the spelling, or take it out"),
}


@dataclass(frozen=True, slots=True)
class Watch:
    """A region under watch: the folder and the checked content of its `watch.toml`."""

    folder: Path
    file: WatchFile

    @property
    def region(self) -> Region:
        """What is watched."""
        return self.file.watch

    @property
    def countries(self) -> tuple[str, ...]:
        """ISO3 codes of the region, then of the countries watched only for some actors' events."""
        return (*self.region.countries, *(also.country for also in self.region.also))

    @property
    def state(self) -> Path:
        """Where Sarhad keeps what it read of this watch."""
        return self.folder / ".sarhad"

    @property
    def site(self) -> Path:
        """Where the published site stands."""
        return self.folder / "site"

    @property
    def names(self) -> Path:
        """Where the decisions on names of actors stand; absent until there is one."""
        return self.folder / DECISIONS / "actors.csv"

    @property
    def matches(self) -> Path:
        """Where the decisions on pairs of events stand; absent until there is one."""
        return self.folder / DECISIONS / "matches.csv"

    def path(self, relative: str) -> Path:
        """The path of one of the watch's own files."""
        return self.folder / PurePosixPath(relative)

    def paths(self, patterns: Iterable[str]) -> tuple[Path, ...]:
        """The files that match the patterns (`claims/*.yaml`), in order of their names."""
        return tuple(sorted({path for pattern in patterns for path in self.folder.glob(pattern) if path.is_file()}))


def read_watch(folder: Path) -> Watch:
    """Read and check a watch.

    All mistakes are told together, each with file, line, what is wrong and the way out.

    Raises:
        InputError: the folder holds no `watch.toml`, or its content cannot be used.
    """
    path = folder / WATCH_FILE
    if not path.is_file():
        raise InputError(f"no {WATCH_FILE} in {folder}", do=f"sarhad new {folder}, or name the folder of a watch")
    if path.stat().st_size > _SIZE_LIMIT:
        raise InputError(f"{path} is larger than {_SIZE_LIMIT:,} bytes", do="it should hold settings only")
    try:
        text = path.read_text(encoding="utf-8-sig")
        content = tomllib.loads(text)
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is not UTF-8 text: {error.reason}", do="save it as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{path} is not valid TOML: {error}", do="correct that line") from error
    lines = key_lines(text)
    try:
        watch = Watch(folder, WatchFile.model_validate(content))
    except ValidationError as error:
        problems = [_as_problem(item, lines) for item in error.errors()]
        raise _refusal(path, problems) from error
    problems = _file_problems(watch, lines)
    if problems:
        raise _refusal(path, problems)
    return watch


def _refusal(path: Path, problems: list[Problem]) -> InputError:
    many = "mistake" if len(problems) == 1 else "mistakes"
    return InputError(f"{len(problems)} {many} in {path}; nothing was built", problems=problems)


def _as_problem(item: object, lines: dict[tuple[str | int, ...], int]) -> Problem:
    assert isinstance(item, dict)
    location = tuple(item["loc"])
    what, do = _PLAIN_WORDS.get(item["type"], (item["msg"].removeprefix("Value error, "), ""))
    if "; " in what and not do:
        what, do = what.split("; ", 1)
    value = "" if isinstance(item["input"], dict | list) or item["type"] == "missing" else str(item["input"])
    return Problem(
        item["type"].replace("_", "-"),
        what[0].lower() + what[1:],
        file=WATCH_FILE,
        line=line_of(lines, location),
        column=".".join(str(part) for part in location),
        value=value,
        do=do,
        effect="nothing read",
        severity="error",
    )


def _file_problems(watch: Watch, lines: dict[tuple[str | int, ...], int]) -> list[Problem]:
    """Paths that leave the folder, and files that are named but absent."""
    files = watch.file.files
    named: list[tuple[tuple[str | int, ...], str]] = [(("files", "actors"), files.actors)]
    named += [(("files", key), name) for key in ("world", "corridors", "borders") if (name := getattr(files, key))]
    named += [(("files", key, i), name) for key in ("claims", "reports") for i, name in enumerate(getattr(files, key))]
    named += [(("sources", i, "file"), entry.file) for i, entry in enumerate(watch.file.sources) if entry.file]
    named += [(("sources", i, "map"), entry.map) for i, entry in enumerate(watch.file.sources) if entry.map]
    if watch.file.forecasts and watch.file.forecasts.panel:
        named.append((("forecasts", "panel", "file"), watch.file.forecasts.panel.file))
    problems = []
    for location, name in named:
        pure = PurePosixPath(name)
        pattern = "*" in name
        if pure.is_absolute() or ".." in pure.parts or "\\" in name:
            what, do = "the path leaves the watch's folder", "put the file inside the folder and name it from there"
        elif not pattern and not watch.path(name).is_file():
            what, do = "there is no such file", "put it there, or correct the name"
        else:
            continue
        problems.append(
            Problem(
                "no-such-file",
                what,
                file=WATCH_FILE,
                line=line_of(lines, location),
                column=".".join(str(part) for part in location),
                value=name,
                do=do,
                effect="nothing read",
                severity="error",
            )
        )
    return problems
