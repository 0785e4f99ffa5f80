"""The tables of this room: pairs of events that were compared, the tellings of an incident, and the incidents."""

from __future__ import annotations

import pyarrow as pa

from ..events import EVENTS_SCHEMA

COMPARISONS: tuple[str, ...] = ("days", "place", "actors", "class", "deaths")
"""What of two events is compared, in the order in which it is shown."""

LINKED, REVIEW, APART = "linked", "review", "apart"
LINK_AT = 0.5
"""From this probability on two events are linked."""
REVIEW_AT = 0.2
"""From this probability on, and below `LINK_AT`, a person is asked."""

_WEIGHTS = [pa.field(f"weight_{name}", pa.float64()) for name in (*COMPARISONS, "rarity")]

PAIRS_SCHEMA = pa.schema(
    [
        pa.field("event_a", pa.string(), nullable=False),  # event ids; of two, the one of the source named first
        pa.field("event_b", pa.string(), nullable=False),
        pa.field("source_a", pa.string(), nullable=False),
        pa.field("source_b", pa.string(), nullable=False),  # the same as source_a: a duplicate inside one source
        pa.field("gap_days", pa.int32()),  # whole days between the two spans, 0 where they meet
        pa.field("distance_km", pa.float64()),  # null where one has no coordinates
        *(pa.field(f"level_{name}", pa.string()) for name in COMPARISONS),  # the level in words; null: not comparable
        *_WEIGHTS,  # log2(m/u) of the level, 0 where not comparable
        pa.field("prior", pa.float64()),  # log2 odds before anything is compared
        pa.field("weight", pa.float64()),  # the sum of the weights, in bits
        pa.field("model_probability", pa.float64()),  # before decisions and calibration; null: named by a decision only
        pa.field("probability", pa.float64(), nullable=False),
        pa.field("band", pa.string(), nullable=False),  # linked | review | apart
        pa.field("why", pa.string(), nullable=False),  # see below
        pa.field("rival", pa.string()),  # with "rival": the event that one of the two is linked to instead
    ]
)
"""One row for each candidate pair. `why` says what put it in its band: the `model`'s probability, a person's
`decision`, a `split` telling, a refusal to link these two sources at all (`refused`), a better partner of one of the
two (`rival`), a third telling with which both are linked (`joined`), or that both are of one source (`duplicate`:
proposed, never linked without a decision)."""

TELLINGS_SCHEMA = pa.schema(
    [
        pa.field("event_id", pa.string(), nullable=False),
        pa.field("incident_id", pa.string(), nullable=False),
        pa.field("source", pa.string(), nullable=False),
        pa.field("role", pa.string(), nullable=False),  # lead | whole | part | duplicate
        pa.field("linked_to", pa.string()),  # the telling with which it is linked most strongly; null: told once
        pa.field("linked_by", pa.string()),  # model | decision | split; null: told once
        pa.field("probability", pa.float64()),  # of that link; null: told once
        *_WEIGHTS,  # of that link; null: told once, or linked by a decision alone
        pa.field("runner_up", pa.string()),  # the likeliest event outside the incident
        pa.field("runner_up_probability", pa.float64()),
    ]
)
"""One row for each event. `lead` is the telling whose day and place are taken, `part` one of several tellings of a
source that together tell what another tells once, `duplicate` a repetition inside one source."""

OF_ONE_SOURCE: tuple[str, ...] = ("side_a_id", "side_b_id", "conflict_id", "dyad_id")
"""A source's own numbers, which mean something in that source only: incidents have none."""

_FROM_EVENTS = [
    field
    for field in EVENTS_SCHEMA
    if field.name not in ("event_id", "source", "source_id", "source_version", "revised", *OF_ONE_SOURCE)
]

INCIDENTS_SCHEMA = pa.schema(
    [
        pa.field("incident_id", pa.string(), nullable=False),  # "incident:" and the first of its event ids
        *_FROM_EVENTS,  # agreed: day and place of the lead telling; deaths as the range over the tellings
        pa.field("lead", pa.string(), nullable=False),  # event id
        pa.field("n_tellings", pa.int32(), nullable=False),
        pa.field("sources", pa.list_(pa.string()), nullable=False),
        pa.field("event_ids", pa.list_(pa.string()), nullable=False),
        pa.field(  # each source's own figure, parts added up, a duplicate counted once
            "deaths_by_source",
            pa.list_(
                pa.struct(
                    [("source", pa.string()), ("low", pa.int32()), ("best", pa.int32()), ("high", pa.int32()),
                     ("reported", pa.int32())]
                )
            ),
            nullable=False,
        ),
        pa.field("disagreement", pa.list_(pa.string()), nullable=False),  # in words: days, place, deaths, sides, class
        pa.field("probability", pa.float64()),  # the weakest link that holds it together; null: told once
    ]
)  # fmt: skip
"""One row for each incident, also those that one source alone tells."""
