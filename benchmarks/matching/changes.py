"""What a simulated second source does to days, places, sides, death tolls and classes (rates: `rates.py`).

`lead` is for each telling the row whose place, names and class it takes; `telling` says for each row of the second
source which telling it is, or is a part of, and `part` which part. What is drawn is drawn once for a telling.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.spatial import KDTree

from sarhad.events import priogrid_gid

from .rates import GENERIC, WRONG_KM, Gazetteer, Noise
from .real_rows import KM_PER_DEGREE, Floats, Ints, RealRows, Telling, stream


def days(
    source: RealRows,
    lead: Ints,
    span: tuple[Ints, Ints],
    telling: Ints,
    part: Ints,
    rates: Noise,
    seed: int,
    drawn: dict[str, Any],
) -> dict[str, Any]:
    """When it is told. `span`: first and last day of each telling, as days since 1970."""
    start, end = span
    parts = np.bincount(telling, minlength=len(lead))
    random = stream(seed, "days")
    n = len(lead)
    shift = random.choice(3, n, p=rates.shift)
    shift = np.where(shift == 2, random.integers(2, 4, n), shift) * random.choice([-1, 1], n)
    coarse = np.where(random.random(n) < rates.coarse, random.integers(1, 3, n), 0)
    first, last = (start + shift)[telling], (end + shift)[telling]
    length, many = last - first + 1, parts[telling]
    # parts share the span out; a span with too few days is followed by as many days as are wanting
    each = np.maximum(length // many, 1)
    begin = np.where(many > 1, first + part * each, first)
    until = np.where(many > 1, np.where((part == many - 1) & (length >= many), last, begin + each - 1), last)

    week, month = coarse[telling] == 1, coarse[telling] == 2
    monday = begin - (begin + 3) % 7  # 1 January 1970 was a Thursday
    of_month = begin.astype("datetime64[D]").astype("datetime64[M]")
    month_start = of_month.astype("datetime64[D]").astype(np.int64)
    month_end = (of_month + 1).astype("datetime64[D]").astype(np.int64) - 1
    begin, until = (
        np.where(week, monday, np.where(month, month_start, begin)),
        np.where(week, np.maximum(monday + 6, until), np.where(month, np.maximum(month_end, until), until)),
    )
    # one day's precision holds for one day: neighbours told together are told as a range
    together = (end > start)[telling] & (source.end == source.start)[lead][telling]
    least = np.where(month, 4, np.where(week, 3, np.where(together & (until > begin), 2, 0))).tolist()
    held = source.column("date_precision")
    told = [held[row] for row in lead[telling].tolist()]
    precision = [
        max(given or 0, rank) if rank > 2 or (rank and given) else given
        for given, rank in zip(told, least, strict=True)
    ]
    drawn["shift_days"] = shift[telling]
    drawn["date"] = np.where(week, "week", np.where(month, "month", "as told")).tolist()
    return {
        "date_start": begin.astype("datetime64[D]"),
        "date_end": until.astype("datetime64[D]"),
        "date_precision": precision,
    }


_PLACES = ("same", "gazetteer", "admin2", "admin1", "wrong")


def places(
    source: RealRows,
    lead: Ints,
    telling: Ints,
    rates: Noise,
    seed: int,
    drawn: dict[str, Any],
    gazetteer: Gazetteer,
) -> dict[str, Any]:
    """Where it is told. Centroids are means of the different points that the real rows have in the area.

    The other gazetteer's point is drawn for each telling, or once for each place. Where a row has no admin-2 or
    admin-1, the centroids of its 0.5 and 2 degree cells stand for them. A wrong place keeps the precision that is
    claimed for the right one, and bears the names of the areas of the nearest known place.
    """
    random = stream(seed, "place")
    n = len(lead)
    kind = random.choice(5, n, p=rates.place)
    known = np.isfinite(source.longitude) & np.isfinite(source.latitude)
    points, point_of = np.unique(
        np.column_stack([source.longitude, source.latitude])[known], axis=0, return_inverse=True
    )
    point_of_row = np.full(len(source), -1)
    point_of_row[known] = point_of.reshape(-1)
    if gazetteer == "by place":
        moved = _moved(points[:, 0], points[:, 1], random.rayleigh(rates.gazetteer_km, len(points)), random)
        at = np.maximum(point_of_row[lead], 0)
        other = moved[0][at], moved[1][at]
    else:
        km = random.rayleigh(rates.gazetteer_km, n)
        other = _moved(source.longitude[lead], source.latitude[lead], km, random)
    wrong = _moved(source.longitude[lead], source.latitude[lead], random.uniform(*WRONG_KM, n), random)

    country, admin1, admin2 = (source.column(name) for name in ("country", "admin1", "admin2"))
    cell = [f"{lon // 0.5} {lat // 0.5}" for lon, lat in zip(source.longitude, source.latitude, strict=True)]
    block = [f"{lon // 2} {lat // 2}" for lon, lat in zip(source.longitude, source.latitude, strict=True)]
    area1 = [(c, a or b) for c, a, b in zip(country, admin1, block, strict=True)]
    area2 = [(*one, a or b) for one, a, b in zip(area1, admin2, cell, strict=True)]
    centre1, centre2 = _centres(source, area1, known), _centres(source, area2, known)

    row_of_point = np.full(len(points), -1)
    row_of_point[point_of.reshape(-1)[::-1]] = np.flatnonzero(known)[::-1]
    tree = KDTree(_flat(points[:, 0], points[:, 1])) if len(points) else None

    longitude, latitude = source.longitude[lead].copy(), source.latitude[lead].copy()
    held = source.column("place_precision")
    precision = [held[row] for row in lead.tolist()]
    names = [[column[row] for row in lead.tolist()] for column in (admin1, admin2)]
    for i, row in enumerate(lead.tolist()):
        if not known[row]:
            continue
        told = precision[i]
        if kind[i] == 1:
            longitude[i], latitude[i] = other[0][i], other[1][i]
        elif kind[i] == 2 and (told is None or told <= 3):
            (longitude[i], latitude[i]), precision[i] = centre2[area2[row]], 3
        elif kind[i] in (2, 3) and (told is None or told <= 5):  # no admin-2 is known of what is coarser
            (longitude[i], latitude[i]), precision[i], names[1][i] = centre1[area1[row]], 4, None
        elif kind[i] == 4 and tree is not None:
            longitude[i], latitude[i] = wrong[0][i], wrong[1][i]
            near = int(row_of_point[tree.query(_flat(longitude[i : i + 1], latitude[i : i + 1]))[1][0]])
            if country[near] == country[row]:
                names[0][i], names[1][i] = admin1[near], admin2[near]
    longitude, latitude = np.round(longitude, 6), np.round(latitude, 6)
    drawn["place"] = [_PLACES[k] for k in kind[telling].tolist()]
    gid = priogrid_gid(longitude, latitude)
    blank = [not k for k in known[lead].tolist()]
    rows = telling.tolist()
    return {
        "longitude": [None if blank[t] else float(longitude[t]) for t in rows],
        "latitude": [None if blank[t] else float(latitude[t]) for t in rows],
        "priogrid_gid": [None if blank[t] else int(gid[t]) for t in rows],
        "place_precision": [precision[t] for t in rows],
        "admin1": [names[0][t] for t in rows],
        "admin2": [names[1][t] for t in rows],
    }


def _moved(longitude: Floats, latitude: Floats, km: Floats, random: np.random.Generator) -> tuple[Floats, Floats]:
    """Points so many km away, each in a random direction."""
    bearing = random.uniform(0, 2 * np.pi, len(km))
    north = latitude + km * np.cos(bearing) / KM_PER_DEGREE
    east = longitude + km * np.sin(bearing) / (KM_PER_DEGREE * np.cos(np.radians(latitude)))
    return (east + 180) % 360 - 180, np.clip(north, -89.9, 89.9)


def _centres(source: RealRows, area: list[Any], known: npt.NDArray[np.bool_]) -> dict[Any, tuple[float, float]]:
    points: dict[Any, set[tuple[float, float]]] = {}
    for row in np.flatnonzero(known).tolist():
        points.setdefault(area[row], set()).add((float(source.longitude[row]), float(source.latitude[row])))
    means = {name: np.mean(sorted(found), axis=0) for name, found in points.items()}
    return {name: (float(mean[0]), float(mean[1])) for name, mean in means.items()}


def _flat(longitude: Floats, latitude: Floats) -> Floats:
    return np.column_stack([longitude * np.cos(np.radians(latitude)), latitude])


def sides(
    source: RealRows, lead: Ints, telling: Ints, rates: Noise, seed: int, drawn: dict[str, Any]
) -> dict[str, Any]:
    """Who. The second source has one own name for each actor and uses it at the rate of aliases, side by side."""
    random = stream(seed, "sides")
    names = [source.column("side_a"), source.column("side_b")]
    actors = sorted({name for column in names for name in column if name})
    # a name that says nothing: what it stands for can be learnt from where and when it is told only
    alias = {actor: f"Actor {number}" for actor, number in zip(actors, random.permutation(len(actors)), strict=True)}
    sides: list[list[str | None]] = []
    for column, label in zip(names, ("side_a", "side_b"), strict=True):
        draw = random.random(len(lead))
        which = random.integers(len(GENERIC), size=len(lead))
        kind = np.where(draw < rates.alias, "alias", np.where(draw < rates.alias + rates.generic, "generic", "same"))
        drawn[label] = kind[telling].tolist()
        sides.append([])
        for k, name, w in zip(kind.tolist(), (column[row] for row in lead.tolist()), which.tolist(), strict=True):
            told = alias.get(name) if k == "alias" else GENERIC[w] if k == "generic" else name
            sides[-1].append(None if name is None else told)
    swapped = random.random(len(lead)) < rates.swapped
    drawn["swapped"] = swapped[telling].tolist()
    for i in np.flatnonzero(swapped).tolist():
        sides[0][i], sides[1][i] = sides[1][i], sides[0][i]
    return {"side_a": [sides[0][t] for t in telling.tolist()], "side_b": [sides[1][t] for t in telling.tolist()]}


_DEATHS = ("same", "poisson", "zero", "unknown")
_TOLLS = ("deaths_low", "deaths_best", "deaths_high", "deaths_reported")


def deaths(
    source: RealRows, tellings: list[Telling], telling: Ints, part: Ints, rates: Noise, seed: int, drawn: dict[str, Any]
) -> dict[str, Any]:
    """How many. The figures of merged rows add up; parts share every figure at random.

    Poisson: a new best (or reported) figure about the real one; low and high keep their distance from it, with
    0 <= low <= best <= high.
    """
    random = stream(seed, "deaths")
    kind = random.choice(4, len(tellings), p=rates.deaths)
    held = {name: source.column(name) for name in _TOLLS}
    told: dict[str, list[int | None]] = {name: [None] * len(telling) for name in _TOLLS}
    first = np.flatnonzero(part == 0).tolist()
    for i, one in enumerate(tellings):
        figures: dict[str, int | None] = {}
        for name, column in held.items():
            given = [column[row] for row in one.rows if column[row] is not None]
            figures[name] = sum(given) if given else None
        if _DEATHS[kind[i]] == "poisson":
            figures = _redrawn(figures, random)
        elif _DEATHS[kind[i]] == "zero":
            figures = {name: None if figure is None else 0 for name, figure in figures.items()}
        elif _DEATHS[kind[i]] == "unknown":
            figures = dict.fromkeys(figures)
        shares = _shared_out(figures, one.parts, random)
        for name in _TOLLS:
            told[name][first[i] : first[i] + one.parts] = shares[name]
    drawn["deaths"] = [_DEATHS[k] for k in kind[telling].tolist()]
    return told


def _redrawn(figures: dict[str, int | None], random: np.random.Generator) -> dict[str, int | None]:
    new = dict(figures)
    for name in ("deaths_best", "deaths_reported"):
        if figures[name] is not None:
            new[name] = int(random.poisson(figures[name]))
    best, old = new["deaths_best"], figures["deaths_best"]
    if best is not None and old is not None:
        low, high = figures["deaths_low"], figures["deaths_high"]
        new["deaths_low"] = None if low is None else min(max(best + low - old, 0), best)
        new["deaths_high"] = None if high is None else max(best + high - old, best)
    return new


def _shared_out(figures: dict[str, int | None], parts: int, random: np.random.Generator) -> dict[str, list[int | None]]:
    """Each figure over the parts; each part has a death of the best figure where there are enough.

    The low figure is a random choice of the best one's persons; what the high one has above it comes on top.
    """
    if parts == 1:
        return {name: [figure] for name, figure in figures.items()}
    even = np.full(parts, 1 / parts)
    low, best, high, reported = (figures[name] for name in _TOLLS)

    def divided(figure: int) -> Ints:
        least = int(figure >= parts)
        return least + random.multinomial(figure - least * parts, even)

    middle = divided(next((figure for figure in (best, high, low) if figure is not None), 0))
    below = middle if low is None else random.multivariate_hypergeometric(middle, min(low, int(middle.sum())))
    above = middle if high is None else middle + random.multinomial(max(high - int(middle.sum()), 0), even)
    shares = (below, middle, above, divided(reported or 0))
    return {
        name: [None] * parts if figure is None else share.tolist()
        for name, figure, share in zip(_TOLLS, (low, best, high, reported), shares, strict=True)
    }


def classes(
    source: RealRows, lead: Ints, telling: Ints, rates: Noise, seed: int, drawn: dict[str, Any]
) -> dict[str, Any]:
    random = stream(seed, "class")
    recoded = random.random(len(lead)) < rates.recoded
    drawn["recoded"] = recoded[telling].tolist()
    told = {}
    for name, choice in (("violence_type", ["non-state", "one-sided", "state-based"]), ("event_class", None)):
        column = source.column(name)
        among = choice or sorted({value for value in column if value})
        new = [column[row] for row in lead.tolist()]
        for i in np.flatnonzero(recoded).tolist():
            others = [value for value in among if value != new[i]]
            if new[i] is not None and others:
                new[i] = others[int(random.integers(len(others)))]
        told[name] = [new[t] for t in telling.tolist()]
    # the class of the target follows the type of violence in the sources read here
    target = source.column("target_class")
    told["target_class"] = [None if recoded[t] else target[lead[t]] for t in telling.tolist()]
    return told
