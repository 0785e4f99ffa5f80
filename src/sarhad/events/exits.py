"""The exits: every function that writes something is marked here as one through which data leave, or stay.

What `leaves` is made for others: each such function asks the licence gate (`sarhad.events.gate`), or is given only what
has passed it. What `stays` is kept on the machine of the person who loaded the data. A function that writes and bears
neither mark fails the tests, and so does an exit that is not tried with a row that may not be passed on.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

_Marked = TypeVar("_Marked", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Exit:
    """A function that writes: `name` is its module and name (`events.export.write_csv`), `what` what it writes."""

    name: str
    what: str
    stays: bool


_marked: dict[str, Exit] = {}


def leaves(what: str) -> Callable[[_Marked], _Marked]:
    """Mark a function that writes what others get."""
    return _mark(what, stays=False)


def stays(what: str) -> Callable[[_Marked], _Marked]:
    """Mark a function that writes what stays on the user's own machine."""
    return _mark(what, stays=True)


def exits() -> tuple[Exit, ...]:
    """All of them, in the order of their names; every module of the package is imported for it."""
    package = importlib.import_module(__package__.partition(".")[0])
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        if not module.name.endswith(".__main__"):
            importlib.import_module(module.name)
    return tuple(_marked[name] for name in sorted(_marked))


def _mark(what: str, *, stays: bool) -> Callable[[_Marked], _Marked]:
    def mark(function: _Marked) -> _Marked:
        name = f"{function.__module__.partition('.')[2]}.{function.__qualname__}"
        _marked[name] = Exit(name, what, stays)
        return function

    return mark
