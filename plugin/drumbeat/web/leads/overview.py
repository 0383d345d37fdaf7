"""A team at a glance: what becomes of its next edition, what became of the one before, who looks after it."""

from __future__ import annotations

from drumbeat.desk.coming import coming, next_period
from drumbeat.desk.overview import last_of
from drumbeat.desk.undecided import undecided
from drumbeat.digest.language.phrase import phrase
from drumbeat.records.period import Period
from drumbeat.web.access import Rule
from drumbeat.web.answers import Answer, Page
from drumbeat.web.blocks import Facts, Lines, Link, Piece
from drumbeat.web.leads.months import named, place
from drumbeat.web.leads.prospects import prospects
from drumbeat.web.leads.said import behind_said
from drumbeat.web.routes import Routes
from drumbeat.web.visits import Visit

pages = Routes()


@pages.get("/teams/{team:int}", Rule.LEAD, phrase("Overview"))
def overview(visit: Visit) -> Answer:
    """The team and its digest."""
    team, period = visit.team, next_period(visit.context, visit.team)
    before = last_of(visit.context, team, period.before())
    return Page(
        team.name,
        (
            Facts(
                (
                    (phrase("Next edition"), _next(visit, period)),
                    (phrase("Last edition"), behind_said(before, place(visit, before.period))),
                    (phrase("Lead"), team.lead or team.lead_address or phrase("nobody")),
                    (phrase("Work of"), (*team.groups, *team.technicians)),
                )
            ),
        ),
    )


def _next(visit: Visit, period: Period) -> Piece:
    """What the page of the edition says of it, which its name leads to."""
    context, team = visit.context, visit.team
    found = coming(context, team, period)
    link = Link(phrase("Digest of {month}", month=named(period)), place(visit, period))
    becomes = [each.piece for each in prospects(found, context.clock())]
    return Lines((link, *becomes, *undecided(context, team, period, found.edition).told))
