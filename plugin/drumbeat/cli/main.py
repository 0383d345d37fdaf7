"""The `drumbeat` command: its verbs, its global options, and how errors end it."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup
from typer.main import get_group

from drumbeat import __version__
from drumbeat.cli.collector import collect_seldom
from drumbeat.cli.console import complain, err, say
from drumbeat.errors import DrumbeatError, SettingsError, StoreError
from drumbeat.logs import log_to

_SIGINT, _SIGPIPE = 130, 141
"""What a shell calls a process that these signals ended."""


VERBS = {
    "demo": (
        "demo:demo",
        "Show the whole way on a simulated ServiceNow: pull, classify, build, mail to a local folder.",
    ),
    "init": (
        "init:init",
        "Write the settings file of a new installation, with every setting explained, and say what comes next.",
    ),
    "check": (
        "check:check",
        "Try settings, store, instance, sign-in, each table, time zone, mail and links to evidence; say what to do.",
    ),
    "access": (
        "access:access",
        "Print which tables and fields of ServiceNow are read, and what rests on each.",
    ),
    "pull": ("pull:pull_records", "Read tickets, changes, improvements and articles from ServiceNow into the store."),
    "report": ("report:report", "Make a digest now, for any team or group and any period."),
    "edit": (
        "edit:edit",
        "Write the lead's note, tick incidents whose titles may appear, hide sentences, and say which come first.",
    ),
    "preview": ("preview:preview", "Make or renew the draft of a month's edition, and show it as it will be sent."),
    "send": ("editions:send_edition", "Send a month's edition to everyone who has not received it."),
    "approve": (
        "decisions:approve",
        "Approve a month's draft as it is now. Whatever changes afterwards lapses the approval.",
    ),
    "hold": (
        "decisions:hold",
        "Hold a month's edition: nothing of it leaves until it is released, even if it has begun to.",
    ),
    "release": ("decisions:release", "Let a month's edition go on that was held or skipped."),
    "skip": ("decisions:skip", "Skip a month: its edition goes to nobody."),
    "run-due": ("run_due:run_due", "Draft and send what is due, once. Safe to run at any time, any number of times."),
    "bounces": (
        "bounces:bounces",
        "Read mails that came back: from the mailbox of the settings, or from files.",
    ),
    "status": (
        "status:status",
        "Show every team's last and next digest, and which scheduler was seen last; or one edition's deliveries.",
    ),
    "serve": (
        "serve:serve",
        "Look after the schedule, and serve the pages of readers and leads. Stop it with Ctrl-C or SIGTERM.",
    ),
    "corrections": (
        "corrections:show_corrections",
        "List what has changed in ServiceNow about the months of editions that have been sent.",
    ),
    "simulate": (
        "simulate:simulate",
        "Run a local ServiceNow on 127.0.0.1, with the demo organisation or with your own tables.",
    ),
    "definitions": (
        "definitions:definitions",
        "Print what each figure and signal means, and of which records it is taken.",
    ),
    "purge": (
        "purge:purge",
        "Let go of what is older than the settings allow.",
    ),
    "backup": (
        "backup:backup",
        "Write the whole store into one file, as of one moment, while others may go on writing.",
    ),
    "restore": (
        "backup:restore",
        "Make the store what a backup holds. Nothing leaves it by itself until `drumbeat adopt`.",
    ),
    "migrate": (
        "migrate:migrate",
        "Bring the store's tables up to date, or make them. All of it happens, or nothing.",
    ),
    "adopt": ("adopt:adopt", "Let this store send by itself from here, and from nowhere else."),
    "explain": (
        "explain:explain_record",
        "Explain why a record counts or not, who is credited by role, and which rules and skills speak of it.",
    ),
    "team": ("team:commands", "Teams: whose work is told."),
    "recipient": ("recipient:commands", "Recipients: who receives a team's digest."),
    "import": ("imports:commands", "Entries about people that ServiceNow does not hold, from CSV or XLSX lists."),
    "fact": ("fact:commands", "Figures from outside the tickets: fetched or typed, approved, told with their source."),
    "skills": ("skills:commands", "The skill file: by which words and fields skills are known here."),
    "consent": ("consent:commands", "Consents: who may be named in a team's digest, and in what."),
    "person": ("person:commands", "What is kept of one person, and what the owner says of it."),
}
"""Where each verb's command or group of commands is, below `drumbeat.cli`, and the first paragraph of its help."""


def _whole(verb: str) -> Any:
    """The verb's command or group of commands, with all its options. Its module is imported here."""
    module, _, part = VERBS[verb][0].partition(":")
    found = getattr(import_module(f"drumbeat.cli.{module}"), part)
    alone = typer.Typer(pretty_exceptions_enable=False, rich_markup_mode="rich")
    if isinstance(found, typer.Typer):
        alone.add_typer(found, name=verb)
    else:
        alone.command(verb)(found)
    whole = get_group(alone).commands[verb]
    _without_types_of_flags(whole)
    return whole


def _without_types_of_flags(command: Any) -> None:
    """A flag takes no value: its type behind it in the help would only make somebody type one."""
    for param in command.get_params(command.context_class(command)):
        if getattr(param, "is_flag", False):
            param.metavar = ""
    for each in getattr(command, "commands", {}).values():
        _without_types_of_flags(each)


class _Verbs(TyperGroup):
    """Verbs of which a name and a sentence are known until they are called, so that a command pays for no other."""

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        name, listed, rest = super().resolve_command(ctx, args)
        return name, _whole(name) if name else listed, rest

    def format_help(self, ctx: Any, formatter: Any) -> None:
        _without_types_of_flags(self)
        super().format_help(ctx, formatter)


cli = typer.Typer(
    name="drumbeat",
    cls=_Verbs,
    help="Tells a company, once a month, what an IT team accomplished, with figures that open their evidence.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)
for _verb, (_, _says) in VERBS.items():
    cli.command(_verb, help=_says)(lambda: None)


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
    from drumbeat.desk.context import Context  # noqa: PLC0415  `--help` needs none

    log_to("auto", "info" if verbose else "error")
    ctx.obj = Context(settings)


def _unforeseen(error: Exception) -> int:
    """Tell an error that nothing foresaw; its exit code."""
    word = next((word for word in sys.argv[1:] if not _is_text(word)), "")
    if word and isinstance(error, UnicodeEncodeError):
        message = f"“{word}” is written in another encoding than UTF-8, so some of its letters cannot be read."
        complain(SettingsError(message, recovery="Let the terminal, or the script that says it, write UTF-8."))
        return SettingsError.exit_code
    # The text of an unforeseen error may hold a ticket's words, so only its kind is shown.
    err.print(f"[bold red]Error:[/] this is a bug in Drumbeat ({type(error).__name__}).")
    err.print("Please report it with what `drumbeat --verbose …` prints; read that before you share it.")
    return DrumbeatError.exit_code


def _is_text(word: str) -> bool:
    """Whether a typed word is text in this machine's encoding: what is not, Python hands on as surrogates."""
    return not any("\ud800" <= letter <= "\udfff" for letter in word)


def _open_streams() -> None:
    """A terminal that lacks a letter shows a question mark for it; who closed a stream (`2>&-`) has an empty one."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_RDWR), mode, encoding="utf-8", closefd=False))
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")


def run() -> None:
    """Run the command line; every end has its exit code (see `drumbeat.errors`)."""
    _open_streams()
    collect_seldom()
    try:
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
        sys.exit(_unforeseen(error))
