"""The record's own people: their names as a text may write them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import permutations

from drumbeat.digest.redaction.fold import Span, plainly
from drumbeat.digest.redaction.line import one_line
from drumbeat.records.model import Ref, WorkRecord
from drumbeat.signals.people import NOBODY_KNOWN, Directory

_ASKED = ("caller", "opened_by", "requested_for", "submitted_by")
_WORKED = (
    *("assigned_to", "project_manager", "demand_manager", "resolved_by", "closed_by", "author", "revised_by"),
    *("confirmed_by", "fix_communicated_by", "workaround_communicated_by"),
)
_TEAMS_AND_SERVICES = ("assignment_group", "business_service", "service_offering", "task_group", "support_group")
_NOT_NAMES = frozenset(
    """
    account accounts admin administrator agent alert alerts application automation bot business center centre client
    customer dept department desk email employee event events external extern guest help helpdesk integration intern
    internal it mail manager management mobile monitor monitoring network operations operator ops partner platform
    portal process robot root sap server service services servicedesk servicenow software staff support system systems
    team technical temp test user users virtual web windows workflow office security data cloud project midserver mid
    api van von der den dem del della das dos the and und
    """.split()  # noqa: SIM905
)
_TITLES = frozenset("dr prof mr mrs ms herr frau madame monsieur dipl ing phd msc mba".split())  # noqa: SIM905
_BETWEEN = r"[\s,./_'-]{1,3}"
_ASIDE = re.compile(r"[(\[{<][^)\]}>]*[)\]}>]?")
_ACCOUNT = re.compile(r"(?=\D*\d)[\w.$-]{4,}")
"""A user name with a number, which is looked for as it is: x204711, ann.lee2."""
_WORD = re.compile(r"[^\W\d_]+")
_LEAST = 3
_LETTERS = (1, 2, 3)
_LONG_ENOUGH = 4
"""Letters of a family name that a beginning of another name may stand at: Perry Son is not meant by `person`."""
_MOST_PARTS = 4
_MUTATED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})
_UNSPACED = "\u2e80"
"""From here on scripts are written without blanks: a name is looked for anywhere."""


def people_of(record: WorkRecord, directory: Directory = NOBODY_KNOWN) -> tuple[str, ...]:
    """The names of those who asked and of those who worked on it, and their user names.

    A consent to be named somewhere opens no title: it can be withdrawn, and a title says nothing of whom it names.
    User names that are a part of the name say nothing that the name does not.
    """
    refs = [*_refs(record, (*_ASKED, *_WORKED)), *record.also_assigned]
    names = [ref.name for ref in refs]
    users = [user for ref in refs if (user := directory.by_key.get(ref.key)) is not None]
    names += [user.name for user in users]
    said = {word for name in names for word in _words(name)}
    names += [user.user_name for user in users if user.user_name.casefold() not in said]
    return tuple(dict.fromkeys(filter(None, names)))


def teams_and_services_of(record: WorkRecord) -> tuple[str, ...]:
    """The names of the record's own team and service, which are no person's though they may be called as one."""
    return tuple(dict.fromkeys(ref.name for ref in _refs(record, _TEAMS_AND_SERVICES) if ref.name))


def _refs(record: WorkRecord, fields: Sequence[str]) -> list[Ref]:
    return [ref for field in fields if isinstance(ref := getattr(record, field, None), Ref)]


@dataclass(frozen=True, slots=True)
class Names:
    """What to look for, and what stays."""

    people: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    """Names of teams and services: a single word of a person's name stays where it is a part of one of these."""


def find(text: str, names: Names) -> Iterator[Span]:
    """Where these people are named: in full either way round, by a part, by initials, by what an account is made of."""
    kept = [said.span() for name in names.kept for said in _name_of_no_person(name).finditer(text)]
    for name in names.people:
        for said in _said(text, _known(name)):
            begin, end = said.span()
            is_kept = _WORD.fullmatch(said[0]) and any(first <= begin and end <= last for first, last in kept)
            if not is_kept:
                yield begin, end


def _said(text: str, known: _Known) -> Iterator[re.Match[str]]:
    if known.whole is not None:
        yield from known.whole.finditer(text)
    if known.parts is not None:
        yield from (said for said in known.parts.finditer(text) if not said[0][:1].islower())


