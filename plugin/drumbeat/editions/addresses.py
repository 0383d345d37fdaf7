"""Whether a text is one e-mail address that a digest may go to; if not, why, for whoever wrote it. Pure.

The grammar is that of RFC 5321, section 4.1.2, with the letters beyond ASCII of RFC 6531. Narrower by choice: no quoted
local part and no address literal, which hardly any mailbox has and which end badly in headers and lists; before the @
only letters, marks and digits beyond ASCII; nothing that nobody sees, and no word that passes for another.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from drumbeat.editions.domains import allowed_problem, domain_problem, imitated_domain, shown_domain
from drumbeat.editions.lookalikes import imitated, mixed_scripts
from drumbeat.editions.seen import begins_bare, has_controls, is_in_word, unseen
from drumbeat.records.domains import ascii_domain
from drumbeat.sentences import sentence

_LONGEST = 254
"""Octets of an address: RFC 5321, section 4.5.3.1.3, without the angle brackets."""
_LONGEST_LOCAL = 64
"""Octets before the @: RFC 5321, section 4.5.3.1.1."""
_LONGEST_TEXT = 1000
"""Characters beyond which nobody asks what may have been meant."""
_TOO_LONG = sentence(
    "It is longer than an address can be: {most} characters, {before} of them before the @.",
    most=str(_LONGEST),
    before=str(_LONGEST_LOCAL),
)

_ATEXT = "!#$%&'*+/=?^_`{|}~-"
"""RFC 5322, section 3.2.3, beside letters and digits."""
_PLAIN_LOCAL = re.compile(rf"[A-Za-z0-9{re.escape(_ATEXT)}]+(?:\.[A-Za-z0-9{re.escape(_ATEXT)}]+)*")
"""Nearly every local part there is."""
_BESIDE = (
    ("<>", sentence("It is more than the bare address: a name or angle brackets stand beside it.")),
    ('"', sentence("It has quotation marks; an address with a quoted part receives no digest.")),
    ("()", sentence("It is more than the bare address: something stands in brackets.")),
)
_SIGNS = {0: sentence("It has no @."), 1: ""}
_MORE_SIGNS = sentence("It has more than one @.")
_ENCODED = re.compile(r"=\?[^?]+\?[bq]\?", re.IGNORECASE)
"""Begins an encoded word (RFC 2047, section 2), which no address may hold (section 5); some servers decode it there all
the same, and hand the mail to what comes out."""
_NOTHING_BEFORE = sentence("Nothing stands before its @.")
_AROUND = " \t\u00a0\"'<>()[],;:."
"""What stands around an address that was copied from a letter or an address book."""
_MAILTO = "mailto:"


@dataclass(frozen=True, slots=True)
class Good:
    """One address, as it was written."""

    address: str


@dataclass(frozen=True, slots=True)
class Bad:
    """No address that a digest may go to."""

    reason: str
    """A sentence for whoever wrote it. Holds no more of the text than one character."""
    suggestion: str = ""
    """The good address that was probably meant; or empty."""

    @property
    def sentence(self) -> str:
        """Reason and suggestion."""
        if not self.suggestion:
            return self.reason
        return sentence("{reason} Did you mean {suggestion}?", reason=self.reason, suggestion=self.suggestion)


Verdict: TypeAlias = Good | Bad


class Fault(StrEnum):
    """What kind of thing is wrong with a text that is to be an address."""

    MALFORMED = "malformed"
    OTHER_DOMAIN = "other domain"
    """It is none of those that are allowed."""
    LOOK_ALIKE = "look-alike"
    """It can be taken for another."""


def verdict(text: str, allowed_domains: tuple[str, ...] | None = ()) -> Verdict:
    """Whether the text is one bare address, of an allowed domain where any are said (`mail.allowed_domains`).

    Where none are, of any domain with a dot; None: wherever it is.
    """
    reason = _problem(text, allowed_domains)
    return Bad(reason, _suggestion(text, allowed_domains)) if reason else Good(text)


def fault_of(text: str, allowed_domains: tuple[str, ...] = ()) -> Fault | None:
    """What kind of thing is wrong with the text, by the same rules; None for a good address."""
    local, _, domain = text.rpartition("@")
    if _malformed(text):
        return Fault.MALFORMED
    if allowed_problem(domain, allowed_domains):
        return Fault.LOOK_ALIKE if imitated_domain(domain, allowed_domains) else Fault.OTHER_DOMAIN
    return Fault.LOOK_ALIKE if _passes_for_another(local, domain) else None


def is_bare_address(text: str) -> bool:
    """Whether a mail can be made for this text: one address, without a name beside it."""
    return not _problem(text, None)


def mailbox(address: str) -> str:
    """What tells two mailboxes apart: without differences of case, the domain as DNS knows it.

    RFC 5321, section 2.4, would let a host tell Ann from ann; none that matters does.
    """
    local, _, domain = address.rpartition("@")
    return f"{local.lower()}@{ascii_domain(domain)}"


def _problem(text: str, allowed_domains: tuple[str, ...] | None) -> str:
    local, _, domain = text.rpartition("@")
    return _malformed(text) or _elsewhere(domain, allowed_domains) or _passes_for_another(local, domain)


def _elsewhere(domain: str, allowed_domains: tuple[str, ...] | None) -> str:
    return "" if allowed_domains is None else allowed_problem(domain, allowed_domains)


def _malformed(text: str) -> str:
    local, _, domain = text.rpartition("@")
    return _shape(text) or _local_problem(local) or domain_problem(domain) or _length_problem(text, local)


def _shape(text: str) -> str:
    """What is more, or other, than one text before and one behind one @."""
    if len(text.encode("utf-8", "replace")) > _LONGEST:  # not looked into any further: a list has ten thousand of them
        return (_beside(text) if len(text) <= _LONGEST_TEXT else "") or _TOO_LONG
    if not text.strip():
        return sentence("Nothing is written there.")
    if has_controls(text):
        return sentence("It holds a line break or another control character.")
    if hidden := unseen(text):
        return sentence("It holds a character that nobody sees ({code}).", code=f"U+{ord(hidden):04X}")
    return _beside(text) or _folded(text) or _SIGNS.get(text.count("@"), _MORE_SIGNS)


def _beside(text: str) -> str:
    for marks, reason in _BESIDE:
        if any(mark in text for mark in marks):
            return reason
    if text.count("@") > 1 and any(mark in text for mark in ",; "):
        return sentence("These are several addresses; write each by itself.")
    return sentence("It holds a blank.") if any(map(str.isspace, text)) else ""


def _folded(text: str) -> str:
    """Full-width letters, ligatures and the like, and letters that are written in parts (RFC 6532, section 3.1)."""
    if text.isascii() or unicodedata.normalize("NFKC", text) == text:
        return ""
    strange = next((char for char in text if unicodedata.normalize("NFKC", char) != char), "")
    if strange:
        return sentence("It holds a character that only looks like the usual one ({char}).", char=strange)
    return sentence("It holds a character that only looks like the usual one.")


def _local_problem(local: str) -> str:
    if "=?" in local and _ENCODED.search(local):
        return sentence("It holds an encoded word (=?…?=): some servers read another address in it.")
    if _PLAIN_LOCAL.fullmatch(local):
        return ""
    words = local.split(".")
    if not all(words):
        return sentence("A dot stands first, last or doubled before its @.") if local else _NOTHING_BEFORE
    wrong = next((char for word in words for char in word if char not in _ATEXT and not is_in_word(char)), "")
    if wrong:
        return sentence("The character {char} cannot stand before the @.", char=wrong)
    return sentence("A mark without a letter stands before its @.") if any(map(begins_bare, words)) else ""


def _length_problem(text: str, local: str) -> str:
    """In octets, as written and as DNS knows the domain, whichever are more."""
    longest = max(len(text.encode()), len(mailbox(text).encode()))
    return _TOO_LONG if longest > _LONGEST or len(local.encode()) > _LONGEST_LOCAL else ""


def _passes_for_another(local: str, domain: str) -> str:
    """A word in two scripts, or one that nobody can tell from a plain one, under a domain that is otherwise plain."""
    if local.isascii() and domain.isascii() and "xn--" not in domain.lower():
        return ""
    words = [*local.split("."), *shown_domain(domain).split(".")]
    for scripts in filter(None, map(mixed_scripts, words)):
        return sentence("A word in it mixes {scripts} letters.", scripts=" and ".join(scripts))
    if words[-1].isascii() or imitated(words[-1]):
        for meant in filter(None, map(imitated, words)):
            return sentence("A word in it looks like {meant}, and is written in other letters.", meant=meant)
    return ""


def _suggestion(text: str, allowed_domains: tuple[str, ...] | None) -> str:
    """The good address within the text, where nothing was smuggled in beside it."""
    if len(text) > _LONGEST_TEXT or has_controls(text):
        return ""
    part = _within(text)
    if len(part) > _LONGEST:
        return ""
    meant = _within(unicodedata.normalize("NFKC", "".join(char for char in part if not unseen(char))))
    meant = meant[len(_MAILTO) :] if meant.lower().startswith(_MAILTO) else meant
    return meant if meant != text and not _problem(meant, allowed_domains) else ""


def _within(text: str) -> str:
    """What stands in angle brackets, or all of it, without what stands around an address."""
    _, bracket, within = text.rpartition("<")
    return (within.partition(">")[0] if bracket else text).strip(_AROUND)
