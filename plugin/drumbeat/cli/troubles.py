"""What was done team by team, said; and how a command ends in which something was not."""

from __future__ import annotations

from collections.abc import Iterable

import typer

from drumbeat.cli.console import complain, say
from drumbeat.desk.done import Done
from drumbeat.errors import DrumbeatError, TryLater


def tell(done: Iterable[Done]) -> None:
    """Say each, with what kept it from being done."""
    for each in done:
        say(f"{each.team}: {each.words}" if each.team else each.words)
        if each.error is not None:
            complain(each.error)


def end(done: Iterable[Done]) -> None:
    """End the command as its gravest error does, where something was not done. `tell` has said each."""
    if failed := [each.error for each in done if each.error is not None]:
        raise typer.Exit(max(failed, key=_graver).exit_code)


def _graver(error: DrumbeatError) -> bool:
    """What time does not mend is said by the exit code before what it does."""
    return not isinstance(error, TryLater)
