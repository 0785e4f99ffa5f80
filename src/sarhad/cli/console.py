"""What a command prints: results on standard output, progress and errors on standard error."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from ..errors import Problem, SarhadError, count_kinds

EXIT_FOUND = 1
EXIT_INPUT = 2

out = Console(highlight=False, markup=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, markup=False, soft_wrap=True)


def print_json(content: Any) -> None:
    """One JSON document on standard output."""
    sys.stdout.write(json.dumps(content, indent=1, ensure_ascii=False) + "\n")


def print_error(error: SarhadError) -> None:
    """An error with every finding and the way out."""
    err.print("error: " + str(error), style=None)


def print_problems(problems: tuple[Problem, ...], limit: int = 5) -> None:
    """How many findings there are of each kind, with the first of each."""
    first: dict[str, Problem] = {}
    for problem in problems:
        first.setdefault(problem.kind, problem)
    kinds = count_kinds(problems)
    for kind, count in list(kinds.items())[:limit]:
        out.print(f"  {count:>6,}  {first[kind]}")
    if len(kinds) > limit:
        out.print(f"          and {len(kinds) - limit} more kinds; all of them: --json")


@contextmanager
def progress(quiet: bool) -> Iterator[Callable[[str], None]]:
    """A progress bar on a terminal, nothing in a pipe. The yielded function names the step that begins."""
    columns = (TextColumn("  {task.description:<40}"), BarColumn(bar_width=24), TimeElapsedColumn())
    with Progress(*columns, console=err, transient=True, disable=quiet or not err.is_terminal) as bar:
        task = bar.add_task("", total=None)

        def step(text: str) -> None:
            bar.update(task, description=text[:40])

        yield step
