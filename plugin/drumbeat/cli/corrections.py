"""`drumbeat corrections`: what has changed about editions that have left."""

from __future__ import annotations

import typer

from drumbeat.cli import troubles
from drumbeat.cli.console import say, show_table
from drumbeat.cli.context import context_of
from drumbeat.desk.context import Context
from drumbeat.desk.done import Done, told_of
from drumbeat.digest.build import build
from drumbeat.digest.figures.periods import view_of
from drumbeat.digest.language.wording import ENGLISH as SAY
from drumbeat.digest.later.corrections import SENTENCES, Correction, Frozen, by_cause, by_record, corrections
from drumbeat.errors import NotCovered, TeamOfOne
from drumbeat.records.team import Team

_NAMED = 10


def show_corrections(ctx: typer.Context) -> None:
    """List what has changed in ServiceNow about the months of editions that have been sent.

    Each `drumbeat pull` looks for it; nothing that was sent is changed.
    """
    context = context_of(ctx)
    store = context.store
    rows = [
        (team.name, SAY.period(view_of(frozen.period)), number, cause.value, ", ".join(figures))
        for team in store.teams.all()
        for edition_id, frozen in store.corrections.frozen(team).items()
        for (number, cause), figures in by_record(store.corrections.of(edition_id)).items()
    ]
    if rows:
        show_table(("Team", "Edition", "Record", "Change", "Figures"), rows)
    else:
        say("No edition that was sent needs a correction.")


def look_for_corrections(context: Context) -> None:
    """Compare every edition that has left with what its month looks like now; record and tell what is new."""
    store = context.store
    failed: list[Done] = []
    for team in store.teams.all():
        with told_of(failed, team.name, "What has changed about its months could not be found out."):
            for edition_id, frozen in store.corrections.frozen(team).items():
                found = _corrections(context, team, frozen)
                if found is not None:
                    _tell(team, frozen, store.corrections.record(edition_id, found, context.clock()))
    troubles.tell(failed)


def _corrections(context: Context, team: Team, frozen: Frozen) -> tuple[Correction, ...] | None:
    """None where the month can no longer be told: its records are beyond the horizon, or one person's."""
    if not context.stock.covers(frozen.period):
        return None
    try:
        built = build(team, frozen.period, context.stock, context.policy())
    except (NotCovered, TeamOfOne):
        return None
    return corrections(frozen, built, context.stock.judged)


def _tell(team: Team, frozen: Frozen, new: list[Correction]) -> None:
    for cause, numbers in by_cause(new).items():
        some = ", ".join(numbers[:_NAMED]) + (f" and {len(numbers) - _NAMED} more" if len(numbers) > _NAMED else "")
        say(f"{team.name}, {SAY.period(view_of(frozen.period))}: {some} {SENTENCES[cause]}.")
