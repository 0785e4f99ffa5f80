"""Sarhad: a regional threat assessment in which every number can be traced, checked and scored."""

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from .sources import read as read_events

__all__ = ["__version__", "read_events"]


def __getattr__(name: str) -> Any:
    """`read_events` is loaded when it is first asked for: `import sarhad` stays light."""
    if name == "read_events":
        from .sources import read

        return read
    raise AttributeError(f"module 'sarhad' has no attribute {name!r}")
