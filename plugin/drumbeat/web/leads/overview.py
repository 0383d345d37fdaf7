"""A team at a glance: where its digest is, what comes next, who looks after it."""

from __future__ import annotations

from drumbeat.desk.overview import glances_at
from drumbeat.desk.standings import policy_of
from drumbeat.digest.language.phrase import Month, phrase
from drumbeat.errors import SettingsError
from drumbeat.web.access import Rule
from drumbeat.web.answers import Answer, Page
from drumbeat.web.blocks import Facts, Link, Links, Piece, Words
from drumbeat.web.leads.said import POLICIES, last_said, mails_said, next_said
from drumbeat.web.routes import Routes
from drumbeat.web.troubles import trouble_told
from drumbeat.web.visits import Visit

pages = Routes()


@pages.get("/teams/{team:int}", Rule.LEAD, phrase("Overview"))
def overview(visit: Visit) -> Answer:
    """The team and its digest."""
    team, context = visit.team, visit.context
    glance = glances_at(context, [team])[team.name]
    about: tuple[tuple[Words, Piece], ...] = (
        (phrase("Lead"), team.lead or team.lead_address or phrase("nobody")),
        (phrase("Work of"), (*team.groups, *team.technicians) or phrase("nobody")),
    )
    if isinstance(glance, SettingsError):
        to_schedule = Links((Link(phrase("Schedule"), visit.within("schedule")),))
        return Page(team.name, (*trouble_told(glance), to_schedule, Facts(about)))
    last = glance.last
    return Page(
        team.name,
        (
            Facts(
                (
                    (phrase("Next"), next_said(glance.next)),
                    (phrase("Digest of {month}", month=Month(last.view.start)), last_said(last)),
                    (phrase("Its mails"), mails_said(last.mails)),
                    (phrase("Without a word from you"), POLICIES[policy_of(context, team)]),
                    *about,
                )
            ),
        ),
    )
