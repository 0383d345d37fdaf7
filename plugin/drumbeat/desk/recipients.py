"""Who there is, whom a team's rules lead to today, and how rules are changed."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from threading import Lock
from typing import TypeAlias
from weakref import WeakKeyDictionary

from drumbeat import app
from drumbeat.desk.context import Context
from drumbeat.desk.directory import directory_of
from drumbeat.desk.forecasts import refuse_too_much
from drumbeat.digest.language.phrase import phrase
from drumbeat.digest.language.spoken import spoken
from drumbeat.digest.language.wording import ENGLISH as SAY
from drumbeat.editions.addresses import is_bare_address, mailbox
from drumbeat.editions.directory import NO_DIRECTORY, Directory
from drumbeat.editions.recipients import (
    EVERY_TEAM,
    Expansion,
    Reach,
    Reason,
    RecipientKind,
    Rule,
    RuleChange,
    expand,
    recipient_rules_hash,
)
from drumbeat.editions.rule_rows import Limits, rule_problem
from drumbeat.editions.suppressions import Suppression, suppressed_by
from drumbeat.errors import SettingsError
from drumbeat.records.persons import folded_name


def limits_of(context: Context, team: str = "") -> Limits:
    """What addresses and languages this installation takes; of a team that is said, beside its recipients."""
    limits = Limits(context.settings.mail.allowed_domains, app.languages(context.settings))
    return limits.among(context.store.recipients.rules(team)) if team else limits


def expansion_of(context: Context, team: str, rules: Sequence[Rule]) -> Expansion:
    """Whom a team's rules lead to today, after who unsubscribed and who left.

    Remembered of rules as the store gives them, until those, the directory or who unsubscribed are others.
    """
    directory = directory_of(context)
    suppressed = suppressed_by(context.store.suppressions.all(team), directory)
    beside = (suppressed, context.settings.mail.allowed_domains)
    with _LOCK:
        known = _KNOWN.setdefault(context.store.recipients, OrderedDict())
        held = known.get(team)
    if held is not None and held[0] is rules and held[1] is directory and held[2] == beside:
        return held[3]
    found = expand(rules, directory, *beside)
    if isinstance(rules, tuple):
        with _LOCK:
            known[team] = rules, directory, beside, found
            while len(known) > _REMEMBERED:
                known.popitem(last=False)
    return found


_Beside: TypeAlias = tuple[Mapping[str, Reason], tuple[str, ...]]
_KNOWN: WeakKeyDictionary[object, OrderedDict[str, tuple[Sequence[Rule], Directory, _Beside, Expansion]]]
_KNOWN = WeakKeyDictionary()
_REMEMBERED = 50
"""Teams of a store."""
_LOCK = Lock()


def has_left(context: Context, address: str) -> bool:
    """Whether nobody reads the mailbox any more: its user is not active, or a mail server knows it no more (E42)."""
    if not address:
        return False
    box = mailbox(address)
    suppressed = context.store.suppressions.of(EVERY_TEAM)
    return suppressed.get(box) is Reason.LEFT or box in directory_of(context).left


def reach_of(context: Context, key: str) -> Reach:
    """By what digests reach the person of a sys_id; by nothing, where ServiceNow's users do not hold it."""
    directory = directory_of(context)
    users = [user for user in directory.users_named(key) if user.sys_id == key]
    words = [word for user in users for word in (user.sys_id, user.user_name, user.name)]
    return Reach(
        frozenset(mailbox(user.email) for user in users if user.email),
        frozenset(folded_name(word) for word in words if word and directory.users_named(word) == tuple(users)),
    )


def unreached(found: Expansion) -> str:
    """Why nobody receives a team's digest, as the rest of a sentence; empty where somebody does."""
    if found.unclear:
        rules = tuple(rule.title for rule in found.unclear)
        return spoken(phrase("it is not known whom these rules leave out: {rules}", rules=rules))
    if found.recipients:
        return ""
    why = findings_of(found) or SAY.listed(sorted({f"{each.reason}" for each in found.skipped}))
    return spoken(phrase("nobody receives it: {why}", why=why) if why else phrase("nobody receives it"))


def findings_of(found: Expansion) -> str:
    """The first few of those whom a rule means and no mail reaches, with the reason; empty without any."""
    return SAY.listed([f"{each.name} ({each.reason})" for each in found.findings], _TOLD)


_TOLD = 3


def rules_version(rules: Sequence[Rule]) -> str:
    """Of who is to receive a team's digest, as a person saw it."""
    return recipient_rules_hash(rules)


def add_rules(context: Context, team: str, rules: Sequence[Rule], *, seen: str = "") -> None:
    """Add recipients, or who is left out. Raises SettingsError for one that cannot be kept, and as `change_rules`."""
    known = context.store.recipients.rules(team)
    limits = limits_of(context).among(known, [rule.name for rule in rules if rule.kind.is_address])
    problems = {rule: problem for rule in rules if (problem := rule_problem(rule, limits))}
    if problems:
        raise _not_kept(problems)
    change_rules(context, team, rules, seen=seen)


