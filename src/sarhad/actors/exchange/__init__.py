"""Registries for other systems and from them: STIX 2.1 and FollowTheMoney."""

from .draft import Imported
from .followthemoney import to_followthemoney
from .followthemoney_reading import from_followthemoney
from .plain import plain, registry_from, yaml_text
from .stix import to_stix
from .stix_reading import from_stix
from .writing import Form, exchange_bytes, write_exchange

__all__ = [
    "Form",
    "Imported",
    "exchange_bytes",
    "from_followthemoney",
    "from_stix",
    "plain",
    "registry_from",
    "to_followthemoney",
    "to_stix",
    "write_exchange",
    "yaml_text",
]
