"""Who: the registry of actors, their names, lineage and relations; from a raw name to a registry id."""

from .folding import fold
from .model import ActorKind, Basis, RelationKind
from .reading import read_registry
from .registry import Actor, Citation, CitedSource, Identifier, Name, Registry, Relation, Scope
from .resolution import Resolution, resolve_events

__all__ = [
    "Actor",
    "ActorKind",
    "Basis",
    "Citation",
    "CitedSource",
    "Identifier",
    "Name",
    "Registry",
    "Relation",
    "RelationKind",
    "Resolution",
    "Scope",
    "fold",
    "read_registry",
    "resolve_events",
]