def alter_rule(context: Context, team: str, rule: Rule, *, seen: str = "") -> None:
    """Put a rule in the place of the one that speaks of the same: another language, left out or not. Raises as above.

    Nothing is done where it is as it was.
    """
    known = [each for each in context.store.recipients.rules(team) if each.key == rule.key]
    if problem := rule_problem(rule, limits_of(context, team)):
        raise _not_kept({rule: problem})
    if known != [rule]:
        change_rules(context, team, [rule], known or [rule], seen=seen)


def alter_addresses(
    context: Context,
    team: str,
    addresses: Sequence[str],
    kind: RecipientKind | None = None,
    keeper: str | None = None,
    *,
    language: str | None = None,
) -> list[Rule]:
    """Say other of recipients than was said: that an address is a list, who keeps it, its language; None: as it is.

    All of them or none; the rules as they are then. Raises SettingsError for an address that is no recipient, and as
    `change_rules`.
    """
    known = {rule.key: rule for rule in context.store.recipients.rules(team)}
    before = {each: known.get(Rule(RecipientKind.ADDRESS, each).key) for each in addresses}
    if unknown := [each for each, rule in before.items() if rule is None]:
        raise SettingsError(
            f"{SAY.listed(unknown)} {'is' if len(unknown) == 1 else 'are'} in no entry of “{team}”.",
            recovery="Nothing was changed. Add them: drumbeat recipient add.",
        )
    every = {"kind": kind, "keeper": keeper, "language": language}
    said = {name: value for name, value in every.items() if value is not None}
    rules = {rule: replace(rule, **said) for rule in before.values() if rule is not None}  # type: ignore[arg-type]
    limits = limits_of(context, team)
    if problems := {rule: problem for rule in rules.values() if (problem := rule_problem(rule, limits))}:
        raise _not_kept(problems, "Nothing was changed.")
    change_rules(context, team, list(rules.values()), list(rules))
    return list(rules.values())


def _not_kept(problems: Mapping[Rule, str], end: str = "Nobody was added.") -> SettingsError:
    reasons = "\n".join(f"  {rule.name}: {problem}" for rule, problem in problems.items())
    no_address = [rule.name for rule in problems if rule.kind.is_address and not is_bare_address(rule.name)]
    if no_address:
        message = f"Not an e-mail address: {', '.join(no_address)}."
        return SettingsError(message, recovery=f"{end} Write addresses like ann@example.com.\n{reasons}")
    return SettingsError("Not what can be a recipient here:", recovery=f"{reasons}\n{end}")


def change_rules(
    context: Context, team: str, added: Sequence[Rule], removed: Sequence[Rule] = (), *, seen: str = ""
) -> None:
    """Add and remove rules at once; mails that have not left to whom no rule leads any more are taken back.

    `seen`: the version of the rules that a person saw. Raises SettingsError as `RecipientStore.change` and where the
    rules come to lead to more mailboxes than a day takes, Conflict for other rules.
    """
    change = replace(rule_change(context, context.store.recipients.rules(team), added, removed), seen=seen)
    context.store.recipients.change(team, change, context.entry("change recipients"))


def rule_change(context: Context, before: Sequence[Rule], added: Sequence[Rule], removed: Sequence[Rule]) -> RuleChange:
    """The change of a team's rules, with the addresses that none of them leads to any more."""
    gone = {rule.key for rule in removed}
    after = [*(rule for rule in before if rule.key not in gone), *added]
    asks_who = any(not rule.kind.is_address for rule in (*before, *added))
    directory = directory_of(context) if asks_who else NO_DIRECTORY
    reached = {mailbox(each.address) for each in expand(after, directory).recipients}
    were = {each.address for each in expand(before, directory).recipients}
    refuse_too_much(context, len(were), len(reached))
    were |= {rule.name for rule in before if rule.key in gone and rule.kind.is_address}
    withdrawn = sorted(address for address in were if mailbox(address) not in reached)
    return RuleChange(added, removed, withdrawn)


def resubscribe(context: Context, address: str, team: str | None, said: str = "") -> list[Suppression]:
    """Let somebody receive digests again who unsubscribed, on their word; what was lifted: of one team, or of all.

    Also who did so at another address than they have by now.

    `said` is where they asked for it, for the audit log. Raises SettingsError where nothing was to be lifted.
    """
    whose = f"team {team}" if team else "every team"
    detail = "; ".join(filter(None, [mailbox(address), whose, " ".join(said.split())]))
    suppressions, directory = context.store.suppressions, directory_of(context)
    meant = {each.address for each in suppressions.all() if mailbox(address) in each.boxes(directory)} or {address}
    lifted = suppressions.lift(meant, team, context.entry("resubscribe", detail=detail))
    if not lifted:
        raise SettingsError(
            f"{address} has not unsubscribed{f' from “{team}”' if team else ''}.",
            recovery="See who has: drumbeat recipient unsubscribed.",
        )
    return lifted
