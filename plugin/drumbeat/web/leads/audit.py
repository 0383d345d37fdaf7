"""The audit log of a team: who changed what, and when."""

from __future__ import annotations

from drumbeat.desk.audit import acts_of
from drumbeat.digest.language.phrase import Moment, phrase
from drumbeat.ports import AuditEntry
from drumbeat.web.access import Rule
from drumbeat.web.answers import Answer, Page
from drumbeat.web.blocks import Block, Column, Link, Pager, Piece, Table, Words
from drumbeat.web.leads.acts import ACTS, about
from drumbeat.web.query import address
from drumbeat.web.routes import Routes
from drumbeat.web.visits import Visit

pages = Routes()
A_PAGE = 100
_LAST = 10_000
"""Pages that one may turn to."""


@pages.get("/teams/{team:int}/audit", Rule.LEAD, phrase("Audit log"))
def audit(visit: Visit) -> Answer:
    """The last acts, the newest first, page by page."""
    at = _number(visit.query.get("page", ""))
    found = acts_of(visit.context, visit.team.name, A_PAGE + 1, (at - 1) * A_PAGE)
    columns = (phrase("When"), phrase("Who"), phrase("What"), phrase("About"))
    rows = tuple(_row(visit, entry) for entry in found[:A_PAGE])
    empty = phrase("Nothing has been changed yet.") if at == 1 else phrase("Nothing earlier is in the log.")
    blocks: list[Block] = [
        Table(phrase("Audit log"), tuple(map(Column, columns)), rows, empty=empty, is_titled=True),
    ]
    here = visit.within("audit")
    newer = Link(phrase("Later"), address(here, page=at - 1)) if at > 1 else None
    older = Link(phrase("Earlier"), address(here, page=at + 1)) if len(found) > A_PAGE else None
    if newer or older:
        blocks.append(Pager(phrase("Page {page}", page=at), newer, older))
    return Page(phrase("Audit log"), tuple(blocks))


def _number(said: str) -> int:
    is_number = said.isascii() and said.isdigit() and len(said) < 6  # noqa: PLR2004
    return min(max(int(said), 1), _LAST) if is_number else 1


def _row(visit: Visit, entry: AuditEntry) -> tuple[Piece, ...]:
    labels = {each.metric: each.label for each in visit.context.settings.facts.values()}
    act: Words = ACTS.get(entry.act, entry.act)
    return Moment(entry.at.astimezone(visit.team.zone)), entry.actor, act, about(entry, visit.say, labels)
