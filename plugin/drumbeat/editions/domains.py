"""Domains as DNS, mail programs and readers know them; and which of them a digest may go to. Pure.

RFC 1035 and RFC 5321, section 4.1.2, with IDNA 2008 (RFC 5890 to 5892): a label beyond ASCII has letters, marks, digits
and hyphens.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from drumbeat.editions.lookalikes import is_one_slip, skeleton
from drumbeat.editions.seen import begins_bare, has_controls, is_in_word, unseen
from drumbeat.records.domains import LONGEST_LABEL, ascii_domain, ascii_label
from drumbeat.sentences import sentence

_NO_NUMBER = sentence("It names a machine by its number, where a domain like example.com belongs.")
_NO_DOT = sentence("Its domain has no dot. An intranet’s own domain is named in the settings (mail.allowed_domains).")
_CUT_OFF = sentence("Its domain ends with a single letter, as if it was cut off.")
_ENOUGH = 3
"""Addresses of one domain before it is the usual one."""
_LONG_LABEL = sentence("A part of its domain is longer than {most} characters.", most=str(LONGEST_LABEL))
_NO_MEANING = sentence("A part of its domain begins with xn-- and stands for nothing.")


@lru_cache(maxsize=1024)
def domain_problem(domain: str) -> str:
    """Why the text is no domain that mail can go to, as a sentence; empty where it is one."""
    if domain.startswith("[") or domain.rpartition(".")[2].isdigit():
        return _NO_NUMBER
    if domain.endswith("."):
        return sentence("Its domain ends with a dot.")
    return next(filter(None, map(_label_problem, domain.split("."))), "")


def shown_domain(domain: str) -> str:
    """The domain as a mail program shows it, in small letters."""
    labels = domain.lower().split(".")
    return ".".join(_decoded(label) if label.startswith("xn--") else label for label in labels)


def allowed_problem(domain: str, allowed_domains: tuple[str, ...]) -> str:
    """Why a digest may not go to this domain, as a sentence; empty where it may.

    `example.com` allows that domain alone, `.example.com` those below it, and nothing said allows all that have a dot
    and end with more than a letter: others were cut off, but for an intranet's own. No country's domain has one letter
    (ISO 3166-1), and no other has fewer than three.
    """
    if not allowed_domains:
        last = domain.rpartition(".")[2]
        return _NO_DOT if last == domain else _CUT_OFF * (len(last) == 1 and last.isascii())
    allowed, known = _allowed(allowed_domains), ascii_domain(domain)
    if known in allowed.exact or known.endswith(allowed.below):
        return ""
    if meant := imitated_domain(domain, allowed_domains):
        return sentence("Its domain looks like {meant}, and is another.", meant=meant)
    return sentence("Its domain is none of those that the settings allow (mail.allowed_domains).")


def imitated_domain(domain: str, allowed_domains: tuple[str, ...]) -> str:
    """The allowed domain that a hurried reader takes this one for; empty where there is none."""
    allowed, known = _allowed(allowed_domains), ascii_domain(domain)
    labels = skeleton(shown_domain(domain)).split(".")
    for first in range(len(labels)):
        meant = allowed.skeletons.get(".".join(labels[first:]), "")
        if meant and not f".{known}".endswith(f".{ascii_domain(meant)}"):
            return meant
    return ""


def usual_domain(addresses: Iterable[str]) -> str:
    """The domain that more than half of the addresses have, and at least three; empty where none is so usual."""
    counts = Counter(ascii_domain(each.rpartition("@")[2]) for each in addresses)
    domain, most = next(iter(counts.most_common(1)), ("", 0))
    return domain if most >= _ENOUGH and 2 * most > counts.total() else ""


def is_nearly(domain: str, usual: str) -> bool:
    """Whether the domain is the usual one but for one slip of the keyboard in one of its longer parts."""
    pairs = list(zip(ascii_domain(domain).split("."), usual.split("."), strict=False))
    others = [(one, other) for one, other in pairs if one != other]
    return domain.count(".") == usual.count(".") and len(others) == 1 and is_one_slip(*others[0])


@dataclass(frozen=True, slots=True)
class _Allowed:
    exact: frozenset[str]
    below: tuple[str, ...]
    """With the dot before them."""
    skeletons: dict[str, str]
    """What a domain looks like -> the domain."""


@lru_cache(maxsize=8)
def _allowed(domains: tuple[str, ...]) -> _Allowed:
    known = [ascii_domain(domain) for domain in domains]
    return _Allowed(
        frozenset(domain for domain in known if not domain.startswith(".")),
        tuple(domain for domain in known if domain.startswith(".")),
        {skeleton(shown_domain(domain.lstrip("."))): domain.lstrip(".") for domain in domains},
    )


@lru_cache(maxsize=4096)
def _label_problem(label: str) -> str:
    if not label:
        return sentence("A dot stands first or doubled in its domain, or there is no domain.")
    if label.startswith("-") or label.endswith("-"):
        return sentence("A hyphen stands first or last in a part of its domain.")
    if len(label) > LONGEST_LABEL:
        return _LONG_LABEL
    wrong = next((char for char in label if char != "-" and not is_in_word(char)), "")
    if wrong:
        return sentence("The character {char} cannot stand in a domain.", char=wrong)
    if len(ascii_label(label.lower())) > LONGEST_LABEL:
        return _LONG_LABEL
    return _foreign_problem(label)


def _foreign_problem(label: str) -> str:
    """Of a label that is beyond ASCII, or stands for one that is."""
    if not label.isascii():
        # RFC 5891, section 4.2.3: hyphens in the third and fourth place are for encoded labels
        is_none = label[2:4] == "--" or begins_bare(label)
        return sentence("A part of its domain is none that DNS knows.") if is_none else ""
    if label[:4].lower() != "xn--":
        return ""
    meant = _decoded(label)
    is_seen = not has_controls(meant) and not unseen(meant)
    is_one = is_seen and not meant.isascii() and unicodedata.normalize("NFKC", meant) == meant
    return _label_problem(meant) if is_one else _NO_MEANING


@lru_cache(maxsize=4096)
def _decoded(label: str) -> str:
    """What an `xn--` label stands for (RFC 3492); empty where it stands for nothing, or is another label's disguise."""
    encoded = label.lower()
    if len(encoded) > LONGEST_LABEL:
        return ""
    try:
        meant = encoded[4:].encode("ascii").decode("punycode")
        return meant if ascii_label(meant.lower()) == encoded else ""
    except (UnicodeError, OverflowError):
        return ""
