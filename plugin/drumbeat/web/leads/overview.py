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
from drumbeat.web.blocks import Facts, Lines, Link, Links, Piece, Words
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
    facts = Facts(((phrase("Next edition"), ahead), (phrase("Last edition"), behind), *about))
    return Page(team.name, (facts, *jobs_of_late(visit)))


def _next(visit: Visit, period: Period) -> Piece:
    """What the page of the edition says of it, which its name leads to."""
    context, team = visit.context, visit.team
    found = coming(context, team, period)
    link = Link(phrase("Digest of {month}", month=named(period)), place(visit, period))
    becomes = [each.piece for each in prospects(found, context.clock())]
    return Lines((link, *becomes, *undecided(context, team, period, found.edition).told))
