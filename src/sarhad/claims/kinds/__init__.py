"""The kinds of claims, one small class each."""

from .count import Count, Near
from .exists import Exists
from .kind import Kind
from .length import Length
from .opinion import Opinion
from .rank import Rank
from .relation import Relation
from .share import Share
from .trend import Trend

KINDS: dict[str, Kind] = {
    kind.name: kind for kind in (Exists(), Count(), Share(), Trend(), Rank(), Near(), Length(), Relation(), Opinion())
}
"""Every kind by its name."""

__all__ = ["KINDS", "Kind"]
