"""Who: the registry of actors, their names, lineage and relations; from a raw name to a registry id."""

from .actor import Actor, Citation, CitedSource, Identifier, Name, Relation
from .folding import digest, fold
from .lineage import LINEAGE_KINDS, Lineage, Step
from .meaning import Meaning
from .model import (
    ACTOR_KINDS,
    BASES,
    CONFIDENCES,
    RELATION_KINDS,
    TO_A_COUNTRY,
    ActorKind,
    Basis,
    Confidence,
    RelationKind,
)
from .reading import read_registry
from .registry import Registry
from .resolution import Resolution, resolve_events
from .scope import Scope

__all__ = [
    "ACTOR_KINDS",
    "BASES",
    "CONFIDENCES",
    "LINEAGE_KINDS",
    "RELATION_KINDS",
    "TO_A_COUNTRY",
    "Actor",
    "ActorKind",
    "Basis",
    "Citation",
    "CitedSource",
    "Confidence",
    "Identifier",
    "Lineage",
    "Meaning",
    "Name",
    "Registry",
    "Relation",
    "RelationKind",
    "Resolution",
    "Scope",
    "Step",
    "digest",
    "fold",
    "read_registry",
    "resolve_events",
]
