"""A team's rules of who receives its digest, within a transaction of whoever keeps teams or recipients."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from sqlalchemy import Connection, delete, insert, select, update

from drumbeat.editions.recipients import RecipientKind, Rule
from drumbeat.errors import SettingsError
from drumbeat.store import schema
from drumbeat.store.schema import recipient

_KINDS = tuple(RecipientKind)
_BYTES = 16


def rules_of(connection: Connection, team_id: int) -> list[Rule]:
    """All rules of a team: by kind, those who receive before those left out, by name."""
    rows = connection.execute(select(recipient).where(recipient.c.team_id == team_id))
    found = [Rule(RecipientKind(row.kind), row.name, bool(row.is_excluded), row.language, row.keeper) for row in rows]
    return sorted(found, key=lambda rule: (rule.is_excluded, _KINDS.index(rule.kind), rule.name.casefold(), rule.name))


def save_rules(connection: Connection, team: str, team_id: int, rules: Sequence[Rule]) -> None:
    """Keep new rules. Raises SettingsError when one of them speaks of whom another speaks already, in any case."""
    known = {rule.key: rule for rule in rules_of(connection, team_id)}
    for rule in rules:
        if rule.key in known:
            raise _known_already(team, known[rule.key], rule, is_alone=len(rules) == 1)
        known[rule.key] = rule
    _revise(connection, team_id)
    rows = [
        {
            "team_id": team_id,
            "kind": rule.kind.value,
            "name": rule.name,
            "is_excluded": int(rule.is_excluded),
            "language": rule.language,
            "keeper": rule.keeper,
        }
        for rule in rules
    ]
    if rows:
        connection.execute(insert(recipient), rows)


def drop_rules(connection: Connection, team: str, team_id: int, rules: Sequence[Rule]) -> list[Rule]:
    """Forget rules, and return them as they were kept. Raises SettingsError when there is none that speaks of it."""
    known = {rule.key: rule for rule in rules_of(connection, team_id)}
    _revise(connection, team_id)
    dropped = []
    for rule in rules:
        kept = known.pop(rule.key, None)
        if kept is None:
            raise SettingsError(
                f"{rule.title} is no recipient of “{team}”.",
                recovery=f'See who is: drumbeat recipient list --team "{team}".',
            )
        connection.execute(
            delete(recipient).where(
                recipient.c.team_id == team_id, recipient.c.kind == kept.kind.value, recipient.c.name == kept.name
            )
        )
        dropped.append(kept)
    return dropped


def _revise(connection: Connection, team_id: int) -> None:
    """The rules are others now. A number that counts up would come again with a team's id, and with a backup."""
    connection.execute(
        update(schema.team).where(schema.team.c.id == team_id).values(rules_revision=secrets.token_hex(_BYTES))
    )


def _known_already(team: str, kept: Rule, new: Rule, *, is_alone: bool) -> SettingsError:
    stands = "is left out of" if kept.is_excluded else "receives"
    is_same = (kept.kind, kept.is_excluded, kept.language, kept.keeper) == (
        *(new.kind, new.is_excluded),
        *(new.language, new.keeper),
    )
    change = f'To change that, remove it first: drumbeat recipient remove --team "{team}".'
    return SettingsError(
        f"{new.title} {stands} the digest of “{team}” already.",
        recovery=(_NOTHING if is_alone else _LEAVE_OUT) if is_same else f"{change}{'' if is_alone else _NOBODY}",
    )


_NOTHING = "Nothing needs to be done."
_NOBODY = " None of the others was added."
_LEAVE_OUT = "None of the others was added: leave this one out, then run the command again."
