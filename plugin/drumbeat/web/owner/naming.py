"""Where the owner's name appears: drafts that name one, before they leave, and consent by category (F2, F9)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from drumbeat.desk.consents import Choice, give_consent, own_consents, withdraw_consent
from drumbeat.desk.namings import NamedLine, named_lines
from drumbeat.digest.figures.periods import view_of
from drumbeat.digest.language.phrase import Label, Moment, phrase
from drumbeat.digest.language.wording import Wording
from drumbeat.digest.people.consent import Category
from drumbeat.errors import TryLater
from drumbeat.web.access import Rule
from drumbeat.web.answers import Answer, Go, Page
from drumbeat.web.blocks import Block, Details, Facts, Lines, Link, Links, Piece, Section, Text, Words
from drumbeat.web.fields import Button, Form, FormField, Hidden, Tick
from drumbeat.web.owner.choosing import NAMING, owner_of
from drumbeat.web.owner.said import CATEGORIES, record_said, rule_said
from drumbeat.web.refusals import Refused
from drumbeat.web.returning import RECORD
from drumbeat.web.routes import Routes
from drumbeat.web.versions import conflict, version_of
from drumbeat.web.visits import Visit

pages = Routes()
_SMALL = 4096
_SAID = "own page"
"""Where it is known from that a person agreed, or does not any more."""
_LATE = phrase("It is kept. A mail that is just leaving may still hold your name.")


@pages.get(NAMING, Rule.OWNER, phrase("My name"))
def naming(visit: Visit) -> Answer:
    """Where one is named, and may be."""
    if not visit.context.settings.privacy.names_people:
        nobody = Text(phrase("Digests name nobody here: the settings have ended it. There is nothing to decide."))
        return Page(phrase("Your name in digests"), (nobody, _back()))
    person = owner_of(visit)
    return Page(
        phrase("Your name in digests"),
        (
            *_drafts(named_lines(visit.context, person), visit.say),
            _consents(own_consents(visit.context, person)),
            _back(),
        ),
    )


@pages.post(NAMING, Rule.OWNER, most_bytes=_SMALL)
def decide(visit: Visit) -> Answer:
    """Keeps what the owner agrees to, category by category."""
    wanted = {each for each in Category if each.value in visit.form.all("category")}
    choices = own_consents(visit.context, owner_of(visit))
    given = {each.category for each in choices if each.given}
    if visit.form.version != _version(choices):
        named = phrase("You may be named in")
        return conflict(((named, _listed(wanted)),), ((named, _listed(given)),), NAMING)
    for category in sorted(wanted - given):
        give_consent(visit.context, owner_of(visit), category, _SAID)
    kept = phrase("Your decision is kept.")
    if given - wanted:
        kept = phrase(
            "Your decision is kept. A draft that named you for what you take back names nobody at all until it is made "
            "anew."
        )
    return _withdrawn(visit, sorted(given - wanted)) or Go(NAMING, kept)


@pages.post(f"{NAMING}/out", Rule.OWNER, most_bytes=_SMALL)
def take_out(visit: Visit) -> Answer:
    """Takes the name out of whatever a category's consent put it into."""
    category = next((each for each in Category if each.value == visit.form.text("category")), None)
    if category is None:
        raise Refused.missing()
    return _withdrawn(visit, [category]) or Go(
        NAMING,
        phrase(
            "Your name is taken out of every digest about: {category}. A draft that named you for it names nobody at "
            "all until it is made anew, so that other lines with your name may be gone from it as well.",
            category=CATEGORIES[category],
        ),
    )


def _withdrawn(visit: Visit, categories: Sequence[Category]) -> Go | None:
    """Takes the consents back; the answer where mails are on their way meanwhile."""
    late = False
    for category in categories:
        try:
            withdraw_consent(visit.context, owner_of(visit), category, _SAID)
        except TryLater:
            late = True
    return Go(NAMING, _LATE, is_trouble=True) if late else None


def _drafts(lines: Sequence[NamedLine], say: Wording) -> tuple[Block, ...]:
    if not lines:
        return (Text(phrase("No draft names you at present."), "good"),)
    return (
        Text(phrase("These drafts name you. They do not leave before you had three working days to look at them.")),
        *(_draft(list(those), say) for _, those in groupby(lines, key=lambda line: (line.team, line.period))),
    )


def _draft(lines: Sequence[NamedLine], say: Wording) -> Block:
    """What a draft prints, when it leaves, and by category what the name stands there for."""
    printed = dict.fromkeys((line.printed, line.language) for line in lines)
    leaves_at, period = lines[0].leaves_at, lines[0].period
    leaves = ((phrase("It leaves"), Moment(leaves_at.astimezone(period.zone))),) if leaves_at is not None else ()
    return Section(
        phrase("{team}, {period}", team=lines[0].team, period=view_of(period)),
        (
            Text(phrase("The mail prints:")),
            *(Text(Lines(said), "", "" if language == say.language else language) for said, language in printed),
            *([Facts(leaves)] if leaves else []),
            *(
                block
                for _, those in groupby(lines, key=lambda line: line.category)
                for block in _named(list(those), say)
            ),
        ),
    )


def _named(lines: Sequence[NamedLine], say: Wording) -> Iterator[Block]:
    """What the name stands there for by the consent to one category, and the button that takes it out."""
    first = lines[0]
    pairs: list[tuple[Words, Piece]] = [(phrase("You agreed to"), CATEGORIES[first.category])]
    pairs += [(Label(line.label), tuple(map(record_said, line.records))) for line in lines]
    if first.until is not None:
        pairs.append((phrase("You may object until"), Moment(first.until.astimezone(first.period.zone))))
    yield Facts(tuple(pairs))
    yield Details(phrase("The rules behind it"), tuple(rule_said(line.sentence, say) for line in lines))
    button = Button(phrase("Take my name out"), tone="plain", about=CATEGORIES[first.category])
    hidden = Hidden("category", first.category.value)
    yield Form(f"{NAMING}/out", (hidden,), (button,), name="out")


def _consents(choices: Sequence[Choice]) -> Block:
    fields: tuple[FormField, ...] = tuple(
        Tick(
            "category",
            CATEGORIES[each.category],
            each.category.value,
            is_ticked=each.given is not None,
            hint=_lines_about(each),
        )
        for each in choices
    )
    return Section(
        phrase("Where you may be named"),
        (
            Text(
                phrase(
                    "Nobody names you where you have not ticked it. To leave it unticked costs you nothing, and what "
                    "you take back goes from drafts and from what was sent."
                )
            ),
            Form(NAMING, fields, (Button(phrase("Keep it so")),), _version(choices), name="consents"),
        ),
        "consents",
    )


def _lines_about(choice: Choice) -> Words:
    """What else the category's lines are called than the category itself."""
    named = tuple(Label(each) for each in choice.labels if each != CATEGORIES[choice.category].text)
    if not named:
        return ""
    if len(named) < len(choice.labels):
        return phrase("Also lines about: {labels}", labels=named)
    return phrase("Lines about: {labels}", labels=named)


def _version(choices: Sequence[Choice]) -> str:
    return version_of(sorted(each.category.value for each in choices if each.given))


def _listed(categories: set[Category]) -> Piece:
    return tuple(CATEGORIES[each] for each in sorted(categories)) or phrase("nothing")


def _back() -> Block:
    return Links((Link(phrase("Your record"), RECORD),))
