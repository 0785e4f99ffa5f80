"""What the events say: one question, one function, one small table with its provenance."""

from .alerts import alerts
from .attention import ATTENTION_MEASURE_SCHEMA, attention
from .change import change
from .clusters import clusters
from .components import border_events, deaths_trend, forecast, indicator, shared_border
from .controls import CONTROLS_SCHEMA, controls
from .dyads import DYADS_SCHEMA, dyads
from .exposure import EXPOSURE_SCHEMA, exposure
from .hotspots import hotspots
from .incidence import incidence
from .network import network
from .people import people
from .repeats import repeats
from .sieve import UnderCheck
from .slope import slope
from .spillover import spillover
from .spread import spread
from .trend import trend
from .units import Unit
from .vulnerability import (
    VULNERABILITY_SCHEMA,
    WEIGHTED_SCHEMA,
    Component,
    Value,
    Worse,
    check_weights,
    vulnerability,
    weighted_rank,
)

__all__ = [
    "ATTENTION_MEASURE_SCHEMA",
    "CONTROLS_SCHEMA",
    "DYADS_SCHEMA",
    "EXPOSURE_SCHEMA",
    "VULNERABILITY_SCHEMA",
    "WEIGHTED_SCHEMA",
    "Component",
    "UnderCheck",
    "Unit",
    "Value",
    "Worse",
    "alerts",
    "attention",
    "border_events",
    "change",
    "check_weights",
    "clusters",
    "controls",
    "deaths_trend",
    "dyads",
    "exposure",
    "forecast",
    "hotspots",
    "incidence",
    "indicator",
    "network",
    "people",
    "repeats",
    "shared_border",
    "slope",
    "spillover",
    "spread",
    "trend",
    "vulnerability",
    "weighted_rank",
]
