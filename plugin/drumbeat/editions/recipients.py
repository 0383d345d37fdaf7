"""To whom an edition goes: a team's rules and ServiceNow's directory, expanded into mailboxes. Pure.

Rules are kept, not people: who belongs to a group is asked when an edition leaves. Every address that a rule leads to
comes out once: as a recipient, or as skipped with the reason. What leads nowhere is skipped by name.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType

from drumbeat.editions.addresses import Bad, mailbox, verdict
from drumbeat.editions.directory import NO_DIRECTORY, Directory
from drumbeat.records.model import Group, Ref, User
from drumbeat.records.persons import folded_name


class RecipientKind(StrEnum):
    """What a rule names. Where several lead to one mailbox, the one that stands first here decides."""

    COMPANY = "company"
    """A distribution list that reaches the whole company."""
    LIST = "list"
    ADDRESS = "address"
    """One person's mailbox."""
    USER = "user"
    """A user of ServiceNow, by sys_id, user name or name."""
    GROUP = "group"
    """A group of ServiceNow, by sys_id or name: its members on the day."""

    @property
    def is_list(self) -> bool:
        """Whether many read one delivery: it carries no personal token, and nobody takes the others off it (E17)."""
        return self in (RecipientKind.COMPANY, RecipientKind.LIST)

    @property
    def needs_approval(self) -> bool:
        """Whether nothing goes there that nobody has approved, whatever the team's policy."""
        return self is RecipientKind.COMPANY

    @property
    def is_address(self) -> bool:
        """Whether the rule's name is the address."""
        return self in (RecipientKind.COMPANY, RecipientKind.LIST, RecipientKind.ADDRESS)


_KINDS = tuple(RecipientKind)


@dataclass(frozen=True, slots=True)
class Rule:
    """Who receives a team's digest, or does not whoever else says so."""

    kind: RecipientKind
    name: str
    """An address; of a user or a group a sys_id or a name."""
    is_excluded: bool = False
    language: str = ""
    """Of the digest; empty: the team's."""
    keeper: str = ""
    """Of a list: who takes readers off it."""

    @property
    def key(self) -> tuple[str, str]:
        """Two rules with the same key speak of the same one: an address is one, whatever it is said to be."""
        if self.kind.is_address:
            return RecipientKind.ADDRESS.value, mailbox(self.name)
        return self.kind.value, folded_name(self.name)

    @property
    def parts(self) -> tuple[str, str, bool, str, str]:
        """All that it says; `dataclasses.astuple` takes ten times as long."""
        return self.kind.value, self.name, self.is_excluded, self.language, self.keeper

    @property
    def title(self) -> str:
        """What a person calls it: the address itself, the user “Ben Okri”, the group “Network”."""
        if self.kind.is_address:
            return self.name
        return f"the {self.kind.value} “{self.name}”"


@dataclass(frozen=True, slots=True)
class Reach:
    """By what digests reach a person."""

    mailboxes: frozenset[str] = frozenset()
    """As `mailbox` writes them."""
    names: frozenset[str] = frozenset()
    """That a rule may call the person by, and nobody else, as `folded_name` writes them."""

    def is_meant(self, rule: Rule) -> bool:
        """Whether a rule speaks of this person alone."""
        if rule.kind is RecipientKind.ADDRESS:
            return mailbox(rule.name) in self.mailboxes
        return rule.kind is RecipientKind.USER and folded_name(rule.name) in self.names


NOT_REACHED = Reach()


@dataclass(frozen=True, slots=True)
class RuleChange:
    """What becomes of a team's rules, at once."""

    added: Sequence[Rule] = ()
    removed: Sequence[Rule] = ()
    """Told by kind and name; taken away before the others are added."""
    withdrawn: Collection[str] = ()
    """Addresses that are no recipients any more: what has not left to them does not leave."""
    seen: str = ""
    """`recipient_rules_hash` of the rules that a person saw and wants to change; empty: nobody says."""


class Reason(StrEnum):
    """Why somebody receives nothing."""

    LEFT = "left"
    """No active user any more, or the mailbox is gone (E42)."""
    UNSUBSCRIBED = "unsubscribed"
    EXCLUDED = "excluded"
    NO_ADDRESS = "no address"
    BAD_ADDRESS = "bad address"
    NOT_KNOWN = "not known"
    SEVERAL = "several of that name"
    NOBODY = "nobody in it"
    """A group none of whose members can be mailed."""


_MENDABLE = frozenset({Reason.NO_ADDRESS, Reason.BAD_ADDRESS, Reason.NOT_KNOWN, Reason.SEVERAL, Reason.NOBODY})


EVERY_TEAM = ""
"""In place of a team's name."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """One mailbox that receives the edition."""

    address: str
    language: str
    """Empty: the team's."""
    kind: RecipientKind
    """Of the rule that decides: of a list there is one delivery, without a personal token."""
    keeper: str
    """Of a list: who takes readers off it; empty of anybody else."""
    persons: tuple[str, ...] = ()
    """The sys_ids of the active users with this address; nobody's of a list."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """Somebody who receives nothing, or a rule that leads nowhere."""

    name: str
    """The address where there is one, or else the user's, group's or rule's name."""
    reason: Reason
    address: str = ""
    """The mailbox, where one is known; a delivery may be kept under it as skipped."""
    detail: str = ""
    """A sentence more, for whoever keeps the list."""


