"""Editions on their way: to whom, in which language, and what a person must know afterwards."""

from __future__ import annotations

from collections import Counter

from drumbeat import app
from drumbeat.desk.context import Context
from drumbeat.desk.drafts import shown
from drumbeat.digest.language.wording import ENGLISH as SAY
from drumbeat.errors import DeliveryError, DrumbeatError, TryLater
from drumbeat.pipeline import Mailing
from drumbeat.ports import Delivery, DeliveryState, Edition, Message, Planned
from drumbeat.records.period import Period
from drumbeat.records.team import Team


def mailing_of(context: Context, team: Team, period: Period, edition: Edition) -> Mailing:
    """The edition with its recipients and the way it leaves."""
    mail = context.settings.mail
    now = context.clock()

    def compose(delivery: Delivery) -> Message:
        """Of what the edition holds now, after the claim: a consent may have been taken back since (F2)."""
        whom = app.Addressing(team.name, period, delivery.recipient, team.lead_address, now)
        return app.compose(shown(context, edition, delivery.language), mail, whom)

    def publish() -> None:
        for language in ("", *context.store.editions.languages(edition.id)):
            app.publish(context.settings, shown(context, edition, language), now)

    return Mailing(
        edition_id=edition.id,
        planned=planned_of(context, team, period),
        compose=compose,
        transport=app.transport(mail),
        clock=context.clock,
        publish=publish,
    )


def planned_of(context: Context, team: Team, period: Period) -> list[Planned]:
    """Who receives the team's edition of the period, as things are now."""
    domain = context.settings.mail.domain
    return [
        Planned(each, app.message_id(team.name, period, each, domain))
        for each in context.store.teams.recipients(team.name)
    ]


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
