"""What the events say: one question, one function, one small table with its provenance."""

from .incidence import Unit, incidence
from .sieve import UnderCheck

__all__ = ["UnderCheck", "Unit", "incidence"]