@dataclass(frozen=True)
class Expansion:
    """Who receives an edition, and who does not and why; both in alphabetical order."""

    recipients: tuple[Recipient, ...]
    skipped: tuple[Skipped, ...]
    unclear: tuple[Rule, ...] = ()
    """Rules that leave somebody out, and nobody knows whom: an edition must not leave before they are mended."""

    @property
    def findings(self) -> tuple[Skipped, ...]:
        """What whoever keeps the list should mend."""
        return tuple(each for each in self.skipped if each.reason in _MENDABLE)

    @cached_property
    def reached(self) -> frozenset[str]:
        """The mailboxes of those who receive it."""
        return frozenset(mailbox(each.address) for each in self.recipients)


_NOBODY_SUPPRESSED: Mapping[str, Reason] = MappingProxyType({})


def expand(
    rules: Iterable[Rule],
    directory: Directory = NO_DIRECTORY,
    suppressed: Mapping[str, Reason] = _NOBODY_SUPPRESSED,
    allowed_domains: tuple[str, ...] = (),
) -> Expansion:
    """Who receives an edition today. `suppressed` is by mailbox.

    Excludes win over includes; one that fits several people leaves all of them out. One of a group of which somebody
    cannot be read is unclear while an address is among the includes that may be theirs. Users who are not active are
    skipped as left, and so is an address that only such users have (E42). Who unsubscribed is skipped, and the group
    stays (E17); of a list one reader cannot unsubscribe the others, so only a mailbox that is gone ends it. The kind is
    that of the rule whose kind stands first, the language that of the first of them that says one.
    """
    ordered = sorted(set(rules), key=_order)
    excludes = [rule for rule in ordered if rule.is_excluded]
    typed = (rule for rule in ordered if rule.kind is RecipientKind.ADDRESS and not rule.is_excluded)
    has_strangers = bool(excludes) and any(not directory.knows(rule.name) for rule in typed)
    out, lost, unclear = _left_out(excludes, directory, has_strangers=has_strangers)
    by_mailbox: dict[str, list[_Candidate]] = {}
    for each in (each for rule in ordered if not rule.is_excluded for each in _candidates(rule, directory)):
        if each.address:
            by_mailbox.setdefault(mailbox(each.address), []).append(_judged(each, directory, allowed_domains))
        else:
            lost.append(each)
    recipients: list[Recipient] = []
    skipped = {_skipped(each, each.reason) for each in lost if each.reason}
    for box, found in by_mailbox.items():
        good = [each for each in found if each.reason is None]
        first = (good or found)[0]
        reason = Reason.EXCLUDED if box in out else first.reason or _suppression(first.rule, suppressed.get(box))
        if reason is None:
            whose = tuple(user.sys_id for user in directory.boxes.get(box, ()) if user.sys_id)
            recipients.append(_recipient(first.address, [each.rule for each in good], whose))
        else:
            skipped.add(_skipped(first, reason))
    return Expansion(
        tuple(sorted(recipients, key=lambda each: mailbox(each.address))),
        tuple(sorted(skipped, key=lambda each: (each.name.casefold(), each.name, each.address, each.reason))),
        unclear,
    )


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a rule leads to today."""

    rule: Rule
    reached: int
    """Mailboxes that receive the edition, by this rule or another; of a rule that leaves out, those that do not."""
    skipped: tuple[Skipped, ...] = ()
    """Those it leads to who receive nothing, and the rule itself where it leads to nobody."""


def outcomes(rules: Iterable[Rule], found: Expansion, directory: Directory = NO_DIRECTORY) -> Iterator[Outcome]:
    """What each of these rules leads to; `found` is the expansion of all of the team's."""
    lost = {mailbox(each.address): each for each in found.skipped if each.address}
    for rule in rules:
        led = list(_candidates(rule, directory))
        boxes = dict.fromkeys(mailbox(each.address) for each in led if each.address)
        nowhere = tuple(_skipped(each, each.reason) for each in led if not each.address and each.reason)
        if rule.is_excluded:
            yield Outcome(rule, len(boxes), nowhere)
        else:
            skipped = tuple(lost[box] for box in boxes if box in lost)
            yield Outcome(rule, sum(box in found.reached for box in boxes), (*skipped, *nowhere))


