"""The kinds of claims, one small class each."""

from .attention import Attention
from .change import Change
from .count import Count, Near
from .distance import Distance
from .exists import Exists
from .first import First
from .gathering import Cluster, Hotspot
from .kind import Kind
from .length import Length
from .network import Network
from .opinion import Opinion
from .rank import Rank
from .record import Record
from .relation import Relation
from .repeats import Repeats
from .share import Share
from .slope import Slope
from .spillover import Spillover
from .trend import Trend

KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Exists(),
        Count(),
        First(),
        Record(),
        Share(),
        Trend(),
        Change(),
        Slope(),
        Rank(),
        Near(),
        Repeats(),
        Cluster(),
        Hotspot(),
        Spillover(),
        Network(),
        Attention(),
        Length(),
        Distance(),
        Relation(),
        Opinion(),
    )
}
"""Every kind by its name."""

__all__ = ["KINDS", "Kind"]
