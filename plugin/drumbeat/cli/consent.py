"""`drumbeat consent`: who may be named in a team's digest, category by category, off at first and revocable (F2)."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Annotated

import typer

from drumbeat.cli.console import say, show_table
from drumbeat.cli.context import context_of
from drumbeat.cli.personal_record import person_named, require_words
from drumbeat.desk.context import Context
from drumbeat.digest.language.wording import ENGLISH as SAY
from drumbeat.digest.people.consent import Category, Consent
from drumbeat.errors import SettingsError, TryLater
from drumbeat.ports import GivenConsent

commands = typer.Typer(no_args_is_help=True, help="Consents: who may be named in a team's digest, and in what.")

PersonName = Annotated[
    str, typer.Option("--person", metavar="NAME", help="Name, user name or sys_id of the person, as in ServiceNow.")
]
CategoryName = Annotated[Category, typer.Option("--category", help="In what the person may be named.")]
Said = Annotated[str, typer.Option("--said", metavar="TEXT", help="Where the person said so: form of 3 November.")]

Mails = frozenset[tuple[int, str, int]]
_PATIENCE = 20.0
_PAUSE = 0.2
"""Seconds: how long a withdrawal waits for mails that other processes hand over at the moment, and between looks."""


@commands.command("give")
def give(ctx: typer.Context, person: PersonName, category: CategoryName, said: Said) -> None:
    """Record that a person agreed to be named in one category.

    It is the person's own decision: refusing costs nothing, and it can be taken back at any time.
    """
    context = context_of(ctx)
    words = require_words(said, "--said")
    if not context.settings.privacy.names_people:
        raise SettingsError(
            "Nobody is named on this installation: the settings have ended it.",
            recovery="See profile, names and team_only under [privacy].",
        )
    who = person_named(context, person)
    if not who.name:
        raise SettingsError("ServiceNow’s records do not say what this person is called.")
    given = GivenConsent(Consent(who.key, category), who.name, words, context.clock())
    if context.store.consents.give(given, context.entry("give consent", who.key, f"{category}: {words}")):
        say(f"{who.name} may be named in {category}, from the next draft on.")
    else:
        say(f"{who.name} may be named in {category} already. Nothing was changed.")


@commands.command("withdraw")
def withdraw(ctx: typer.Context, person: PersonName, category: CategoryName, said: Said = "") -> None:
    """Take a consent back: the name goes from every draft, from what has not left, and from what was sent.

    When the command has ended well no mail with the name leaves any more.
    """
    context = context_of(ctx)
    key, name = _whose(context, person)
    consent = Consent(key, category)
    detail = f"{category}: {' '.join(said.split())}".removesuffix(": ")
    store = context.store.consents
    editions = store.withdraw(consent, context.entry("withdraw consent", key, detail))
    await_mails(lambda: store.in_hand(consent, context.clock()))
    changed = SAY.times(editions, "edition was", "editions were")
    say(f"{name} is not named in {category} any more; {changed} made nameless.")


@commands.command("list")
def show(ctx: typer.Context) -> None:
    """List all consents."""
    found = context_of(ctx).store.consents.all()
    if not found:
        say("Nobody has consented to be named.")
        return
    rows = [(each.name, each.consent.category, f"{each.at:%Y-%m-%d}", each.said) for each in found]
    show_table(("Person", "Category", "Since", "Said"), rows)


def await_mails(in_hand: Callable[[], Mails], patience: float = _PATIENCE) -> None:
    """Wait until the mails that are being handed over now have left or failed: they may hold the name.

    Raises TryLater when some take longer. A process that died holds its claim for ten minutes.
    """
    ends = time.monotonic() + patience
    left = in_hand()
    while left:
        if time.monotonic() >= ends:
            mails = SAY.times(len(left), "mail", "mails")
            raise TryLater(
                f"The consent is withdrawn, but {mails} with the name may be on the way in another process.",
                recovery="Run the same command again in a few minutes: when it ends well, no such mail is left.",
            )
        time.sleep(_PAUSE)
        left &= in_hand()


def _whose(context: Context, person: str) -> tuple[str, str]:
    """Key and name of who takes a consent back: as ServiceNow knows the person now, or as the consent does."""
    given = context.store.consents.all()
    named = {each.consent.person: each.name for each in given if person in (each.consent.person, each.name)}
    if len(named) == 1:
        return next(iter(named.items()))
    who = person_named(context, person)
    return who.key, who.name or who.key
