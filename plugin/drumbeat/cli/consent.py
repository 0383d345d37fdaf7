"""`drumbeat consent`: who may be named in a team's digest, category by category, off at first and revocable (F2)."""

from __future__ import annotations

from typing import Annotated

import typer

from drumbeat.cli.console import say, show_table
from drumbeat.cli.context import context_of
from drumbeat.desk.consents import give_consent, require_names, withdraw_consent
from drumbeat.desk.context import Context
from drumbeat.desk.persons import person_named, require_words
from drumbeat.digest.language.wording import ENGLISH as SAY
from drumbeat.digest.people.consent import Category
from drumbeat.records.model import Ref

commands = typer.Typer(no_args_is_help=True, help="Consents: who may be named in a team's digest, and in what.")

PersonName = Annotated[
    str, typer.Option("--person", metavar="NAME", help="Name, user name or sys_id of the person, as in ServiceNow.")
]
CategoryName = Annotated[Category, typer.Option("--category", help="In what the person may be named.")]
Said = Annotated[str, typer.Option("--said", metavar="TEXT", help="Where the person said so: form of 3 November.")]


@commands.command("give")
def give(ctx: typer.Context, person: PersonName, category: CategoryName, said: Said) -> None:
    """Record that a person agreed to be named in one category.

    It is the person's own decision: refusing costs nothing, and it can be taken back at any time.
    """
    context = context_of(ctx)
    words = require_words(said, "--said")
    require_names(context)
    who = person_named(context, person)
    if give_consent(context, who, category, words):
        say(f"{who.name} may be named in {category}, from the next draft on.")
    else:
        say(f"{who.name} may be named in {category} already. Nothing was changed.")


@commands.command("withdraw")
def withdraw(ctx: typer.Context, person: PersonName, category: CategoryName, said: Said = "") -> None:
    """Take a consent back: the name goes from every draft, from what has not left, and from what was sent.

    When the command has ended well no mail with the name leaves any more.
    """
    context = context_of(ctx)
    who = _whose(context, person)
    editions = withdraw_consent(context, who, category, said)
    changed = SAY.times(editions, "edition was", "editions were")
    say(f"{who.name} is not named in {category} any more; {changed} made nameless.")


@commands.command("list")
def show(ctx: typer.Context) -> None:
    """List all consents."""
    found = context_of(ctx).store.consents.all()
    if not found:
        say("Nobody has consented to be named.")
        return
    rows = [(each.name, each.consent.category, f"{each.at:%Y-%m-%d}", each.said) for each in found]
    show_table(("Person", "Category", "Since", "Said"), rows)


def _whose(context: Context, person: str) -> Ref:
    """Who takes a consent back: as ServiceNow knows the person now, or as the consent does."""
    given = context.store.consents.all()
    named = {each.consent.person: each.name for each in given if person in (each.consent.person, each.name)}
    if len(named) == 1:
        return Ref(*next(iter(named.items())))
    who = person_named(context, person)
    return Ref(who.key, who.name or who.key)
