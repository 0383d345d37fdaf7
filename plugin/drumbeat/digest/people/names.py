"""Names in a team's digest: only of people who consented to it, category by category, alphabetical (F1, F2)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from drumbeat.digest.model import Digest
from drumbeat.digest.people.consent import Category, Consent
from drumbeat.digest.people.privacy import plain
from drumbeat.signals.catalogue import RULES
from drumbeat.signals.model import Signal, Status

_RULES: Mapping[Category, tuple[str, ...]] = {
    Category.COLLABORATION: ("V01", "V18"),
    Category.INITIATIVE: ("V04", "V22"),
    Category.IMPROVEMENT: ("V02", "V03", "V09", "V16"),
    Category.KNOWLEDGE: ("V05", "V17"),
    Category.MAJOR_INCIDENTS: ("V08",),
    Category.BUSINESS: ("V11",),
    Category.RECOGNITION: ("V10", "S14"),
    Category.MENTORING: ("V06", "S22"),
    Category.TALKS: ("V13", "S23"),
}
CATEGORY_OF: Mapping[str, Category] = {rule: category for category, rules in _RULES.items() for rule in rules}
"""Rule -> the category in which its subject may be named. A rule that is not here never names anybody."""
_NAMING = frozenset(rule.id for rule in RULES if rule.default.is_for_team and rule.default.is_personal)
"""Only what is both the team's and a person's can name: private signals stay private, team signals have no subject."""
_OPT_IN = frozenset(rule.id for rule in RULES if rule.opt_in)


_IMPORTED = re.compile("[0-9a-f]{16}")


def is_imported(number: str) -> bool:
    """Whether this is what an imported entry is kept by, which is no number that anybody knows."""
    return _IMPORTED.fullmatch(number) is not None


def line_of(rule: str, number: str) -> str:
    """What somebody is named for, as it is kept: the rule, and the number of the record."""
    return f"{rule}:{number}"


@dataclass(frozen=True, slots=True)
class Naming:
    """One person, named in one rule's line for one record."""

    rule: str
    person: str
    name: str
    number: str

    @property
    def line(self) -> str:
        """What the person is named for: V02:CIM0040021."""
        return line_of(self.rule, self.number)

    @property
    def consent(self) -> Consent:
        """What it rests on."""
        return Consent(self.person, CATEGORY_OF[self.rule])


@dataclass(frozen=True, slots=True)
class Consents:
    """Who said yes to what, and which signals their owners do not want told."""

    given: frozenset[Consent] = frozenset()
    unsaid: frozenset[str] = frozenset()
    """Statements of signals that their owners hid or dispute (F9)."""
    seen: frozenset[tuple[str, str]] | None = None
    """Persons and the lines (`Naming.line`) at which they will have had time to look; None: at all of them (F9)."""

    def is_seen(self, signal: Signal) -> bool:
        """Whether its owner will have had time to look at it."""
        return self.seen is None or (signal.subject.key, line_of(signal.rule, signal.number)) in self.seen


NO_CONSENTS = Consents()


def named(signals: Iterable[Signal], consents: Consents) -> tuple[Naming, ...]:
    """Who may be named in which rule's line: subjects of its signals who consented to its category.

    Nobody in a rule's line while there is a record in it that this person has had no time to look at (F9). In the
    order of names, never of anything that was counted.
    """
    may_be = [
        signal
        for signal in signals
        if signal.rule in _NAMING
        and signal.rule in CATEGORY_OF
        and signal.subject.name
        and Consent(signal.subject.key, CATEGORY_OF[signal.rule]) in consents.given
        and signal.statement not in consents.unsaid
        and signal.status is not Status.FLAGGED
    ]
    unseen = {(signal.rule, signal.subject.key) for signal in may_be if not consents.is_seen(signal)}
    found = {
        Naming(signal.rule, signal.subject.key, plain(signal.subject.name), signal.number)
        for signal in may_be
        if (signal.rule, signal.subject.key) not in unseen
    }
    return tuple(sorted(found, key=lambda each: (each.rule, each.name.casefold(), each.name, each.person, each.number)))


def lines_by_consent(namings: Iterable[Naming]) -> dict[Consent, frozenset[str]]:
    """Each consent that the names rest on, with the lines that it is used for."""
    found: dict[Consent, set[str]] = defaultdict(set)
    for each in namings:
        found[each.consent].add(each.line)
    return {consent: frozenset(lines) for consent, lines in found.items()}


def names_in(rule: str, namings: Iterable[Naming]) -> tuple[str, ...]:
    """The names in one rule's line, alphabetical."""
    people = {each.person: each.name for each in namings if each.rule == rule}
    return tuple(sorted(people.values(), key=lambda name: (name.casefold(), name)))


def for_team(signals: Iterable[Signal], consents: Consents) -> tuple[Signal, ...]:
    """The signals without those of opt-in rules whose subject did not ask for them, or does not want them told."""

    def is_asked_for(signal: Signal) -> bool:
        category = CATEGORY_OF.get(signal.rule)
        is_given = category is not None and Consent(signal.subject.key, category) in consents.given
        return is_given and signal.statement not in consents.unsaid and consents.is_seen(signal)

    return tuple(signal for signal in signals if signal.rule not in _OPT_IN or is_asked_for(signal))


def without_names(digest: Digest) -> Digest:
    """The same digest, naming nobody but the lead, who signs it; without what is only told of those who asked."""
    return replace(digest, signals=tuple(replace(line, names=()) for line in digest.signals if line.id not in _OPT_IN))
