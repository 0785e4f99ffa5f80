"""`sarhad check`: run the claims of a watch like tests."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import InputError
from .console import EXIT_FOUND, out, print_json
from .options import Json, WatchFolder

if TYPE_CHECKING:
    from ..claims import History, Verdict

NAME = "check"
_PIPE_WIDTH = 240
_TEXT_WIDTH = 100  # sentences are not read in longer lines


def command(
    watch: WatchFolder = Path(),
    claim: Annotated[
        list[str] | None, typer.Argument(help="Only the claims with these ids or numbers.", show_default="all")
    ] = None,
    explain: Annotated[
        list[str] | None,
        typer.Option("--explain", metavar="ID", help="Tell this claim's verdict in words; may be given again."),
    ] = None,
    evidence: Annotated[bool, typer.Option("--evidence", help="Print the readings and the rows behind them.")] = False,
    json: Json = False,
) -> None:
    """Check every claim against what is loaded; the exit code is 1 when one is contradicted."""
    # Loaded here, not above: the libraries of a build take seconds, and `--help` needs none of them.
    from .. import claims
    from ..build import check_claims
    from ..watch import read_watch

    region = read_watch(watch)
    verdicts = _chosen(check_claims(region), (*(claim or ()), *(explain or ())))
    explained = _chosen(verdicts, explain) if explain else ()
    history = claims.History(region.site / "claims" / "history.jsonl")
    summary = claims.summarise(verdicts)
    if json:
        told = {v.claim.id: _explanation(v, history) for v in explained}
        print_json({"claims": [v.as_dict() | told.get(v.claim.id, {}) for v in verdicts], **summary.as_dict()})
    else:
        width = out.width - 2 if out.is_terminal else _PIPE_WIDTH
        for verdict in verdicts:
            if verdict in explained:
                _print_explanation(verdict, history, min(width, _TEXT_WIDTH))
            else:
                out.print("  " + claims.line_of(verdict, width))
            if evidence:
                _print_evidence(verdict)
        out.print(f"\n  {str(summary).replace(chr(10), chr(10) + '  ')}")
    if summary.exit_code:
        raise typer.Exit(EXIT_FOUND)


def _chosen(verdicts: Iterable[Verdict], wanted: Iterable[str]) -> tuple[Verdict, ...]:
    """The verdicts on the claims with these ids or numbers; all of them where none is named."""
    everything, names = tuple(verdicts), dict.fromkeys(wanted)
    known = {name for v in everything for name in (v.claim.id, str(v.claim.number))}
    if missing := [name for name in names if name not in known]:
        ids = ", ".join(v.claim.id for v in everything)
        raise InputError(f'no claim has the id or number "{missing[0]}"', do=f"one of: {ids}")
    if not names:
        return everything
    return tuple(v for v in everything if v.claim.id in names or str(v.claim.number) in names)


def _explanation(verdict: Verdict, history: History) -> dict[str, object]:
    """What `--explain` adds to a claim as JSON."""
    from ..claims import explain

    parts = [{"label": part.label, "sentences": list(part.sentences)} for part in explain(verdict)]
    return {"explanation": parts, "history": [dict(entry) for entry in history.of(verdict.claim.id)]}


def _print_explanation(verdict: Verdict, history: History, width: int) -> None:
    """The statement, the explanation in words, and the verdicts that were published before."""
    from ..claims import Part, entry_in_words, explain, in_lines

    told = [f"{entry.get('checked_at', '')}: {entry_in_words(entry)}." for entry in history.of(verdict.claim.id)]
    if told and (now := history.next(verdict)) is not None:
        told.append(f"Not yet published: {entry_in_words(now)}.")
    parts = explain(verdict)
    if told:
        parts = (*parts, Part("History", tuple(told)))
    out.print(f"\n  {f'{verdict.claim.number}  ' if verdict.claim.number else ''}{verdict.claim.id}")
    out.print(in_lines([Part("Says", (verdict.claim.says,)), *parts], width, indent=2))


def _print_evidence(verdict: Verdict) -> None:
    """Why, under which readings, and from which rows."""
    from ..claims import show_value

    out.print(f"      {verdict.why}")
    for reading in verdict.readings:
        silent = "cannot tell" if reading.looked else "does not look"
        holds = {True: "holds", False: "fails", None: silent}[reading.holds]
        value = show_value(reading.value, reading.low, reading.high, verdict.unit)
        out.print(f"      {holds:<13} {reading.label}  {value}  {reading.note}".rstrip())
    for reason, rows in verdict.left_out.items():
        out.print(f"      left out      {rows:,} {reason}")
    if verdict.would_decide:
        out.print(f"      would decide  {verdict.would_decide}")
    if verdict.evidence:
        more = f" and {len(verdict.evidence) - 12:,} more (all of them: --json)" if len(verdict.evidence) > 12 else ""
        out.print(f"      evidence      {', '.join(verdict.evidence[:12])}{more}")
