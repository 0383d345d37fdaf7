"""Lines of the next editions that name a person, as that person is shown them (F9)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from drumbeat import app
from drumbeat.desk.context import Context
from drumbeat.desk.looking import time_of
from drumbeat.desk.persons import require_personal_records
from drumbeat.desk.timetables import timetable_of
from drumbeat.digest.letter.thanks import THANKS, thanked
from drumbeat.digest.model import SignalLine
from drumbeat.digest.people.consent import Category, NamedIn
from drumbeat.digest.people.names import CATEGORY_OF
from drumbeat.digest.people.privacy import plain
from drumbeat.records.model import Ref
from drumbeat.records.period import Period
from drumbeat.records.team import Team
from drumbeat.signals.catalogue import RULES


@dataclass(frozen=True, slots=True)
class NamedLine:
    """A line of a draft that names a person."""

    team: str
    period: Period
    category: Category
    """Of the consent that it rests on: to take that back takes the name out."""
    rule: str
    label: str
    sentence: str
    """The rule, as it can be read."""
    printed: tuple[str, ...]
    """As the mail prints it, line by line, below the heading of thanks."""
    language: str
    """Of what is printed."""
    records: tuple[str, ...]
    until: datetime | None
    """So long the person has to object before it may leave; None where nobody is waited for."""
    leaves_at: datetime | None
    """When it leaves by itself at the earliest; None where a person sends it."""


def named_lines(context: Context, person: Ref) -> list[NamedLine]:
    """Lines of drafts that name the person; the reading is in the audit log as the owner's own.

    Nothing where nobody is named. A draft whose team is gone is passed over: it leaves no more. Raises SettingsError
    while personal records are off.
    """
    require_personal_records(context)
    context.store.audit.note(context.entry("read own namings", person.key))
    if not context.settings.privacy.names_people:
        return []
    drafts = context.store.editions.drafts_naming(person.key)
    teams = {team.name: team for team in context.store.teams.several({each.team for each in drafts})}
    found: list[NamedLine] = []
    for each in drafts:
        if each.team in teams:
            found += lines_in(context, teams[each.team], person, each)
    return found


def lines_in(context: Context, team: Team, person: Ref, where: NamedIn) -> list[NamedLine]:
    """The lines of one category of a draft that name the person. Nothing is noted: it is for the person's own eyes."""
    period = Period(where.start, where.end, team.zone)
    edition = context.store.editions.find(team.name, period)
    digest = json.loads(edition.content.digest) if edition is not None else {}
    signals = digest.get("signals", ())
    of_category = [each for each in signals if CATEGORY_OF.get(each["id"]) is where.category and each.get("names")]
    mine = [each for each in of_category if plain(person.name) in each["names"]]
    say = app.notice_wording(context.settings, digest.get("language", team.language))
    named = (each for each in signals if each.get("names"))
    thanks = thanked(
        (SignalLine(each["id"], _BY_ID[each["id"]].label, (), tuple(each["names"])) for each in named), say
    )
    lines = []
    for each in mine or of_category:
        told = next(one for one in thanks if each["id"] in one.rules)
        printed = (say.say(THANKS), told.names, told.reasons)
        lines.append(replace(_line(context, team, period, where, each), printed=printed, language=say.language))
    return lines


def _line(context: Context, team: Team, period: Period, where: NamedIn, said: Mapping[str, Any]) -> NamedLine:
    rule = _BY_ID[said["id"]]
    since = [at for line, at in where.since.items() if line.partition(":")[0] == rule.id]
    return NamedLine(
        team=team.name,
        period=period,
        category=where.category,
        rule=rule.id,
        label=rule.label,
        sentence=rule.sentence,
        printed=(),
        language="",
        records=tuple(said["records"]),
        until=time_of(context, team, max(since, default=where.built_at)),
        leaves_at=timetable_of(team).send_at(period) if period.is_month and team.schedule.begins else None,
    )


_BY_ID = {rule.id: rule for rule in RULES}
