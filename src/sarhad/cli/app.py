"""The command line: one module per command."""

from __future__ import annotations

import errno
import sys
from typing import Annotated

import typer

from .. import __version__
from ..errors import SarhadError
from . import (
    actors,
    actors_exchange,
    add,
    build,
    changes,
    check,
    demo,
    fetch,
    forecast,
    forecast_panel,
    map,
    match,
    new,
    serve,
)
from .console import EXIT_INPUT, print_error

app = typer.Typer(
    name="sarhad",
    help="From published conflict-event data to a monthly assessment in which every number can be traced.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
for module in (demo, new, map, add, fetch, changes, build, check, serve):
    app.command(module.NAME)(module.command)
actors_exchange.register(actors.app)
forecast_panel.register(forecast.app)
for group in (actors, match, forecast):
    app.add_typer(group.app)


def _version(shown: bool) -> None:
    if shown:
        typer.echo(f"sarhad {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    pass


def main() -> None:
    """Run the command line. Exit codes: 0 fine, 1 the check found something, 2 usage or input error."""
    try:
        app()
    except SarhadError as error:
        print_error(error)
        sys.exit(EXIT_INPUT)
    except KeyboardInterrupt:
        print_error(SarhadError("stopped; what was published stays as it was"))
        sys.exit(130)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except OSError as error:
        print_error(_of_system(error))
        sys.exit(EXIT_INPUT)


def _of_system(error: OSError) -> SarhadError:
    """What the system refused: a file that may not be written, a full disk, a device that fails."""
    named = " ".join(str(name) for name in (error.filename, error.filename2) if name)
    what = f"{error.strerror or error}{f': {named}' if named else ''}"
    do = "free some space" if error.errno in (errno.ENOSPC, errno.EDQUOT) else "check the disk and its permissions"
    return SarhadError(f"{what}; what was published stays as it was", do=f"{do}, then run the command again")
