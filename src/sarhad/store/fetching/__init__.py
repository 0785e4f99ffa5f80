"""Files and answers from publishers' servers: bounded, resumed, retried, and told in words when they do not come."""

from .http import Client, Outcome
from .patience import Limits
from .trouble import FetchError, shown

__all__ = ["Client", "FetchError", "Limits", "Outcome", "shown"]
