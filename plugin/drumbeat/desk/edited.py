"""What has happened since a draft was made."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from drumbeat.desk.context import Context
from drumbeat.digest.editing import decided_hash
from drumbeat.digest.people.privacy import plain
from drumbeat.editions.deliveries import Summary
from drumbeat.ports import Edition
from drumbeat.records.period import Period
from drumbeat.records.team import Team, whose_work


def as_built(edition: Edition | Summary) -> datetime:
    """When the edition's draft was made."""
    return datetime.fromisoformat(edition.built_at).replace(tzinfo=UTC)


def is_whole(edition: Edition) -> bool:
    """Whether it tells of the whole of its period: its records reached to the end of it."""
    return bool(json.loads(edition.content.digest)["period"]["whole"])


def is_edited(context: Context, team: Team, period: Period, edition: Edition) -> bool:
    """Whether what is decided about the edition is other than what its draft was made of: it does not hold that.

    Of a combined team, also what the leads of its teams decided; of any, whether it is made of others by now.
    """
    return edition.decided != decided_now(context, team, period) or tells_of_others(context, team, edition)


def decided_now(context: Context, team: Team, period: Period) -> str:
    """What the leads have decided by now, as an edition keeps it."""
    return decided_hash(context.store.editing.get(name, period) for name in (team.name, *team.teams))


def made_of(context: Context, team: Team) -> str:
    """Whose work a digest of the team tells that is made now, as an edition keeps it."""
    members = {each.name: each for each in context.store.teams.several(team.teams)} if team.teams else {}
    return whose_work([team, *(members[name] for name in team.teams if name in members)])


def tells_of_others(context: Context, team: Team, edition: Edition) -> bool:
    """Whether the edition was made of other groups, technicians or teams than its team has by now."""
    if not edition.made_of:
        return _has_other_sections(team, edition)
    now = context.store.teams.several([team.name])  # it may have become another since whoever asks has read it
    return edition.made_of != made_of(context, now[0] if now else team)


def _has_other_sections(team: Team, edition: Edition) -> bool:
    """Whether the edition of a combined team, of an older version, has sections of others, or in another order."""
    if not team.teams:
        return False
    frozen = json.loads(edition.content.digest)
    alone = frozen.get("without_section", [])
    told = [each["team"] for each in frozen.get("sections", ())]
    now = [plain(name) for name in team.teams]
    return told != [name for name in now if name not in alone] or not set(alone) <= set(now)
