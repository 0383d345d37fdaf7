"""Corrections to editions that have left."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import Connection, delete, insert, select

from drumbeat.digest.evidence.lines import EvidenceLine
from drumbeat.digest.later.corrections import Cause, Correction, Frozen
from drumbeat.editions.deliveries import EditionState
from drumbeat.records.period import Period
from drumbeat.records.team import Team
from drumbeat.store.database import Database, moment_text
from drumbeat.store.schema import correction, edition, evidence

_LINE = (evidence.c.figure, evidence.c.number, evidence.c.kind, evidence.c.service, evidence.c.day, evidence.c.reason)


class CorrectionStore:
    """What has changed about editions since they were frozen."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def frozen(self, team: Team) -> dict[int, Frozen]:
        """The team's editions that have begun to leave, by their ids, the oldest first."""
        left = select(edition).where(edition.c.team == team.name, edition.c.state != EditionState.DRAFT.value)
        with self._database.read() as connection:
            rows = connection.execute(left.order_by(edition.c.period_start, edition.c.id)).all()
            found = {}
            for row in rows:
                period = Period(date.fromisoformat(row.period_start), date.fromisoformat(row.period_end), team.zone)
                figures = frozenset(figure["id"] for figure in json.loads(row.digest)["figures"])
                query = select(*_LINE).where(evidence.c.edition_id == row.id).order_by(evidence.c.position)
                lines = connection.execute(query)
                found[row.id] = Frozen(period, figures, [EvidenceLine(*line) for line in lines])
        return found

    def record(self, edition_id: int, found: Sequence[Correction], now: datetime) -> list[Correction]:
        """Keep what differs now, and return what was not known yet.

        What was recorded keeps its cause: a reopened record may be gone by the time of the next look. What holds no
        longer is forgotten.
        """
        with self._database.begin() as connection:
            known = {_key(each) for each in self._known(connection, edition_id)}
            holds = {_key(each): each for each in found}
            for figure, number, kind in known - holds.keys():
                connection.execute(
                    delete(correction).where(
                        correction.c.edition_id == edition_id,
                        correction.c.figure == figure,
                        correction.c.number == number,
                        correction.c.kind == kind,
                    )
                )
            new = [each for key, each in holds.items() if key not in known]
            if new:
                values = [
                    {
                        "edition_id": edition_id,
                        "figure": each.figure,
                        "number": each.number,
                        "kind": each.kind,
                        "change": each.cause.value,
                        "found_at": moment_text(now),
                    }
                    for each in new
                ]
                connection.execute(insert(correction), values)
            return new

    def of(self, edition_id: int) -> list[Correction]:
        """All corrections to an edition, in a fixed order."""
        with self._database.read() as connection:
            return self._known(connection, edition_id)

    @staticmethod
    def _known(connection: Connection, edition_id: int) -> list[Correction]:
        query = select(correction).where(correction.c.edition_id == edition_id)
        ordered = query.order_by(correction.c.figure, correction.c.number, correction.c.kind)
        return [Correction(row.figure, row.number, row.kind, Cause(row.change)) for row in connection.execute(ordered)]


def _key(each: Correction) -> tuple[str, str, str]:
    return each.figure, each.number, each.kind
