"""`drumbeat status` for programs: one JSON object, or metrics in a file."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import Enum, StrEnum
from pathlib import Path
from typing import Any

from drumbeat import __version__
from drumbeat.atomic_files import SERVED, write_whole
from drumbeat.desk.census import census
from drumbeat.desk.context import Context
from drumbeat.desk.overview import Last, lasts_of, next_at
from drumbeat.desk.standings import policy_of
from drumbeat.desk.waiting import Wait, lacks_of, waits_of
from drumbeat.editions.bounces import BoxState
from drumbeat.errors import SettingsError
from drumbeat.records.team import Team


class Form(StrEnum):
    """How the status is said."""

    TEXT = "text"
    JSON = "json"


def write_metrics(context: Context, path: Path) -> None:
    """What /metrics tells of the store, whole or not at all, readable by the collector.

    Raises StoreError or TryLater where the store cannot be asked; the file says so then.
    """
    from drumbeat.metrics import exposition  # noqa: PLC0415  only who wants them pays for the library

    found = None
    try:
        found = census(context)
    finally:
        write_whole(path, exposition(found, context.settings.mail.per_day), SERVED)


def whole_status(context: Context) -> dict[str, Any]:
    """Every team, and the counts of the whole store. Moments are UTC; it names teams, and nobody."""
    found = census(context)
    counts = found.counts
    teams = context.store.teams.all()
    lasts = lasts_of(context, teams)
    return {
        "version": __version__,
        "at": _moment(found.taken_at),
        "teams": [_team(context, each, lasts[each.name]) for each in teams],
        "due": _named(found.due),
        "editions": _named(counts.editions),
        "deliveries": _named(counts.deliveries),
        "put_off": counts.put_off,
        "left_24h": counts.left_today,
        "tables": _named(counts.tables),
        "pulled_at": _moment(counts.pulled_at),
        "scheduler_at": _moment(counts.scheduler_at),
        "good_turn_at": _moment(counts.good_turn_at),
        "backed_up_at": _moment(counts.backed_up_at),
        "bounces": _bounces(found.bounces),
    }


def _bounces(box: BoxState | None) -> dict[str, Any] | None:
    if box is None:
        return None
    return {"read_at": _moment(box.read_at), "failing_since": _moment(box.failing_since), "trouble": box.trouble}


def _team(context: Context, team: Team, last: Last | SettingsError) -> dict[str, Any]:
    if isinstance(last, SettingsError):
        return {"name": team.name, "trouble": f"{last} {last.recovery}".strip()}
    following = next_at(context, team)
    return {
        "name": team.name,
        "month": f"{last.period.start:%Y-%m}",
        "state": last.standing.value if last.standing else None,
        "overdue": last.is_overdue,
        "held": [f"{each.start:%Y-%m}" for each in last.held],
        "mails": _named(last.mails),
        "may_have_left": last.may_have_left,
        "waits": [_wait(each) for each in (*waits_of(context, team, last), *lacks_of(context, team))],
        "due": [{"month": f"{each.period.start:%Y-%m}", "step": each.step.value} for each in last.due],
        "next": {"step": following[0].step.value, "at": _moment(following[0].at)} if following else None,
        "policy": policy_of(context, team).value,
    }


def _wait(each: Wait) -> dict[str, str]:
    return {"month": f"{each.period.start:%Y-%m}", "why": each.why, "how": each.how}


def _named(counts: Mapping[Any, int]) -> dict[str, int]:
    return {str(each.value if isinstance(each, Enum) else each): count for each, count in sorted(counts.items())}


def _moment(at: datetime | None) -> str | None:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ") if at else None
