"""Who is meant: the people that were read, by sys_id, user name or name."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from drumbeat.records.domains import ascii_domain
from drumbeat.records.model import Record, Ref, User, WorkRecord


@dataclass(frozen=True, slots=True)
class Persons:
    """People by whatever a person may write; several under one name where they share it."""

    by_word: Mapping[str, tuple[Ref, ...]]

    @classmethod
    def of(cls, records: Iterable[Record]) -> Persons:
        """Users, and those who did the work: a user may have left, and users may not be readable."""
        words: dict[str, dict[str, Ref]] = defaultdict(dict)
        refs: dict[str, Ref] = {}
        for record in records:
            if isinstance(record, User):
                refs[record.sys_id] = record.ref
                words[folded_name(record.user_name)][record.sys_id] = record.ref
            elif isinstance(record, WorkRecord):
                for ref in (record.principal, record.assigned_to, *record.also_assigned):
                    refs.setdefault(ref.key, ref)
        for key, ref in refs.items():
            words[folded_name(key)][key] = ref
            words[folded_name(ref.name)][key] = ref
        return cls({word: tuple(found.values()) for word, found in words.items() if word})

    def find(self, said: str) -> tuple[Ref, ...]:
        """Everyone who may be meant: nobody, one, or several. A sys_id means one."""
        found = self.by_word.get(folded_name(said), ())
        exact = tuple(ref for ref in found if ref.sys_id and ref.sys_id == said.strip())
        return exact or found

    def __bool__(self) -> bool:
        return bool(self.by_word)


def folded_name(text: str) -> str:
    """Without differences of case, of white space, and of how a letter is composed."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def is_same_person(one: str, other: str) -> bool:
    """Whether two words for who acts, names or addresses, mean one person.

    Names as `folded_name`. Addresses are of one mailbox also where one writes a domain beyond ASCII as DNS knows it.
    """
    return _acting(one) == _acting(other)


def _acting(who: str) -> str:
    local, sign, domain = unicodedata.normalize("NFC", who).strip().rpartition("@")
    return folded_name(f"{local}@{ascii_domain(domain)}" if sign else who)
