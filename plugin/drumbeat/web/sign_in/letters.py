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
from drumbeat.logs import about
from drumbeat.visitors import Invited
from drumbeat.web.returning import SIGN_IN
from drumbeat.web.sessions import hash_of, new_key
from drumbeat.web.sign_in.limits import HOUR

log = logging.getLogger(__name__)

VALID = timedelta(minutes=15)
MOST_FROM_A_CLIENT = 5
"""Links that are mailed to one mailbox within an hour because one place asks for them."""
MOST_A_MAILBOX = 20
"""The same, whoever asks."""


def invite(context: Context, book: RoleBook, invited: Invited, say: Wording, client: str) -> None:
    """Mail a link, if the address may do anything and has not been sent several lately. What fails is logged.

    It goes to the address as it was typed: another writing of the same mailbox is the same mailbox. `client`: where
    it was asked for.
    """
    now, address = context.clock(), invited.address
    try:
        if not book.roles(context, address) or not _may_be_mailed(context, mailbox(address), client):
            return
        key = new_key()
        context.store.sign_ins.invite(hash_of(key), invited, now, VALID)
        subject, lines = _letter(f"{context.settings.web.url}{SIGN_IN}/link/{key}", context.settings.web.url, say)
        message = app.notice(context.settings.mail, address, subject, lines, now)
        way = app.transport(context.settings.mail)
        try:
            way.send(message, address)
        finally:
            way.close()
    except DrumbeatError as error:
        # A mail server's answer repeats the address, which no log is to hold.
        log.error("a link to sign in by could not be mailed", extra=about(error))  # noqa: TRY400


def _may_be_mailed(context: Context, box: str, client: str) -> bool:
    """Whether one more link is no flood.

    Strangers may ask in the name of whoever leads, and use up what is counted: the mailbox then holds a link that
    works, and gets another one as soon as it does not.
    """
    store, now = context.store.sign_ins, context.clock()
    asked = hash_of(f"{box}\0{client}"), hash_of(box)
    return (
        store.try_once("sign-in of address by client", asked[0], now, MOST_FROM_A_CLIENT, HOUR)
        and store.try_once("sign-in of address", asked[1], now, MOST_A_MAILBOX, HOUR)
    ) or box not in map(mailbox, store.awaited(now))


def _letter(link: str, url: str, say: Wording) -> tuple[str, list[str]]:
    """Subject and paragraphs; the link stands on a line of its own."""
    told = [
        say.say(phrase("Somebody asked for a link to sign in to Drumbeat at {host}.", host=urlsplit(url).netloc)),
        say.say(phrase("Open it and press the button. It works once, and for {n} minutes:", n=15)),
        link,
        say.say(phrase("It was not you? Then there is nothing to do: without the link nobody signs in.")),
    ]
    return say.word("Sign in to Drumbeat"), told
