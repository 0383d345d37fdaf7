"""Drafts of several teams at once, with all that decides what each waits for: for a page that lists them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain

from sqlalchemy import ColumnElement, exists, select

from drumbeat.digest.drafts import Draft
from drumbeat.digest.editing import UNEDITED
from drumbeat.editions.deliveries import DeliveryState
from drumbeat.editions.recipients import RecipientKind
from drumbeat.store.database import Database
from drumbeat.store.editing import editings_of
from drumbeat.store.schema import choice, delivery, edition, fact, recipient, team


class DraftStore:
    """Reads them in a handful of statements, however many they are."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def several(self, wanted: Mapping[int, Sequence[str]]) -> dict[int, Draft]:
        """Of these editions by id, each with the names of the teams whose leads decide about it, its own first."""
        query = (
            select(
                *(edition.c[name] for name in ("id", "team", "period_start", "period_end", "decided", "made_of")),
                choice.c.content.label("choices"),
                _has_reached().label("has_reached"),
                _is_company_wide().label("is_company_wide"),
                _has_figures().label("has_figures"),
            )
            .select_from(edition.outerjoin(choice, choice.c.edition_id == edition.c.id))
            .where(edition.c.id.in_(wanted))
        )
        with self._database.read() as connection:
            rows = connection.execute(query).all()
            teams = {*chain.from_iterable(wanted.values())}
            editings = editings_of(connection, teams, {row.period_start for row in rows})
        return {
            row.id: Draft(
                decided=row.decided,
                made_of=row.made_of,
                choices=row.choices or "",
                editings=tuple(
                    editings.get((name, row.period_start, row.period_end), UNEDITED) for name in wanted[row.id]
                ),
                is_first=not row.has_reached,
                is_company_wide=bool(row.is_company_wide),
                has_figures=bool(row.has_figures),
            )
            for row in rows
        }


def _has_reached() -> ColumnElement[bool]:
    """Whether any mail of the edition's team was ever accepted."""
    others = edition.alias()
    accepted = (others.c.team == edition.c.team, delivery.c.state == DeliveryState.SENT.value)
    return exists().select_from(others.join(delivery, delivery.c.edition_id == others.c.id)).where(*accepted)


def _is_company_wide() -> ColumnElement[bool]:
    """Whether a rule of its team leads to the whole company."""
    wide = [kind.value for kind in RecipientKind if kind.needs_approval]
    rules = exists().select_from(team.join(recipient, recipient.c.team_id == team.c.id))
    return rules.where(team.c.name == edition.c.team, recipient.c.kind.in_(wide), recipient.c.is_excluded == 0)


def _has_figures() -> ColumnElement[bool]:
    """Whether there are figures from outside of its period."""
    same = (fact.c[name] == edition.c[name] for name in ("team", "period_start", "period_end"))
    return exists().where(*same)
