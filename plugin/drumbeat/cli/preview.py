"""`drumbeat preview`: a month's edition is made and shown, in every language, as it will be sent."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

from drumbeat import app
from drumbeat.atomic_files import write_whole
from drumbeat.cli.console import say
from drumbeat.cli.context import context_of
from drumbeat.cli.editions import TeamName
from drumbeat.cli.periods import Month
from drumbeat.desk.besides import members_of, whole_of
from drumbeat.desk.context import Context
from drumbeat.desk.crowding import crowded
from drumbeat.desk.drafts import draft, made_in, shown
from drumbeat.desk.edited import is_whole
from drumbeat.desk.naming_notices import tell_named
from drumbeat.desk.operational import facts_of
from drumbeat.desk.outlook import outlook
from drumbeat.desk.periods import Said, period_of
from drumbeat.desk.standings import standing_of
from drumbeat.digest.figures.periods import view_of
from drumbeat.digest.language.wording import ENGLISH as SAY
from drumbeat.editions.deliveries import EditionState
from drumbeat.ports import Content, Edition
from drumbeat.records.period import Period
from drumbeat.records.team import Team

_LARGE_HTML = 70_000
"""Bytes from which a lead is told (rule E20)."""


def preview(
    ctx: typer.Context,
    team: TeamName,
    month: Month = None,
    language: Annotated[
        str, typer.Option("--language", metavar="LANGUAGE", help="Show it in another language of its readers.")
    ] = "",
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR", help="Write the mail there as HTML and text, in every language."),
    ] = None,
) -> None:
    """Make or renew the draft of a month's edition, and show it as it will be sent.

    What is previewed is what `drumbeat send` sends. An edition that has begun to leave is shown, not changed. Where
    recipients read other languages it is made in those as well.
    """
    context = context_of(ctx)
    whose = context.store.teams.get(team)
    period = period_of(Said(month), whose.zone, context.clock())
    edition = draft(context, whose, period)
    tell_named(context)
    contents, wanted = _contents(context, edition), made_in(context, whose, edition, language)
    if out is None:
        sys.stdout.write(contents[wanted].text)
        say()
    else:
        _write(out, contents)
    _say_subjects(contents, is_written=out is not None)
    expected = outlook(context, whose)
    readers = SAY.times(expected.count, "recipient", "recipients")
    standing = standing_of(context, whose, period).standing
    say(f"State: {standing}, built {edition.built_at} UTC, for {readers}{_time_of(expected.takes)}.")
    if edition.state is EditionState.DRAFT:
        if not is_whole(edition):
            say(f"It does not leave so: its records do not tell of the whole of {SAY.period(view_of(period))}.")
            say("  drumbeat pull")
        _say_left_out(context, whose, period)
    for each in expected.found.findings:
        say(f"Receives nothing: {each.name}: {each.reason}.")
    if expected.problem is not None:
        raise expected.problem
    if not_all := crowded(context, whose, period):
        say(not_all)


def _contents(context: Context, edition: Edition) -> dict[str, Content]:
    """The mail in each language, its own first and without a name."""
    return {each: shown(context, edition, each) for each in ("", *context.store.editions.languages(edition.id))}


def _write(out: Path, contents: Mapping[str, Content]) -> None:
    """Each language's files, its name within theirs but for the edition's own."""
    names = []
    for language, content in contents.items():
        dot = f".{language}" if language else ""
        files = {
            f"digest{dot}.html": app.html_file(content.html, content.logo),
            f"digest{dot}.txt": content.text.encode(),
            f"evidence{dot}.html": content.evidence.encode(),
        }
        for name, written in files.items():
            if written:
                write_whole(out / name, written)
                names.append(name)
    say(f"Wrote {SAY.listed(names)} into {out}.")
    if not contents[""].evidence:
        say("There is no page of evidence: this edition was made before there were such pages.")
    say()


def _say_subjects(contents: Mapping[str, Content], *, is_written: bool) -> None:
    """Of each language, with what a reader's mail program may make of its size."""
    for language, content in contents.items():
        say(f"Subject{f' ({language})' if language else ''}: {content.subject}")
        size = len(content.html.encode())
        if size > _LARGE_HTML:
            say(f"Note: the HTML part has {size // 1000} kB; from 102 kB on Gmail cuts a mail off.")
    further = [each for each in contents if each]
    if further and not is_written:
        say(f"Some read it in {SAY.listed(further)}: see it with --language {further[0]}; --out DIR writes all.")


def _time_of(takes: timedelta) -> str:
    """How long sending will take."""
    if not takes:
        return "; they leave as fast as they are taken"
    minutes = round(takes.total_seconds() / 60)
    time = f"about {SAY.times(minutes, 'minute', 'minutes')}" if minutes else "less than a minute"
    return f"; sending takes {time}"


def _say_left_out(context: Context, team: Team, period: Period) -> None:
    """What nobody approved is not in the draft, and its lead has to know."""
    for whose in (team, *members_of(context, team)):
        named = "" if whose is team else f"{whose.name}: "
        for fact in facts_of(context, whose, period).pending:
            say(f"Left out: {named}{fact.label}: {fact.reason}.")
    built = whole_of(context, team, period)
    for each in built.pending:
        say(f"Left out: {SAY.say(each.sentence)} Nobody has approved it yet. Who stands behind it says:")
        say(f'  drumbeat fact approve --team "{team.name}" --month {period.start:%Y-%m} {each.id} --by NAME')
    for number, each in built.lapsed.items():
        say(f"Left out: {SAY.say(each.sentence)} {number} was ticked with another title, or before titles were kept.")
        say(f'  drumbeat edit --team "{team.name}" --month {period.start:%Y-%m} --tick {number}')
