"""Whom a team's rules lead to, rule by rule; and what sending to them would take."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from drumbeat.desk.context import Context
from drumbeat.desk.directory import directory_of
from drumbeat.desk.forecasts import Forecast, forecast_of
from drumbeat.desk.recipients import expansion_of
from drumbeat.editions.addresses import mailbox
from drumbeat.editions.directory import Directory
from drumbeat.editions.recipients import (
    Expansion,
    Outcome,
    Reason,
    Rule,
    Skipped,
    outcomes,
)
from drumbeat.editions.suppressions import Suppression
from drumbeat.records.persons import folded_name


@dataclass(frozen=True, slots=True)
class Readership:
    """A team's rules, and whom they lead to today."""

    rules: Sequence[Rule]
    found: Expansion
    directory: Directory
    suppressions: Sequence[Suppression]
    """Who unsubscribed from this team or every one, and whose mailbox is gone: also of people of other teams."""

    def outcomes(self, rules: Iterable[Rule]) -> list[Outcome]:
        """What each of the team's rules leads to."""
        return list(outcomes(rules, self.found, self.directory))

    def named(self, rule: Rule) -> str:
        """What a person calls whom the rule names: of a sys_id the name behind it, where there is one."""
        if rule.kind.is_address:
            return rule.name
        users, groups = self.directory.users_named(rule.name), self.directory.groups_named(rule.name)
        found = [each.name for each in (users if rule.kind == "user" else groups) if each.sys_id == rule.name]
        return found[0] if len(found) == 1 and found[0] else rule.name

    def holding(self, words: str) -> list[Rule]:
        """The rules whose name holds these words, or parts of words."""
        wanted = folded_name(words).split()
        return [rule for rule in self.rules if all(word in folded_name(self.named(rule)) for word in wanted)]

    @property
    def lost(self) -> list[Skipped]:
        """Who receives nothing though a rule leads there; and who unsubscribed from this team and is in no rule now."""
        known = {mailbox(each.address) for each in self.found.skipped if each.address}
        gone = [each for each in self.suppressions if each.team and known.isdisjoint(each.boxes(self.directory))]
        return [*self.found.skipped, *(Skipped(each.address, each.reason, each.address) for each in gone)]

    def suppression(self, skipped: Skipped) -> Suppression | None:
        """Since when somebody receives nothing, and of which teams; None where no one said so but ServiceNow."""
        if not skipped.address or skipped.reason not in (Reason.UNSUBSCRIBED, Reason.LEFT):
            return None
        box, about = mailbox(skipped.address), [each for each in self.suppressions if each.reason is skipped.reason]
        found = [each for each in about if box in each.boxes(self.directory)]
        return max(found, key=lambda each: not each.team, default=None)


def readership_of(context: Context, team: str) -> Readership:
    """Of today."""
    rules = context.store.recipients.rules(team)
    found = expansion_of(context, team, rules)
    return Readership(rules, found, directory_of(context), context.store.suppressions.all(team))


def forecast_with(context: Context, team: str, added: Sequence[Rule]) -> Forecast:
    """What sending takes once these rules are added, in place of those that speak of the same."""
    keys = {rule.key for rule in added}
    kept = [rule for rule in context.store.recipients.rules(team) if rule.key not in keys]
    return forecast_of(context, len(expansion_of(context, team, [*kept, *added]).recipients))
