"""History: a team's editions by month, how each stands, and how many of its mails came to what."""

from __future__ import annotations

from drumbeat.desk.history import Past, past_of
from drumbeat.digest.figures.periods import view_of
from drumbeat.digest.language.phrase import Month, phrase, plural
from drumbeat.editions.standing import Standing
from drumbeat.records.period import Period
from drumbeat.web.access import Rule
from drumbeat.web.answers import Answer, Page
from drumbeat.web.blocks import Column, Lines, Link, Piece, Table
from drumbeat.web.leads.mails import language_of
from drumbeat.web.leads.months import place
from drumbeat.web.leads.paging import pager
from drumbeat.web.leads.said import badge, mails_said
from drumbeat.web.query import page_of
from drumbeat.web.routes import Routes
from drumbeat.web.visits import Visit

pages = Routes()
A_PAGE = 24
"""Editions that are shown at a time: two years."""


@pages.get("/teams/{team:int}/history", Rule.LEAD, phrase("History"))
def history(visit: Visit) -> Answer:
    """What became of each month."""
    found = past_of(visit.context, visit.team)
    shown, at, last = page_of(found, visit.query.get("page", ""), A_PAGE)
    table = Table(
        phrase("Editions"),
        tuple(map(Column, (phrase("Month"), phrase("State"), phrase("Its mails"), phrase("Subject")))),
        tuple(_row(visit, each) for each in shown),
        empty=phrase("There is no edition yet."),
        is_titled=True,
    )
    count = plural("{n} edition", "{n} editions", len(found))
    return Page(phrase("History"), (table, *pager(visit.within("history"), count, at, last)))


def _row(visit: Visit, past: Past) -> tuple[Piece, ...]:
    period = Period(past.start, past.end, visit.team.zone)
    month: Piece = visit.say.period(view_of(period))
    if period.is_month:
        month = Link(Month(past.start), place(visit, period))
    counts = past.summary.counts if past.summary else {}
    subject = past.summary.subject if past.summary else ""
    return month, _stand(past), mails_said(counts), Lines((subject,), language_of(visit)) if subject else ""


def _stand(past: Past) -> Piece:
    """The state, and who decided so where somebody did, and why."""
    standing = past.stood.standing if past.summary or past.stood.act else None
    act = past.stood.act
    if act is None or standing in (Standing.SENT, Standing.SENDING):
        return badge(standing)
    why = phrase("by {by}: {reason}", by=act.by, reason=act.reason) if act.reason else phrase("by {by}", by=act.by)
    return Lines((badge(standing), why))
