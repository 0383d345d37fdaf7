"""The run that a command belongs to."""

from __future__ import annotations

import typer

from drumbeat.desk.context import Context


def context_of(ctx: typer.Context) -> Context:
    """The run's context."""
    found = ctx.obj
    if not isinstance(found, Context):
        raise TypeError("the command was called without the main callback")
    return found
