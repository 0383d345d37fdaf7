"""The audit log of a team: who changed what, and when."""

from __future__ import annotations

from drumbeat.desk.audit import acts_of
from drumbeat.digest.language.phrase import Moment, phrase
from drumbeat.ports import AuditEntry
from drumbeat.web.access import Rule
from drumbeat.web.answers import Answer, Page
from drumbeat.web.blocks import Block, Column, Link, Pager, Piece, Table, Words
from drumbeat.web.query import address
from drumbeat.web.routes import Routes
from drumbeat.web.visits import Visit

pages = Routes()
A_PAGE = 100
_LAST = 10_000
"""Pages that one may turn to."""
_ACTS = {
    "add recipient": phrase("added a recipient"),
    "remove recipient": phrase("removed a recipient"),
    "resubscribe": phrase("let a reader receive it again"),
    "change schedule": phrase("changed the schedule"),
    "change team": phrase("changed the team"),
    "edit edition": phrase("edited a digest"),
    "approve edition": phrase("approved a digest"),
    "hold edition": phrase("held a digest"),
    "release edition": phrase("released a digest"),
    "skip edition": phrase("skipped a digest"),
    "force edition": phrase("sent a digest that was held"),
    "send test": phrase("sent a digest to look at"),
    "send again": phrase("sent mails again"),
    "add fact": phrase("added a fact"),
    "approve fact": phrase("stood behind a fact"),
    "reject fact": phrase("rejected a fact"),
    "fetch fact": phrase("fetched a fact"),
}


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
    act: Words = _ACTS.get(entry.act, entry.act)
    return Moment(entry.at.astimezone(visit.team.zone)), entry.actor, act, entry.detail
