"""Who there is, whom a team's rules lead to today, and how rules are changed."""

from __future__ import annotations

from collections.abc import Sequence

from drumbeat import app
from drumbeat.desk.context import Context
from drumbeat.digest.language.wording import ENGLISH as SAY
from drumbeat.editions.addresses import mailbox
from drumbeat.editions.directory import NO_DIRECTORY, Directory
from drumbeat.editions.recipients import EVERY_TEAM, Expansion, Reach, Reason, Rule, RuleChange, expand
from drumbeat.editions.rule_rows import Limits
from drumbeat.records.parse import parse_all
from drumbeat.records.persons import folded_name
from drumbeat.records.tables import BY_NAME

_TABLES = ("sys_user", "sys_user_group", "sys_user_grmember")


def limits_of(context: Context) -> Limits:
    """What addresses and languages this installation takes."""
    return Limits(context.settings.mail.allowed_domains, app.languages(context.settings))


def directory_of(context: Context) -> Directory:
    """ServiceNow's users, groups and memberships as they were last pulled."""
    return Directory.of(
        record for name in _TABLES for record in parse_all(BY_NAME[name], context.store.records.rows(name))[0]
    )


def expansion_of(context: Context, team: str, rules: Sequence[Rule]) -> Expansion:
    """Whom a team's rules lead to today, after who unsubscribed and who left."""
    suppressed = context.store.suppressions.of(team)
    return expand(rules, directory_of(context), suppressed, context.settings.mail.allowed_domains)


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


def unreachable(context: Context, team: str) -> str:
    """Why nobody receives a team's digest, as the rest of a sentence; empty where somebody does."""
    found = expansion_of(context, team, context.store.recipients.rules(team))
    if found.unclear:
        return f"it is not known whom these rules leave out: {SAY.listed([rule.title for rule in found.unclear])}"
    if found.recipients:
        return ""
    why = findings_of(found) or SAY.listed(sorted({f"{each.reason}" for each in found.skipped}))
    return f"nobody receives it{': ' * bool(why)}{why}"


def findings_of(found: Expansion) -> str:
    """The first few of those whom a rule means and no mail reaches, with the reason; empty without any."""
    return SAY.listed([f"{each.name} ({each.reason})" for each in found.findings], _TOLD)


_TOLD = 3


def change_rules(context: Context, team: str, added: Sequence[Rule], removed: Sequence[Rule] = ()) -> None:
    """Add and remove rules at once; mails that have not left to whom no rule leads any more are taken back.

    Raises SettingsError as `RecipientStore.change`.
    """
    before = context.store.recipients.rules(team)
    gone = {rule.key for rule in removed}
    after = [*(rule for rule in before if rule.key not in gone), *added]
    asks_who = any(not rule.kind.is_address for rule in (*before, *added))
    directory = directory_of(context) if asks_who else NO_DIRECTORY
    reached = {mailbox(each.address) for each in expand(after, directory).recipients}
    were = {each.address for each in expand(before, directory).recipients}
    were |= {rule.name for rule in before if rule.key in gone and rule.kind.is_address}
    withdrawn = sorted(address for address in were if mailbox(address) not in reached)
    change = RuleChange(added, removed, withdrawn)
    context.store.recipients.change(team, change, context.entry("change recipients"))
