"""What a reconciliation gives: incidents, their tellings, and the pairs behind them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from ..errors import Problem
from ..events import EVENTS_SCHEMA, Coverage, Events, Provenance
from .aliases import Alias
from .tables import OF_ONE_SOURCE

INCIDENTS_SOURCE = "incidents"
"""The source that incidents bear where they stand as events."""


@dataclass(frozen=True, slots=True)
class ProposedAlias:
    """Two names that seem to mean one actor, for a person to confirm: `source_a` writes one, `source_b` the other."""

    source_a: str
    source_b: str
    alias: Alias


@dataclass(frozen=True, slots=True)
class Reconciled:
    """Events of several sources as incidents.

    `incidents` (`INCIDENTS_SCHEMA`) has a row for each incident, also of those that one source alone tells; `tellings`
    (`TELLINGS_SCHEMA`) one for each event, `pairs` (`PAIRS_SCHEMA`) one for each pair that was compared and not far
    from likely. `refused` names the sources that hardly overlap, of which nothing was linked without a decision, and
    why. Every measure takes a `Reconciled` and counts its incidents.
    """

    incidents: pa.Table
    tellings: pa.Table
    pairs: pa.Table
    provenance: Provenance
    proposed_aliases: tuple[ProposedAlias, ...] = ()
    problems: tuple[Problem, ...] = ()
    refused: Mapping[tuple[str, str], str] | None = None
    coverage: tuple[Coverage, ...] = ()

    @property
    def events(self) -> Events:
        """The incidents as an events table: one row each, of the source `incidents`, with the incident's id.

        The numbers that a source gives its actors, conflicts and dyads are left out: they mean something in that
        source only.
        """
        table = self.incidents
        count = table.num_rows
        ids = table["incident_id"]
        columns = {
            "event_id": ids,
            "source": pa.repeat(INCIDENTS_SOURCE, count),
            "source_id": pc.replace_substring_regex(ids, "^incident:", ""),
            "source_version": pc.binary_join(table["sources"], " and "),
        }
        for name in OF_ONE_SOURCE:
            columns[name] = pa.nulls(count, pa.string())
        columns["revised"] = pa.nulls(count, pa.int64())
        made = [columns[f.name] if f.name in columns else table[f.name] for f in EVENTS_SCHEMA]
        return Events(pa.table(made, schema=EVENTS_SCHEMA), self.provenance, self.coverage, self.problems, count)
