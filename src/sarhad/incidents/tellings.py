"""Each event as the telling of an incident: with which other it is linked, how, and what the likeliest other was."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from .agreed import LEAD
from .tables import COMPARISONS, TELLINGS_SCHEMA

Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

_WEIGHTS = tuple(f"weight_{name}" for name in (*COMPARISONS, "rarity"))


def tellings(
    events: pa.Table,
    incidents: pa.Array,
    roles: Mapping[int, str],
    pairs: pa.Table,
    ends: tuple[Ints, Ints],
    links: Mask,
    others: Mask,
) -> pa.Table:
    """One row for each event, in their order: `incidents` is the id of its incident, `roles` what each telling is.

    `ends` are the two events of each pair by number; `links` the pairs that hold incidents together, `others` those of
    two incidents.
    """
    count = events.num_rows
    probability = pairs["probability"].to_numpy()
    link, partner = _strongest(count, ends, probability, links)
    rival, runner = _strongest(count, ends, probability, others)
    known = pairs.take(_indices(link))
    ids = events["event_id"]
    columns = {
        "event_id": ids,
        "incident_id": incidents,
        "source": events["source"],
        "role": pa.array([roles.get(number, LEAD) for number in range(count)], pa.string()),
        "linked_to": ids.take(_indices(partner)),
        "linked_by": known["why"],
        "probability": known["probability"],
        **{name: known[name] for name in _WEIGHTS},
        "runner_up": ids.take(_indices(runner)),
        "runner_up_probability": pairs["probability"].take(_indices(rival)),
    }
    return pa.table([columns[name] for name in TELLINGS_SCHEMA.names], schema=TELLINGS_SCHEMA)


def _strongest(
    count: int, ends: tuple[Ints, Ints], probability: npt.NDArray[np.float64], among: Mask
) -> tuple[Ints, Ints]:
    """For each event the likeliest of its pairs among these and the event at its other end; -1 where there is none."""
    rows = np.flatnonzero(among)
    here = np.concatenate([ends[0][rows], ends[1][rows]])
    there = np.concatenate([ends[1][rows], ends[0][rows]])
    pair = np.concatenate([rows, rows])
    order = np.lexsort((there, -probability[pair], here))
    first = order[np.unique(here[order], return_index=True)[1]]
    found = np.full((2, count), -1, dtype=np.int64)
    found[0][here[first]] = pair[first]
    found[1][here[first]] = there[first]
    return found[0], found[1]


def _indices(numbers: Ints) -> pa.Array:
    return pa.array(numbers, mask=numbers < 0)
