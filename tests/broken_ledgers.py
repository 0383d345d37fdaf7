"""Ledgers that each break one promise: what holds of ours must be seen not to hold of these."""

from __future__ import annotations

from datetime import datetime

from drumbeat.editions.deliveries import Delivery, DeliveryState
from drumbeat.store.editions import EditionStore


class RetriesUnknown(EditionStore):
    """A ledger that repeats what may have left."""

    def settle_abandoned(self, edition_id: int, now: datetime) -> None:
        super().settle_abandoned(edition_id, now)
        self.plan_again(edition_id, [DeliveryState.UNKNOWN], now)


class SettlesFirst(EditionStore):
    """A ledger that says "sent" before anything is."""

    def claim(self, edition_id: int, recipient: str, now: datetime) -> Delivery | None:
        claimed = super().claim(edition_id, recipient, now)
        if claimed is not None:
            self.settle(edition_id, recipient, DeliveryState.SENT, "", now)
        return claimed


class ClaimsNothing(EditionStore):
    """A ledger that lets everybody have what is planned."""

    def claim(self, edition_id: int, recipient: str, now: datetime) -> Delivery | None:  # noqa: ARG002
        each = {found.recipient: found for found in self.deliveries(edition_id)}[recipient]
        return each if each.state is DeliveryState.PLANNED else None

    def settle(self, edition_id: int, recipient: str, state: DeliveryState, error: str, now: datetime) -> None:
        super().claim(edition_id, recipient, now)
        super().settle(edition_id, recipient, state, error, now)


class ForgetsDoubt(EditionStore):
    """A ledger that takes what may have left for sent."""

    def settle_abandoned(self, edition_id: int, now: datetime) -> None:
        super().settle_abandoned(edition_id, now)
        for each in self.deliveries(edition_id):
            if each.state is DeliveryState.UNKNOWN:
                self.settle(edition_id, each.recipient, DeliveryState.SENT, "", now)


class DoubtsAll(EditionStore):
    """A ledger that takes all that waits for something that may have left."""

    def settle_abandoned(self, edition_id: int, now: datetime) -> None:
        super().settle_abandoned(edition_id, now)
        for each in self.deliveries(edition_id):
            if each.state is DeliveryState.PLANNED and self.claim(edition_id, each.recipient, now):
                self.settle(edition_id, each.recipient, DeliveryState.UNKNOWN, "", now)


class NeverGivesUp(EditionStore):
    """A ledger whose claims never end."""

    def settle_abandoned(self, edition_id: int, now: datetime) -> None:
        """Nothing is settled."""


LEDGERS = {
    each.__name__: each for each in (RetriesUnknown, SettlesFirst, ClaimsNothing, ForgetsDoubt, DoubtsAll, NeverGivesUp)
}
