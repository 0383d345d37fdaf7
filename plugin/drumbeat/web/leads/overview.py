"""A team at a glance: what becomes of its next edition, what became of the one before, who looks after it."""

from __future__ import annotations

from drumbeat.desk.coming import coming, next_period
from drumbeat.desk.overview import last_of
from drumbeat.desk.undecided import undecided
from drumbeat.digest.language.phrase import phrase
from drumbeat.errors import SettingsError
from drumbeat.records.period import Period
from drumbeat.web.access import Rule
from drumbeat.web.answers import Answer, Page
from drumbeat.web.blocks import Block, Facts, Lines, Link, Links, Piece, Words
from drumbeat.web.leads.full_day import full_day
from drumbeat.web.leads.jobs import jobs_of_late
from drumbeat.web.leads.months import named, place
from drumbeat.web.leads.prospects import prospects
from drumbeat.web.leads.said import behind_said
from drumbeat.web.routes import Routes
from drumbeat.web.troubles import trouble_told
from drumbeat.web.visits import Visit

pages = Routes()


@pages.get("/teams/{team:int}", Rule.LEAD, phrase("Overview"))
def overview(visit: Visit) -> Answer:
    """The team and its digest."""
    team, context = visit.team, visit.context
    about: tuple[tuple[Words, Piece], ...] = (
        (phrase("Lead"), team.lead or team.lead_address or phrase("nobody")),
        (phrase("Work of"), (*team.groups, *team.technicians) or phrase("nobody")),
    )
    try:
        period = next_period(context, team)
        before = last_of(context, team, period.before())
        ahead = _next(visit, period)
    except SettingsError as error:
        to_schedule = Links((Link(phrase("Schedule"), visit.within("schedule")),))
        return Page(team.name, (*trouble_told(error), to_schedule, Facts(about)))
    behind = behind_said(before, place(visit, before.period))
    return Page(team.name, (*ahead, Facts(((phrase("Last edition"), behind), *about)), *jobs_of_late(visit)))


def _next(visit: Visit, period: Period) -> tuple[Block, ...]:
    """What the page of the edition says of it, and the way there: the usual one where it is a draft to look at."""
    context, team, to = visit.context, visit.team, place(visit, period)
    found = coming(context, team, period)
    becomes = [each.piece for each in prospects(found, context.clock())]
    becomes += (each.piece for each in full_day(visit, period))
    becomes += undecided(context, team, period, found.edition).told
    name = phrase("Digest of {month}", month=named(period))
    if not found.is_draft:
        return (Facts(((phrase("Next edition"), Lines((Link(name, to), *becomes))),)),)
    facts = Facts(((phrase("Next edition"), Lines((name, *becomes))),))
    return facts, Links((Link(phrase("Look at the draft"), to),), has_main=True)
