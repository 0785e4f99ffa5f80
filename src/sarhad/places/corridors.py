"""Read a watch's corridors: trade and energy routes as named nodes in order."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from io import StringIO
from itertools import pairwise
from pathlib import Path

from shapely.geometry import LineString

from ..errors import InputError, Problem
from ..vocabulary import countries
from .line import Line, Node, hop_km, length_km

COLUMNS = (
    "corridor",
    "name",
    "kind",
    "status",
    "seq",
    "node",
    "country",
    "latitude",
    "longitude",
    "coordinate_source",
    "route_source",
    "note",
)
"""The columns of `corridors.csv`; `published_km` (the whole route's published length) may be added."""

_BEYOND = "cells beyond the header"

STATUSES = ("operating", "under construction", "planned", "suspended", "superseded", "cancelled", "retired")


@dataclass(slots=True)
class _Rows:
    """The rows of one file with what is wrong with them; a row is (its number, its cells)."""

    file: str
    rows: list[tuple[int, dict[str, str]]]
    problems: list[Problem] = field(default_factory=list)

    def wrong(self, row: int, column: str, value: str, kind: str, what: str, do: str = "") -> None:
        """Note an error that makes the whole file unusable."""
        problem = Problem(kind, what, self.file, row=row, column=column, value=value, do=do)
        self.problems.append(replace(problem, effect="nothing read", severity="error"))


def read_corridors(path: Path, *, max_hop_km: float) -> tuple[tuple[Line, ...], tuple[Problem, ...]]:
    """Read `corridors.csv`: one row a node, in the order of `seq` within a corridor.

    A hop between two neighbouring nodes is drawn and measured along the geodesic unless a node has no coordinates
    or the hop is longer than `max_hop_km`: then it is a gap, told in `Line.gaps` and as a warning. Corridors are
    schematic: nothing is known of the way between two nodes. Raises `InputError` with every mistake of the file.
    """
    table = _read(path)
    by_corridor: dict[str, list[tuple[int, dict[str, str]]]] = defaultdict(list)
    for row, cells in table.rows:
        if cells["corridor"]:
            by_corridor[cells["corridor"]].append((row, cells))
        else:
            table.wrong(row, "corridor", "", "empty-cell", "has no corridor id", "give every row its corridor")
    routes = [(identifier, rows, _nodes(table, rows)) for identifier, rows in by_corridor.items()]
    published = {identifier: _published_km(table, *rows[0]) for identifier, rows, _ in routes}
    for identifier, rows, _ in routes:
        _check_route(table, identifier, rows)
    if table.problems:
        count = len(table.problems)
        raise InputError(f"{path.name}: {count:,} mistake{'s' if count > 1 else ''}", problems=table.problems)
    warnings: list[Problem] = []
    lines = []
    for identifier, rows, nodes in routes:
        line = _line(identifier, rows[0][1], nodes, published[identifier], max_hop_km)
        lines.append(line)
        do = "give the node a checked place, or leave the gap"
        warnings.extend(Problem("corridor-gap", gap, path.name, column=identifier, do=do) for gap in line.gaps)
    return tuple(lines), tuple(warnings)


def _read(path: Path) -> _Rows:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise InputError(f"{path}: no such file", do="write it, or take its line out of watch.toml") from None
    except UnicodeDecodeError as error:
        raise InputError(f"{path.name}: is not UTF-8 text (byte {error.start:,})", do="save it as UTF-8") from None
    reader = csv.DictReader(StringIO(text, newline=""), restval="", restkey=_BEYOND)
    missing = [column for column in COLUMNS if column not in (reader.fieldnames or ())]
    if missing:
        what = f"{path.name}: no column {', '.join(missing)}"
        raise InputError(what, do=f"the first line is: {','.join(COLUMNS)}")
    rows = [(number, {key: str(value).strip() for key, value in row.items()}) for number, row in enumerate(reader, 1)]
    table = _Rows(path.name, rows)
    for number, cells in rows:
        if _BEYOND in cells:
            do = "put a cell that holds a comma in double quotes"
            table.wrong(number, "", cells[_BEYOND], "too-many-cells", "has more cells than the first line", do)
    return table


def _nodes(table: _Rows, rows: Sequence[tuple[int, dict[str, str]]]) -> tuple[Node, ...]:
    """The nodes of one corridor in order; what is wrong is noted in the table."""
    placed: dict[int, Node] = {}
    for row, cells in rows:
        if not cells["seq"].isdecimal():
            table.wrong(row, "seq", cells["seq"], "not-a-number", "is not a whole number", "number the nodes 1, 2, 3")
            continue
        seq = int(cells["seq"])
        if seq in placed:
            table.wrong(row, "seq", cells["seq"], "repeated-number", "is already another node of this corridor")
        if not cells["node"]:
            table.wrong(row, "node", "", "empty-cell", "has no name")
        if cells["country"] not in countries():
            do = 'write the ISO 3166-1 alpha-3 code, as in "AFG"'
            table.wrong(row, "country", cells["country"], "unknown-country", "is not a country code", do)
        longitude, latitude = (_degrees(table, row, cells, name) for name in ("longitude", "latitude"))
        if (longitude is None) != (latitude is None) and not (cells["longitude"] and cells["latitude"]):
            column = "longitude" if longitude is None else "latitude"
            table.wrong(row, column, "", "half-a-place", "is empty while the other coordinate is given")
        sources = (cells["coordinate_source"], cells["route_source"], cells["note"])
        placed[seq] = Node(cells["node"], cells["country"], longitude, latitude, *sources)
    return tuple(placed[seq] for seq in sorted(placed))


def _degrees(table: _Rows, row: int, cells: dict[str, str], column: str) -> float | None:
    limit = 180.0 if column == "longitude" else 90.0
    if not cells[column]:
        return None
    try:
        degrees = float(cells[column])
    except ValueError:
        table.wrong(row, column, cells[column], "not-a-number", "is not a number", "write degrees as in 62.326")
        return None
    if not abs(degrees) <= limit:
        what = f"lies outside -{limit:.0f} to {limit:.0f} degrees"
        table.wrong(row, column, cells[column], f"{column}-out-of-range", what, "write WGS 84 degrees")
        return None
    return degrees


def _published_km(table: _Rows, row: int, cells: dict[str, str]) -> float | None:
    text = cells.get("published_km", "")
    if not text:
        return None
    try:
        length = float(text)
    except ValueError:
        length = 0.0
    if not 0 < length < 50_000:
        table.wrong(row, "published_km", text, "not-a-length", "is not a length in kilometres", "write 1814")
        return None
    return length


def _check_route(table: _Rows, identifier: str, rows: Sequence[tuple[int, dict[str, str]]]) -> None:
    """The name, kind and status stand on every row of a corridor and are the same on all."""
    first_row, first = rows[0]
    if first["status"] not in STATUSES:
        do = f"use {', '.join(STATUSES[:-1])} or {STATUSES[-1]}"
        table.wrong(first_row, "status", first["status"], "unknown-status", "is not a status", do)
    for column in ("name", "kind"):
        if not first[column]:
            table.wrong(first_row, column, "", "empty-cell", f"is empty for corridor {identifier}")
    for row, cells in rows[1:]:
        for column in ("name", "kind", "status"):
            if cells[column] != first[column]:
                what = f'differs from the first row of corridor {identifier} ("{first[column]}")'
                table.wrong(row, column, cells[column], "corridor-differs", what, "write the same on every row")


def _line(
    identifier: str, first: dict[str, str], nodes: tuple[Node, ...], published_km: float | None, max_hop_km: float
) -> Line:
    gaps = [f"{node.name} is not located" for node in nodes if not node.located]
    runs: list[list[Node]] = [[]]
    for node in nodes:
        if not node.located:
            runs.append([])
            continue
        if runs[-1] and (hop := hop_km(runs[-1][-1], node)) > max_hop_km:
            gaps.append(f"{runs[-1][-1].name} to {node.name} is {hop:,.0f} km, more than {max_hop_km:,.0f} km")
            runs.append([])
        runs[-1].append(node)
    parts = tuple(LineString([(n.longitude, n.latitude) for n in run]) for run in runs if len(run) > 1)
    located = [node for node in nodes if node.located]
    return Line(
        id=identifier,
        name=first["name"],
        kind=first["kind"],
        status=first["status"],
        parts=parts,
        measured_km=length_km(parts),
        whole_km=published_km,
        chain_km=sum(hop_km(a, b) for a, b in pairwise(located)),
        gaps=tuple(gaps),
        nodes=nodes,
        source="; ".join(dict.fromkeys(node.route_source for node in nodes if node.route_source)),
    )
