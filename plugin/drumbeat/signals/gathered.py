"""What several records say of one person together: areas of work, practices, a skill that grew."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from drumbeat.records.model import Article, Ref, WorkRecord
from drumbeat.signals.credit import Credit
from drumbeat.signals.held import Held
from drumbeat.signals.material import Material, evidence_of
from drumbeat.signals.model import Evidence, Role, Signal, Status
from drumbeat.signals.units import units


@dataclass(frozen=True, slots=True)
class Stake:
    """One record that a person had a part in."""

    person: Ref
    record: WorkRecord
    role: Role


@dataclass(frozen=True, slots=True)
class Gathered:
    """What is said of one person on several records."""

    stakes: tuple[Stake, ...]
    """All of the same person."""
    needed: int
    """How many units of work the rule asks for; see `apart`."""
    about: str = ""
    more: tuple[Evidence, ...] = ()
    """What else it stands on."""


def stakes(material: Material, records: Iterable[WorkRecord]) -> list[Stake]:
    """Who did something in these records, by the credit rule."""
    return [Stake(who, record, role) for record in records for who, role, _ in active(material.credit(record))]


def active(credited: Credit) -> Iterator[tuple[Ref, Role, tuple[Evidence, ...]]]:
    """The lead, and contributors by what they did: to be named as an additional assignee is no practice."""
    if credited.lead:
        yield credited.lead, Role.LEAD, ()
    for part in credited.contributors:
        acts = tuple(each for each in part.evidence if each.field != "additional_assignee_list")
        if acts:
            yield part.person, part.role, acts


def apart(held: Iterable[Stake]) -> tuple[Stake, ...]:
    """The first stake of each unit of work (`units`), in the order given: what a rule that asks for several counts."""
    given = tuple(held)
    unit_of = units(stake.record for stake in given)
    first: dict[str, Stake] = {}
    for stake in given:
        first.setdefault(unit_of[stake.record.sys_id], stake)
    return tuple(first.values())


def gathered_signal(rule: tuple[str, str], material: Material, said: Gathered) -> Signal:
    """The statement, on all its records, the newest first.

    The person leads it who leads one of the records. It is provisional when the records that are final do not
    suffice.
    """
    newest = sorted(said.stakes, key=lambda stake: stake.record.number)
    newest.sort(key=lambda stake: day_of(stake.record, material.period.zone), reverse=True)
    final = len(apart(stake for stake in newest if material.status(stake.record) is Status.FINAL))
    return Signal(
        rule=rule[0],
        version=rule[1],
        subject=newest[0].person,
        role=Role.LEAD if any(stake.role is Role.LEAD for stake in newest) else Role.CONTRIBUTOR,
        evidence=(*(done(stake.record) for stake in newest), *said.more),
        about=said.about,
        status=Status.FINAL if final >= said.needed else Status.PROVISIONAL,
    )


def done(record: WorkRecord) -> Evidence:
    """That the record was done, by the field that says so."""
    field, value = ("workflow_state", Held.PUBLISHED) if isinstance(record, Article) else ("state", Held.DONE)
    return evidence_of(record, field, value)


def day_of(record: WorkRecord, zone: ZoneInfo) -> date:
    """The day on which the record was done, in this zone; counted records have one."""
    moment = record.moment
    if moment is None:
        return date.min
    if not isinstance(moment, datetime):
        return moment
    try:
        return moment.astimezone(zone).date()
    except OverflowError:  # the calendar's first or last day
        return moment.date()
