"""What the commands share that a machine runs: their log is as the settings say."""

from __future__ import annotations

import typer

from drumbeat.cli.context import context_of
from drumbeat.desk.context import Context
from drumbeat.logs import log_to
from drumbeat.settings import refuse_open_file


def service_of(ctx: typer.Context) -> Context:
    """The run's context, with the log set up by `[log]`; `--verbose` tells of what is done in any case.

    Raises SettingsError where others can read a settings file that holds a secret.
    """
    context = context_of(ctx)
    if context.given is None:
        refuse_open_file(context.settings_file)
    wanted = context.settings.log
    is_verbose = ctx.find_root().params.get("verbose") and wanted.level != "debug"
    log_to(wanted.format, "info" if is_verbose else wanted.level)
    return context


def speaks_to_people(context: Context) -> bool:
    """Whether what is done is also said in sentences, which name teams. `log.format = "json"` leaves the log alone."""
    return context.settings.log.format != "json"
