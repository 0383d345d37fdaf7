"""Who receives a team's digest: rules, each change of which is in the audit log with who made it."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace
from threading import Lock

from sqlalchemy import select

from drumbeat.editions.deliveries import NOT_RECEIVING
from drumbeat.editions.recipients import Rule, RuleChange, recipient_rules_hash
from drumbeat.errors import Conflict
from drumbeat.ports import AuditEntry
from drumbeat.sentences import sentence
from drumbeat.store import schema
from drumbeat.store.audit import log_all
from drumbeat.store.database import Database, moment_text
from drumbeat.store.delivery_rows import follow_lists, withdraw
from drumbeat.store.rules import drop_rules, rules_of, save_rules
from drumbeat.store.teams import known_id

_REMEMBERED = 50
"""Teams whose rules are remembered."""


class RecipientStore:
    """Rules by team."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = Lock()
        self._known: OrderedDict[int, tuple[str, tuple[Rule, ...]]] = OrderedDict()

    def rules(self, team: str) -> tuple[Rule, ...]:
        """All rules: those who receive first, by kind and name. Raises SettingsError when the team is unknown.

        The same tuple as before while nobody has changed them: ten thousand are not read for each page.
        """
        with self._database.read() as connection:
            team_id = known_id(connection, team)
            revision = connection.scalars(select(schema.team.c.rules_revision).where(schema.team.c.id == team_id)).one()
            with self._lock:
                known = self._known.get(team_id)
                if known is not None and known[0] == revision:
                    self._known.move_to_end(team_id)
                    return known[1]
            found = tuple(rules_of(connection, team_id))
        if revision:
            with self._lock:
                self._known[team_id] = revision, found
                while len(self._known) > _REMEMBERED:
                    self._known.popitem(last=False)
        return found

    def change(self, team: str, change: RuleChange, entry: AuditEntry) -> None:
        """All of the change, or nothing; what waits for an address that becomes a list by it follows at once.

        Raises SettingsError when a rule is there already, or is not there; Conflict when the rules are not those that
        were seen.
        """
        with self._database.begin() as connection:
            team_id = known_id(connection, team)
            standing = rules_of(connection, team_id)
            if change.seen and change.seen != recipient_rules_hash(standing):
                count = len(standing)
                raise Conflict(
                    sentence(
                        "Somebody has changed the recipients of “{team}” meanwhile. There are {count} of them now.",
                        team=team,
                        count=count,
                    ),
                )
            dropped = drop_rules(connection, team, team_id, change.removed)
            save_rules(connection, team, team_id, change.added)
            for address in change.withdrawn:
                withdraw(connection, team, address, NOT_RECEIVING, moment_text(entry.at))
            follow_lists(connection, team, change.added, moment_text(entry.at))
            told = [("remove recipient", rule) for rule in dropped] + [("add recipient", rule) for rule in change.added]
            log_all(connection, [_entry(entry, act, team, rule) for act, rule in told], team)


def _entry(entry: AuditEntry, act: str, team: str, rule: Rule) -> AuditEntry:
    said = [
        f"{team}: {rule.title}",
        "left out" if rule.is_excluded else "",
        f"language {rule.language}" if rule.language else "",
        f"keeper {rule.keeper}" if rule.keeper else "",
        entry.detail,
    ]
    return replace(entry, act=act, detail="; ".join(filter(None, said)))
