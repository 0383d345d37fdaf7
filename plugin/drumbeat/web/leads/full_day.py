"""The note that an edition does not find room on its day beside other teams'."""

from __future__ import annotations

from drumbeat.records.period import Period
from drumbeat.web.blocks import Text
from drumbeat.web.visits import Visit


def full_day(visit: Visit, period: Period) -> list[Text]:
    """The note; nothing where there is room, or it is not known yet."""
    said = visit.full_days.told(visit.context, visit.team, period)
    return [Text(said, "note")] if said is not None else []
