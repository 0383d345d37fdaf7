"""What an approval is of, as the store holds it: within the transaction of whoever asks."""

from __future__ import annotations

from sqlalchemy import Connection, select

from drumbeat.editions.recipients import recipient_rules_hash
from drumbeat.editions.standing import seal
from drumbeat.store.rules import rules_of
from drumbeat.store.schema import edition, team
from drumbeat.store.translations import translation_hashes


def seal_of(connection: Connection, edition_id: int) -> str:
    """The seal of what an edition holds now in every language, its own first, and of who is to receive it.

    Empty when there is no such edition, or its team is gone: nothing that was agreed to has that seal.
    """
    found = connection.execute(
        select(edition.c.content_hash, team.c.id)
        .join(team, team.c.name == edition.c.team)
        .where(edition.c.id == edition_id)
    ).one_or_none()
    if found is None:
        return ""
    contents = [found.content_hash, *translation_hashes(connection, edition_id)]
    return seal(contents, recipient_rules_hash(rules_of(connection, found.id)))
