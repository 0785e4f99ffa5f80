"""`opinion`: an opinion, a cause, a forecast of intentions; recorded and never judged."""

from __future__ import annotations

from collections.abc import Iterator

from ..claim import Claim
from ..loaded import Loaded
from ..readings import Finding
from .kind import EVENT_FIELDS, Kind, Mistake


class Opinion(Kind):
    """Recorded, so that nobody takes it for checked. `of` may say what it is about."""

    name = "opinion"
    scale = "number"
    of_takes = EVENT_FIELDS

    def find(self, claim: Claim, loaded: Loaded) -> Finding:
        """Nothing is run."""
        return Finding(())

    def mistakes(self, claim: Claim) -> Iterator[Mistake]:
        """An opinion expects nothing."""
        if claim.expect is not None:
            yield ("expect",), "an opinion is never judged; take expect out, or name another kind"
