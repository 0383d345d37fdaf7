"""What the ledger keeps beside a mail, in the words of the page: ours are said anew, a server's are quoted.

The ledger keeps one line of English, which programs and commands read. What has none of these forms is shown as it was
kept. Servers answer in English or do not say in what language (RFC 5321, section 4.2): it is marked as English, so that
who listens to a page hears it read so (WCAG 2.2, 3.1.2).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from drumbeat.digest.language.phrase import Phrase, phrase
from drumbeat.editions.deliveries import GROWN, NOT_RECEIVING
from drumbeat.editions.recipients import Reason
from drumbeat.web.blocks import Lines, Piece

_WHOLE: dict[str, Phrase] = {
    Reason.UNSUBSCRIBED.value: phrase("unsubscribed"),
    Reason.LEFT.value: phrase("has left"),
    NOT_RECEIVING: phrase("no recipient any more"),
    GROWN: phrase("a list of the whole company by now, and nobody has agreed to that"),
    "sending was interrupted; the mail may have left": phrase("Sending was interrupted; the mail may have left."),
    "the mail could not be made": phrase("The mail could not be made."),
    "a person says that it has arrived": phrase("A person says that it has arrived."),
}
_GONE = f"{Reason.LEFT.value}: "
_ANSWERED = (
    phrase("{server} refused the mail:"),
    phrase("{server} takes no mail from here:"),
    phrase("{server} asks to try later:"),
    phrase("{server} asks to send more slowly:"),
    phrase("{server} refused the log-in:"),
    phrase("{server} does not take passwords:"),
    phrase("{server} does not let us send from the mailbox:"),
    phrase("{server} redirects elsewhere:"),
    phrase("{server} cannot be reached:"),
)
"""What stands before a server's or the system's answer."""
_SILENT = (
    phrase("The connection to {server} broke before it said whether it took the mail."),
    phrase("{server} closed the connection before it took the mail."),
    phrase("{server} did not answer in time."),
    phrase("{url} cannot be reached."),
    phrase("The name of {server} could not be resolved."),
    phrase("The certificate of {server} is not trusted, or is another host's."),
    phrase("The certificate of {url} could not be verified."),
    phrase("{server} and we could not agree on TLS."),
    phrase("{server} offers no STARTTLS, and without it nothing is sent."),
    phrase("{server} offers no log-in."),
    phrase("{server} offers no log-in with a password."),
    phrase("{server} broke the SMTP protocol."),
    phrase("{server} does not speak SMTP."),
    phrase("{server} does not take addresses with letters outside ASCII (SMTPUTF8)."),
    phrase("An address or a credential holds characters that SMTP cannot carry."),
    phrase("Graph answered {said}, which does not say whether it took the mail."),
    phrase("The mail has {bytes} bytes as encoded, and Graph takes 4 MiB."),
    phrase("on its way, or interrupted: known by {moment} UTC"),
    phrase("the same person was sent it at another address: {address}"),
)
"""As they are kept."""


def note_said(kept: str) -> Piece:
    """The note beside a mail; empty where there is none."""
    if not kept:
        return ""
    if (whole := _WHOLE.get(kept)) is not None:
        return whole
    if kept.startswith(_GONE):
        return Lines((_WHOLE[Reason.LEFT.value], note_said(kept.removeprefix(_GONE))))
    return next(_understood(kept), quoted(kept))


def quoted(said: str) -> Lines:
    """A mail server's own words."""
    return Lines((said,), "en")


def _understood(kept: str) -> Iterator[Piece]:
    for words in _SILENT:
        if (found := _form(words.text).fullmatch(kept)) is not None:
            yield replace(words, values=tuple(found.groupdict().items()))
    for words in _ANSWERED:
        beginning = words.text.removesuffix(":")
        for whole in (f"{beginning} ({{answer}}).", f"{beginning}: {{answer}}."):
            if (found := _form(whole).fullmatch(kept)) is not None:
                values = found.groupdict()
                yield Lines((replace(words, values=(("server", values["server"]),)), quoted(values["answer"])))


@cache
def _form(words: str) -> re.Pattern[str]:
    """What finds the sentence, with what stands in its places."""
    return re.compile(re.sub(r"\\{(\w+)\\}", r"(?P<\1>.+?)", re.escape(words)))
