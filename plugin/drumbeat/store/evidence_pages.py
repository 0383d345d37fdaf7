"""Evidence pages, found by the names under which links open them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from drumbeat.editions.deliveries import DeliveryState
from drumbeat.store.database import Database, as_moment
from drumbeat.store.schema import delivery_event, evidence_page, translation


@dataclass(frozen=True, slots=True)
class KeptPage:
    """A page as it is frozen with its edition."""

    page: str
    left_at: datetime | None
    """When the last mail with a link to it began to leave; None while none has."""


class EvidencePageStore:
    """Pages of all editions, in all of their languages."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, name: str) -> KeptPage | None:
        """The page of that name; None where its edition is gone, or another draft has taken its place."""
        of_languages = [
            select(table.c.edition_id, table.c.page).where(table.c.name == name)
            for table in (evidence_page, translation)
        ]
        with self._database.read() as connection:
            found = next(filter(None, (connection.execute(each).first() for each in of_languages)), None)
            if found is None:
                return None
            claimed = select(func.max(delivery_event.c.at)).where(
                delivery_event.c.edition_id == found.edition_id,
                delivery_event.c.state == DeliveryState.CLAIMED.value,
            )
            at = connection.scalar(claimed)
        return KeptPage(found.page, as_moment(at) if at else None)
