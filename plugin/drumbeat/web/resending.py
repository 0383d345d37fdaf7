"""Forms that came from a page of ours after its session had ended: nothing is done, and nothing typed is lost.

What was entered is kept nowhere but on the page that answers. From there it is sent again, once somebody is signed in,
with the token of the new session. So nobody's form is taken under a session that it was not made for.
"""

from __future__ import annotations

from drumbeat.digest.language.phrase import phrase, plural
from drumbeat.web import fields
from drumbeat.web.answers import Page
from drumbeat.web.blocks import Block, Details, Items, Link, Links, Text
from drumbeat.web.fields import Button, Hidden
from drumbeat.web.forms import Form
from drumbeat.web.returning import SIGN_IN

_FORBIDDEN = 403
_MOST_LINES = 100
"""Of what was entered, as it is shown; all of it is sent again."""


def signed_out(to: str, form: Form) -> Page:
    """The answer to who is not signed in (any more)."""
    return Page(
        phrase("You have been signed out meanwhile"),
        (
            Text(phrase("Nothing has changed yet. What you entered stands on this page: leave it open.")),
            Links((Link(phrase("Sign in, in another window"), SIGN_IN, is_apart=True),), has_main=True),
            *_again(to, form, Text(phrase("Then come back to this page."))),
        ),
        _FORBIDDEN,
    )


def signed_in_anew(to: str, form: Form) -> Page:
    """The answer to who is signed in, with a form of another session."""
    return Page(
        phrase("Send this once more?"),
        (
            Text(phrase("You have signed in anew since you opened the form. Nothing has changed yet.")),
            *_again(to, form),
        ),
        _FORBIDDEN,
    )


def _again(to: str, form: Form, *before: Block) -> tuple[Block, ...]:
    """What was entered, and its form; a file cannot be kept on a page."""
    lines = tuple(line for _, value in form.said for line in value.splitlines() if line.strip())
    more = len(lines) - _MOST_LINES
    shown: list[Block] = [Items(lines[:_MOST_LINES])]
    if more > 0:
        shown.append(Text(plural("And {n} more line.", "And {n} more lines.", more)))
    entered = Details(phrase("What you entered"), tuple(shown), is_open=True)
    if any(upload.name for _, upload in form.uploads):
        return Text(phrase("The file has to be chosen again: go back, load the page again, and send it.")), entered
    sending = fields.Form(
        to,
        tuple(Hidden(name, value) for name, value in form.said),
        (Button(phrase("Send it again")),),
        form.version,
        is_multipart=form.is_multipart,
    )
    return *before, sending, entered
