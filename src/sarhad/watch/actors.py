"""The actors of a watch, and those of the world behind them."""

from __future__ import annotations

from .. import actors
from .watch import Watch


def world_of(watch: Watch) -> actors.Registry:
    """The actors of the world: from the release that `[files] world` names, else those that ship."""
    named = watch.file.files.world
    return actors.read_ucdp_actors(watch.path(named)) if named else actors.world_registry()


def registry_of(watch: Watch) -> actors.Registry:
    """The watch's own actors, with those of the world behind them."""
    return actors.read_registry(watch.path(watch.file.files.actors)).with_world(world_of(watch))