def recipient_rules_hash(rules: Iterable[Rule]) -> str:
    """SHA-256 over the rules, in whatever order, and not over whom they lead to: a joiner lapses no approval."""
    told = sorted(json.dumps(rule.parts, ensure_ascii=False) for rule in set(rules))
    return hashlib.sha256("\n".join(told).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class _Candidate:
    """Somebody a rule leads to, or the rule itself where it leads to nobody."""

    rule: Rule
    name: str
    address: str = ""
    reason: Reason | None = None
    detail: str = ""


def _order(rule: Rule) -> tuple[int, str, tuple[str, ...]]:
    return _KINDS.index(rule.kind), folded_name(rule.name), tuple(map(str, rule.parts))


def _left_out(
    excludes: Sequence[Rule], directory: Directory, *, has_strangers: bool
) -> tuple[set[str], list[_Candidate], tuple[Rule, ...]]:
    """The mailboxes that receive nothing; what to tell of the rules; and the rules of which nobody knows whom.

    `has_strangers`: whether an address is included that no user has who could be read. It may be of whomever a rule
    leaves out who could not.
    """
    out: set[str] = set()
    told: list[_Candidate] = []
    unclear = []
    for rule in excludes:
        found = list(_candidates(rule, directory))
        out |= {mailbox(each.address) for each in found if each.address}
        told += [each for each in found if each.reason in (Reason.NOT_KNOWN, Reason.SEVERAL)]
        is_blind = not any(each.address for each in found)
        if (is_blind or has_strangers) and any(each.reason is Reason.NOT_KNOWN for each in found):
            unclear.append(rule)
    return out, told, tuple(unclear)


def _candidates(rule: Rule, directory: Directory) -> Iterator[_Candidate]:
    if rule.kind.is_address:
        yield _Candidate(rule, rule.name, rule.name)
    elif rule.kind is RecipientKind.USER:
        users = directory.users_named(rule.name)
        yield from _unless_one(rule, users, "ServiceNow’s users, as they were last read, hold nobody of that name.")
        yield from (_user(rule, user) for user in users if len(users) == 1 or rule.is_excluded)
    else:
        groups = directory.groups_named(rule.name)
        yield from _unless_one(rule, groups, "ServiceNow’s groups, as they were last read, hold none of that name.")
        for group in groups:
            if len(groups) == 1 or rule.is_excluded:
                yield from _group(rule, group, directory)


def _unless_one(rule: Rule, found: Sequence[User | Group], unknown: str) -> Iterator[_Candidate]:
    if not found:
        yield _Candidate(rule, rule.name, reason=Reason.NOT_KNOWN, detail=unknown)
    elif len(found) > 1:
        several = f"{len(found)} have that name; write the sys_id."
        yield _Candidate(rule, rule.name, reason=Reason.SEVERAL, detail=several)


def _user(rule: Rule, user: User) -> _Candidate:
    name = user.name or user.user_name or user.sys_id
    reason = Reason.NO_ADDRESS if not user.email else Reason.LEFT if user.is_active is False else None
    return _Candidate(rule, name, user.email, reason)


def _group(rule: Rule, group: Group, directory: Directory) -> Iterator[_Candidate]:
    if not directory.members:
        unread = "No memberships of groups were read from ServiceNow."
        yield _Candidate(rule, rule.name, reason=Reason.NOT_KNOWN, detail=unread)
        return
    if group.is_active is False and not rule.is_excluded:
        yield _Candidate(rule, rule.name, reason=Reason.NOBODY, detail="The group is not active any more.")
        return
    members = (_member(rule, member, directory) for member in directory.members_of(group))
    found = sorted(members, key=lambda each: (each.address, each.name))
    yield from found
    if all(each.reason for each in found):
        nobody = "No active member of the group has an address." if found else "The group has no members."
        yield _Candidate(rule, rule.name, reason=Reason.NOBODY, detail=nobody)


def _member(rule: Rule, member: User | Ref, directory: Directory) -> _Candidate:
    if isinstance(member, User):
        return _user(rule, member)
    unread = "" if directory.users else "No users were read from ServiceNow."
    return _Candidate(rule, member.name or member.key, reason=Reason.NOT_KNOWN, detail=unread)


def _judged(each: _Candidate, directory: Directory, allowed_domains: tuple[str, ...]) -> _Candidate:
    """The candidate, with what speaks against its address."""
    if each.reason is not None:
        return each
    found = verdict(each.address, allowed_domains)
    if isinstance(found, Bad):
        return replace(each, reason=Reason.BAD_ADDRESS, detail=found.reason)
    if each.rule.kind is RecipientKind.ADDRESS and mailbox(each.address) in directory.left:
        return replace(each, reason=Reason.LEFT)
    return each


def _suppression(rule: Rule, reason: Reason | None) -> Reason | None:
    return None if rule.kind.is_list and reason is Reason.UNSUBSCRIBED else reason


def _recipient(address: str, rules: Sequence[Rule], whose: tuple[str, ...]) -> Recipient:
    """Of the rules that lead to the mailbox, the deciding one first."""
    language = next((rule.language for rule in rules if rule.language), "")
    kind, is_list = rules[0].kind, rules[0].kind.is_list
    return Recipient(address, language, kind, rules[0].keeper if is_list else "", () if is_list else whose)


def _skipped(each: _Candidate, reason: Reason) -> Skipped:
    detail = each.detail if reason is each.reason else ""
    return Skipped(each.name, reason, each.address, detail)
