"""Sarhad: a regional threat assessment in which every number can be traced, checked and scored."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from .claims.written import claim
    from .sources import read as read_events

__all__ = ["__version__", "claim", "read_events"]

_ROOMS = frozenset(
    ("actors", "build", "claims", "events", "forecasts", "incidents", "measures", "places", "sources", "store", "watch")
)


def __getattr__(name: str) -> Any:
    """`read_events`, `claim` and the rooms are loaded when they are first asked for: `import sarhad` stays light."""
    if name == "read_events":
        from .sources import read

        return read
    if name == "claim":
        from .claims.written import claim

        return claim
    if name in _ROOMS:
        return import_module(f".{name}", __name__)
    raise AttributeError(f"module 'sarhad' has no attribute {name!r}")
