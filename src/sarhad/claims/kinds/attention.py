"""`attention`: the media told more of a country than usual, or came late."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, get_args

import pyarrow as pa

from ... import measures
from ...events import EVENTS_SCHEMA, SourceRef
from ...measures.attention import Volume
from ...sources import describe
from ...vocabulary import terms
from ..claim import Claim
from ..loaded import Loaded
from ..readings import Finding, Reading, label
from .kind import Mistake
from .measured import Estimate, Measured, Outcome, Stretch, cannot_say
from .since import since_mistakes

_GROUPS = ("all", *(term.id for term in terms("actor_groups")))


class Attention(Measured):
    """Media volume (GDELT) of one country in the period of `of`, by `sarhad.measures.attention`.

    `feature: ratio` compares it with the country's norm, the days from `since` on; one reading for each of GDELT's
    counts. `feature: lag` is the days from the peak of events or deaths to the peak of the volume, one reading for each
    source of events and choice; that attention came late (`> 7`) holds only where it was above the norm at all.
    """

    name = "attention"
    scale = "change"
    runs = "attention"
    takes = frozenset({"since", "feature", "measure"})
    requires = frozenset({"since", "feature"})
    of_requires = frozenset({"start", "end", "countries"})
    settings = ("volume_of", "actor_group", "arrived_min", "max_lag_days")
    features = frozenset({"ratio", "lag"})
    unit = "days"
    rule = (
        "a ratio by its interval, which allows for days that resemble the last one; a lag of the peak as it is, and it "
        "holds only where the ratio's interval lies above 1"
    )

    def mistakes(self, claim: Claim) -> Iterator[Mistake]:
        """As for every kind; one country, a norm before the period, and words that GDELT has."""
        yield from super().mistakes(claim)
        yield from since_mistakes(claim)
        if claim.needs:
            return
        if len(claim.of.countries) > 1:
            yield ("of", "countries"), "attention is of one country"
        group = claim.settings.actor_group if claim.settings else None
        if group and group not in _GROUPS:
            yield ("with", "actor_group"), f"no group of actors; known are {', '.join(_GROUPS)}"

    def wanted(self, claim: Claim) -> str:
        """Attention is decided by media volume."""
        since, end = claim.since, claim.of.end
        return f"media volume from {since} to {end}: GDELT 2.0 event files of these days, with `sarhad add FILE`"

    def spans(self, claim: Claim) -> tuple[Stretch, ...]:
        """Norm and window together."""
        assert claim.since is not None
        assert claim.of.end is not None
        return ((claim.since, claim.of.end),)

    def find(self, claim: Claim, loaded: Loaded) -> Finding:
        """Nothing where no volume is loaded; else the readings of the feature."""
        if loaded.base.attention is None:
            choices = {"source": "gdelt"}
            none = Reading(label(choices), choices, None, None, None, None, "no media volume is loaded", looked=False)
            return Finding((none,), unit=self.unit)
        about = describe("gdelt")
        volume = SourceRef("gdelt", about.title, loaded.base.attention.version, about.licence, about.citation)
        if claim.feature == "lag":
            return replace(super().find(claim, loaded), sources=(volume,))
        stated = self.parameters(claim, loaded)
        words = [stated["volume_of"], *(word for word in get_args(Volume) if word != stated["volume_of"])]
        nothing = EVENTS_SCHEMA.empty_table()
        readings = [_ratio(self, claim, nothing, loaded, {**stated, "volume_of": word}) for word in words]
        return Finding(tuple(readings), unit="ratio to the norm", sources=(volume,))

    def run(self, claim: Claim, table: pa.Table, deaths: Estimate, loaded: Loaded) -> Outcome:
        """The lag of the peak."""
        row = _row(claim, table, deaths, loaded, self.parameters(claim, loaded))
        if row["cannot_say"]:
            return cannot_say(row)
        lag = row["lag_of_peak_days"]
        if lag is None:
            return Outcome(None, note=str(row["cannot_say_lag"]))
        holds = self.expectation(claim).test(lag, lag)
        more = row["ratio_low"] > 1
        note = f"{row['peak_of_events']} to {row['peak_of_volume']}, {row['ratio']:.2f} times the norm"
        return Outcome(None if holds and not more else holds, float(lag), float(lag), float(lag), note)


def _ratio(kind: Attention, claim: Claim, table: pa.Table, loaded: Loaded, stated: Mapping[str, Any]) -> Reading:
    row = _row(claim, table, "best", loaded, stated)
    choices = {"source": "gdelt", "volume": str(stated["volume_of"])}
    if row["cannot_say"]:
        return Reading(label(choices), choices, None, None, None, None, row["cannot_say"])
    low, high = row["ratio_low"], row["ratio_high"]
    holds = kind.expectation(claim).test(low, high)
    note = f"{row['share']:.3%} of all {stated['volume_of']}, usually {row['norm_share']:.3%}"
    return Reading(label(choices), choices, holds, row["ratio"], low, high, note)


def _row(claim: Claim, table: pa.Table, deaths: Estimate, loaded: Loaded, stated: Mapping[str, Any]) -> dict[str, Any]:
    volume, start, end, norm_start = loaded.base.attention, claim.of.start, claim.of.end, claim.since
    assert volume is not None
    assert start is not None
    assert end is not None
    assert norm_start is not None
    found = measures.attention(
        volume,
        table,
        countries=claim.of.countries,
        start=start,
        end=end,
        norm_start=norm_start,
        of=claim.measure,
        deaths=deaths,
        under_check="include",
        belated_days=0,  # of a column that is not read
        confidence=float(loaded.base.parameter("confidence")),
        **stated,
    )
    row: dict[str, Any] = found.table.to_pylist()[0]
    return row
