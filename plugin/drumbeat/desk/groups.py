"""Assignment groups, as records and ServiceNow's own list name them: which there are, and which nobody knows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from drumbeat.desk.context import Context
from drumbeat.desk.directory import directory_of
from drumbeat.digest.unnamed import group_names, meant, unnamed


def known_groups(context: Context) -> list[tuple[str, list[str]]]:
    """The groups that records name, alphabetical, each with the teams that are made of it.

    Raises SettingsError when nothing was pulled yet.
    """
    teams = [team for team in context.store.teams.all() if not team.teams]
    names = group_names(context.stock.judged)
    return [(name, [team.name for team in teams if name in team.groups]) for name in names]


def doubts(context: Context, groups: Iterable[str]) -> Iterator[str]:
    """What is odd about these names of groups, a few sentences each; nothing where no record was pulled yet."""
    wanted = list(groups)
    if not wanted or not context.store.records.pulls():
        return
    judged = context.stock.judged
    directory = directory_of(context)
    known = {*group_names(judged), *(group.name for found in directory.groups.values() for group in found)}
    for name in unnamed(wanted, judged):
        is_there = any(name in (group.name, group.sys_id) for group in directory.groups_named(name))
        asked = "" if is_there else meant(name, known)
        there = f"ServiceNow has the group “{name}”, but no record" if is_there else "No record"
        named = "names it" if is_there else f"names the group “{name}”"
        yield " ".join(filter(None, (f"{there} that was read {named}, so there is nothing to tell of it.", asked)))
