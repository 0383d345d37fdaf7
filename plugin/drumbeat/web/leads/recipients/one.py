"""One recipient: language, left out or not, and off the list again."""

from __future__ import annotations

from dataclasses import replace

from drumbeat.desk.readership import Readership, readership_of
from drumbeat.desk.recipients import alter_rule, change_rules, limits_of, rules_version
from drumbeat.digest.language.phrase import Phrase, phrase, plural
from drumbeat.editions.list_names import is_doubtful, is_usual_for_a_list
from drumbeat.editions.recipients import RecipientKind, Rule
from drumbeat.editions.rule_rows import rule_problems
from drumbeat.errors import Conflict
from drumbeat.web.access import Rule as Access
from drumbeat.web.answers import Answer, Go, Page
from drumbeat.web.blocks import Facts, Lines, Link, Links, Piece, Text, Words
from drumbeat.web.fields import Button, Choice, Field, Form, Option
from drumbeat.web.leads.recipients.words import (
    ADDRESS,
    APPROVAL_NEEDED,
    COMPANY,
    DOUBT,
    KEEPER,
    KINDS,
    LIST,
    PAGE,
    doubt_said,
    key_of,
    language_menu,
    language_name,
    rule_page,
    today,
)
from drumbeat.web.refusals import Refused
from drumbeat.web.routes import Routes
from drumbeat.web.versions import conflict, version_of
from drumbeat.web.visits import Visit

pages = Routes()
_KINDS = (ADDRESS, LIST, COMPANY)
_RECEIVES, _LEFT_OUT = "receives", "left out"


@pages.get("/teams/{team:int}/recipients/one/{recipient}", Access.LEAD)
def recipient(visit: Visit) -> Answer:
    """What is known of one, and what can be changed."""
    known, rule = _known(visit)
    return _page(visit, known, rule, rule, {})


@pages.post("/teams/{team:int}/recipients/one/{recipient}", Access.LEAD, most_bytes=16_384)
def change(visit: Visit) -> Answer:
    """Keeps another language or keeper, or that somebody is left out."""
    known, rule = _known(visit)
    wanted = _wanted(visit, rule)
    if visit.form.version != version_of(rule):
        return _stale(visit, rule, wanted)
    if wrong := rule_problems(wanted, limits_of(visit.context, visit.team.name)):
        return _page(visit, known, rule, wanted, dict(wrong))
    try:
        alter_rule(visit.context, visit.team.name, wanted, seen=rules_version(known.rules))
    except Conflict:
        _, rule = _known(visit)
        return _stale(visit, rule, wanted)
    return Go(visit.within(PAGE), phrase("Changed: {name}.", name=known.named(rule)))


@pages.get("/teams/{team:int}/recipients/one/{recipient}/remove", Access.LEAD)
def ask(visit: Visit) -> Answer:
    """Asks once more."""
    known, rule = _known(visit)
    name = known.named(rule)
    button = Button(phrase("Remove"), tone="grave", about=name)
    form = Form(rule_page(visit, rule, "remove"), (), (button,), version_of(rule))
    keep = Links((Link(phrase("Keep it as it is"), rule_page(visit, rule)),))
    return Page(phrase("Remove {name}?", name=name), (Text(_follows(known, rule)), form, keep))


@pages.post("/teams/{team:int}/recipients/one/{recipient}/remove", Access.LEAD, most_bytes=8192)
def remove(visit: Visit) -> Answer:
    """Takes it off the list."""
    known, rule = _known(visit)
    if visit.form.version != version_of(rule):
        return _stale(visit, rule, None)
    try:
        change_rules(visit.context, visit.team.name, (), [rule], seen=rules_version(known.rules))
    except Conflict:
        _, rule = _known(visit)
        return _stale(visit, rule, None)
    return Go(visit.within(PAGE), phrase("Removed: {name}.", name=known.named(rule)))


def _known(visit: Visit) -> tuple[Readership, Rule]:
    """The recipient in the address. Raises Refused (404) for one that is not there any more."""
    known = readership_of(visit.context, visit.team.name)
    wanted = str(visit.path["recipient"])
    rule = next((each for each in known.rules if key_of(visit, *each.key) == wanted), None)
    if rule is None:
        raise Refused(
            404,
            phrase("This recipient is not in the list any more"),
            phrase("Somebody may have removed it meanwhile. Look into the list of recipients."),
        )
    return known, rule


