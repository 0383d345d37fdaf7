"""The `drumbeat` command: its verbs, its global options, and how errors end it."""

from __future__ import annotations

import logging
import os
import sys
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated

import typer

from drumbeat import __version__
from drumbeat.cli import (
    adopt,
    backup,
    check,
    consent,
    corrections,
    decisions,
    definitions,
    demo,
    edit,
    editions,
    explain,
    fact,
    imports,
    person,
    pull,
    purge,
    recipient,
    report,
    run_due,
    serve,
    simulate,
    skills,
    status,
    team,
)
from drumbeat.cli.collector import fewer_collections
from drumbeat.cli.console import complain, err, say
from drumbeat.desk.context import Context
from drumbeat.errors import DrumbeatError, StoreError

_SIGINT, _SIGPIPE = 130, 141
"""What a shell calls a process that these signals ended."""

cli = typer.Typer(
    name="drumbeat",
    help="Tells a company, once a month, what an IT team accomplished, with figures that open their evidence.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)
cli.command("demo")(demo.demo)
cli.command("check")(check.check)
cli.add_typer(team.commands, name="team")
cli.add_typer(recipient.commands, name="recipient")
cli.command("pull")(pull.pull_records)
cli.command("report")(report.report)
cli.command("edit")(edit.edit)
cli.command("preview")(editions.preview)
cli.command("send")(editions.send_edition)
cli.command("approve")(decisions.approve)
cli.command("hold")(decisions.hold)
cli.command("release")(decisions.release)
cli.command("skip")(decisions.skip)
cli.command("run-due")(run_due.run_due)
cli.command("status")(status.status)
cli.command("serve")(serve.serve)
cli.command("corrections")(corrections.show_corrections)
cli.command("simulate")(simulate.simulate)
cli.command("definitions")(definitions.definitions)
cli.command("purge")(purge.purge)
cli.command("backup")(backup.backup)
cli.command("restore")(backup.restore)
cli.command("adopt")(adopt.adopt)
cli.command("explain")(explain.explain_record)
cli.add_typer(imports.commands, name="import")
cli.add_typer(fact.commands, name="fact")
cli.add_typer(skills.commands, name="skills")
cli.add_typer(consent.commands, name="consent")
cli.add_typer(person.commands, name="person")


def _version(wanted: bool) -> None:
    if wanted:
        say(f"drumbeat {__version__}")
        raise typer.Exit


@cli.callback()
def main(
    ctx: typer.Context,
    settings: Annotated[
        Path | None,
        typer.Option(
            "--settings", metavar="FILE", envvar="DRUMBEAT_SETTINGS", help="The settings file; ./drumbeat.toml if any."
        ),
    ] = None,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Say what is done, to standard error.")] = False,
    version: Annotated[  # noqa: ARG001  typer calls _version
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say the version and stop.")
    ] = False,
) -> None:
    """Options that go before the verb."""
    logging.basicConfig(level=logging.INFO if verbose else logging.ERROR, format="%(message)s")
    ctx.obj = Context(settings)


def run() -> None:
    """Run the command line; every end has its exit code (see `drumbeat.errors`)."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that lacks a letter shows a question mark for it
    try:
        with fewer_collections():
            cli()
    except DrumbeatError as error:
        complain(error)
        sys.exit(error.exit_code)
    except SystemExit as end:
        if end.code == _SIGINT:
            err.print("Stopped. What was done so far is kept; the same command goes on from there.")
        raise
    except BrokenPipeError:
        # Whoever read our output has gone; Python would complain once more when it closes the stream.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(_SIGPIPE)
    except OSError as error:
        complain(StoreError(f"{error.filename or 'The output'} could not be written or read: {error.strerror}."))
        sys.exit(StoreError.exit_code)
    except Exception as error:
        if "--verbose" in sys.argv or "-v" in sys.argv:
            raise
        # The text of an unforeseen error may hold a ticket's words, so only its kind is shown.
        err.print(f"[bold red]Error:[/] this is a bug in Drumbeat ({type(error).__name__}).")
        err.print("Please report it with what `drumbeat --verbose …` prints; read that before you share it.")
        sys.exit(DrumbeatError.exit_code)
