"""The mail that somebody signs in by."""

from __future__ import annotations

import logging
from datetime import timedelta
from urllib.parse import urlsplit

from drumbeat import app
from drumbeat.desk.context import Context
from drumbeat.desk.roles import RoleBook
from drumbeat.digest.language.phrase import phrase
from drumbeat.digest.language.wording import Wording
from drumbeat.editions.addresses import mailbox
from drumbeat.errors import DrumbeatError
from drumbeat.visitors import Invited
from drumbeat.web.returning import SIGN_IN
from drumbeat.web.sessions import hash_of, new_key

log = logging.getLogger(__name__)

VALID = timedelta(minutes=15)
MOST_AN_ADDRESS = 5
"""Links that are mailed to one address within an hour."""
_HOUR = timedelta(hours=1)


def invite(context: Context, book: RoleBook, address: str, wanted: str, say: Wording) -> None:
    """Mail a link, if the address may do anything and has not been sent several lately. What fails is logged.

    It goes to the address as it was typed: another writing of the same mailbox is the same mailbox.
    """
    now, box = context.clock(), mailbox(address)
    try:
        if not book.roles(context, address):
            return
        store = context.store.sign_ins
        if not store.try_once("sign-in of address", hash_of(box), now, MOST_AN_ADDRESS, _HOUR):
            return
        key = new_key()
        store.invite(hash_of(key), Invited(address, wanted), now, VALID)
        subject, lines = _letter(f"{context.settings.web.url}{SIGN_IN}/link/{key}", context.settings.web.url, say)
        message = app.notice(context.settings.mail, address, subject, lines, now)
        way = app.transport(context.settings.mail)
        try:
            way.send(message, address)
        finally:
            way.close()
    except DrumbeatError as error:
        # A mail server's answer repeats the address, which no log is to hold.
        log.error("a link to sign in by could not be mailed (%s). %s", type(error).__name__, error.recovery)  # noqa: TRY400


def _letter(link: str, url: str, say: Wording) -> tuple[str, list[str]]:
    """Subject and paragraphs; the link stands on a line of its own."""
    told = [
        say.say(phrase("Somebody asked for a link to sign in to Drumbeat at {host}.", host=urlsplit(url).netloc)),
        say.say(phrase("Open it and press the button. It works once, and for {n} minutes:", n=15)),
        link,
        say.say(phrase("It was not you? Then there is nothing to do: without the link nobody signs in.")),
    ]
    return say.word("Sign in to Drumbeat"), told
