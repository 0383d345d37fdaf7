"""The team, its recipients, and its figures from outside the tickets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Path

from drumbeat.desk import facts
from drumbeat.desk.overview import next_of
from drumbeat.desk.periods import Said, period_of
from drumbeat.desk.readership import Readership, readership_of
from drumbeat.desk.recipients import add_rules, change_rules, rules_version
from drumbeat.desk.standings import policy_of
from drumbeat.editions.due import Due
from drumbeat.editions.recipients import EVERY_TEAM, Rule, Skipped
from drumbeat.records.period import Period
from drumbeat.web.api.access import VERSION, Anyone, Caller, Decider, Reader
from drumbeat.web.api.models import (
    Figure,
    Figures,
    FigureShown,
    Lost,
    LostShown,
    Next,
    Recipient,
    Recipients,
    RecipientsShown,
    Teams,
    TeamShown,
)
from drumbeat.web.api.paging import PageAsked, last_of

entry = APIRouter(prefix=VERSION)
router = APIRouter(prefix=f"{VERSION}/teams/{{team}}")
MonthAsked = Annotated[str, Path(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])$", description="A calendar month: 2026-10.")]
_NEXT = 6
_A_PAGE = 100
"""People at a time who receive nothing."""


@entry.get("/teams", summary="The token's team")
def teams(caller: Anyone) -> Teams:
    """A list of one: a token is of one team."""
    return Teams(teams=[_team(caller)])


@router.get("", summary="The team, and what comes next")
def team(caller: Reader) -> TeamShown:
    """With the next dates of its schedule."""
    return _team(caller)


@router.get("/recipients", summary="Who receives the digest")
def recipients(caller: Reader) -> RecipientsShown:
    """Rules, as they were said: addresses, lists, users and groups of ServiceNow."""
    return _recipients(caller)


@router.post("/recipients", summary="Add recipients")
def add(caller: Decider, wanted: Recipients) -> RecipientsShown:
    """All of them, or, where one cannot be kept, none."""
    add_rules(caller.context, caller.team.name, [_rule(each) for each in wanted.recipients], seen=wanted.version)
    return _recipients(caller)


@router.post("/recipients/remove", summary="Remove recipients")
def remove(caller: Decider, wanted: Recipients) -> RecipientsShown:
    """Those of this kind and name; who is none is passed over. Nothing stands in an address that names a person."""
    known = {each.key for each in caller.context.store.recipients.rules(caller.team.name)}
    gone = [rule for rule in map(_rule, wanted.recipients) if rule.key in known]
    change_rules(caller.context, caller.team.name, (), gone, seen=wanted.version)
    return _recipients(caller)


@router.get("/recipients/lost", summary="Who receives nothing, and why")
def lost(caller: Reader, page: PageAsked = 1) -> LostShown:
    """Who unsubscribed, who has left, and whom a rule means and no mail reaches, a hundred a page.

    Nobody is brought back by a token: who unsubscribed is so by their own word alone, for which a person answers.
    """
    known = readership_of(caller.context, caller.team.name)
    everybody = known.lost
    shown = everybody[(page - 1) * _A_PAGE : page * _A_PAGE]
    return LostShown(
        lost=[_lost(known, each) for each in shown], count=len(everybody), pages=last_of(len(everybody), _A_PAGE)
    )


@router.get("/figures/{month}", summary="Figures from outside the tickets")
def figures(caller: Reader, month: MonthAsked) -> Figures:
    """Those that are told, and those that are left out with the reason."""
    return _figures(caller, month_of(caller, month))


@router.post("/figures/{month}", summary="Type a figure")
def type_figure(caller: Decider, month: MonthAsked, figure: Figure) -> Figures:
    """It waits until a person approves it: no token does. Of money or downtime that is another than made the token."""
    period = month_of(caller, month)
    typed = facts.Typed(figure.metric, figure.value, figure.unit, figure.label, figure.service, figure.note)
    facts.add_fact(caller.context, caller.team, period, typed, caller.token.made_by)
    return _figures(caller, period)


def month_of(caller: Caller, said: str) -> Period:
    """The month. Raises SettingsError for one that has not begun."""
    return period_of(Said(month=said), caller.team.zone, caller.context.clock())


def _team(caller: Caller) -> TeamShown:
    team = caller.team
    return TeamShown(
        id=caller.listed.number,
        name=team.name,
        time_zone=team.zone.key,
        language=team.language or caller.context.settings.report.language,
        policy=policy_of(caller.context, team).value,
        next=dates_of(next_of(caller.context, team, _NEXT)),
    )


def dates_of(found: Sequence[Due]) -> list[Next]:
    """What comes next by itself, and when."""
    return [
        Next(step=each.step.value, period=f"{each.period.start:%Y-%m}", at=each.at)
        for each in found
        if each.at is not None
    ]


def _recipients(caller: Caller) -> RecipientsShown:
    rules = caller.context.store.recipients.rules(caller.team.name)
    shown = [
        Recipient(kind=each.kind, name=each.name, excluded=each.is_excluded, language=each.language, keeper=each.keeper)
        for each in rules
    ]
    return RecipientsShown(recipients=shown, version=rules_version(rules))


def _lost(known: Readership, each: Skipped) -> Lost:
    found = known.suppression(each)
    return Lost(
        name=each.name,
        address=each.address,
        reason=each.reason.value,
        since=found.at if found else None,
        every_team=found is not None and found.team == EVERY_TEAM,
    )


def _rule(said: Recipient) -> Rule:
    return Rule(said.kind, said.name.strip(), said.excluded, said.language, said.keeper)


def _figures(caller: Caller, period: Period) -> Figures:
    found = facts.rows_of(caller.context, caller.team, period)
    return Figures(
        figures=[
            FigureShown(metric=each.id, value=each.value, source=each.source, state=each.state, why=each.why)
            for each in found
        ]
    )
