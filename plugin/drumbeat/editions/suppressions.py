"""Who receives nothing, whatever the rules say: who unsubscribed, and whose mailbox is gone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from drumbeat.editions.addresses import mailbox
from drumbeat.editions.directory import Directory
from drumbeat.editions.recipients import Reason


@dataclass(frozen=True, slots=True)
class Suppression:
    """An address that receives nothing, of one team or of any, until that is lifted."""

    address: str
    """As `mailbox` writes it."""
    team: str
    """Its name; empty: every team."""
    reason: Reason
    """`UNSUBSCRIBED` or `LEFT`."""
    said: str
    """Where that is known from."""
    at: datetime
    person: str = ""
    """The sys_id of the one user whose mailbox it was when a digest was sent there, of who unsubscribed; or empty."""

    def boxes(self, directory: Directory) -> set[str]:
        """The mailboxes that receive nothing by it: its own, and that which the person has by now, and nobody else."""
        users = directory.users_named(self.person) if self.person else ()
        moved = (mailbox(user.email) for user in users if directory.users_at(user.email) == (user,))
        return {self.address, *moved}


def suppressed_by(suppressions: Iterable[Suppression], directory: Directory) -> dict[str, Reason]:
    """Mailbox -> why it receives nothing, by these suppressions. Who unsubscribed stays so at another address."""
    found: dict[str, Reason] = {}
    for each in sorted(suppressions, key=lambda each: each.reason is Reason.UNSUBSCRIBED):
        found |= dict.fromkeys(each.boxes(directory), each.reason)
    return found
