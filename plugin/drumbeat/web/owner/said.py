"""How lines of a record stand, and what consents are called, in the words of the pages."""

from __future__ import annotations

from datetime import date

from drumbeat.digest.language.phrase import Label, PeriodView, Phrase, phrase
from drumbeat.digest.language.wording import Wording
from drumbeat.digest.people.accomplishments import Line
from drumbeat.digest.people.consent import Category
from drumbeat.digest.people.names import is_imported
from drumbeat.signals.model import Role, Status
from drumbeat.web.blocks import Badge, Lines, Piece, Text, Tone, Words

_STATES: dict[Status, tuple[Phrase, Tone]] = {
    Status.FINAL: (phrase("holds"), "good"),
    Status.PROVISIONAL: (phrase("may still change: the record can be reopened"), "note"),
    Status.FLAGGED: (phrase("flagged: two people did this for each other; no digest tells it"), "note"),
    Status.DISPUTED: (phrase("disputed by you"), "trouble"),
    Status.WITHDRAWN: (phrase("does not hold any more"), "quiet"),
}
_ROLES = {Role.LEAD.value: phrase("mainly yours"), Role.CONTRIBUTOR.value: phrase("you contributed")}
CATEGORIES = {
    Category.COLLABORATION: phrase("Working with other teams"),
    Category.INITIATIVE: phrase("Initiative"),
    Category.IMPROVEMENT: phrase("Improvements"),
    Category.KNOWLEDGE: phrase("Shared knowledge"),
    Category.MAJOR_INCIDENTS: phrase("Major incidents"),
    Category.BUSINESS: phrase("Value for the business"),
    Category.RECOGNITION: phrase("Recognition"),
    Category.MENTORING: phrase("Mentoring"),
    Category.TALKS: phrase("Talks and publications"),
}


def record_said(number: str) -> Words:
    """What a record is called: its number, or that it is an entry that was imported."""
    return phrase("an imported entry") if is_imported(number) else number


def role_of(line: Line) -> Words:
    """The owner's part; a certificate, a talk or thanks that were entered are the owner's as a whole."""
    return phrase("yours") if is_imported(line.number) else _ROLES[line.role]


def day_in(line: Line, period: PeriodView) -> Piece:
    """The record's day; of one outside of the period, that a rule tells of it all the same."""
    day = day_of(line.day)
    if not isinstance(day, date) or period.start <= day < period.end:
        return day
    return Lines((day, phrase("the rule tells it of this period")))


def rule_said(sentence: str, say: Wording, tone: Tone = "quiet") -> Text:
    """A rule in the page's language; one of an older version, in whose words it was told, in English."""
    return Text(Label(sentence), tone, "" if say.knows(sentence) else "en")


def day_of(said: str) -> Piece:
    """An ISO date as a day; nothing where there is none."""
    return date.fromisoformat(said) if said else ""


def state_of(line: Line) -> Piece:
    """How the line stands, with what its owner said of it."""
    pieces: list[Piece] = [Badge(*_STATES[line.status])]
    if line.is_hidden:
        pieces.append(Badge(phrase("hidden by you"), "trouble"))
    if line.note:
        pieces.append(phrase("your note: {note}", note=line.note))
    return Lines(tuple(pieces))
