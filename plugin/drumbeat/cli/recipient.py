"""`drumbeat recipient`: who receives a team's digest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated

import typer

from drumbeat.cli import recipient_files, unsubscribed
from drumbeat.cli.console import err, say, show_table
from drumbeat.cli.context import context_of
from drumbeat.cli.recipient_rules import note_groups_below, note_languages, note_lists, show_skipped
from drumbeat.desk.context import Context
from drumbeat.desk.recipients import add_rules, alter_addresses, change_rules, expansion_of
from drumbeat.digest.language.wording import ENGLISH as SAY
from drumbeat.editions.name_addresses import addresses_in
from drumbeat.editions.recipients import Reason, RecipientKind, Rule
from drumbeat.errors import SettingsError

commands = typer.Typer(no_args_is_help=True, help="Recipients: who receives a team's digest.")
commands.command("paste")(recipient_files.paste)
commands.command("export")(recipient_files.export)
commands.command("import")(recipient_files.import_rules)
commands.command("unsubscribed")(unsubscribed.show)
commands.command("resubscribe")(unsubscribed.resubscribe)

TeamName = Annotated[str, typer.Option("--team", metavar="NAME", help="The team.")]
Addresses = Annotated[list[str] | None, typer.Argument(metavar="ADDRESS…", help="E-mail addresses.")]
Users = Annotated[
    list[str] | None,
    typer.Option("--user", metavar="NAME", help="A user of ServiceNow, by name or sys_id; repeatable."),
]
Groups = Annotated[
    list[str] | None, typer.Option("--group", metavar="NAME", help="A group of ServiceNow: its members; repeatable.")
]
_NOTE = "[yellow]Note:[/]"


@commands.command("add")
def add(
    ctx: typer.Context,
    team: TeamName,
    addresses: Addresses = None,
    user: Users = None,
    group: Groups = None,
    is_list: Annotated[bool, typer.Option("--list", help="The addresses are distribution lists.")] = False,
    company: Annotated[bool, typer.Option("--company", help="They are lists that reach the whole company.")] = False,
    keeper: Annotated[
        str, typer.Option("--keeper", metavar="WORDS", help="Of a list: who takes readers off it; the mail says so.")
    ] = "",
    language: Annotated[str, typer.Option("--language", metavar="TAG", help="Of their digest: en, de, …")] = "",
    exclude: Annotated[bool, typer.Option("--exclude", help="They receive nothing, whoever else says so.")] = False,
) -> None:
    """Add recipients; each receives a message of their own, a list one for all its readers.

    Groups are kept as such: their members are looked up when a digest leaves.
    """
    context = context_of(ctx)
    kind = RecipientKind.COMPANY if company else RecipientKind.LIST if is_list else RecipientKind.ADDRESS
    if is_list and company:
        raise SettingsError("A list reaches the whole company or does not.", recovery="Say --list or --company.")
    rules = [Rule(kind, each, exclude, language, keeper) for said in addresses or () for each in addresses_in(said)]
    rules += _named(user, group, Rule(RecipientKind.USER, "", exclude, language, keeper))
    rules = list({rule.key: rule for rule in rules}.values())
    if not rules:
        raise SettingsError("Nobody is named.", recovery="Write addresses, or say --user or --group.")
    add_rules(context, team, rules)
    for rule in rules:
        say(_said(rule, team))
    _tell_what_is_odd(context, team, rules)


@commands.command("change")
def change(
    ctx: typer.Context,
    team: TeamName,
    addresses: Annotated[list[str], typer.Argument(metavar="ADDRESS…", help="E-mail addresses that are recipients.")],
    is_list: Annotated[bool, typer.Option("--list", help="They are distribution lists.")] = False,
    company: Annotated[bool, typer.Option("--company", help="They are lists that reach the whole company.")] = False,
    person: Annotated[bool, typer.Option("--person", help="Each is one person's.")] = False,
    keeper: Annotated[
        str | None, typer.Option("--keeper", metavar="WORDS", help="Of a list: who takes readers off it.")
    ] = None,
    language: Annotated[
        str | None, typer.Option("--language", metavar="TAG", help="Of their digest; empty: the team's.")
    ] = None,
) -> None:
    """Say other of recipients than was said: that an address is a list, its keeper, its language."""
    named = {RecipientKind.LIST: is_list, RecipientKind.COMPANY: company, RecipientKind.ADDRESS: person}
    kinds = [kind for kind, is_said in named.items() if is_said]
    if len(kinds) > 1:
        raise SettingsError("An address is one of them.", recovery="Say --list, --company or --person.")
    kind = next(iter(kinds), None)
    if kind is None and keeper is None and language is None:
        raise SettingsError("It is not said what changes.", recovery="Say --list, --person, --keeper or --language.")
    context = context_of(ctx)
    rules = alter_addresses(context, team, addresses, kind, "" if person else keeper, language=language)
    for rule in rules:
        say(_said(rule, team))
    _tell_what_is_odd(context, team, rules)


@commands.command("list")
def show(ctx: typer.Context, team: TeamName) -> None:
    """List a team's recipients, how many mailboxes they are today, and who receives nothing and why."""
    context = context_of(ctx)
    rules = context.store.recipients.rules(team)
    if not rules:
        say(f"Nobody receives the digest of “{team}” yet. Add recipients with `drumbeat recipient add`.")
        return
    show_table(("Kind", "Recipient", "Language", "Note"), [(r.kind, r.name, r.language, _note(r)) for r in rules])
    found = expansion_of(context, team, rules)
    say()
    lists = sum(each.kind.is_list for each in found.recipients)
    of_them = f", {SAY.times(lists, 'of them a list', 'of them lists')}" if lists else ""
    say(f"{SAY.times(len(found.recipients), 'mailbox receives', 'mailboxes receive')} the digest of “{team}”{of_them}.")
    if found.skipped:
        counts = [(reason, sum(each.reason is reason for each in found.skipped)) for reason in Reason]
        say(f"Not: {', '.join(f'{count} {reason}' for reason, count in counts if count)}.")
        say()
        show_skipped(found.skipped)
    if found.unclear:
        named = SAY.listed([rule.title for rule in found.unclear])
        err.print(f"{_NOTE} nobody knows who is left out by {named}.")


