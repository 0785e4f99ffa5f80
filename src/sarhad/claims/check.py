"""Checking claims: each run under its readings, and the verdict that these give together."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from .. import vocabulary
from ..actors import TO_A_COUNTRY
from ..errors import InputError, Problem
from ..events import SourceRef
from .base import Base
from .claim import Claim
from .expect import EQUALITY_RULE
from .guard import guarded
from .kinds import KINDS
from .loaded import Loaded
from .readings import Finding, judge
from .settings import stated
from .sites import site_mistake, sites
from .verdict import Verdict
from .wanted import would_decide

PARAMETERS = ("confidence", "seed", "bootstrap_draws", "place_precision_max")
"""The parameters that a verdict may depend on."""


def check(claims: Iterable[Claim], base: Base, *, checked_at: dt.date) -> tuple[Verdict, ...]:
    """The verdict on every claim, in their order.

    `checked_at` is the day of the check; it enters the verdicts and the advice on which release to load.

    Raises:
        InputError: a claim names an actor, a line or a list that is not loaded; all told together.
    """
    wanted = tuple(claims)
    problems = problems_with(wanted, base)
    if problems:
        n = len(problems)
        raise InputError(f"{n} mistake{'s' * (n > 1)} in claims", problems=problems, do="correct the claims")
    with Loaded(base) as loaded:
        return tuple(_check_one(claim, loaded, checked_at) for claim in wanted)


def problems_with(claims: Iterable[Claim], base: Base) -> tuple[Problem, ...]:
    """Actors, lines and lists that claims name and that are not there; claims with `needs` are only recorded."""
    lists = set(base.events)
    found: list[Problem] = []
    for claim in claims:
        if claim.needs or claim.kind == "opinion":
            continue
        filters = [("of", claim.of), *([("part", claim.part)] if claim.part else [])]
        for name, of in filters:
            to_a_country = of.to in vocabulary.countries() and of.relation in TO_A_COUNTRY
            actors = {*of.actors, *of.opponents, *((of.to,) if of.to and not to_a_country else ())}
            found += [
                _unknown(claim, name, "actor", a, "actors.yaml") for a in sorted(actors) if a not in base.registry
            ]
            drawn = base.knows_line if claim.kind == "length" else base.line
            unknown = [line for line in of.lines if not drawn(line)]
            found += [_unknown(claim, name, "corridor or border", line, "corridors.csv") for line in unknown]
            if of.listed and of.listed not in lists:
                found.append(_unknown(claim, name, "source", of.listed, "watch.toml"))
        members = sorted({*claim.among, *([claim.subject] if claim.by and claim.subject else [])})
        if claim.by == "actor":
            found += [_unknown(claim, "among", "actor", m, "actors.yaml") for m in members if m not in base.registry]
        elif claim.by == "line" or claim.kind == "length":
            drawn = base.knows_line if claim.kind == "length" else base.line
            found += [
                _unknown(claim, "among", "corridor or border", m, "corridors.csv") for m in members if not drawn(m)
            ]
        found += _unplaced(claim, base)
        kind = KINDS[claim.kind]
        missing = set(kind.settings) - set(stated(claim.settings, base, kind.runs, kind.settings))
        found += [_unstated(claim, name) for name in kind.settings if name in missing]
    return tuple(found)


def _check_one(claim: Claim, loaded: Loaded, checked_at: dt.date) -> Verdict:
    kind = KINDS[claim.kind]
    base = loaded.base
    used = {name: base.parameters[name] for name in PARAMETERS if name in base.parameters}
    used |= stated(claim.settings, base, kind.runs, kind.settings)
    if claim.kind == "opinion" or claim.needs:
        verdict, why = (
            ("not-checkable", "an opinion, recorded and not judged")
            if claim.kind == "opinion"
            else ("data-cannot-decide", "it is about data of another sort than can be loaded")
        )
        advice = would_decide(claim, (), {}, checked_at) if claim.needs and claim.kind != "opinion" else ""
        return Verdict(claim, verdict, (), (), {}, advice, "", why, "", "", (), checked_at)  # type: ignore[arg-type]
    found = kind.find(claim, loaded)
    verdict, decided_by, _ = judge(found.readings)
    finding = guarded(found, base.events)
    _, _, why = judge(finding.readings)
    asked = next((r for r in finding.readings if r.looked), None)
    advice = ""
    if verdict == "data-cannot-decide":
        versions = {name: events.source.version for name, events in base.events.items() if events.source}
        advice = would_decide(claim, finding.readings, versions, checked_at)
    expected = kind.expectation(claim)
    tolerance = f"{kind.rule}; {EQUALITY_RULE}" if expected.equality else kind.rule
    return Verdict(
        claim=claim,
        verdict=verdict,
        readings=finding.readings,
        evidence=finding.evidence,
        left_out=finding.left_out,
        would_decide=advice,
        decided_by=decided_by,
        why=why,
        tolerance=tolerance,
        query=finding.query,
        sources=_sources(finding, base),
        checked_at=checked_at,
        value=asked.value if asked else None,
        low=asked.low if asked else None,
        high=asked.high if asked else None,
        unit=finding.unit,
        parameters=used,
    )


def _sources(finding: Finding, base: Base) -> tuple[SourceRef, ...]:
    """The files that the readings come from."""
    named = {name for reading in finding.readings for name in reading.choices.get("source", "").split(" with ")}
    refs: list[SourceRef] = []
    for name, events in base.events.items():
        if name in named:
            refs += events.provenance.sources or ((events.source,) if events.source else ())
    if base.monthly is not None:
        cited = base.monthly.provenance.sources
        refs += [ref for ref in cited if f"monthly totals of {ref.name}" in named]
    return tuple(dict.fromkeys((*refs, *finding.sources)))


def _unplaced(claim: Claim, base: Base) -> Iterator[Problem]:
    """Places that nothing which is loaded knows, or knows several of."""
    named = [("around", claim.around)] if claim.around else []
    for field, name in (*named, *(("between", name) for name in claim.between)):
        mistake = site_mistake(name, base)
        points = [site for site in sites(name, base) if site.line is None]
        if not mistake and claim.kind == "hotspot" and not points:
            mistake = "a hot spot is a cell, which a line is not in"
        if mistake:
            do = 'write a town with its country ("Herat, AFG"), or a node of corridors.csv'
            yield _problem(claim, mistake, field, name, do)


def _unstated(claim: Claim, name: str) -> Problem:
    do = f"state {name} under with in the claim, or for {KINDS[claim.kind].runs} in watch.toml"
    return _problem(claim, "a parameter that changes the figure is not stated", "with", name, do)


def _unknown(claim: Claim, field: str, what: str, value: str, file: str) -> Problem:
    return _problem(claim, f"no {what} of this id is loaded", field, value, f"correct it, or add it to {file}")


def _problem(claim: Claim, what: str, field: str, value: str, do: str) -> Problem:
    return Problem(
        "claim",
        f"claim {claim.id}: {what}",
        file=claim.origin.file if claim.origin else "",
        line=claim.origin.line if claim.origin else None,
        column=field,
        value=value,
        do=do,
        effect="record left out",
        severity="error",
    )
