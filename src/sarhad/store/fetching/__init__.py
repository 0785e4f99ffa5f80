"""Files and answers from publishers' servers: bounded, resumed, retried, and told in words when they do not come."""

from .acled_api import fetch_acled, fetch_acled_deletions
from .acled_login import Login
from .by_api import BY_API, ONLY_BY_API
from .http import Client, Outcome
from .listed import BY_LIST
from .order import Arrival, Order, Way, incoming
from .patience import Limits
from .records import Arrived, Query
from .trouble import FetchError, shown
from .ucdp_api import fetch_ucdp
from .ways import WAYS, fetchable, way_of

__all__ = [
    "BY_API",
    "BY_LIST",
    "ONLY_BY_API",
    "WAYS",
    "Arrival",
    "Arrived",
    "Client",
    "FetchError",
    "Limits",
    "Login",
    "Order",
    "Outcome",
    "Query",
    "Way",
    "fetch_acled",
    "fetch_acled_deletions",
    "fetch_ucdp",
    "fetchable",
    "incoming",
    "shown",
    "way_of",
]
