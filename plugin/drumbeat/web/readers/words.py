"""What the pages say. Pure: a page is a value, said in one language; its template adds nothing but layout.

What is said never depends on whether anybody of that address, or such a team, is known here: the link is all that is
looked at.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from drumbeat.digest.language.phrase import Phrase, phrase
from drumbeat.digest.language.wording import Wording
from drumbeat.rendering import plainly
from drumbeat.tokens.unsubscribing import Subscription

FIELD = "leave"
"""Of the page's own form: what its reader leaves."""


class Leaves(StrEnum):
    """What a reader leaves."""

    TEAM = "team"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Button:
    """One way to go on."""

    text: str
    value: str


@dataclass(frozen=True, slots=True)
class Page:
    """All that a page says."""

    language: str
    direction: str
    title: str
    told: tuple[str, ...]
    field: str = FIELD
    buttons: tuple[Button, ...] = ()


def question(whose: Subscription, say: Wording) -> Page:
    """What a link opens: nothing has happened yet (rule E15)."""
    named = {"recipient": plainly(whose.recipient), "team": plainly(whose.team)}
    return _page(
        say,
        phrase("Unsubscribe from this digest?"),
        phrase("This link is for {recipient} and the digest of {team}.", **named),
        phrase("Nothing has changed so far."),
        buttons=(
            Button(say.say(phrase("Unsubscribe from the digest of {team}", team=named["team"])), Leaves.TEAM),
            Button(say.word("Unsubscribe from the digests of all teams"), Leaves.ALL),
        ),
    )


def done(whose: Subscription, leaves: Leaves, say: Wording) -> Page:
    """What a reader is told who has unsubscribed, now or before."""
    named = {"recipient": plainly(whose.recipient), "team": plainly(whose.team)}
    if leaves is Leaves.ALL:
        said = phrase("No team’s digest is sent to {recipient} any more.", recipient=named["recipient"])
    else:
        said = phrase("The digest of {team} is not sent to {recipient} any more.", **named)
    return _page(
        say,
        phrase("You are unsubscribed"),
        said,
        phrase("A mail that is on its way already may still arrive."),
        phrase("If a digest also reaches you through a mailing list, whoever keeps the list takes readers off it."),
        phrase("To receive it again, ask the team’s lead."),
    )


def refused(say: Wording) -> Page:
    """Of a link that is forged, cut off, or too old: which of these, nobody is told."""
    return _page(
        say,
        phrase("This link does not work"),
        phrase("It is damaged or too old. Nothing has changed."),
        phrase("Use the link of a newer digest, or ask the team’s lead."),
    )


def not_said(say: Wording) -> Page:
    """Of a form that does not say what its reader leaves, or that is too long or too slow to be one."""
    return _page(
        say,
        phrase("Nothing has changed"),
        phrase("What was sent does not say from what to unsubscribe."),
        phrase("Open the link of the mail again, and press one of the buttons."),
    )


def failed(say: Wording) -> Page:
    """When it could not be kept."""
    return _page(
        say,
        phrase("Please try again later"),
        phrase("You are not unsubscribed yet: it could not be written down just now."),
    )


def previewed(say: Wording) -> Page:
    """Of the link in an edition that is not yet addressed to anybody."""
    return _page(
        say,
        phrase("This is the link of a preview"),
        phrase("In the mail each reader has a link of their own in its place."),
    )


def closed(say: Wording) -> Page:
    """Of a page of evidence that was there once."""
    return _page(
        say,
        phrase("This list is closed"),
        phrase("Its time is over, or a newer one has taken its place."),
        phrase("If you need it, ask the team’s lead."),
    )


def unread(say: Wording) -> Page:
    """Of a page of evidence, when the store cannot be read."""
    return _page(say, phrase("Please try again later"), phrase("The list cannot be read just now."))


def unknown(say: Wording) -> Page:
    """Of an address that is none of ours."""
    return _page(say, phrase("There is no such page"), phrase("Open the whole link of the mail again."))


def _page(say: Wording, title: Phrase, *told: Phrase, buttons: tuple[Button, ...] = ()) -> Page:
    return Page(say.language, say.direction, say.say(title), tuple(map(say.say, told)), buttons=buttons)
