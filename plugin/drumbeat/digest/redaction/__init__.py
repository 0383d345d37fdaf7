"""What a title must not carry into a mail is taken out of it (F14, E9): one mark in the place of each.

By library: telephone numbers in national form (phonenumbers), vendors' keys (detect-secrets, beside prefixes of our
own), check digits of cards, tax and insurance numbers (python-stdnum), addresses of version six (ipaddress).
By own rule: words for passwords and what follows them in English, German and French, schemes and options, connection
strings, key blocks, words no person would type; mail, links, shares, directories; IP and hardware addresses; names of
machines; telephone numbers with a country code; account numbers of unmistakable form; the record's own people.

Known to be left: a secret of ordinary words ("password is correct horse"), one without a label that is short or of
letters only, or one that is split by blanks; a domain of two labels that is not internal (`booking.com`: as often a
product); a machine whose name is a plain word ("Zeus"); telephone and account numbers in bare digits without a label
or a valid national form (as often an order); a first name in small letters that stands alone; a BIC of eight letters
without its label; names of people whom the record does not know, also of those who closed its tasks; addresses by
street; birthdays, for they look like any date. Known to be taken though harmless: links to public pages, UUIDs and
commit hashes, a title's word that is the name of one of its people ("Page").

All of it is linear in the text and looks at its first 4,000 characters only; behind thirty words for passwords the
rest is hidden unread. Libraries are imported when a text first needs them.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache

from drumbeat.digest.redaction.groups import may_show_title
from drumbeat.digest.redaction.line import LONGEST
from drumbeat.digest.redaction.people import Names, people_of, teams_and_services_of
from drumbeat.records.model import WorkRecord
from drumbeat.signals.people import NOBODY_KNOWN, Directory

__all__ = ["may_show_title", "people_of", "redact", "shown", "shown_name"]


def redact(
    text: str,
    people: Collection[str] = (),
    *,
    kept: Collection[str] = (),
    region: str = "DE",
    longest: int = LONGEST,
) -> str:
    """A text that was written to be read, as one line of so many characters at most, without what must not leave (F14).

    `people` are names from the record itself (`people_of`); `kept` are those of its team and service, of which no
    single word is taken for a person's (`teams_and_services_of`); `region` is where telephone numbers without a country
    code are from (ISO 3166). Redacting again changes nothing. Raises nothing, whatever the text.
    """
    from drumbeat.digest.redaction.text import redacted  # noqa: PLC0415  # a hundred patterns, for who renders only

    return redacted(text, Names(tuple(filter(None, dict.fromkeys(people))), tuple(filter(None, kept))), region, longest)


def shown(text: str, record: WorkRecord, directory: Directory = NOBODY_KNOWN) -> str:
    """A text of a record as a mail may have it: redacted, without the record's own people; empty where none may be.

    The directory knows their user names, which may be made of no name.
    """
    if not may_show_title(record):
        return ""
    return redact(text, people_of(record, directory), kept=teams_and_services_of(record))


@lru_cache(maxsize=4096)
def shown_name(name: str) -> str:
    """A name of a service or a knowledge base, which stands on many records: redacted, for it may be a machine's."""
    return redact(name)
