"""Files and answers from publishers' servers: bounded, resumed, retried, and told in words when they do not come."""

from .acled_api import fetch_acled, fetch_acled_deletions
from .acled_login import Login
from .http import Client, Outcome
from .patience import Limits
from .records import Arrived, Query
from .trouble import FetchError, shown
from .ucdp_api import fetch_ucdp

__all__ = [
    "Arrived",
    "Client",
    "FetchError",
    "Limits",
    "Login",
    "Outcome",
    "Query",
    "fetch_acled",
    "fetch_acled_deletions",
    "fetch_ucdp",
    "shown",
]
