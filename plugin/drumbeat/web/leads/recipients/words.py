"""What the pages about recipients say of kinds, languages and reasons; and how one is named in an address."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence

from drumbeat import app
from drumbeat.desk.forecasts import Forecast
from drumbeat.digest.language.phrase import Phrase, Quantity, Unit, phrase, plural
from drumbeat.editions.recipients import Outcome, Reason, RecipientKind, Rule
from drumbeat.web.blocks import Badge, Block, Lines, Piece, Text, Words
from drumbeat.web.fields import Choice, Option
from drumbeat.web.visits import Visit

PAGE = "recipients"

KINDS = {
    RecipientKind.ADDRESS: phrase("address"),
    RecipientKind.USER: phrase("user of ServiceNow"),
    RecipientKind.GROUP: phrase("group of ServiceNow"),
    RecipientKind.LIST: phrase("distribution list"),
    RecipientKind.COMPANY: phrase("list of the whole company"),
}
REASONS = {
    Reason.LEFT: phrase("has left"),
    Reason.UNSUBSCRIBED: phrase("unsubscribed"),
    Reason.EXCLUDED: phrase("excluded"),
    Reason.NO_ADDRESS: phrase("without an address in ServiceNow"),
    Reason.BAD_ADDRESS: phrase("not an address that may be used"),
    Reason.NOT_KNOWN: phrase("not known"),
    Reason.SEVERAL: phrase("several of that name"),
    Reason.NOBODY: phrase("nobody in it"),
}
ADDRESS, LIST, COMPANY = (
    Option(RecipientKind.ADDRESS.value, phrase("The address of one person")),
    Option(
        RecipientKind.LIST.value,
        phrase("A distribution list"),
        phrase("One mail for all its readers; none of them can unsubscribe the others."),
    ),
    Option(
        RecipientKind.COMPANY.value,
        phrase("A list that reaches the whole company"),
        phrase("From then on each digest of the team leaves only when somebody has approved it."),
    ),
)
"""What an address may be."""
KEEPER = phrase("Who takes readers off the list")
LOOKS_LIKE_A_LIST = phrase("looks like a list")
DOUBT = phrase(
    "If many read it, say that it is a list, and below who takes readers off it: as one person’s address, any of its "
    "readers could unsubscribe all the others."
)
"""What follows where a list is taken for a person, and what to do."""
APPROVAL_NEEDED = phrase("From then on each digest of the team leaves only when somebody has approved it.")


def key_of(visit: Visit, *parts: str) -> str:
    """Stands for somebody in an address, so that no log of addresses tells who that is."""
    secret = visit.context.settings.web.secrets[0]
    said = "\0".join(("recipient", str(visit.number), *parts))
    return hmac.new(secret.encode(), said.encode(), hashlib.sha256).hexdigest()[:32]


def rule_page(visit: Visit, rule: Rule, page: str = "") -> str:
    """The address of the page of one recipient."""
    return visit.within(f"{PAGE}/one/{key_of(visit, *rule.key)}{f'/{page}' if page else ''}")


def language_name(visit: Visit, tag: str) -> Words:
    """What a language is called; of none, that it is the team's."""
    if not tag:
        return phrase("the team’s language")
    return str(visit.say.locale.languages.get(tag, tag))


def language_menu(visit: Visit, chosen: str, wrong: Words = "") -> Choice:
    """In which language somebody reads the digest."""
    tags = ("", *app.languages(visit.context.settings))
    options = tuple(Option(tag, language_name(visit, tag)) for tag in tags)
    return Choice("language", phrase("Language of the digest"), options, chosen, is_menu=True, wrong=wrong)


def today(outcome: Outcome) -> Piece:
    """What a rule leads to today, in a cell."""
    reasons = [each.reason for each in outcome.skipped]
    if outcome.rule.is_excluded:
        left_out = plural("leaves {n} mailbox out", "leaves {n} mailboxes out", outcome.reached)
        unclear = tuple(Badge(REASONS[reason], "trouble") for reason in reasons)
        if not unclear:
            return left_out
        return Lines((left_out, *unclear) if outcome.reached else unclear)
    if outcome.rule.kind is not RecipientKind.GROUP:
        return Badge(REASONS[reasons[0]], "note") if reasons else phrase("receives it")
    received = plural("{n} mailbox receives it", "{n} mailboxes receive it", outcome.reached)
    counts = [(reason, reasons.count(reason)) for reason in dict.fromkeys(reasons) if reason is not Reason.NOBODY]
    told = tuple(Badge(phrase("{n} {reason}", n=count, reason=REASONS[reason]), "note") for reason, count in counts)
    first = received if outcome.reached else Badge(REASONS[Reason.NOBODY], "note")
    return Lines((first, *told)) if told else first


def forecast_said(forecast: Forecast) -> list[Block]:
    """How long sending takes, where that is worth a word; and that it is more than a day takes."""
    if forecast.is_too_much:
        return [Text(too_much(forecast), "trouble")]
    minutes = forecast.takes.total_seconds() / 60
    if minutes < 1:
        return []
    return [Text(phrase("Sending takes about {time}.", time=Quantity(round(minutes), Unit.MINUTES)), "quiet")]


def too_much(forecast: Forecast) -> Phrase:
    """That there are too many of them."""
    return phrase(
        "That would be {count} mails, and {most} may leave in a day, those of all teams together. "
        "Use a distribution list, or ask the administrator to raise mail.per_day.",
        count=forecast.mails,
        most=forecast.a_day,
    )


def doubt_said(address: str) -> Phrase:
    """That a person's address looks like a list's."""
    return phrase("{address} looks like a list.", address=address)


def needs_approval(rules: Sequence[Rule]) -> bool:
    """Whether any of them has the digest reach the whole company."""
    return any(kind.needs_approval for kind in {rule.kind for rule in rules if not rule.is_excluded})