def _wanted(visit: Visit, rule: Rule) -> Rule:
    """What the form says of it. Who is left out reads no language and keeps no list."""
    form = visit.form
    if form.text("receives") == _LEFT_OUT:
        return replace(rule, is_excluded=True, language="", keeper="")
    said = form.text("kind", 40)
    kind = RecipientKind(said) if _may_be_list(rule) and said in {each.value for each in _KINDS} else rule.kind
    keeper = form.text("keeper") if kind.is_list else ""
    return replace(rule, kind=kind, is_excluded=False, language=form.text("language", 40), keeper=keeper)


def _may_be_list(rule: Rule) -> bool:
    """Whether it is asked what it is: of what is a list, or looks like one."""
    return rule.kind.is_list or (rule.kind is RecipientKind.ADDRESS and is_usual_for_a_list(rule.name))


def _page(visit: Visit, known: Readership, rule: Rule, wanted: Rule, wrong: dict[str, Words]) -> Page:
    (outcome,) = known.outcomes([rule])
    facts = Facts(((phrase("Kind"), KINDS[rule.kind]), (phrase("Today"), today(outcome))))
    fields: list[Choice | Field] = [
        Choice(
            "receives",
            phrase("The digest"),
            (
                Option(_RECEIVES, phrase("Receives it"), APPROVAL_NEEDED if rule.kind is RecipientKind.COMPANY else ""),
                Option(_LEFT_OUT, phrase("Is left out"), phrase("Receives nothing, whoever else says so.")),
            ),
            _LEFT_OUT if wanted.is_excluded else _RECEIVES,
        ),
        language_menu(visit, wanted.language, wrong.get("language", "")),
    ]
    if _may_be_list(rule):
        fields.append(Choice("kind", phrase("What it is"), _KINDS, wanted.kind.value))
        hint = phrase("Of a list only; its mail says so: the service desk, Human Resources.")
        fields.append(Field("keeper", KEEPER, wanted.keeper, hint=hint, wrong=wrong.get("keeper", "")))
    links = (
        Link(phrase("Back to the recipients"), visit.within(PAGE)),
        Link(phrase("Remove from the list"), rule_page(visit, rule, "remove")),
    )
    form = Form(rule_page(visit, rule), tuple(fields), (Button(phrase("Save")),), version_of(rule))
    doubt = (Text(Lines((doubt_said(rule.name), DOUBT)), "note"),) if is_doubtful(rule) else ()
    return Page(known.named(rule), (facts, *doubt, form, Links(links)), status=422 if wrong else 200)


def _follows(known: Readership, rule: Rule) -> Phrase:
    """What follows from its removal."""
    if rule.is_excluded:
        return phrase("It is left out no more: where another entry leads there, the digest goes there again.")
    (outcome,) = known.outcomes([rule])
    if rule.kind is RecipientKind.GROUP:
        return plural(
            "{n} mailbox receives the digest by this group. Where no other entry leads to it, nothing goes there any "
            "more; mails that have not left do not leave.",
            "{n} mailboxes receive the digest by this group. Where no other entry leads to them, nothing goes there "
            "any more; mails that have not left do not leave.",
            outcome.reached,
        )
    return phrase(
        "Where no other entry leads there, nothing goes there any more; a mail that has not left does not leave."
    )


def _stale(visit: Visit, rule: Rule, wanted: Rule | None) -> Page:
    entered = _told(visit, wanted) if wanted else ((phrase("The digest"), phrase("Remove from the list")),)
    return conflict(entered, _told(visit, rule), rule_page(visit, rule))


def _told(visit: Visit, rule: Rule) -> tuple[tuple[Words, Piece], ...]:
    receives = phrase("Is left out") if rule.is_excluded else phrase("Receives it")
    told: list[tuple[Words, Piece]] = [(phrase("The digest"), receives)]
    told.append((phrase("Kind"), KINDS[rule.kind]))
    told.append((phrase("Language of the digest"), language_name(visit, rule.language)))
    if rule.keeper:
        told.append((KEEPER, rule.keeper))
    return tuple(told)
