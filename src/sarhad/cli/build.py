"""`sarhad build`: publish a month of a watch."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import InputError
from .console import EXIT_FOUND, out, print_json, print_problems, progress
from .options import Json, WatchFolder

if TYPE_CHECKING:
    from ..build import BuildReport
    from ..build.incidents import Counts
    from ..watch import Watch

NAME = "build"
_TOLD = 30  # differences of a repeated build


def command(
    watch: WatchFolder = Path(),
    month: Annotated[
        str | None, typer.Option(help="The month, 2026-01.", show_default="the newest that is loaded")
    ] = None,
    manifest: Annotated[
        Path | None, typer.Option("--from", help="Make this manifest's build again, apart, and say what differs.")
    ] = None,
    wait: Annotated[float, typer.Option(min=0, help="Seconds to wait for another build of the same watch.")] = 600,
    json: Json = False,
) -> None:
    """Read what is loaded, check the claims, and publish the month; the last good site stays up until then."""
    # Loaded here, not above: the libraries of a build take seconds, and `--help` needs none of them.
    from ..build import build
    from ..watch import read_watch

    region = read_watch(watch)
    if manifest is not None:
        if month is not None:
            raise InputError("--from names the month itself", do="leave --month out")
        _again(region, manifest, wait, json)
        return
    with progress(quiet=json) as step:
        report = build(region, month=month, note=step, wait=wait)
    if json:
        print_json(report.as_dict())
    else:
        print_report(report)


def _again(watch: Watch, manifest: Path, wait: float, json: bool) -> None:
    """Repeat a build and tell what differs; the exit code is 1 when something does."""
    from ..build import repeat

    with progress(quiet=json) as step:
        found = repeat(watch, manifest, note=step, wait=wait)
    if json:
        print_json(found.as_dict())
    else:
        out.print(f"{found.month} built again from {found.inputs} inputs, as {manifest.name} names them")
        for change in found.code:
            out.print(f"  {change['what']} was {change['was']} and is {change['now']}")
        for change in found.differences[:_TOLD]:
            out.print(f"  {change['kind']} {change['what']}: was {change['was']}, is {change['now']}")
        if len(found.differences) > _TOLD:
            out.print(f"  and {len(found.differences) - _TOLD:,} more: --json")
        same = f"identical: all {found.outputs:,} files came out as they were"
        out.print(f"  {same if found.identical else 'not identical; the site was not touched'}")
    if not found.identical:
        raise typer.Exit(EXIT_FOUND)


def _print_incidents(found: Counts) -> None:
    """How many events are how many incidents, and what waits for a person."""
    names = ", ".join(found.sources)
    out.print("  incidents")
    out.print(
        f"    {found.events:,} events of {names or 'no source'} are {found.incidents:,} incidents,"
        f" {found.told_by_several:,} told by several"
    )
    if found.waiting:
        pairs = "pair waits" if found.waiting == 1 else "pairs wait"
        out.print(f"    {found.waiting:,} {pairs} for you: sarhad match review")


def print_report(report: BuildReport) -> None:
    """What was read, left out and written, as a person reads it."""
    from ..claims import WORDS
    from ..store import COMBINE_RULE

    out.print(f"{report.title}, {report.month:%B %Y}\n")
    out.print(textwrap.fill(report.answer, 100, initial_indent="  ", subsequent_indent="  "))
    out.print("\n  sources")
    for count in report.counts:
        in_watch = sum(count.by_country.values())
        here = f", {in_watch:,} in the watch" if count.by_country else ""
        out.print(f"    {count.source:<16} {count.version:<8} {count.read:>9,} rows{here}, {count.kept:,} kept")
        for reason, number in count.left_out.items():
            out.print(f"    {'':<25} {number:>9,} left out: {reason}")
    for age in report.ages:
        late = f", late: newer data were due after {age.due_after_days} days" if age.late else ""
        out.print(f"    {age.source:<16} {age.dated}, {age.days:,} {'day' if age.days == 1 else 'days'} old{late}")
    if report.combined:
        out.print(textwrap.fill(COMBINE_RULE, 100, initial_indent="    rule: ", subsequent_indent="    "))
    if report.incidents:
        _print_incidents(report.incidents)
    out.print("  claims")
    for verdict, number in report.verdicts.items():
        out.print(f"    {WORDS[verdict]:<24} {number:>3}")
    if report.problems:
        out.print("  findings")
        print_problems(report.problems)
    if not report.new:
        out.print(f"\n  {report.page} stands already and says the same: nothing was written")
    elif report.correction:
        out.print(f"\n  wrote correction {report.correction}: {report.page}")
    else:
        out.print(f"\n  wrote {report.page}   {report.numbers} numbers, each with its query")
    out.print(f"  done in {report.seconds:.1f} s")