@commands.command("remove")
def remove(
    ctx: typer.Context, team: TeamName, addresses: Addresses = None, user: Users = None, group: Groups = None
) -> None:
    """Remove recipients, or what leaves somebody out. Mails that have not left to them do not leave."""
    context = context_of(ctx)
    rules = [Rule(RecipientKind.ADDRESS, each) for each in addresses or ()]
    rules += _named(user, group, Rule(RecipientKind.USER, ""))
    rules = list({rule.key: rule for rule in rules}.values())
    if not rules:
        raise SettingsError("Nobody is named.", recovery="Write addresses, or say --user or --group.")
    left_out = {rule.key for rule in context.store.recipients.rules(team) if rule.is_excluded}
    change_rules(context, team, (), rules)
    for rule in rules:
        if rule.key in left_out:
            say(f"{_subject(rule)} is not left out of the digest of “{team}” any more.")
        else:
            say(f"{_subject(rule)} will no longer receive the digest of “{team}”.")


def _named(users: list[str] | None, groups: list[str] | None, like: Rule) -> list[Rule]:
    """Rules for users and groups, in all else like the one given."""
    said = [(RecipientKind.USER, users or ()), (RecipientKind.GROUP, groups or ())]
    return [replace(like, kind=kind, name=" ".join(name.split())) for kind, names in said for name in names]


def _subject(rule: Rule) -> str:
    return rule.title if rule.kind.is_address else f"T{rule.title[1:]}"


def _said(rule: Rule, team: str) -> str:
    if rule.is_excluded:
        return f"{_subject(rule)} will not receive the digest of “{team}”, whoever else says so."
    if rule.kind is RecipientKind.GROUP:
        return f"The members of {rule.title} will receive the digest of “{team}”."
    once = ", once for all its readers" if rule.kind.is_list else ""
    return f"{_subject(rule)} will receive the digest of “{team}”{once}."


def _note(rule: Rule) -> str:
    if rule.is_excluded:
        return "left out"
    return f"readers are taken off by {rule.keeper}" if rule.keeper else ""


def _tell_what_is_odd(context: Context, team: str, rules: Sequence[Rule]) -> None:
    """Who of those just added receives nothing all the same: told at once, not in a month."""
    found = expansion_of(context, team, rules)
    if found.skipped:
        err.print(f"{_NOTE} not everybody receives it.")
        show_skipped(found.skipped)
    if any(each.reason is Reason.UNSUBSCRIBED for each in found.skipped):
        err.print("Who unsubscribed receives it again after: drumbeat recipient resubscribe ADDRESS")
    note_lists(team, rules)
    note_groups_below(context, rules)
    note_languages(context, team)
