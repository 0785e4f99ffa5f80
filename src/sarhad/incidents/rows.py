"""Two sources' events as arrays of numbers, coded alike, so that millions of pairs can be compared at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from ..actors import fold, generic
from ..events.arrays import distinct, numbers
from ..events.priogrid import priogrid_gid

Ints = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

LONGEST_DAYS = 400
"""An event whose days are not known to within this is compared with nothing."""

REACH_KM: tuple[float, ...] = (40, 2, 25, 40, 150, 120, 600, 1500)
"""How far off a place of UCDP's precision 1 to 7 may lie; the first value is for a place of no stated precision."""

NO_NAME = -1
"""The code of a side that is not named, or named by no more than "unidentified gunmen"."""

_ADMIN_WORDS = frozenset(
    {"province", "governorate", "region", "state", "district", "department", "county", "prefecture", "oblast"}
    | {"wilayat", "wilayah", "provincia", "estado", "departamento", "of", "the", "de", "la", "du"}
)
_FIGHTING = ("clash", "shelling-or-rocket-fire", "air-strike", "state-based", "non-state")
_ON_CIVILIANS = (
    "armed-attack", "abduction", "assassination", "sexual-violence", "force-against-protesters", "one-sided",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rows:
    """One source's events. Codes mean the same in both sources of a comparison; -1 is unknown."""

    ids: tuple[str, ...]
    low: Ints  # first and last day, since 1970
    high: Ints
    span_class: Ints  # 0 one day, 1 to a week, 2 to a month, 3 longer
    longitude: Floats  # NaN where unknown
    latitude: Floats
    reach: Floats  # km
    place_class: Ints  # 0 exact, 1 near, 2 district, 3 coarser, 4 no stated precision, 5 no coordinates
    country: Ints
    admin1: Ints  # of (country, name), -1 also where the other source never uses the name
    admin2: Ints  # likewise
    place: Ints
    cell: Ints  # PRIO-GRID, 0 where unknown
    names: Ints  # (rows, 2): the sides, in no order
    shared: Mask  # (rows, 2): whether the other source uses the name
    kind: Ints  # event class, or UCDP's type of violence
    violence: Ints  # UCDP's type of violence
    broad: Ints  # 0 fighting, 1 against civilians, 2 neither, -1 unknown
    deaths: Floats  # NaN where unknown

    def __len__(self) -> int:
        return len(self.ids)

    def take(self, rows: npt.NDArray[Any]) -> Rows:
        """The rows of these numbers, or for which this is true."""
        kept = np.arange(len(self))[rows]
        arrays = {name: getattr(self, name)[kept] for name in self.__slots__ if name != "ids"}
        return Rows(ids=tuple(self.ids[at] for at in kept.tolist()), **arrays)


@dataclass(frozen=True, slots=True)
class Prepared:
    """Two sources made comparable, what was left out of each, and the names behind the codes of sides."""

    left: Rows
    right: Rows
    left_out: dict[str, int]
    names: tuple[str, ...]  # the spelling to show, by code


class _Codes:
    """Numbers for texts: equal texts, equal numbers."""

    def __init__(self) -> None:
        self._numbers: dict[Any, int] = {}
        self.texts: list[str] = []

    def number(self, key: Any, text: str = "") -> int:
        if key not in self._numbers:
            self._numbers[key] = len(self.texts)
            self.texts.append(text)
        return self._numbers[key]


def prepare(left: pa.Table, right: pa.Table) -> Prepared:
    """Code two events tables alike.

    A row is left out (and counted) when its days are not known to within `LONGEST_DAYS`, or when neither its country
    nor a point is given. Sides are the actors of the registry where resolved, else the folded names; a name that is
    resolved somewhere in either table stands for its actor everywhere unless it means several. A name that means
    nobody known (`actors.generic`) is none.
    """
    actors = _actor_of_name(left, right)
    codes = _Codes()
    shared_codes: dict[str, _Codes] = defaultdict(_Codes)
    first = _columns(left, actors, codes, shared_codes)
    second = _columns(right, actors, codes, shared_codes)
    for one, other in ((first, second), (second, first)):
        one["shared"] = np.isin(one["names"], other["names"]) & (one["names"] != NO_NAME)
    used = {name: np.intersect1d(first[name], second[name]) for name in ("admin1", "admin2")}
    left_out: dict[str, int] = {}
    made = []
    for columns, table in ((first, left), (second, right)):
        for name, both in used.items():
            columns[name] = np.where(np.isin(columns[name], both), columns[name], -1).astype(np.int32)
        long = columns["high"] - columns["low"] > LONGEST_DAYS
        nowhere = (columns["country"] < 0) & (columns["cell"] == 0)
        for reason, mask in (
            (f"days not known to within {LONGEST_DAYS} days", long),
            ("neither country nor coordinates", nowhere & ~long),
        ):
            if mask.any():
                left_out[reason] = left_out.get(reason, 0) + int(mask.sum())
        rows = Rows(ids=tuple(table["event_id"].to_pylist()), **columns)
        made.append(rows.take(~(long | nowhere)) if (long | nowhere).any() else rows)
    return Prepared(made[0], made[1], left_out, tuple(codes.texts))


def unnamed(name: str) -> bool:
    """Whether a name says no more than that somebody was there."""
    found = generic(name)
    return not name.strip() or (found is not None and found.kind == "unknown")


def _columns(
    table: pa.Table,
    actors: Mapping[str, str],
    codes: _Codes,
    shared: Mapping[str, _Codes],
) -> dict[str, Any]:
    low, high = _days(table, "date_start"), _days(table, "date_end")
    longitude, latitude = numbers(table["longitude"]), numbers(table["latitude"])
    located = np.isfinite(longitude) & np.isfinite(latitude)
    longitude, latitude = np.where(located, longitude, np.nan), np.where(located, latitude, np.nan)
    precision = np.nan_to_num(numbers(table["place_precision"])).astype(np.int64)
    precision = np.where((precision < 0) | (precision >= len(REACH_KM)), 0, precision)
    country = _coded(table["country"], lambda text: text, shared["country"])
    admin1 = _within("admin1", country, _coded(table["admin1"], _admin_name, shared["admin1"]), shared)
    admin2 = _within("admin2", admin1, _coded(table["admin2"], _admin_name, shared["admin2"]), shared)
    place = _within("place", country, _coded(table["place"], lambda text: fold(text) or None, shared["place"]), shared)
    event_class, violence = (
        _coded(table[name], lambda text: text, shared["kind"]) for name in ("event_class", "violence_type")
    )
    named = np.where(event_class >= 0, event_class, violence).astype(np.int32)
    return {
        "low": low,
        "high": np.maximum(high, low),
        "span_class": _span_class(low, high, numbers(table["date_precision"])),
        "longitude": longitude,
        "latitude": latitude,
        "reach": np.asarray(REACH_KM)[precision],
        "place_class": np.where(located, np.array([4, 0, 1, 2, 3, 3, 3, 3])[precision], 5).astype(np.int32),
        "country": country,
        "admin1": admin1,
        "admin2": admin2,
        "place": place,
        "cell": priogrid_gid(longitude, latitude),
        "names": np.column_stack([_sides(table, side, actors, codes) for side in ("a", "b")]),
        "kind": named,
        "violence": violence,
        "broad": _broad(named, shared["kind"]),
        "deaths": _deaths(table),
    }


def _days(table: pa.Table, name: str) -> Ints:
    days: Ints = np.from_dlpack(table[name].combine_chunks().cast(pa.int32())).astype(np.int32)
    return days


def _span_class(low: Ints, high: Ints, precision: Floats) -> Ints:
    by_span = np.digitize(high - low, [1, 7, 31])
    by_precision = np.array([0, 0, 1, 1, 2, 3])[np.clip(np.nan_to_num(precision), 0, 5).astype(np.int64)]
    wider: Ints = np.maximum(by_span, by_precision).astype(np.int32)
    return wider


def _deaths(table: pa.Table) -> Floats:
    """The figure to compare: the best estimate, else the one reported, else the lowest."""
    best = numbers(table["deaths_best"])
    for name in ("deaths_reported", "deaths_low"):
        best = np.where(np.isnan(best), numbers(table[name]), best)
    return best


def _coded(column: pa.ChunkedArray, change: Any, codes: _Codes) -> Ints:
    texts, index = distinct(column)
    found = [-1 if text is None or (key := change(text)) is None else codes.number(key, key) for text in texts]
    coded: Ints = np.asarray([*found, -1], dtype=np.int32)[index]
    return coded


def _within(name: str, outer: Ints, inner: Ints, shared: Mapping[str, _Codes]) -> Ints:
    """A number for a name and the country or province in which it stands; -1 where the name is not known."""
    key = outer.astype(np.int64) * 2**31 + inner
    codes = shared[f"{name} within"]
    different, index = np.unique(key, return_inverse=True)
    found = [codes.number(("within", at)) if at % 2**31 < 2**31 - 1 else -1 for at in different.tolist()]
    coded: Ints = np.asarray([*found, -1], dtype=np.int32)[index]
    return coded


def _admin_name(text: str) -> str | None:
    words = fold(text).split()
    return " ".join(word for word in words if word not in _ADMIN_WORDS) or " ".join(words) or None


def _broad(kind: Ints, codes: _Codes) -> Ints:
    broad = [0 if text in _FIGHTING else 1 if text in _ON_CIVILIANS else 2 for text in codes.texts]
    coded: Ints = np.asarray([*broad, -1], dtype=np.int32)[kind]
    return coded


def _sides(table: pa.Table, side: str, actors: Mapping[str, str], codes: _Codes) -> Ints:
    names, name_at = distinct(table[f"side_{side}"])
    ids, id_at = distinct(table[f"actor_{side}"])
    by_name = []
    for text in names:
        if text is None or unnamed(text):
            by_name.append(NO_NAME)
        elif (key := fold(text)) in actors:
            by_name.append(codes.number(("id", actors[key]), text))
        else:
            by_name.append(codes.number(("name", key), text))
    by_id = [NO_NAME if text is None else codes.number(("id", text), text) for text in ids]
    from_id: Ints = np.asarray([*by_id, NO_NAME], dtype=np.int32)[id_at]
    from_name: Ints = np.asarray([*by_name, NO_NAME], dtype=np.int32)[name_at]
    found: Ints = np.where(from_id != NO_NAME, from_id, from_name).astype(np.int32)
    return found


def _actor_of_name(*tables: pa.Table) -> dict[str, str]:
    """Folded names that the tables resolve to one actor and no other."""
    meant: dict[str, set[str]] = defaultdict(set)
    for table in tables:
        for side in ("a", "b"):
            resolved = table.select([f"side_{side}", f"actor_{side}"]).filter(pc.is_valid(table[f"actor_{side}"]))
            for pair in resolved.group_by([f"side_{side}", f"actor_{side}"]).aggregate([]).to_pylist():
                if pair[f"side_{side}"]:
                    meant[fold(pair[f"side_{side}"])].add(pair[f"actor_{side}"])
    return {name: next(iter(ids)) for name, ids in meant.items() if len(ids) == 1}
