"""`sarhad check`: run the claims of a watch like tests."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import InputError
from .console import EXIT_FOUND, out, print_json
from .options import Json, WatchFolder

if TYPE_CHECKING:
    from ..claims import Verdict

NAME = "check"
_PIPE_WIDTH = 240


def command(
    watch: WatchFolder = Path(),
    claim: Annotated[str | None, typer.Argument(help="Only the claim with this id, or those with this number.")] = None,
    evidence: Annotated[bool, typer.Option("--evidence", help="Print the readings and the rows behind them.")] = False,
    json: Json = False,
) -> None:
    """Check every claim against what is loaded; the exit code is 1 when one is contradicted."""
    # Loaded here, not above: the libraries of a build take seconds, and `--help` needs none of them.
    from .. import claims
    from ..build import check_claims
    from ..watch import read_watch

    verdicts = check_claims(read_watch(watch))
    if claim is not None:
        known = [v.claim.id for v in verdicts]
        verdicts = tuple(v for v in verdicts if claim in (v.claim.id, str(v.claim.number)))
        if not verdicts:
            raise InputError(f'no claim has the id or number "{claim}"', do=f"one of: {', '.join(known)}")
    summary = claims.summarise(verdicts)
    if json:
        print_json({"claims": [v.as_dict() for v in verdicts], **summary.as_dict()})
    else:
        width = out.width - 2 if out.is_terminal else _PIPE_WIDTH
        for verdict in verdicts:
            out.print("  " + claims.line_of(verdict, width))
            if evidence:
                _print_evidence(verdict)
        out.print(f"\n  {str(summary).replace(chr(10), chr(10) + '  ')}")
    if summary.exit_code:
        raise typer.Exit(EXIT_FOUND)


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
