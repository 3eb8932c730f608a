"""The command line: one file per group of commands; heavy imports happen inside the commands."""

from __future__ import annotations

import gc
import sys

import typer

from tandem.cli import adopt, agreement, charter, daily, data, findings, plan, scenarios, start
from tandem.cli.output import complain
from tandem.vocabulary import TandemError

app = typer.Typer(
    name="tandem",
    help="Runs the agreement between marketing and sales.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for group in (start, data, charter, agreement, scenarios, plan, adopt, findings, daily):
    group.join(app)


def main() -> None:
    """Run the command line. Exit code 0: done; 1: the charter or data has faults; 2: wrong usage."""
    collect_seldom()
    try:
        app()
    except TandemError as error:
        complain(str(error))
        sys.exit(error.exit_code)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except OSError as error:
        complain(f"{error.filename or 'The machine'}: {error.strerror or error}.")
        sys.exit(2)


def collect_seldom() -> None:
    """Look for cycles seldom: records hold none, and looking for them among millions takes a fifth of the time."""
    gc.freeze()
    gc.set_threshold(200_000, 20, 100)
