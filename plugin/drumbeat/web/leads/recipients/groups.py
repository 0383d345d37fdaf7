"""A group of ServiceNow as a recipient: searched, looked at, added."""

from __future__ import annotations

from drumbeat.desk.directory import directory_of, groups_with
from drumbeat.desk.readership import forecast_with
from drumbeat.desk.recipients import add_rules, limits_of
from drumbeat.digest.language.phrase import Phrase, phrase, plural
from drumbeat.editions.directory import FoundGroup
from drumbeat.editions.recipients import RecipientKind, Rule
from drumbeat.editions.rule_rows import rule_problems
from drumbeat.errors import SettingsError
from drumbeat.records.model import Group
from drumbeat.web.access import Rule as Access
from drumbeat.web.answers import Answer, Page
from drumbeat.web.blocks import Block, Link, Links, Text, Words
from drumbeat.web.fields import Button, Choice, Field, Form, Hidden, Option, Tick
from drumbeat.web.leads.recipients.adding import added, known_already
from drumbeat.web.leads.recipients.words import PAGE, language_menu, too_much
from drumbeat.web.routes import Routes
from drumbeat.web.visits import Visit

pages = Routes()
MOST = 20
"""Groups that are offered."""


@pages.get("/teams/{team:int}/recipients/groups", Access.LEAD)
def groups(visit: Visit) -> Answer:
    """A search for a group by words of its name, and what it finds."""
    return _page(visit, visit.query.get("words", "")[:254], {})


@pages.post("/teams/{team:int}/recipients/groups", Access.LEAD, most_bytes=16_384)
def add_group(visit: Visit) -> Answer:
    """Adds the one that was chosen."""
    words, form = visit.form.text("words", 254), visit.form
    chosen = directory_of(visit.context).groups_named(form.text("group")) if form.text("group") else ()
    if len(chosen) != 1:
        return _page(visit, words, {"group": phrase("Choose one of the groups.")})
    name = _told_apart(visit, chosen[0])
    rule = Rule(RecipientKind.GROUP, name, form.is_ticked("excluded"), form.text("language", 40))
    if wrong := _wrong(visit, rule):
        return _page(visit, words, wrong)
    try:
        add_rules(visit.context, visit.team.name, [rule])
    except SettingsError as error:
        return _page(visit, words, {"group": error.args[0]})
    return added(visit, rule, chosen[0].name)


def _told_apart(visit: Visit, group: Group) -> str:
    """Its name, or its sys_id where it shares that with another."""
    is_only = directory_of(visit.context).groups_named(group.name) == (group,)
    return group.name if is_only else group.sys_id


def _wrong(visit: Visit, rule: Rule) -> dict[str, Words]:
    found = rule_problems(rule, limits_of(visit.context, visit.team.name))
    wrong: dict[str, Words] = {("group" if name == "name" else name): problem for name, problem in found.items()}
    if known_already(visit, rule):
        wrong["group"] = phrase("This one is in the list already.")
    elif not wrong and not rule.is_excluded:
        forecast = forecast_with(visit.context, visit.team.name, [rule])
        if forecast.is_too_much:
            wrong["group"] = too_much(forecast)
    return wrong


def _page(visit: Visit, words: str, wrong: dict[str, Words]) -> Page:
    here = visit.within(f"{PAGE}/groups")
    field = Field("words", phrase("Words of its name"), words, "search")
    blocks: list[Block] = [
        Text(phrase("Its members are looked up whenever a digest leaves: who joins receives it, who leaves does not.")),
        Form(here, (field,), (Button(phrase("Search")),), name="search", is_search=True, is_row=True),
    ]
    if words:
        blocks += _found(visit, words, groups_with(visit.context, words, MOST + 1), wrong)
    blocks.append(Links((Link(phrase("Back to the recipients"), visit.within(PAGE)),)))
    return Page(phrase("Add a group of ServiceNow"), tuple(blocks), status=422 if wrong else 200)


def _found(visit: Visit, words: str, found: list[FoundGroup], wrong: dict[str, Words]) -> list[Block]:
    if not found:
        return [Text(phrase("No group of ServiceNow, as it was last read, has these words in its name."), "note")]
    options = tuple(Option(each.sys_id, each.name, _members(each)) for each in found[:MOST])
    chosen = visit.form.text("group") or (options[0].value if len(options) == 1 else "")
    fields = (
        Choice("group", phrase("Group"), options, chosen, wrong=wrong.get("group", "")),
        language_menu(visit, visit.form.text("language", 40), wrong.get("language", "")),
        Tick(
            "excluded",
            phrase("Leave out"),
            is_ticked=visit.form.is_ticked("excluded"),
            hint=phrase("They receive nothing, whoever else says so."),
        ),
        Hidden("words", words),
    )
    blocks: list[Block] = []
    if len(found) > MOST:
        blocks.append(Text(phrase("There are more of them; write more words of the name."), "quiet"))
    form = Form(visit.within(f"{PAGE}/groups"), fields, (Button(phrase("Add the group")),))
    return [*blocks, form]


def _members(group: FoundGroup) -> Phrase:
    members = plural("{n} member", "{n} members", group.members)
    if not group.inactive:
        return members
    inactive = plural("{n} more who is not active", "{n} more who are not active", group.inactive)
    return phrase("{members}, and {inactive}", members=members, inactive=inactive)
