"""Which data would decide a claim that the loaded ones cannot, and how to load them."""

from __future__ import annotations

import datetime as dt

from .claim import Claim
from .kinds import KINDS
from .readings import Reading

RELEASE_MONTH = 7
"""UCDP publishes the release with last year's events in June; from July on it can be expected."""

_ADD = "`sarhad add FILE`"


def would_decide(claim: Claim, readings: tuple[Reading, ...], loaded: dict[str, str], checked_at: dt.date) -> str:
    """The data set and the way to load it, one sentence. `loaded` holds the version by source name."""
    if said := claim.would_decide or claim.needs:
        return said
    if other := KINDS[claim.kind].wanted(claim):
        return other
    if any(reading.looked for reading in readings):
        return "more events, or the same told with fewer unknowns: the loaded ones leave both answers open"
    found: list[str] = []
    last = claim.after.end if claim.after else claim.of.end
    newest = checked_at.year if checked_at.month >= RELEASE_MONTH else checked_at.year - 1
    covers_until = dt.date(newest - 1, 12, 31)
    release = f"{newest % 100}.1"
    classes = bool(claim.of.event_class or claim.of.target_class)
    classes = classes or bool(claim.part and (claim.part.event_class or claim.part.target_class))
    unseen = claim.of.lethal is False or claim.of.status != ("realised",)
    if not classes and not unseen:
        if _version(loaded.get("ucdp-ged", "")) < _version(release):
            found.append(f"load UCDP GED {release} (events to {covers_until.year}): {_ADD}")
        if last and last > covers_until:
            found.append(f"load the UCDP Candidate releases up to {last:%B %Y}: {_ADD}")
    if classes:
        found.append("a source that codes the class of events and targets (ACLED or GTD, your own export)")
    elif unseen or _asks_for_absence(claim):
        found.append("a source that also lists events without deaths (ACLED, your own export)")
    if claim.kind == "exists":
        found.append("or a row with its source in the watch's chronology, which can support but not refute it")
    return "; ".join(found) or "events of the countries and days that are not covered"


def _asks_for_absence(claim: Claim) -> bool:
    return claim.kind in ("exists", "count", "first") and claim.of.lethal is not True and claim.measure == "events"


def _version(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(".") if part.isdecimal())
