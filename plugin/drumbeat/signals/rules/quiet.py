"""V24 and V25: work that nobody notices, because nothing happened (signals sheet 1.4). Of teams alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta

from drumbeat.records.model import (
    Article,
    CatalogTask,
    Change,
    Improvement,
    ImprovementTask,
    Incident,
    Outage,
    Problem,
    ProjectTask,
    Ref,
    RequestItem,
    Stage,
    WorkRecord,
)
from drumbeat.signals.gathered import done
from drumbeat.signals.held import Held
from drumbeat.signals.material import Material, Statement, evidence_of, team_signal
from drumbeat.signals.model import Default, Evidence, Rule, Signal
from drumbeat.signals.months import later
from drumbeat.signals.rules.reliability import incidents_of
from drumbeat.signals.trend import Share, by_period, together, typical
from drumbeat.signals.world import World

RECORDS = 10
AROUND = timedelta(hours=24)
_OUTAGES = frozenset({"cmdb_ci_outage", "task_outage"})
_AHEAD = (Problem, Improvement, ImprovementTask, ProjectTask, Article)
_COUNTED = (Incident, RequestItem, CatalogTask, Change, *_AHEAD)


def proactive(material: Material) -> Iterator[Signal]:
    """V24."""
    now, *before = (_share(records) for records in by_period(material, _work(material), lambda each: each.moment))
    usual = typical(before, 1)
    if now.n >= RECORDS and usual is not None and now.value > usual:
        yield together(("V24", "1.0.0"), material, ((record, _evidence(record)) for record in now.hits))


def quiet(material: Material) -> Iterator[Signal]:
    """V25."""
    world = material.world
    if not world.partial.isdisjoint(_OUTAGES):
        return  # nobody knows what the rest records
    for change in material.of(Change):
        watched = [ref for ref in (change.cmdb_ci, change.business_service) if _is_monitored(ref, world)]
        if watched and not _was_felt(change, world):
            field = "cmdb_ci" if watched[0] == change.cmdb_ci else "business_service"
            shown = (
                evidence_of(change, "close_code", change.close_code),
                evidence_of(change, field, Held.NO_OUTAGE),
            )
            yield team_signal("V25", "1.0.0", material, Statement(change, shown))


RULES = (
    Rule(
        id="V24",
        version="1.0.0",
        label="Proactive share",
        sentence="Of at least ten records of the period that count, the share of improvements, problems, planned (not "
        "emergency) changes, tasks of improvements and projects, and articles is above the team’s own median of the "
        "six periods before, of which at least three are known. No target, never of a person.",
        default=Default.TEAM,
        tables=("incident",),
        any_of=("problem", "change_request", "sn_cim_register", "pm_project", "kb_knowledge"),
        needs_group=True,
        find=proactive,
    ),
    Rule(
        id="V25",
        version="1.0.0",
        label="Quiet work made visible",
        sentence="A successful change on a configuration item or business service whose availability is monitored (as "
        "the settings say): no outage or degradation of the change or of either, and no outage that is still open, "
        "from 24 hours before its actual start to 24 hours after its actual end, and no incident that names it as its "
        "cause. Without monitoring nobody knows that nothing happened, and nothing is told; nor where outages were "
        "read only in part.",
        default=Default.TEAM,
        tables=("change_request", "cmdb_ci_outage"),
        fields=("cmdb_ci_outage.cmdb_ci",),
        find=quiet,
    ),
)


def _work(material: Material) -> Iterator[WorkRecord]:
    """The scope's work of any time: what counts, and closed tasks of projects. One article counts once."""
    for record in material.world.eligible:
        if isinstance(record, _COUNTED) and material.is_mine(record):
            yield record
    for task in material.world.of(ProjectTask):
        if task.stage is Stage.DONE and material.is_mine(task):
            yield task


def _share(records: Iterable[WorkRecord]) -> Share:
    once = {record.article_id if isinstance(record, Article) else record.sys_id: record for record in records}
    ahead = tuple(record for record in once.values() if _is_ahead(record))
    return Share(ahead, len(once))


def _is_ahead(record: WorkRecord) -> bool:
    return record.type != "emergency" if isinstance(record, Change) else isinstance(record, _AHEAD)


def _evidence(record: WorkRecord) -> Evidence:
    return evidence_of(record, "type", record.type or Held.PLANNED) if isinstance(record, Change) else done(record)


def _is_monitored(ref: Ref, world: World) -> bool:
    return bool(ref) and (ref.sys_id in world.monitored or ref.name in world.monitored)


def _was_felt(change: Change, world: World) -> bool:
    """Whether an outage of the change, its item or its service lies around the work, or it caused an incident.

    Without the times of the work nobody knows.
    """
    if change.work_start is None or change.work_end is None:
        return True
    if incidents_of(change, world):
        return True
    by_name = world.once(_outages)
    names = {name for ref in (change.cmdb_ci, change.business_service) for name in ref if name}
    first, last = later(change.work_start, -AROUND), later(change.work_end, AROUND)
    own = [outage for key in (change.sys_id, change.number) for outage in world.outages_of_task.get(key, ())]
    others = [outage for name in names for outage in by_name.get(name, ())]
    return any(_overlaps(outage, first, last) for outage in (*own, *others))


def _overlaps(outage: Outage, first: datetime, last: datetime) -> bool:
    if outage.begin is not None and outage.begin > last:
        return False
    return outage.end is None or (outage.type != "planned" and outage.end >= first)


def _outages(world: World) -> Mapping[str, list[Outage]]:
    """Item or service, by sys_id and by name -> its outages."""
    found: dict[str, list[Outage]] = defaultdict(list)
    for outage in world.of(Outage):
        for name in set(outage.cmdb_ci) - {""}:
            found[name].append(outage)
    return found
