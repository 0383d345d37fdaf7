"""Who receives a team's digest: rules, each change of which is in the audit log with who made it."""

from __future__ import annotations

from dataclasses import replace

from drumbeat.editions.recipients import Rule, RuleChange, recipient_rules_hash
from drumbeat.errors import Conflict
from drumbeat.ports import AuditEntry
from drumbeat.store.audit import log_all
from drumbeat.store.database import Database, moment_text
from drumbeat.store.delivery_rows import follow_lists, withdraw
from drumbeat.store.rules import drop_rules, rules_of, save_rules
from drumbeat.store.teams import known_id


class RecipientStore:
    """Rules by team."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def rules(self, team: str) -> list[Rule]:
        """All rules: those who receive first, by kind and name. Raises SettingsError when the team is unknown."""
        with self._database.read() as connection:
            return rules_of(connection, known_id(connection, team))

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
                    f"Somebody has changed the recipients of “{team}” meanwhile. There are {count} of them now.",
                )
            dropped = drop_rules(connection, team, team_id, change.removed)
            save_rules(connection, team, team_id, change.added)
            for address in change.withdrawn:
                withdraw(connection, team, address)
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
