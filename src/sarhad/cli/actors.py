"""`sarhad actors`: which actor a name means and why, which names wait for a person, and what a person decides."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import InputError
from .console import EXIT_FOUND, err, out, print_json
from .options import Json, WatchFolder, WatchOption, day

if TYPE_CHECKING:
    from ..actors import ActorDecisions, NameResolution, Registry, ToReview

NAME = "actors"
WHO = "SARHAD_WHO"
_SHOWN = 12  # rejected meanings that are printed; all of them: --json

app = typer.Typer(
    name=NAME,
    help="Which actor a name means: look, explain, decide, take back.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

Country = Annotated[str | None, typer.Option(help="Country of the event, ISO 3166-1 alpha-3: AFG.")]


@app.command()
def resolve(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A name as a source writes it.")],
    date: Annotated[str | None, typer.Option(help="First day of the event, 2021-08-26.")] = None,
    country: Country = None,
    watch: Annotated[
        Path | None, typer.Option("--watch", "-w", help="Use a watch's actors and decisions, the world's behind them.")
    ] = None,
    json: Json = False,
) -> None:
    """Tell which actor a name means on a day and in a country, which alias matched, and why not the others.

    Without a watch the world registry is asked. The exit code is 1 when no actor is sure enough.
    """
    # Loaded here, not above: `--help` needs no registry.
    from ..actors import resolve_name

    registry, decisions = _asked(watch)
    on = day(date)
    found = resolve_name(name, registry, on=on, country=_country(country), decisions=decisions)
    if json:
        actor = registry.actor(found.actor) if found.actor else None
        print_json({**found.as_dict(), "actor_name": actor.name if actor else None})
    else:
        _print(found, registry)
    if found.actor is None:
        raise typer.Exit(EXIT_FOUND)


@app.command()
def review(
    watch: WatchFolder = Path(),
    limit: Annotated[int | None, typer.Option(min=1, help="No more names than this.")] = None,
    own_use: Annotated[
        bool, typer.Option("--own-use", help="Show names too from rows that may not be passed on, for your own use.")
    ] = False,
    json: Json = False,
) -> None:
    """List the names that may mean an actor but are not sure enough, most frequent first.

    The exit code is 1 when a name waits.
    """
    from ..actors import RULES, resolve_events
    from ..build.inputs import read_inputs
    from ..events.gate import open_rows
    from ..watch import read_watch

    region = read_watch(watch)
    inputs = read_inputs(region, note=lambda text: None)
    table = inputs.events if own_use else open_rows(inputs.events)
    found = resolve_events(table, inputs.registry, decisions=inputs.decisions, world=inputs.world)
    closed = inputs.events.num_rows - table.num_rows
    shown = found.review[:limit]
    # A decision may name an actor of rows that must not be shown.
    problems = [problem if own_use else replace(problem, value="") for problem in inputs.decisions.problems]
    if json:
        print_json({
            "names": [_as_dict(item) for item in shown],
            "waiting": len(found.review),
            "unresolved": [{"name": name, "sides": sides} for name, sides in found.unresolved],
            "sides_by_rule": found.by_rule,
            "rows_not_shown": closed,
            "problems": [problem.as_dict() for problem in problems],
        })  # fmt: skip
    else:
        for problem in problems:
            err.print(f"  {problem}")
        _print_review(shown, found.review)
        for rule, sides in found.by_rule.items():
            out.print(f"  {sides:>8,}  {rule:<16} {RULES[rule]}")
        waiting = sum(item.sides for item in found.review)
        rest = sum(sides for _, sides in found.unresolved) - waiting
        out.print(f"  {waiting:>8,}  to review\n  {rest:>8,}  not in the registry")
        if closed:
            out.print(f"\n  {closed:,} rows may not be passed on and are not looked at; for your own use: --own-use")
    if found.review:
        raise typer.Exit(EXIT_FOUND)


@app.command()
def decide(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A name as a source writes it.")],
    actor: Annotated[str, typer.Argument(metavar="ACTOR", help="Id of an actor; none; or withdrawn, to take back.")],
    watch: WatchOption = Path(),
    who: Annotated[
        str | None, typer.Option(help=f"Who decides, as it is printed; {WHO} otherwise. A role or initials will do.")
    ] = None,
    why: Annotated[str, typer.Option(help="The reason, printed beside the decision.")] = "",
    country: Country = None,
    since: Annotated[str | None, typer.Option("--from", help="First day on which it holds; always otherwise.")] = None,
    until: Annotated[str | None, typer.Option(help="Last day on which it holds; always otherwise.")] = None,
    json: Json = False,
) -> None:
    """Decide what a name means; it is written to decisions/actors.csv and binds every later build."""
    from ..actors import append_actor_decision
    from ..watch import read_watch, registry_of

    region = read_watch(watch)
    named = who or os.environ.get(WHO, "")
    if not named.strip():
        raise InputError("nobody is named who decides", do=f"--who INITIALS, or set {WHO}")
    row = append_actor_decision(
        region.names,
        registry_of(region),
        name,
        actor,
        who=named,
        why=why,
        country=_country(country),
        start=day(since),
        end=day(until),
    )
    if json:
        print_json({"name": row.name, "actor": actor, "who": row.who, "when": row.when, "file": "decisions/actors.csv"})
        return
    where = f" in {country}" if country else ""
    span = "".join(f" {word} {text}" for word, text in (("from", since), ("until", until)) if text)
    said = "what was decided is taken back" if row.withdrawn else f"means {row.actor or 'no actor'}"
    out.print(f'  "{row.name}"{where}{span}: {said}. Written to decisions/actors.csv; the next build goes by it.')


def _asked(watch: Path | None) -> tuple[Registry, ActorDecisions | None]:
    """The registry to ask, and the decisions of a watch."""
    from ..actors import read_actor_decisions, world_registry
    from ..watch import read_watch, registry_of

    if watch is None:
        return world_registry(), None
    region = read_watch(watch)
    registry = registry_of(region)
    decisions = read_actor_decisions(region.names, registry)
    for problem in decisions.problems:
        err.print(f"  {replace(problem, value='')}")
    return registry, decisions


def _country(code: str | None) -> str | None:
    from .. import vocabulary

    if code is None or code in vocabulary.countries():
        return code
    found = vocabulary.countries().iso3_of_name(code)
    raise InputError(f'"{code}" is not a country code', do=f"write {found or 'AFG for Afghanistan'}")


def _print(found: NameResolution, registry: Registry) -> None:
    from ..actors import RULES

    when = f", {found.on}" if found.on else ", any day"
    out.print(f"  {found.name}{when}, {found.country or 'any country'}")
    if found.actor is not None:
        out.print(f"  means {_called(found.actor, registry)} ({found.actor})")
        matched = f'"{found.said}": ' if found.said else ""
        score = f", {found.score:g} of 100" if found.rule == "fuzzy" else ""
        out.print(f"    matched    {matched}{RULES[found.rule] if found.rule else ''}{score}")
        if found.says:
            out.print(f"    says       {found.says}")
    else:
        out.print(
            "  means two actors or more: contested" if found.contested else "  means no actor that is sure enough"
        )
    if found.why:
        out.print(f"    why        {found.why}")
    if found.runner_up:
        out.print(f"    next best  {_line(found.runner_up.actor, found.runner_up.said, found.runner_up.why, registry)}")
    for proposal in found.proposals:
        score = f"{proposal.score:g} of 100, " if 0 < proposal.score < 100 else ""
        out.print(f"    perhaps    {_line(proposal.actor, proposal.said, score + proposal.why, registry)}")
    for meaning in found.rejected[:_SHOWN]:
        out.print(f"    not        {_line(meaning.actor, meaning.said, meaning.why, registry)}")
    if len(found.rejected) > _SHOWN:
        out.print(f"               and {len(found.rejected) - _SHOWN} more (all of them: --json)")
    if found.for_review:
        out.print("    decide     sarhad actors decide NAME ACTOR --who INITIALS --why REASON")


def _line(actor: str, said: str, why: str, registry: Registry) -> str:
    alias = f', "{said}"' if said and said != registry.name(actor) else ""
    return f"{_called(actor, registry)} ({actor}){alias}: {why}"


def _called(actor_id: str, registry: Registry) -> str:
    """The name to show; behind an acronym the longest other name in the same letters: BRA, Baloch Republican Army."""
    shown = registry.name(actor_id)
    actor = registry.actor(actor_id)
    longer = [name.text for name in (actor.names if actor else ()) if name.text.isascii() and " " in name.text]
    acronym = " " not in shown and sum(map(str.isupper, shown)) * 2 > len(shown)
    return shown if not acronym or not longer else f"{shown}, {max(longer, key=lambda text: (len(text), text))}"


def _print_review(shown: tuple[ToReview, ...], whole: tuple[ToReview, ...]) -> None:
    if not whole:
        out.print("  no name waits for a person\n")
        return
    out.print(f"  {len(whole):,} names wait for a person\n")
    for item in shown:
        perhaps = "; ".join(f"{p.actor} ({p.why})" for p in item.found.proposals[:3])
        state = "contested" if item.found.contested else "near"
        out.print(f"  {item.sides:>8,}  {item.name}, {item.country or 'no country'}: {state}, {perhaps}")
    if len(shown) < len(whole):
        out.print(f"            and {len(whole) - len(shown):,} more")
    out.print("")


def _as_dict(item: ToReview) -> dict[str, object]:
    told = item.found.as_dict()
    return {
        "name": item.name,
        "country": item.country,
        "sides": item.sides,
        "contested": item.found.contested,
        "why": item.found.why,
        "proposals": told["proposals"],
        "not": told["not"],
    }
