"""A team at a glance: where its digest is, what comes next, who looks after it."""

from __future__ import annotations

from drumbeat.desk.overview import last_of, next_at
from drumbeat.desk.standings import policy_of
from drumbeat.digest.figures.periods import view_of
from drumbeat.digest.language.phrase import Month, phrase
from drumbeat.web.access import Rule
from drumbeat.web.answers import Answer, Page
from drumbeat.web.blocks import Facts
from drumbeat.web.leads.said import POLICIES, last_said, mails_said, next_said
from drumbeat.web.routes import Routes
from drumbeat.web.visits import Visit

pages = Routes()


@pages.get("/teams/{team:int}", Rule.LEAD, phrase("Overview"))
def overview(visit: Visit) -> Answer:
    """The team and its digest."""
    team, context = visit.team, visit.context
    last = last_of(context, team)
    groups = (*team.groups, *team.technicians)
    return Page(
        team.name,
        (
            Facts(
                (
                    (phrase("Next"), next_said(next_at(context, team))),
                    (phrase("Digest of {month}", month=Month(view_of(last.period).start)), last_said(last)),
                    (phrase("Its mails"), mails_said(last.mails)),
                    (phrase("Without a word from you"), POLICIES[policy_of(context, team)]),
                    (phrase("Lead"), team.lead or team.lead_address or phrase("nobody")),
                    (phrase("Work of"), groups),
                )
            ),
        ),
    )
