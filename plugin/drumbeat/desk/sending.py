"""Editions on their way: to whom, in which language, and what a person must know afterwards."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from drumbeat import app
from drumbeat.desk.context import Context
from drumbeat.desk.drafts import draft, is_edited, refuse_unfit, shown
from drumbeat.desk.notices import key_of, tell
from drumbeat.desk.recipients import expansion_of
from drumbeat.desk.standings import standing_of
from drumbeat.digest.language.wording import ENGLISH as SAY
from drumbeat.editions.deliveries import Delivery, DeliveryState, EditionState, Planned
from drumbeat.editions.notices import Notice, Told
from drumbeat.editions.recipients import EVERY_TEAM, Expansion, Reason
from drumbeat.editions.standing import Standing
from drumbeat.errors import DeliveryError, DrumbeatError, SettingsError, TryLater
from drumbeat.pipeline import Mailing, send
from drumbeat.ports import Content, Edition, Message
from drumbeat.records.period import Period
from drumbeat.records.team import Team


def mailing_of(context: Context, team: Team, period: Period, edition: Edition) -> Mailing:
    """The edition with its recipients and the way it leaves."""
    mail = context.settings.mail
    now = context.clock()
    found = expanded(context, team)
    keepers = {each.address: each.keeper for each in found.recipients}

    kept: dict[tuple[str, str], Content] = {}

    def current(language: str) -> Content:
        """What the edition holds now; read again only where its hash says that it is another."""
        key = (context.store.editions.hash_of(edition.id), language)
        if key not in kept:
            kept[key] = shown(context, edition, language)
        return kept[key]

    def compose(delivery: Delivery) -> Message:
        """Of what the edition holds now, after the claim: a consent may have been taken back since (F2)."""
        reader = app.Reader(delivery.recipient, delivery.kind.is_list, keepers.get(delivery.recipient, ""))
        speaking = replace(team, language=delivery.language or team.language)
        leaving = app.leaving(context.settings, speaking, reader, now)
        whom = app.Addressing(team.name, period, delivery.recipient, team.lead_address, now, leaving)
        return app.compose(current(delivery.language), mail, whom)

    def publish() -> None:
        for language in ("", *context.store.editions.languages(edition.id)):
            app.publish(context.settings, shown(context, edition, language), now)

    return Mailing(
        edition_id=edition.id,
        planned=planned_of(context, team, period, found),
        compose=compose,
        transport=app.transport(mail),
        clock=context.clock,
        publish=publish,
        pace=app.pace(mail),
        workers=app.workers(mail),
        gone=lambda recipient, said: _has_left(context, recipient, said),
        stop=context.stop,
    )


def expanded(context: Context, team: Team) -> Expansion:
    """Whom the team's rules lead to today."""
    return expansion_of(context, team.name, context.store.recipients.rules(team.name))


def _has_left(context: Context, recipient: str, said: str) -> None:
    """No digest goes to a mailbox that is gone (E42)."""
    context.store.suppressions.add(recipient, EVERY_TEAM, Reason.LEFT, said[:200], context.clock())


def planned_of(context: Context, team: Team, period: Period, found: Expansion) -> list[Planned]:
    """A delivery to each recipient, in the own language.

    Raises SettingsError when nobody knows whom a rule leaves out: an edition must not reach who was to be spared.
    """
    if found.unclear:
        named = SAY.listed([rule.title for rule in found.unclear])
        raise SettingsError(
            f"It is not known whom these rules leave out: {named}.",
            recovery=f'Mend them, then send: drumbeat recipient list --team "{team.name}".',
        )
    own = team.language or context.settings.report.language
    domain = context.settings.mail.domain
    return [
        Planned(
            recipient=each.address,
            message_id=app.message_id(team.name, period, each.address, domain),
            language="" if each.language == own else each.language,
            kind=each.kind,
        )
        for each in found.recipients
    ]


def send_now(context: Context, team: Team, period: Period, edition: Edition) -> list[Delivery]:
    """Send the edition to everyone who has not received it, and tell the lead of those who have left."""
    deliveries = send(context.store.editions, mailing_of(context, team, period, edition))
    for each in deliveries:
        if each.state is DeliveryState.SKIPPED and each.error.startswith(Reason.LEFT.value):
            tell(context, Notice(team.name, period, Told.LEFT, key_of(each.recipient)), team, each.recipient)
    return deliveries


def leave(context: Context, team: Team, period: Period) -> str:
    """What the schedule does when an edition may leave; what came of it, as a sentence.

    A draft that nobody approved as it is, and that tells what is not so any more, is made anew first: unapproved facts
    are left out of it. Raises what keeps it from leaving.
    """
    edition = context.store.editions.find(team.name, period)
    if edition is None or _is_stale(context, team, period, edition):
        edition = draft(context, team, period)
    refuse_unfit(context, team, period, edition)
    deliveries = send_now(context, team, period, edition)
    if not deliveries:
        raise SettingsError(
            f"Nobody receives the digest of “{team.name}” yet.",
            recovery=f'Add recipients: drumbeat recipient add --team "{team.name}" ADDRESS.',
        )
    problem = verdict(deliveries)
    if problem is not None:
        if not isinstance(problem, TryLater):
            tell(context, Notice(team.name, period, Told.TROUBLE, key_of(str(problem))), team, str(problem))
        raise problem
    sent = sum(each.state is DeliveryState.SENT for each in deliveries)
    return f"Sent “{edition.content.subject}” to {SAY.times(sent, 'recipient', 'recipients')}."


def _is_stale(context: Context, team: Team, period: Period, edition: Edition) -> bool:
    """Whether a draft may and should be made anew: it must not leave as it is, and nobody approved it so.

    One that was edited after its approval comes here under `automatic` only.
    """
    if edition.state is not EditionState.DRAFT:
        return False
    if standing_of(context, team, period).standing is Standing.APPROVED:
        return is_edited(context, team, period, edition)
    try:
        refuse_unfit(context, team, period, edition)
    except SettingsError:
        return True
    return False


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
