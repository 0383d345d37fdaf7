"""`drumbeat skills suggest`: names that the installation's own records propose for the skill file."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Annotated

import typer

from drumbeat.atomic_files import write_whole
from drumbeat.cli.console import say, show_table
from drumbeat.cli.context import context_of
from drumbeat.errors import SettingsError
from drumbeat.signals.skills.suggestions import COLUMNS, Suggestion, rows, suggestions

commands = typer.Typer(no_args_is_help=True, help="The skill file: by which words and fields skills are known here.")

_TOLD = 3


@commands.command("suggest")
def suggest(
    ctx: typer.Context,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Write a skill file with all of them, to be edited.")
    ] = None,
) -> None:
    """Propose names for the skill file, from what IT wrote in closed records and what their fields say.

    Each name comes with its measured precision: of so many records with the name, so many are about the skill by
    category, configuration item or service offering. Nothing is used until you have accepted it: strike out what is
    wrong and name the file as `file` under [skills] in the settings.
    """
    context = context_of(ctx)
    if out is not None and out.exists():
        raise SettingsError(f"{out} is there already.", recovery="Name a new file, and merge by hand what you accept.")
    matcher = context.reading.skills
    found = suggestions(context.stock.world, matcher) if matcher else []
    if not found:
        say("The records propose no names: too few say the same thing, or the skill file knows them all.")
        return
    headings = ("Name", "Tier", "Skill", "Records", "Precision", "Only with", "Not with")
    show_table(headings, [_line(each) for each in found], right=("Records", "Precision"))
    if out is not None:
        write_whole(out, _csv(found))
        say(f"{out} holds them. Strike out what is wrong before you name it in the settings.")


def _line(each: Suggestion) -> tuple[str, ...]:
    proposal = each.proposal
    skill = f"new: {each.skill} ({each.field})" if each.field else each.skill
    measured = (f"{proposal.right} of {proposal.n}", f"{proposal.share:.2f}")
    return (
        proposal.name,
        proposal.tier,
        skill,
        *measured,
        _listed(proposal.anchors),
        _listed(proposal.negative_contexts),
    )


def _listed(phrases: tuple[str, ...]) -> str:
    more = [f"{len(phrases) - _TOLD} more"] if len(phrases) > _TOLD else []
    return ", ".join((*phrases[:_TOLD], *more))


def _csv(found: list[Suggestion]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows(found))
    return text.getvalue().encode()
