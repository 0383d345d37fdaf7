"""Drafts that lack a language in which somebody is to read them: told at once, and made anew in time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace

from drumbeat.desk.context import Context
from drumbeat.desk.languages import lacks, read_in
from drumbeat.desk.standings import Grounds, grounds_of, is_completed
from drumbeat.desk.timetables import months_of
from drumbeat.digest.figures.periods import view_of
from drumbeat.digest.language.phrase import Phrase, phrase
from drumbeat.errors import SettingsError
from drumbeat.records.period import Period
from drumbeat.records.team import Team
from drumbeat.records.zones import is_known


def drafts_that_lack(context: Context, team: Team) -> Iterator[Grounds]:
    """Those of the running month and of the last ones, the latest first; none where no month can be told apart."""
    if not is_known(team.zone) or not read_in(context.store.recipients.rules(team.name)):
        return
    last = months_of(team, context.clock())
    running = Period.month(last[0].end.year, last[0].end.month, team.zone)
    for period in (running, *last):
        if (now := grounds_of(context, team, period)).lacks:
            yield now


def what_it_lacks(context: Context, team: Team, now: Grounds) -> Phrase:
    """As a sentence; what becomes of it where nobody does anything as well."""
    said = phrase("The draft of {period} lacks a language: {why}.")
    with suppress(SettingsError):  # of a schedule that is to be mended nothing is promised
        if is_completed(context, team, now):
            said = phrase("The draft of {period} lacks a language: {why}. The schedule makes it anew, and shows it.")
    return replace(said, values=(("period", view_of(now.period)), ("why", lacks(now.lacks))))
