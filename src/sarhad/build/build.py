"""The walk through the house: from pinned files to a published month."""

from __future__ import annotations

import contextlib
import datetime as dt
import time
from collections.abc import Iterator, Sequence
from typing import Any

from .. import __version__, bulletin, claims, vocabulary
from ..errors import InputError, Problem
from ..store import full_disk_told, locked, sweep_parts, write_json
from ..watch import Watch
from . import manifest as manifests
from .admission import admit
from .asked import asked_tables, not_shown
from .assemble import add_tables, claims_base, month_database, parameters, read_lines
from .forecasts import panel_refs, watch_forecasts
from .freshness import Age, ages, oldest_input, require_fresh
from .incidents import Counts, for_claims, publishable
from .inputs import Inputs, Note, read_inputs
from .mixed import mixed_coverage
from .month import last_day, newest_month, parse_month, past_months, require_loaded
from .patterns import pattern_problems, patterns
from .providers import provider_cells
from .publish import publish, staging
from .report import BuildReport
from .revisions import revisions

BUILD_WAIT = 600.0
"""Seconds that a build waits for another one of the same watch."""


def build(
    watch: Watch,
    *,
    month: str | None = None,
    note: Note = lambda text: None,
    today: dt.date | None = None,
    wait: float = BUILD_WAIT,
) -> BuildReport:
    """Publish one month of a watch.

    The site is built in a folder of its own and put in place by one rename, so a build that fails or is killed leaves
    the last good site as it was. A month that already stands is never rewritten: a build that comes out different is
    added as a correction.

    Args:
        month: `2026-01`; the newest month that is loaded when not given.
        note: told the name of each step as it begins.
        today: the date of new verdicts.
        wait: seconds to wait for another build of the same watch.

    Raises:
        InputError: a file cannot be used, no loaded source covers the month, or one is older than the watch lets it be.
        BusyError: another build of the watch was still running after `wait` seconds.
        DiskFullError: there is no room for the new site.
    """
    day = today or dt.datetime.now(tz=dt.UTC).date()
    busy = locked(
        watch.state / "build.lock",
        "another build of this watch",
        wait=wait,
        do="let it end and run this one again, or give it longer with --wait",
        note=note,
    )
    with full_disk_told(watch.state, "the last good site"), busy:
        return _build(watch, month, note, day)


def _build(watch: Watch, month: str | None, note: Note, day: dt.date) -> BuildReport:
    began = time.monotonic()
    note("reading sources")
    files = manifests.own_files(watch)
    inputs = read_inputs(watch, note=note)
    aged = ages(inputs, day)
    require_fresh(aged, _standing(watch))
    admitted = admit(inputs)
    public = admitted.public
    if not admitted.checked.refs:
        raise InputError(
            "nothing of what is loaded may be published", problems=admitted.problems, do="sarhad add an open source"
        )
    first = parse_month(month) if month else newest_month(admitted.checked)
    require_loaded(admitted.checked, first, _standing(watch))
    corridors, borders, line_problems = read_lines(watch)
    note("joining sources")
    told_by_several = publishable(inputs, public)
    note("measuring")
    providers = provider_cells(admitted.summed, watch.region.countries, first, last_day(first))
    con = month_database(public, providers, first, corridors, borders)
    ahead = watch_forecasts(public, first, kept=bulletin.kept_forecast(watch.site, f"{first:%Y-%m}"))
    add_tables(con, asked_tables(public, first, borders, ahead))
    if told_by_several:
        add_tables(con, told_by_several.tables)
    found = patterns(public, first, corridors, note)
    add_tables(con, {pattern.table_name: pattern.table for pattern in found if not pattern.failed})
    note("checking claims")
    # Without closed rows the incidents of the claims are those that are published.
    published_too = told_by_several if admitted.checked is public else None
    incidents = published_too.found if published_too else for_claims(admitted.checked)
    verdicts, claim_problems = _check(watch, claims_base(admitted.checked, corridors, borders, incidents), day)
    mixed = mixed_coverage(public, past_months(first, watch.file.measures.history_months))
    doubtful = told_by_several.problems if told_by_several else ()
    of_the_watch = (
        *public.actor_problems,
        *line_problems,
        *claim_problems,
        *mixed,
        *doubtful,
        *pattern_problems(found),
        *not_shown(public),
    )
    problems = (*public.problems, *of_the_watch)
    manifest = manifests.published(public, first, day, files, manifests.standing(watch))
    with staging(watch) as folder:
        history = claims.History(folder / "claims" / "history.jsonl")
        changed = revisions(inputs)
        history.append(verdicts, changed)
        problems = (*problems, *history.problems)
        note("drawing and writing pages")
        region = watch.region
        published = watch.file.publication
        issue = bulletin.Issue(
            watch_id=region.id,
            title=published.title,
            publisher=published.publisher,
            base_url=published.base_url,
            correction_contact=published.correction_contact,
            countries=region.countries,
            country_names={country.iso3: country.name for country in vocabulary.countries()},
            month=first,
            con=con,
            lines=corridors,
            borders=borders,
            registry=public.registry,
            unresolved=public.unresolved,
            verdicts=verdicts,
            claim_history=history,
            sources=(*public.refs, *panel_refs(ahead)),
            freshness=public.newest,
            coverage=public.coverage,
            problems=problems,
            manifest=manifest,
            parameters=parameters(watch),
            code_version=__version__,
            also={also.country: also.actors for also in region.also},
            language=published.language,
            attributions=admitted.attributions,
            revisions=changed,
            reports=claims.read_reports(watch.paths(watch.file.files.reports)),
            oldest_input=oldest_input(aged, public, first),
            forecasts=ahead,
            joined=told_by_several.joined if told_by_several else None,
            patterns=found,
        )
        written = bulletin.write_issue(issue, folder, cache=watch.state / "figures")
        note("publishing")
        seconds = time.monotonic() - began
        with _kept(watch, first, {**manifests.kept(manifest, inputs, folder), "seconds": round(seconds, 2)}):
            publish(watch, folder)
    told = (*admitted.problems, *inputs.repaired, *problems, *(told_by_several.told if told_by_several else ()))
    counts = told_by_several.counts if told_by_several else None
    return _report(watch, first, inputs, verdicts, told, written, seconds, aged, counts)


