"""Ledgers that each break one promise: what holds of ours must be seen not to hold of these."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from drumbeat.editions.deliveries import Delivery, DeliveryState, Outcome
from drumbeat.store.editions import EditionStore


class RetriesUnknown(EditionStore):
    """A ledger that repeats what may have left."""

    def settle_abandoned(self, edition_id: int, now: datetime) -> None:
        super().settle_abandoned(edition_id, now)
        self.plan_again(edition_id, [DeliveryState.UNKNOWN], now)


class SettlesFirst(EditionStore):
    """A ledger that says "sent" before anything is."""

    def claim(self, edition_id: int, recipients: Collection[str], now: datetime) -> list[Delivery]:
        claimed = super().claim(edition_id, recipients, now) or []
        self.settle(edition_id, [Outcome(each.recipient, DeliveryState.SENT) for each in claimed], now)
        return claimed


class ClaimsNothing(EditionStore):
    """A ledger that lets everybody have what is planned."""

    def claim(self, edition_id: int, recipients: Collection[str], now: datetime) -> list[Delivery]:  # noqa: ARG002
        found = [each for each in self.deliveries(edition_id) if each.recipient in recipients]
        return [each for each in found if each.state is DeliveryState.PLANNED]

    def settle(self, edition_id: int, outcomes: Sequence[Outcome], now: datetime) -> None:
        super().claim(edition_id, [each.recipient for each in outcomes], now)
        super().settle(edition_id, outcomes, now)


class ForgetsDoubt(EditionStore):
    """A ledger that takes what may have left for sent."""

    def settle_abandoned(self, edition_id: int, now: datetime) -> None:
        super().settle_abandoned(edition_id, now)
        doubtful = [each for each in self.deliveries(edition_id) if each.state is DeliveryState.UNKNOWN]
        self.settle(edition_id, [Outcome(each.recipient, DeliveryState.SENT) for each in doubtful], now)


class DoubtsAll(EditionStore):
    """A ledger that takes all that waits for something that may have left."""

    def settle_abandoned(self, edition_id: int, now: datetime) -> None:
        super().settle_abandoned(edition_id, now)
        waiting = [each for each in self.deliveries(edition_id) if each.state is DeliveryState.PLANNED]
        claimed = self.claim(edition_id, [each.recipient for each in waiting], now) or []
        self.settle(edition_id, [Outcome(each.recipient, DeliveryState.UNKNOWN) for each in claimed], now)


class NeverGivesUp(EditionStore):
    """A ledger whose claims never end."""

    def settle_abandoned(self, edition_id: int, now: datetime) -> None:
        """Nothing is settled."""


LEDGERS = {
    each.__name__: each for each in (RetriesUnknown, SettlesFirst, ClaimsNothing, ForgetsDoubt, DoubtsAll, NeverGivesUp)
}
