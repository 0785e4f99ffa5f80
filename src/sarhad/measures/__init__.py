"""What the events say: one question, one function, one small table with its provenance."""

from .alerts import alerts
from .attention import ATTENTION_MEASURE_SCHEMA, attention
from .change import change
from .clusters import clusters
from .controls import CONTROLS_SCHEMA, controls
from .exposure import EXPOSURE_SCHEMA, exposure
from .hotspots import hotspots
from .incidence import Unit, incidence
from .network import network
from .repeats import repeats
from .sieve import UnderCheck
from .slope import slope
from .trend import trend

__all__ = [
    "ATTENTION_MEASURE_SCHEMA",
    "CONTROLS_SCHEMA",
    "EXPOSURE_SCHEMA",
    "UnderCheck",
    "Unit",
    "alerts",
    "attention",
    "change",
    "clusters",
    "controls",
    "exposure",
    "hotspots",
    "incidence",
    "network",
    "repeats",
    "slope",
    "trend",
]
