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
from drumbeat.records.team import Team


def as_built(edition: Edition | Summary) -> datetime:
    """When the edition's draft was made."""
    return datetime.strptime(edition.built_at, "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC)


def is_whole(edition: Edition) -> bool:
    """Whether it tells of the whole of its period: its records reached to the end of it."""
    return bool(json.loads(edition.content.digest)["period"]["whole"])


def is_edited(context: Context, team: Team, period: Period, edition: Edition) -> bool:
    """Whether what is decided about the edition is other than what its draft was made of: it does not hold that.

    Of a combined team, also what the leads of its teams decided, or whether it is made of other teams by now.
    """
    return edition.decided != decided_now(context, team, period) or _tells_of_others(team, edition)


def decided_now(context: Context, team: Team, period: Period) -> str:
    """What the leads have decided by now, as an edition keeps it."""
    return decided_hash(context.store.editing.get(name, period) for name in (team.name, *team.teams))


def _tells_of_others(team: Team, edition: Edition) -> bool:
    """Whether the edition of a combined team has sections of others, or in another order."""
    if not team.teams:
        return False
    frozen = json.loads(edition.content.digest)
    alone = frozen.get("without_section", [])
    told = [each["team"] for each in frozen.get("sections", ())]
    now = [plain(name) for name in team.teams]
    return told != [name for name in now if name not in alone] or not set(alone) <= set(now)
