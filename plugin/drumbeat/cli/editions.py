"""`drumbeat preview` and `drumbeat send`: an edition is frozen as it was previewed, and sent once to each recipient."""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from drumbeat import app
from drumbeat.atomic_files import write_whole
from drumbeat.cli.console import say, show_table
from drumbeat.cli.context import Context, context_of
from drumbeat.cli.operational import facts_of, lines_of
from drumbeat.cli.periods import Month, Said, period_of
from drumbeat.digest.build import Beside, build
from drumbeat.digest.figures.periods import view_of
from drumbeat.digest.language.wording import ENGLISH as SAY
from drumbeat.digest.model import Kind
from drumbeat.errors import DeliveryError, DrumbeatError, SettingsError, SourceError, TryLater
from drumbeat.pipeline import Mailing, send
from drumbeat.ports import Content, Delivery, DeliveryState, Edition, EditionState, Message, Nameless, Transport
from drumbeat.records.period import Period
from drumbeat.records.tables import INCIDENT
from drumbeat.records.team import Team

TeamName = Annotated[str, typer.Option("--team", metavar="NAME", help="The team.")]

_DOWNTIME = Kind.DOWNTIME.value
_LARGE_HTML = 70_000
"""Bytes from which a lead is told (rule E20)."""


def preview(
    ctx: typer.Context,
    team: TeamName,
    month: Month = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Write the mail there as HTML and text.")
    ] = None,
) -> None:
    """Make or renew the draft of a month's edition, and show it as it will be sent.

    What is previewed is what `drumbeat send` sends. An edition that has begun to leave is shown, not changed.
    """
    context = context_of(ctx)
    whose = context.store.teams.get(team)
    period = period_of(Said(month), whose.zone, context.clock())
    edition = draft(context, whose, period)
    content = shown(context, edition)
    recipients = context.store.teams.recipients(team)
    if out is None:
        sys.stdout.write(content.text)
    else:
        write_whole(out / "digest.html", app.html_file(content.html, content.logo))
        write_whole(out / "digest.txt", content.text.encode())
        names = ["digest.html", "digest.txt"]
        if content.evidence:
            names.append("evidence.html")
            write_whole(out / "evidence.html", content.evidence.encode())
        say(f"Wrote {SAY.listed(names)} into {out}.")
        if not content.evidence:
            say("There is no page of evidence: this edition was made before there were such pages.")
    say()
    say(f"Subject: {content.subject}")
    readers = SAY.times(len(recipients), "recipient", "recipients")
    size = len(content.html.encode())
    if size > _LARGE_HTML:
        say(f"Note: the HTML part has {size // 1000} kB; from 102 kB on Gmail cuts a mail off.")
    say(f"State: {edition.state}, built {edition.built_at} UTC, for {readers}.")
    if edition.state is EditionState.DRAFT:
        _say_left_out(context, whose, period)


def _say_left_out(context: Context, team: Team, period: Period) -> None:
    """What nobody approved is not in the draft, and its lead has to know."""
    for fact in facts_of(context, team, period).pending:
        say(f"Left out: {fact.label}: {fact.reason}.")
    for each in build(team, period, context.stock, context.policy(), beside_of(context, team, period)).pending:
        say(f"Left out: {SAY.say(each.sentence)} Nobody has approved it yet. Who stands behind it says:")
        say(f'  drumbeat fact approve --team "{team.name}" --month {period.start:%Y-%m} {each.id} --by NAME')


def send_edition(
    ctx: typer.Context,
    team: TeamName,
    month: Month = None,
    outbox: Annotated[
        Path | None,
        typer.Option(
            "--outbox", metavar="DIR", help="Only write the mails there as .eml files; nothing is sent or remembered."
        ),
    ] = None,
) -> None:
    """Send a month's edition to everyone who has not received it.

    The draft that was previewed is sent; without one it is made first. Nobody receives an edition twice: a mail
    that the server may have accepted is marked unknown, and not repeated by itself.
    """
    context = context_of(ctx)
    whose = context.store.teams.get(team)
    period = period_of(Said(month), whose.zone, context.clock())
    if period.end_instant > context.clock():
        message = f"The period ends on {period.last_day}; an edition is sent when it is over."
        raise SettingsError(message, recovery="See what it holds so far with `drumbeat preview`.")
    recipients = context.store.teams.recipients(team)
    if not recipients:
        message = f"Nobody receives the digest of “{team}” yet."
        raise SettingsError(message, recovery=f'Add recipients: drumbeat recipient add --team "{team}" ADDRESS.')
    edition = context.store.editions.find(team, period) or draft(context, whose, period)
    if edition.state is EditionState.DRAFT:
        _refuse_part(whose, period, edition)
        _refuse_unapproved(context, whose, period, edition)
        _refuse_dead_links(context, whose, edition)
    mailing = mailing_of(context, whose, period, edition)
    if outbox is not None:
        _write_mails(mailing, app.outbox(outbox))
        written = SAY.times(len(recipients), "mail", "mails")
        say(f"Wrote {written} into {outbox}. Nothing was sent, and nothing is remembered.")
        return
    deliveries = send(context.store.editions, mailing)
    show_table(("Recipient", "State", "Note"), [(each.recipient, each.state, each.error) for each in deliveries])
    problem = verdict(deliveries)
    if problem is not None:
        raise problem


