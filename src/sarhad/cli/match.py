"""`sarhad match`: which tellings are one incident, why, and what a person decides about it."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ..errors import InputError
from .console import EXIT_FOUND, err, out, print_json, progress
from .options import Json, WatchFolder, WatchOption

if TYPE_CHECKING:
    from ..build import Judged
    from ..incidents import Decisions
    from ..watch import Watch

NAME = "match"
WHO = "SARHAD_WHO"

app = typer.Typer(
    name=NAME,
    help="Which events of several sources are one incident: look, explain, decide, take back.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

EventA = Annotated[str, typer.Argument(metavar="A", help="Id of an event, ucdp-ged:123.")]
EventB = Annotated[str, typer.Argument(metavar="B", help="Id of the other event.")]
Who = Annotated[
    str | None, typer.Option(help=f"Who decides, as it is printed; {WHO} otherwise. A role or initials will do.")
]
Why = Annotated[str, typer.Option(help="The reason, printed beside the decision.")]
OwnUse = Annotated[
    bool, typer.Option("--own-use", help="Compare and show rows too that may not be passed on, for your own use.")
]


@app.command()
def review(
    watch: WatchFolder = Path(),
    limit: Annotated[int | None, typer.Option(min=1, help="No more pairs than this.")] = None,
    source: Annotated[str | None, typer.Option(help="Only pairs with an event of this source.")] = None,
    who: Who = None,
    own_use: OwnUse = False,
    json: Json = False,
) -> None:
    """Decide about the pairs in doubt, most informative first; in a pipe, list them.

    Each answer is written at once to decisions/matches.csv; what is decided is not asked again. The exit code of a list
    is 1 when a pair waits.
    """
    # Loaded here, not above: the libraries of a comparison take seconds, and `--help` needs none of them.
    from ..incidents.review import waiting
    from ..watch import read_watch
    from .match_review import sit
    from .match_shown import print_pairs

    region = read_watch(watch)
    judged = _judged(region, own_use, json)
    rows = waiting(judged.found.pairs, judged.events, judged.decisions, source=source)
    if source is not None and source not in judged.counts.sources:
        raise InputError(f'no event of "{source}" is compared', do=f"one of: {', '.join(judged.counts.sources)}")
    shown = rows[:limit]
    if json:
        print_json({
            **judged.counts.as_dict(),
            "waiting": len(rows),
            "rows_not_compared": judged.closed or 0,
            "pairs": [_explained(judged, row).as_dict() for row in shown],
            "problems": [problem.as_dict() for problem in judged.found.problems],
        })  # fmt: skip
        raise typer.Exit(EXIT_FOUND if rows else 0)
    for problem in judged.found.problems:
        err.print(f"  {problem}")
    if shown and out.is_terminal and os.isatty(0):
        sit(judged, shown, region.matches, _who(who, ask=True))
        return
    print_pairs(judged, rows, limit or _LISTED)
    _tell_closed(judged)
    raise typer.Exit(EXIT_FOUND if rows else 0)


_LISTED = 20


@app.command()
def explain(
    a: EventA,
    b: Annotated[str | None, typer.Argument(metavar="B", help="The other event.", show_default="list all")] = None,
    watch: WatchOption = Path(),
    own_use: OwnUse = False,
    json: Json = False,
) -> None:
    """Why two events are held for one incident or not: both tellings, and each comparison with what it adds.

    With one id, the candidates of that event.
    """
    from ..watch import read_watch
    from .match_shown import print_candidates, print_explanation

    judged = _judged(read_watch(watch), own_use, json)
    events = _events(judged, *filter(None, (a, b)))
    if b is None:
        rows = sorted(_pairs_of(judged, a), key=lambda row: (-row["probability"], row["event_a"], row["event_b"]))
        if json:
            print_json({"event": a, "candidates": [_explained(judged, row).as_dict() for row in rows]})
        else:
            print_candidates(events[a], rows)
            _tell_closed(judged)
        return
    if a == b:
        raise InputError("an event is not compared with itself", do="name two events")
    row = next((row for row in _pairs_of(judged, a) if b in (row["event_a"], row["event_b"])), None)
    found = _explained(judged, row) if row else None
    if json:
        print_json({"event_a": a, "event_b": b, "compared": row is not None, **(found.as_dict() if found else {})})
    elif row is None:
        print_explanation(events[a], events[b], None)
    else:
        print_explanation(events[row["event_a"]], events[row["event_b"]], found)


@app.command()
def decide(
    a: EventA,
    b: EventB,
    decision: Annotated[str, typer.Argument(help="same, different or unsure.")],
    watch: WatchOption = Path(),
    who: Who = None,
    why: Why = "",
    json: Json = False,
) -> None:
    """Decide about two events; the decision binds every later build, and can be taken back.

    One that would contradict others is not written.
    """
    from ..incidents import append_decision
    from ..incidents.decisions import DIFFERENT, SAME, UNSURE, WITHDRAWN
    from ..watch import read_watch

    region = read_watch(watch)
    if decision not in (SAME, DIFFERENT, UNSURE):
        raise InputError(f'"{decision}" is not a decision', do="write same, different or unsure")
    _require_loaded(region, a, b)
    name = _who(who)
    before = _decisions(region)
    require_consistent(before, a, b, decision, name)
    standing = before.of(a, b)
    if standing is not None and standing.decision != decision:
        append_decision(region.matches, a, b, WITHDRAWN, who=name, why=f"decided again as {decision}")
    made = append_decision(region.matches, a, b, decision, who=name, why=why)
    if json:
        print_json({"event_a": a, "event_b": b, "decision": decision, "who": made.who, "when": made.when,
                    "why": made.why, "before": standing.decision if standing else None})  # fmt: skip
        return
    was = f", which was {standing.decision} by {standing.who} on {standing.day}" if standing else ""
    out.print(f"  {a} and {b}: {decision}, by {made.who} on {made.day}{was}\n  written to {region.matches}")


@app.command()
def undo(
    a: EventA,
    b: EventB,
    watch: WatchOption = Path(),
    who: Who = None,
    why: Why = "",
    json: Json = False,
) -> None:
    """Take back what was decided about two events; the next build is as if it had never been."""
    from ..incidents import append_decision
    from ..incidents.decisions import WITHDRAWN
    from ..watch import read_watch

    region = read_watch(watch)
    standing = _decisions(region).of(a, b)
    if standing is None:
        raise InputError(f"nothing is decided about {a} and {b}", do=f"see {region.matches}")
    made = append_decision(region.matches, a, b, WITHDRAWN, who=_who(who), why=why)
    if json:
        print_json({"event_a": a, "event_b": b, "withdrawn": standing.decision, "who": made.who, "when": made.when})
        return
    out.print(
        f"  {a} and {b}: {standing.decision}, by {standing.who} on {standing.day}, is taken back\n"
        f"  written to {region.matches}"
    )


@app.command()
def coverage(
    watch: WatchFolder = Path(),
    by: Annotated[str, typer.Option(help="Told apart by these of country, month and class, or all.")] = "country",
    own_use: OwnUse = False,
    json: Json = False,
) -> None:
    """How much of what happened each two sources tell: by both, by one alone and, estimated, by neither.

    The estimate takes two sources as independent; sources that write from the same wires make it a floor.
    """
    from ..incidents import overlap
    from ..watch import read_watch
    from .match_shown import print_overlap

    judged = _judged(read_watch(watch), own_use, json)
    keys = [key.strip() for key in by.split(",") if key.strip()]
    if keys == ["all"]:
        keys = []
    found = overlap(judged.found, by=keys)  # type: ignore[arg-type]  # checked there
    if json:
        rows = [{k: v.isoformat() if isinstance(v, dt.date) else v for k, v in row.items()}
                for row in found.table.to_pylist()]  # fmt: skip
        print_json({"by": keys, "rows": rows, "notes": list(found.provenance.notes),
                    "left_out": dict(found.provenance.left_out), "rows_not_compared": judged.closed or 0})  # fmt: skip
        return
    print_overlap(found.table.to_pylist(), keys, found.provenance.notes)
    _tell_closed(judged)


def _judged(region: Watch, own_use: bool, quiet: bool) -> Judged:
    from ..build import judge_watch

    with progress(quiet=quiet) as step:
        return judge_watch(region, own_use=own_use, note=step)


def _pairs_of(judged: Judged, event: str) -> list[dict[str, Any]]:
    import pyarrow.compute as pc

    pairs = judged.found.pairs
    found: list[dict[str, Any]] = pairs.filter(
        pc.or_(pc.equal(pairs["event_a"], event), pc.equal(pairs["event_b"], event))
    ).to_pylist()
    return found


def _explained(judged: Judged, row: Any) -> Any:
    from ..incidents import explain

    return explain(row, decision=judged.decisions.of(row["event_a"], row["event_b"]))


def _events(judged: Judged, *ids: str) -> dict[str, dict[str, Any]]:
    """The rows of these events.

    Raises:
        InputError: one is not among those that were compared.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    mask = pc.is_in(judged.events["event_id"], value_set=pa.array(ids, pa.string()))
    found = {row["event_id"]: row for row in judged.events.filter(mask).to_pylist()}
    if missing := [name for name in ids if name not in found]:
        own = " or, for rows that may not be passed on, add --own-use" if judged.closed else ""
        raise InputError(f"no event {', '.join(missing)} is compared", do=f"check the id{own}")
    return found