@lru_cache(maxsize=512)
def _name_of_no_person(name: str) -> re.Pattern[str]:
    words = r"\s+".join(map(re.escape, plainly(one_line(name)).split()))
    return re.compile(rf"(?<![^\W_]){words}(?![^\W_])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Known:
    """What to look for: forms that give the person away in any case, and parts that do so as a capitalised word."""

    whole: re.Pattern[str] | None
    parts: re.Pattern[str] | None


@lru_cache(maxsize=512)
def _known(name: str) -> _Known:
    words = _words(name)
    if _ACCOUNT.fullmatch(name):
        return _Known(_bounded([re.escape(plainly(name)), *_forms(words)]), None)
    meant = [word for word in words if word not in _NOT_NAMES]
    if not meant:
        return _Known(None, None)
    if any(char >= _UNSPACED for char in name):
        return _Known(re.compile(r"\s*".join(re.escape(plainly(word)) for word in words), re.IGNORECASE), None)
    forms = sorted(set(_forms(words)), key=len, reverse=True)
    parts = sorted({each for word in meant for each in _spellings(word) if len(each) >= _LEAST}, key=len, reverse=True)
    return _Known(_bounded(forms), _bounded([f"{re.escape(part)}(?:s|es)?" for part in parts]))


def _words(name: str) -> list[str]:
    """A display name in lower-case words: "Lee, Dr. Ann (IT)" is lee, ann; of an address what stands before the @."""
    bare = _ASIDE.sub(" ", unicodedata.normalize("NFC", one_line(name))).split("@")[0].split("\\")[-1]
    words = [word for word in map(str.casefold, _WORD.findall(bare)) if word not in _TITLES]
    return words if len(words) <= _MOST_PARTS else [*words[:2], *words[-2:]]


def _spellings(word: str) -> tuple[str, ...]:
    """As it is folded, and with and without the e by which German writes out its mutated vowels."""
    plain = plainly(word)
    return tuple(dict.fromkeys((plain, plainly(word.translate(_MUTATED)), re.sub(r"([aou])e", r"\1", plain))))


def _forms(words: list[str]) -> list[str]:
    """Full names in any order, initials with points, and the ways in which accounts are made of names."""
    if len(words) == 1:
        return [re.escape(word) for word in _spellings(words[0]) if len(word) >= _LEAST]
    forms = [_BETWEEN.join(map(_any_spelling, order)) for order in permutations(words)]
    for one, other in permutations(words, 2):
        written, first, last = _any_spelling(other), plainly(one)[:1], plainly(other)[:1]
        begin = _beginning(one) if len(other) >= _LONG_ENOUGH else first
        forms += [
            f"{_any_spelling(one)}(?:{_BETWEEN})?{written}",
            rf"{first}(?:\.\s?|[_-]?){written}",
            rf"{begin}[._-]?{written}",
            rf"{written}[._-]?{begin}",
            rf"{written},?\s(?-i:{first.upper()})\.?",
            rf"(?-i:{first.upper()}\.\s?{last.upper()})\.?",
        ]
    for place, given in enumerate(words if len(words) > 2 else []):  # noqa: PLR2004
        others = rf"(?:{_BETWEEN})?".join(map(_any_spelling, [*words[:place], *words[place + 1 :]]))
        forms += [
            others,
            rf"{plainly(given)[:1]}(?:\.\s?|[_-]?){others}",
            f"{_any_spelling(given)}(?:{_BETWEEN})?{others}",
        ]
    return forms


def _beginning(word: str) -> str:
    """The one to three letters of a name that accounts are made with: r, ro, ros of Rosalind."""
    begins = {each[:length] for each in _spellings(word) for length in _LETTERS}
    return "(?:" + "|".join(map(re.escape, sorted(begins, key=len, reverse=True))) + ")"


def _any_spelling(word: str) -> str:
    return "(?:" + "|".join(map(re.escape, _spellings(word))) + ")"


def _bounded(forms: list[str]) -> re.Pattern[str] | None:
    if not forms:
        return None
    return re.compile(r"(?<![^\W_])(?:" + "|".join(forms) + r")(?![^\W\d_])", re.IGNORECASE)
