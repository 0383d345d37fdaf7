"""Groups that no record names: what they did is not known, which is not nothing (promise 2). Pure.

A group that is misspelt, one whose records the account may not read, and one that never completed anything look the
same: over the whole horizon no row names them. None of them had a quiet month.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from drumbeat.digest.language.phrase import Phrase, phrase, plural
from drumbeat.digest.language.spoken import spoken
from drumbeat.digest.people.privacy import plain
from drumbeat.errors import NotCovered
from drumbeat.records.model import Ref
from drumbeat.records.team import Team
from drumbeat.signals.gate import Judged

_NEAR = 0.5
"""How alike names are that are taken for each other, from 0 to 1."""


def group_names(judged: Iterable[Judged]) -> list[str]:
    """What the groups of records that may be named are called, alphabetical; a sys_id where one has no name."""
    refs = {item.record.assignment_group for item in judged if item.may_be_named}
    return sorted({ref.name or ref.sys_id for ref in refs if ref}, key=str.casefold)


def nearest(name: str, known: Iterable[str]) -> list[str]:
    """Up to three of these names that may be meant, the nearest first; case says nothing."""
    folded = {each.casefold(): each for each in known}
    return [folded[each] for each in get_close_matches(name.casefold(), sorted(folded), n=3, cutoff=_NEAR)]


def meant(name: str, known: Iterable[str]) -> str:
    """The question whether one of these was meant; empty where none is near."""
    near = nearest(name, known)
    return f"Did you mean {' or '.join(f'“{each}”' for each in near)}?" if near else ""


def unnamed(names: Iterable[str], judged: Sequence[Judged]) -> list[str]:
    """Those of the groups that no record names, whether it counts or not."""
    refs: set[Ref] = {item.record.assignment_group for item in judged}
    return [name for name in names if not any(ref.is_named(name) for ref in refs)]


def refuse_unnamed(team: Team, judged: Sequence[Judged]) -> None:
    """Raises NotCovered for a team of which no record tells: neither of one of its groups nor of its technicians."""
    people = {item.record.principal for item in judged} if team.technicians else set()
    is_known = any(ref.is_named(name) for name in team.technicians for ref in people)
    if is_known or len(unnamed(team.groups, judged)) < len(team.groups):
        return
    names = [f"“{plain(name)}”" for name in team.groups or team.technicians]
    raise NotCovered(
        spoken(
            phrase(
                "No record that was read names {names}. What “{team}” did is not known, which is no quiet month.",
                names=tuple(names),
                team=plain(team.name),
            )
        ),
        recovery=_way_out(team, group_names(judged)),
    )


def _way_out(team: Team, known: Sequence[str]) -> str:
    if not team.groups:
        return "Compare their names with ServiceNow's, and add the team anew."
    asked = next(filter(None, (meant(name, known) for name in team.groups)), "")
    mended = f'drumbeat team change "{team.name}" --group NAME --no-group NAME'
    return f"{asked} See the groups with `drumbeat team groups`, then mend the team: {mended}.".lstrip()


def unnamed_note(groups: Sequence[str]) -> Phrase:
    """What a reader is told of such groups."""
    return plural(
        "No record that was read names the group {groups}: what it did is not known.",
        "No record that was read names the groups {groups}: what they did is not known.",
        len(groups),
        groups=tuple(groups),
    )