def _require_loaded(region: Watch, *ids: str) -> None:
    from ..build.incidents import require_stated
    from ..build.inputs import read_inputs

    require_stated(region)
    if ids[0] == ids[1]:
        raise InputError("an event is not compared with itself", do="name two events")
    known = set(read_inputs(region, note=lambda text: None).events["event_id"].to_pylist())
    if missing := [name for name in ids if name not in known]:
        raise InputError(f"no event {', '.join(missing)} is loaded", do="sarhad match review lists ids in doubt")


def _decisions(region: Watch) -> Decisions:
    """What stands; mistakes of the file are told by their lines."""
    from ..build.incidents import unnamed
    from ..incidents import read_decisions

    found = read_decisions(region.matches)
    for problem in unnamed(found.problems):
        err.print(f"  {problem}")
    return found


def require_consistent(before: Decisions, a: str, b: str, decision: str, who: str) -> None:
    """Stop before a decision is written that would contradict what stands; the others are named by their lines."""
    from ..incidents import Decision, decisions_of, pair_of

    others = {pair: row for pair, row in before.standing.items() if pair != pair_of(a, b)}
    new = Decision(a, b, decision, who, f"{dt.datetime.now(dt.UTC):%Y-%m-%dT%H:%M:%SZ}")
    kept = decisions_of([*others.values(), new]).standing
    lines = sorted(row.line for pair, row in others.items() if pair not in kept and row.line is not None)
    if lines or new.pair not in kept:
        raise InputError(
            f"the decision contradicts line{'s' if len(lines) > 1 else ''} {' and '.join(map(str, lines))} of "
            f"{before.file}; nothing was written",
            do="take one of those back first: sarhad match undo A B",
        )


def _who(stated: str | None, *, ask: bool = False) -> str:
    """Who decides: as stated, else by the environment, else asked.

    Raises:
        InputError: nobody is named.
    """
    name = (stated or os.environ.get(WHO, "")).strip()
    if not name and ask:
        name = typer.prompt("Who decides (printed with each decision; a role or initials will do)").strip()
    if not name:
        raise InputError("nobody is named who decides", do=f"add --who NAME, or set {WHO}; a role or initials will do")
    return name


def _tell_closed(judged: Judged) -> None:
    if judged.closed:
        out.print(f"\n  {judged.closed:,} rows that may not be passed on were not compared (--own-use)")
