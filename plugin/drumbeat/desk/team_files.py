"""Teams by file: what a file would change about the store, and the change itself, all of it or nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from drumbeat.desk.context import Context
from drumbeat.desk.groups import doubts
from drumbeat.desk.leads import hand_over
from drumbeat.desk.recipients import limits_of, rule_change
from drumbeat.desk.teams import described, made_of
from drumbeat.desk.timetables import checked, first_month, timetable_of
from drumbeat.editions.recipients import Rule, RuleChange
from drumbeat.editions.rule_rows import COLUMNS, Limits, as_row, rule_of
from drumbeat.editions.team_files import TeamEntry, refuse, team_of, written
from drumbeat.errors import SettingsError
from drumbeat.records.team import Team
from drumbeat.records.zones import zone_named

_SAID = ("groups", "technicians", "teams", "zone", "lead", "lead_address", "language")
_OF_SCHEDULE = ("policy", "draft_on", "send_on", "hour", "country", "begins")


@dataclass(frozen=True, slots=True)
class TeamChange:
    """What becomes of one team."""

    before: Team | None
    """None of a new one."""
    after: Team
    rules: RuleChange

    @property
    def new_groups(self) -> list[str]:
        """The groups that the team has afterwards and had not before."""
        before = self.before.groups if self.before is not None else ()
        return [name for name in self.after.groups if name not in before]

    @property
    def is_of_others(self) -> bool:
        """Whether a team that is there is made of others afterwards."""
        return self.before is not None and _made_of(self.before) != _made_of(self.after)

    @property
    def said(self) -> list[str]:
        """What is other afterwards, in a few words each; nothing of a team that stays as it is."""
        both = {rule.key for rule in self.rules.added} & {rule.key for rule in self.rules.removed}
        counts = {
            "added": len(self.rules.added) - len(both),
            "changed": len(both),
            "removed": len(self.rules.removed) - len(both),
        }
        told = ", ".join(f"{count} {what}" for what, count in counts.items() if count)
        return [*_differences(self.before, self.after), *([f"recipients: {told}"] if told else [])]


def exported(context: Context) -> str:
    """All teams of the store as a file."""
    return written((team, context.store.recipients.rules(team.name)) for team in context.store.teams.all())


def changes_of(context: Context, entries: Sequence[TeamEntry]) -> list[TeamChange]:
    """What the file would change, team by team in its order. Raises TeamFileUnreadable with every mistake in it."""
    known = {team.name: _own(team) for team in context.store.teams.all()}
    names = known.keys() | {entry.name for entry in entries}
    problems: list[str] = []
    found = []
    for entry in entries:
        try:
            found.append(_change(context, entry, known.get(entry.name), problems))
        except SettingsError as error:
            problems.append(f"{entry.at()}: “{entry.name}”: {error} {error.recovery}")
        unknown = [name for name in entry.sources.get("teams", ()) if name not in names]
        problems += [f"{entry.at('of')}: there is no team “{name}”, neither here nor in the file" for name in unknown]
    refuse(problems)
    return found


def apply(context: Context, changes: Iterable[TeamChange]) -> int:
    """Keep all changes, or none where the store refuses one; how many drafts new leads were told of.

    Raises SettingsError as the store does.
    """
    wanted = [change for change in changes if change.said]
    members = {name for team in context.store.teams.all() for name in team.teams}
    with context.store.editions.together():
        for change in sorted(wanted, key=lambda each: _turn(each.after, members)):
            _keep(context, change)
    return sum(
        hand_over(context, each.after)
        for each in wanted
        if each.before is not None and each.before.lead_address != each.after.lead_address
    )


def group_doubts(context: Context, changes: Iterable[TeamChange]) -> list[str]:
    """What is odd about the groups that teams come to have, team by team (`groups.doubts`)."""
    return [f"“{each.after.name}”: {doubt}" for each in changes for doubt in doubts(context, each.new_groups)]


def counted(changes: Iterable[TeamChange]) -> Counter[str]:
    """How many teams are `new`, `changed`, and the `same` as before."""
    return Counter("new" if each.before is None else "changed" if each.said else "same" for each in changes)


def _turn(team: Team, members: set[str]) -> int:
    """Teams before those that combine them; what is a part of another until then comes last, and combines then."""
    return 0 if not team.teams else 2 if team.name in members else 1


def _keep(context: Context, change: TeamChange) -> None:
    teams, after, before = context.store.teams, change.after, change.before
    entry = context.entry("import team", "", f"{after.name}, {'; '.join(change.said)}")
    if before is None:
        teams.add(after, entry)
    else:
        if change.is_of_others:
            teams.recompose(after, entry)
        if _described(before) != _described(after):
            teams.change(after, entry)
        if before.schedule != after.schedule:
            context.store.timetables.change(after.name, after.schedule, entry)
    if change.rules.added or change.rules.removed:
        context.store.recipients.change(after.name, change.rules, context.entry("change recipients"))


def _change(context: Context, entry: TeamEntry, before: Team | None, problems: list[str]) -> TeamChange:
    base = before or Team(entry.name, (), (), zone_named(context.settings.report.time_zone))
    wanted = described(context, made_of(team_of(entry, base)), entry.words)
    if before is None and not entry.says_begins:
        begins = first_month(timetable_of(wanted), context.clock(), context.settings.schedule.max_lateness)
        wanted = replace(wanted, schedule=replace(wanted.schedule, begins=begins))
    after = replace(wanted, schedule=checked(wanted, context.clock()))
    if entry.recipients is None:
        return TeamChange(before, after, RuleChange())
    there = context.store.recipients.rules(entry.name) if before is not None else []
    known = {rule.key: rule for rule in there}
    rules = {rule.key: rule for rule in _rules(entry, there, limits_of(context), problems)}
    added = [rule for key, rule in rules.items() if known.get(key) != rule]
    removed = [rule for key, rule in known.items() if rules.get(key) != rule]
    return TeamChange(before, after, rule_change(context, there, added, removed))


def _rules(entry: TeamEntry, there: Sequence[Rule], limits: Limits, problems: list[str]) -> Iterator[Rule]:
    """The rules of the file; what is none, or is said twice in different ways, goes among the problems.

    A rule that is there already stays, whatever the settings would say of a new one.
    """
    known = {tuple(as_row(rule).values()): rule for rule in there}
    seen: dict[tuple[str, str], Rule] = {}
    for at, row in enumerate(entry.recipients or ()):
        found = known.get(tuple(row.get(column, "") for column in COLUMNS)) or rule_of(row, limits)
        if isinstance(found, str):
            problems.append(f"{entry.at('recipient', at)}: {row.get('name', '')[:60]}: {found}")
        elif seen.setdefault(found.key, found) != found:
            problems.append(f"{entry.at('recipient', at)}: {found.title} stands there already, in another way.")
        else:
            yield found


def _own(team: Team) -> Team:
    """Without what a combined team has of its teams."""
    return replace(team, groups=(), technicians=()) if team.teams else team


def _made_of(team: Team) -> tuple[tuple[str, ...], ...]:
    return team.groups, team.technicians, team.teams


def _described(team: Team) -> tuple[str, ...]:
    return team.zone.key, team.lead, team.lead_address, team.language


def _differences(before: Team | None, after: Team) -> Iterator[str]:
    """Key by key; of a new team all that it has."""
    if before is None:
        yield "new"
    were = _said(before) if before is not None else {}
    for key, now in _said(after).items():
        if now != were.get(key, ""):
            was = f" (was {were[key] or 'none'})" if before is not None else ""
            yield f"{key.replace('_', ' ')}: {now or 'none'}{was}"


def _said(team: Team) -> Mapping[str, str]:
    said = {key: getattr(team, key) for key in _SAID} | {key: getattr(team.schedule, key) for key in _OF_SCHEDULE}
    return {key: ", ".join(value) if isinstance(value, tuple) else str(value or "") for key, value in said.items()}
