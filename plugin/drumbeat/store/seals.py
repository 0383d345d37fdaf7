"""What an approval is of, as the store holds it: within the transaction of whoever asks."""

from __future__ import annotations

from sqlalchemy import Connection, select

from drumbeat.editions.recipients import recipient_rules_hash
from drumbeat.editions.standing import seal
from drumbeat.store.rules import rules_of
from drumbeat.store.schema import edition, team
from drumbeat.store.translations import translation_hashes


def contents_of(connection: Connection, edition_id: int) -> list[str]:
    """The hashes of what an edition holds now in every language, its own first; none where there is no such edition."""
    own = connection.scalar(select(edition.c.content_hash).where(edition.c.id == edition_id))
    return [own, *translation_hashes(connection, edition_id)] if own is not None else []


def seal_of(connection: Connection, edition_id: int) -> str:
    """The seal of what an edition holds now in every language, its own first, and of who is to receive it.

    Empty when there is no such edition, or its team is gone: nothing that was agreed to has that seal.
    """
    of_team = select(team.c.id).join(edition, team.c.name == edition.c.team).where(edition.c.id == edition_id)
    team_id = connection.scalar(of_team)
    if team_id is None:
        return ""
    return seal(contents_of(connection, edition_id), recipient_rules_hash(rules_of(connection, team_id)))