def _refuse_part(team: Team, period: Period, edition: Edition) -> None:
    """A draft that was made before the records reached the period's end tells of a part of it."""
    if not json.loads(edition.content.digest)["period"]["whole"]:
        raise SettingsError(
            f"The draft was made of records that do not tell of the whole of {SAY.period(view_of(period))}.",
            recovery=f'Read them with `drumbeat pull`, then see the new draft: drumbeat preview --team "{team.name}".',
        )


def _refuse_unapproved(context: Context, team: Team, period: Period, edition: Edition) -> None:
    """What nobody stands behind any more does not leave (F20), though it was previewed."""
    frozen = json.loads(edition.content.digest)  # a draft of an older version may know neither facts nor kinds
    told = {(line.id, line.value) for line in lines_of(context, team, facts_of(context, team, period).told)}
    approved = context.store.editing.get(team.name, period).approved
    lapsed = [each["id"] for each in frozen.get("facts", ()) if (each["id"], each["value"]) not in told]
    downtimes = [each["id"] for each in frozen.get("highlights", ()) if each.get("kind") == _DOWNTIME]
    lapsed += [each for each in downtimes if each not in approved]
    if lapsed:
        raise SettingsError(
            f"The draft tells what is not approved any more: {SAY.listed(lapsed)}.",
            recovery=f'See the new draft, then send it: drumbeat preview --team "{team.name}".',
        )


def _refuse_dead_links(context: Context, team: Team, edition: Edition) -> None:
    """A draft that was made before the settings of evidence were changed would link to where no page will be."""
    if not app.opens(context.settings, edition.content):
        raise SettingsError(
            "The draft links to where the settings do not put the page of evidence any more.",
            recovery=f'See the new draft, then send it: drumbeat preview --team "{team.name}".',
        )


def draft(context: Context, team: Team, period: Period) -> Edition:
    """The period's draft, made anew; or the edition that has begun to leave, as it is."""
    now = context.clock()
    found = context.store.editions.find(team.name, period)
    if found is not None and found.state is not EditionState.DRAFT:
        return found
    if INCIDENT.name not in context.stock.readable:
        raise SourceError("Incidents could not be read, and without them there is no digest.")
    beside = beside_of(context, team, period)
    built = build(team, period, context.stock, context.policy(), beside)
    content, bare = app.edition_contents(context.settings, team, built, now)
    consents = frozenset(naming.consent for naming in built.namings)
    nameless = Nameless(bare, consents) if bare is not None else None
    return context.store.editions.save_draft(team.name, period, content, built.evidence, now, nameless=nameless)


def beside_of(context: Context, team: Team, period: Period) -> Beside:
    """What a team's digest tells beside the records."""
    return Beside(
        told_before=context.store.editions.told(team.name, period.before()),
        facts=lines_of(context, team, facts_of(context, team, period).told),
        editing=context.store.editing.get(team.name, period),
    )


def shown(context: Context, edition: Edition) -> Content:
    """What the edition holds now; without any names where the settings have ended them."""
    return context.store.editions.content(edition.id, names=context.settings.privacy.names_people)


def _write_mails(mailing: Mailing, folder: Transport) -> None:
    for recipient, message_id in mailing.message_ids.items():
        folder.send(mailing.compose(Delivery(recipient, DeliveryState.PLANNED, message_id, 0, "")), recipient)


def mailing_of(context: Context, team: Team, period: Period, edition: Edition) -> Mailing:
    """The edition with its recipients and the way it leaves."""
    mail = context.settings.mail
    recipients = context.store.teams.recipients(team.name)
    now = context.clock()

    def compose(delivery: Delivery) -> Message:
        """Of what the edition holds now, after the claim: a consent may have been taken back since (F2)."""
        whom = app.Addressing(team.name, period, delivery.recipient, team.lead_address, now)
        return app.compose(shown(context, edition), mail, whom)

    return Mailing(
        edition_id=edition.id,
        message_ids={each: app.message_id(team.name, period, each, mail.domain) for each in recipients},
        compose=compose,
        transport=app.transport(mail),
        clock=context.clock,
        publish=lambda: app.publish(context.settings, shown(context, edition), now),
        pace=app.pace(mail),
        workers=app.workers(mail),
    )


def verdict(deliveries: list[Delivery]) -> DrumbeatError | None:
    """What a person must know when not everybody was sent to."""
    states = Counter(each.state for each in deliveries)
    said = [
        f"{SAY.times(states[state], 'mail', 'mails')} {what}"
        for state, what in (
            (DeliveryState.UNKNOWN, "may or may not have been accepted"),
            (DeliveryState.FAILED, "refused"),
            (DeliveryState.CLAIMED, "in another process’s hands"),
            (DeliveryState.PLANNED, "not sent yet"),
        )
        if states[state]
    ]
    if not said:
        return None
    message = f"{'; '.join(said)}."
    if states[DeliveryState.UNKNOWN]:
        return DeliveryError(message, recovery="Ask those recipients; such a mail is never repeated by itself.")
    if states[DeliveryState.FAILED]:
        return DeliveryError(message)
    return TryLater(message, recovery="Run the same command again later.")