def base_of(watch: Watch, *, note: Note = lambda text: None) -> claims.Base:
    """What a watch's claims are checked against with what is loaded now, closed rows with it."""
    inputs = read_inputs(watch, note=note)
    corridors, borders, _ = read_lines(watch)
    note("joining sources")
    return claims_base(inputs, corridors, borders, for_claims(inputs))


def check_claims(
    watch: Watch, *, today: dt.date | None = None, note: Note = lambda text: None
) -> tuple[claims.Verdict, ...]:
    """The verdicts on a watch's claims with what is loaded now; nothing is published."""
    day = today or dt.datetime.now(tz=dt.UTC).date()
    return _check(watch, base_of(watch, note=note), day)[0]


def _standing(watch: Watch) -> str:
    if not (watch.site / "index.html").is_file():
        return "No site stands yet."
    months = sorted(entry.name for entry in watch.site.iterdir() if entry.is_dir() and entry.name[:4].isdigit())
    return f"The issue of {months[-1]} stays up." if months else "The site stays up."


def _check(watch: Watch, base: claims.Base, day: dt.date) -> tuple[tuple[claims.Verdict, ...], tuple[Problem, ...]]:
    files = watch.file.files
    stated, problems = claims.read_claims(watch.paths((*files.claims, *files.reports)))
    return claims.check(stated, base, checked_at=day), problems


@contextlib.contextmanager
def _kept(watch: Watch, month: dt.date, manifest: dict[str, Any]) -> Iterator[None]:
    """Keep the manifest of a build that is published inside; there is none of one that fails."""
    stamp = dt.datetime.now(tz=dt.UTC).strftime("%Y%m%dT%H%M%S%f")
    path = watch.state / "manifests" / f"{month:%Y-%m}-{stamp}.json"
    sweep_parts(path.parent)
    write_json(path, manifest)
    try:
        yield
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def _report(
    watch: Watch,
    month: dt.date,
    inputs: Inputs,
    verdicts: Sequence[claims.Verdict],
    problems: tuple[Problem, ...],
    written: bulletin.Written,
    seconds: float,
    aged: tuple[Age, ...],
    incidents: Counts | None,
) -> BuildReport:
    return BuildReport(
        title=watch.region.title,
        month=month,
        site=watch.site,
        page=watch.site / written.folder / "index.html",
        new=written.new,
        correction=written.correction,
        numbers=written.numbers,
        counts=inputs.counts,
        answer=written.answer,
        verdicts=claims.summarise(verdicts).counts,
        problems=problems,
        seconds=seconds,
        ages=aged,
        incidents=incidents,
    )
