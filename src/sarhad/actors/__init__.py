"""Who: the registry of actors, their names, lineage and relations; from a raw name to a registry id."""

from .actor import Actor, Citation, CitedSource, Identifier, Name, Relation
from .decisions import (
    NO_ACTOR_DECISIONS,
    ActorDecision,
    ActorDecisions,
    actor_decisions_of,
)
from .decisions_file import append_actor_decision, read_actor_decisions
from .folding import digest, fold
from .generic import generic
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
from .names import RULES, NameResolution, Proposal, Rule
from .reading import read_registry
from .registry import Registry
from .resolution import Resolution, ToReview, resolve_events
from .resolving import resolve_name
from .scope import Scope
from .ucdp_actors import read_ucdp_actors
from .world import world_registry

__all__ = [
    "ACTOR_KINDS",
    "BASES",
    "CONFIDENCES",
    "LINEAGE_KINDS",
    "NO_ACTOR_DECISIONS",
    "RELATION_KINDS",
    "RULES",
    "TO_A_COUNTRY",
    "Actor",
    "ActorDecision",
    "ActorDecisions",
    "ActorKind",
    "Basis",
    "Citation",
    "CitedSource",
    "Confidence",
    "Identifier",
    "Lineage",
    "Meaning",
    "Name",
    "NameResolution",
    "Proposal",
    "Registry",
    "Relation",
    "RelationKind",
    "Resolution",
    "Rule",
    "Scope",
    "Step",
    "ToReview",
    "actor_decisions_of",
    "append_actor_decision",
    "digest",
    "fold",
    "generic",
    "read_actor_decisions",
    "read_registry",
    "read_ucdp_actors",
    "resolve_events",
    "resolve_name",
    "world_registry",
]
