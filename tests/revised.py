"""A copy of a real release, revised as UCDP revises from one year to the next."""

from __future__ import annotations

import datetime as dt
import json
import random
from pathlib import Path
from typing import Any

SHARE = 0.015
"""Of the rows, how many are dropped, and how many are added."""
DEATHS = 0.04
DATES = 0.02


def revise(release: Path, out: Path, name: str, seed: int) -> dict[str, set[int]]:
    """Write a GeoJSON of GED under another release's name; returns the ids by what became of them.

    Rows are dropped and added, deaths go up or down by some (the order of low, best and high is kept), dates move by
    days, all drawn with the seed.
    """
    draw = random.Random(seed)
    content = json.loads(release.read_text(encoding="utf-8"))
    features: list[dict[str, Any]] = content["features"]
    ids = [feature["properties"]["id"] for feature in features]
    n = round(len(ids) * SHARE)
    shuffled = draw.sample(ids, len(ids))
    dropped, shuffled = set(shuffled[:n]), shuffled[n:]
    recounted, shuffled = set(shuffled[: round(len(ids) * DEATHS)]), shuffled[round(len(ids) * DEATHS) :]
    redated, shuffled = set(shuffled[: round(len(ids) * DATES)]), shuffled[round(len(ids) * DATES) :]
    doubled = set(shuffled[:n])
    kept = [feature for feature in features if feature["properties"]["id"] not in dropped]
    new = []
    for feature in kept:
        of = feature["properties"]
        if of["id"] in doubled:
            new.append(json.loads(json.dumps(feature)))
            new[-1]["properties"]["id"] = max(ids) + len(new)
        if of["id"] in recounted:
            of["best"] = max(0, of["best"] + draw.choice([-3, -2, -1, 1, 2, 5, 10]))
            of["low"], of["high"] = min(of["low"], of["best"]), max(of["high"], of["best"])
        if of["id"] in redated:
            shift = dt.timedelta(days=draw.choice([-9, -4, -1, 1, 3, 20]))
            for column in ("date_start", "date_end"):
                of[column] = (dt.datetime.fromisoformat(of[column]) + shift).isoformat()
            of["year"] = int(of["date_start"][:4])
    content["name"] = name
    content["features"] = kept + new
    out.write_text(json.dumps(content), encoding="utf-8")
    added = {feature["properties"]["id"] for feature in new}
    return {"removed": dropped, "added": added, "deaths": recounted, "re-dated": redated}
