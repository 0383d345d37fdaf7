"""How a reader stops receiving a digest, in words. Pure.

A frozen letter says it as it is for most readers; each mail then says it as it is for its own recipient
(`delivery.leaving`), and nothing else of a mail differs from the preview (rule E52).
"""

from __future__ import annotations

from drumbeat.digest.language.phrase import phrase
from drumbeat.digest.language.wording import Wording
from drumbeat.digest.letter.model import Leave


def by_link(page: str, say: Wording) -> Leave:
    """Of a reader who has a link of their own."""
    return Leave(
        text=say.word("Unsubscribe from this digest"),
        href=page,
        beside=say.word("The same page unsubscribes you from the digests of all teams."),
    )


def by_asking(lead: str, say: Wording) -> Leave:
    """Of a reader without a link; `lead` is a name, or a description."""
    return Leave(say.say(phrase("To stop receiving this digest, ask {lead}.", lead=lead)))


def by_list(keeper: str, say: Wording) -> Leave:
    """Of those who read a mailing list: no link in a mail that many read, since one of them would unsubscribe all."""
    if keeper:
        said = phrase("This digest comes through a mailing list; {keeper} takes readers off it.", keeper=keeper)
    else:
        said = phrase("This digest comes through a mailing list; whoever keeps the list takes readers off it.")
    return Leave(say.say(said))
