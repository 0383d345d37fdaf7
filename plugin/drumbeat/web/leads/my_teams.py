"""My teams: what becomes of the next edition of each, and what became of the last one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from drumbeat.desk.glances import glances_at
from drumbeat.digest.language.phrase import phrase, plural
from drumbeat.errors import SettingsError
from drumbeat.records.persons import folded_name
from drumbeat.records.team import ListedTeam
from drumbeat.sentences import Sentence
from drumbeat.web.access import Rule
from drumbeat.web.answers import Answer, Go, Page
from drumbeat.web.blocks import Badge, Block, Column, Lines, Link, Piece, Table
from drumbeat.web.fields import Button, Field, Form
from drumbeat.web.leads.months import written
from drumbeat.web.leads.paging import pager
from drumbeat.web.leads.said import ahead_said, behind_said
from drumbeat.web.query import address, page_of
from drumbeat.web.returning import HOME, RECORD
from drumbeat.web.routes import Routes
from drumbeat.web.visits import Visit

pages = Routes()
A_PAGE = 20
"""Teams that are shown at a time."""


@pages.get(HOME, Rule.SIGNED_IN, phrase("My teams"))
def my_teams(visit: Visit) -> Answer:
    """The teams that the visitor looks after; an administrator searches all, and a technician has the own record."""
    roles = visit.access.roles
    if roles.is_technician and not roles.teams and not roles.is_administrator:
        return Go(RECORD)
    wanted = visit.query.get("name", "").strip()[:100]
    teams = [team for team in visit.access.roles.teams if folded_name(wanted) in folded_name(team.name)]
    shown, at, last = page_of(teams, visit.query.get("page", ""), A_PAGE)
    table = Table(
        phrase("Teams"),
        tuple(map(Column, (phrase("Team"), phrase("Next edition"), phrase("Last edition")))),
        tuple(_rows(visit, shown)),
        empty=phrase("There is no team of this name.") if wanted else phrase("You look after no team."),
        is_titled=True,
    )
    blocks: list[Block] = [*_search(visit, wanted), table]
    blocks += pager(address(HOME, name=wanted), plural("{n} team", "{n} teams", len(teams)), at, last)
    return Page(phrase("My teams"), tuple(blocks))


def _search(visit: Visit, wanted: str) -> list[Block]:
    if len(visit.access.roles.teams) <= A_PAGE and not wanted:
        return []
    field = Field("name", phrase("Name of the team"), wanted, "search", longest=100)
    return [Form(HOME, (field,), (Button(phrase("Search")),), is_search=True, is_row=True)]


def _rows(visit: Visit, shown: Sequence[ListedTeam]) -> Iterator[tuple[Piece, ...]]:
    numbers = {listed.name: listed.number for listed in shown}
    teams = visit.context.store.teams.several(list(numbers))
    found, now = glances_at(visit.context, teams), visit.context.clock()
    for team in teams:
        glance, to = found[team.name], f"{HOME}/{numbers[team.name]}"
        if isinstance(glance, SettingsError):
            advice = (glance.recovery,) if isinstance(glance.recovery, Sentence) else ()
            yield Link(team.name, to), Lines((Badge(phrase("to be mended"), "trouble"), glance.args[0], *advice)), ""
            continue
        ahead, behind = (f"{to}/editions/{written(each.period)}" for each in (glance.ahead, glance.behind))
        yield Link(team.name, to), ahead_said(glance, now, ahead), behind_said(glance.behind, behind)
