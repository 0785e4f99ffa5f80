"""Registries for other systems and from them: STIX 2.1."""

from .draft import Imported
from .plain import plain, registry_from, yaml_text
from .stix import to_stix
from .stix_reading import from_stix

__all__ = [
    "Imported",
    "from_stix",
    "plain",
    "registry_from",
    "to_stix",
    "yaml_text",
]
