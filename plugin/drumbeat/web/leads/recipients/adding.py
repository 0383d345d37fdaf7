"""One more recipient: an address, a user, a list; or somebody who is to receive nothing."""

from __future__ import annotations

from dataclasses import replace

from drumbeat.desk.directory import directory_of
from drumbeat.desk.readership import forecast_with, readership_of
from drumbeat.desk.recipients import add_rules, limits_of
from drumbeat.digest.language.phrase import Phrase, phrase
from drumbeat.editions.list_names import is_doubtful
from drumbeat.editions.recipients import Reason, RecipientKind, Rule
from drumbeat.editions.rule_rows import rule_problems
from drumbeat.errors import SettingsError
from drumbeat.web.access import Rule as Access
from drumbeat.web.answers import Answer, Go, Page
from drumbeat.web.blocks import Link, Links, Words
from drumbeat.web.fields import Button, Choice, Field, Form, Hidden, Option, Tick
from drumbeat.web.leads.recipients.listing import QUICK, list_page
from drumbeat.web.leads.recipients.words import (
    ADDRESS,
    APPROVAL_NEEDED,
    COMPANY,
    DOUBT,
    KEEPER,
    LIST,
    PAGE,
    REASONS,
    doubt_said,
    language_menu,
    needs_approval,
    too_much,
)
from drumbeat.web.routes import Routes
from drumbeat.web.visits import Visit

pages = Routes()
_USER = Option(
    RecipientKind.USER.value,
    phrase("A user of ServiceNow"),
    phrase("By name, user name or sys_id. The address is looked up whenever a digest leaves."),
)
_KINDS = (ADDRESS, _USER, LIST, COMPANY)
ASKED = "asked"
"""Holds the address of which it was asked whether it is a list."""
_OFFERED = frozenset(option.value for option in _KINDS)


@pages.get("/teams/{team:int}/recipients/add", Access.LEAD)
def add_page(visit: Visit) -> Answer:
    """The form."""
    return _form(visit, Rule(RecipientKind.ADDRESS, ""), {})


@pages.post("/teams/{team:int}/recipients/add", Access.LEAD, most_bytes=16_384)
def add(visit: Visit) -> Answer:
    """Adds one. No version is asked for: it takes nothing from what another has added meanwhile."""
    rule = _entered(visit)
    wrong = _wrong(visit, rule)
    if not wrong and (asked := _asked_back(visit, rule)):
        return _form(visit, replace(rule, kind=RecipientKind.LIST), asked, rule.name)
    if not wrong:
        try:
            add_rules(visit.context, visit.team.name, [rule])
        except SettingsError as error:
            wrong = {"name": error.args[0]}
    if wrong and visit.form.is_ticked(QUICK):
        return list_page(visit, rule.name, next(iter(wrong.values())))
    if wrong:
        return _form(visit, rule, wrong)
    return added(visit, rule, rule.name)


def _asked_back(visit: Visit, rule: Rule) -> dict[str, Words]:
    """That what was said to be a person's address looks like a list; nothing for who has been asked about it."""
    if not is_doubtful(rule) or visit.form.text(ASKED) == rule.name:
        return {}
    return {"kind": doubt_said(rule.name)}


def _entered(visit: Visit) -> Rule:
    """What the form says."""
    form = visit.form
    kind, name = form.text("kind"), " ".join(form.text("name").split())
    chosen = RecipientKind(kind) if kind in _OFFERED else RecipientKind.ADDRESS
    return Rule(chosen, name, form.is_ticked("excluded"), form.text("language", 40), form.text("keeper"))


def added(visit: Visit, rule: Rule, name: str) -> Go:
    """Where adding leads, and what is said: at once where somebody receives nothing all the same, not in a month."""
    (outcome,) = readership_of(visit.context, visit.team.name).outcomes([rule])
    is_in_vain = not outcome.reached and not rule.is_excluded
    reason = next((each.reason for each in outcome.skipped if is_in_vain), None)
    return Go(visit.within(PAGE), _said(rule, name, reason), is_trouble=reason is not None)


def known_already(visit: Visit, rule: Rule) -> bool:
    """Whether there is one that speaks of the same."""
    return any(each.key == rule.key for each in visit.context.store.recipients.rules(visit.team.name))


def _wrong(visit: Visit, rule: Rule) -> dict[str, Words]:
    found = rule_problems(rule, limits_of(visit.context, visit.team.name))
    wrong: dict[str, Words] = dict(found)
    if "name" in wrong:
        return wrong
    if known_already(visit, rule):
        wrong["name"] = phrase("This one is in the list already.")
    elif rule.kind is RecipientKind.USER and (problem := _user_problem(visit, rule.name)):
        wrong["name"] = problem
    elif not rule.is_excluded and not wrong:
        forecast = forecast_with(visit.context, visit.team.name, [rule])
        if forecast.is_too_much:
            wrong["name"] = too_much(forecast)
    return wrong


def _user_problem(visit: Visit, name: str) -> Phrase | None:
    users = directory_of(visit.context).users_named(name)
    if not users:
        return phrase("ServiceNow’s users, as they were last read, hold nobody of that name.")
    if len(users) > 1:
        return phrase("{n} users have that name; write the user name of the one that you mean.", n=len(users))
    return None


def _said(rule: Rule, name: str, reason: Reason | None) -> Phrase:
    if rule.is_excluded:
        return phrase("{name} will not receive the digest, whoever else says so.", name=name)
    if reason is Reason.UNSUBSCRIBED:
        return phrase(
            "{name} is in the list, and unsubscribed before: only their own word brings them back.", name=name
        )
    if reason is not None:
        return phrase("{name} is in the list, and receives nothing: {reason}.", name=name, reason=REASONS[reason])
    if needs_approval([rule]):
        return phrase("{name} will receive the digest. {approval}", name=name, approval=APPROVAL_NEEDED)
    return phrase("{name} will receive the digest.", name=name)


def _form(visit: Visit, rule: Rule, wrong: dict[str, Words], asked: str = "") -> Page:
    """`asked`: the address of which somebody is asked whether it is a list."""
    asked, doubt = asked or visit.form.text(ASKED), wrong.get("kind", "")
    fields = (
        *((Hidden(ASKED, asked),) if asked else ()),
        Choice("kind", phrase("Who"), _KINDS, rule.kind.value, hint=DOUBT if doubt else "", wrong=doubt),
        Field("name", phrase("Address or name"), rule.name, wrong=wrong.get("name", ""), is_required=True),
        Field(
            "keeper",
            KEEPER,
            rule.keeper,
            hint=phrase("Of a list only; its mail says so: the service desk, Human Resources."),
            wrong=wrong.get("keeper", ""),
        ),
        language_menu(visit, rule.language, wrong.get("language", "")),
        Tick(
            "excluded",
            phrase("Leave out"),
            is_ticked=rule.is_excluded,
            hint=phrase("They receive nothing, whoever else says so."),
        ),
    )
    form = Form(visit.within(f"{PAGE}/add"), fields, (Button(phrase("Add")),))
    back = Links((Link(phrase("Back to the recipients"), visit.within(PAGE)),))
    return Page(phrase("Add a recipient"), (form, back), status=422 if wrong else 200)
