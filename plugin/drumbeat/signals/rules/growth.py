"""S02, S03, S04 and S17: breadth, new skills and depth, by what was exercised (signals sheet 1.5).

They rest on S01's hits over everything that was read, not on one period alone. No level, no rate, no gap is told.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from drumbeat.records.model import Article, Change, Improvement, ImprovementTask, Problem
from drumbeat.signals.gathered import Gathered, Stake, apart, day_of, done, gathered_signal
from drumbeat.signals.held import Held
from drumbeat.signals.material import Material, evidence_of
from drumbeat.signals.model import Default, Evidence, Role, Rule, Signal
from drumbeat.signals.months import months_later
from drumbeat.signals.reuse import uses_by_others
from drumbeat.signals.rules.improvement import is_led
from drumbeat.signals.skill_history import practised
from drumbeat.signals.substance import said
from drumbeat.signals.world import World

DOMAINS = 3
RECORDS = 3
MONTHS = 6
SUSTAINED = 4
NEW_AFTER = 12
"""Months of history without the skill."""
REPEATED_WITHIN = timedelta(days=90)
USES = 2
_HIGH = ("1", "2", "high", "very high", "very_high")
"""Values and labels of a change's risk."""


def breadth(material: Material) -> Iterator[Signal]:
    """S02: a signal for each domain."""
    window = _window(material.period.end)
    found: dict[str, dict[str, dict[str, Stake]]] = defaultdict(lambda: defaultdict(dict))
    for each in material.world.once(practised):
        recent = {stake.record.sys_id: stake for stake in _recent(each.stakes, window, material)}
        found[each.person.key][each.skill.domain] |= recent
    for by_domain in found.values():
        wide = {domain: tuple(held.values()) for domain, held in by_domain.items() if _suffice(held.values())}
        if len(wide) >= DOMAINS:
            for domain, stakes in wide.items():
                yield gathered_signal(("S02", "1.1.0"), material, Gathered(stakes, RECORDS, domain))


def new_skill(material: Material) -> Iterator[Signal]:
    """S03."""
    for found, _ in _new(material):
        yield gathered_signal(("S03", "1.1.0"), material, found)


def depth(material: Material) -> Iterator[Signal]:
    """S04."""
    window, zone = _window(material.period.end), material.period.zone
    for each in material.world.once(practised):
        recent = _recent(each.stakes, window, material)
        days = {day_of(stake.record, zone) for stake in apart(recent)}
        if sum(any(first <= day < end for day in days) for first, end in pairwise(window)) < SUSTAINED:
            continue
        harder = (*_solved(recent), *_reused(each.stakes, window, material))
        if harder:
            yield gathered_signal(("S04", "1.1.0"), material, Gathered(recent, SUSTAINED, each.skill.name, harder))


def by_doing(material: Material) -> Iterator[Signal]:
    """S17."""
    for found, held in _new(material):
        inside = [_improvement_of(stake, material.world) for stake in held]
        if any(inside):
            parents = {each.number: done(each) for each in inside if each is not None}
            said_of = replace(found, more=tuple(parents[number] for number in sorted(parents)))
            person = found.stakes[0].person
            led = any(each is not None and each.principal.key == person.key for each in inside)
            role = Role.LEAD if led else Role.CONTRIBUTOR
            yield replace(gathered_signal(("S17", "1.1.0"), material, said_of), role=role)


RULES = (
    Rule(
        id="S02",
        version="1.1.0",
        label="Breadth",
        sentence="Skills of at least three areas, each exercised (S01) in at least three records that count, in the "
        "six months to the period’s end; what one caller asked for within one hour is one. The areas are listed; there "
        "is no score.",
        default=Default.PRIVATE,
        find=breadth,
    ),
    Rule(
        id="S03",
        version="1.1.0",
        label="New skill",
        sentence="A skill that the person exercised (S01) for the first time after at least twelve months of records "
        "without it, and in at least three records within 90 days of that first time; what one caller asked for within "
        "one hour is one. It is told in the period of the third. Of the first twelve months of an installation’s "
        "records nothing is told.",
        default=Default.PRIVATE,
        find=new_skill,
    ),
    Rule(
        id="S04",
        version="1.1.0",
        label="Depth",
        sentence="A skill exercised (S01) in at least four of the six months to the period’s end (what one caller "
        "asked for within an hour counts in its first month alone) and, with the same skill in these months, one of: a "
        "problem solved by the person with its cause written down; an article of the person that others attached to at "
        "least two of their tickets; a successful change led by the person that was a normal one or of high risk.",
        default=Default.PRIVATE,
        find=depth,
    ),
    Rule(
        id="S17",
        version="1.1.0",
        label="Learning by doing",
        sentence="A new skill (S03) that the person exercised, within its first 90 days and by the period’s end, in an "
        "improvement or project that counts as led (V02), a task of one, or a change under one, in which the person "
        "led or closed a task.",
        default=Default.PRIVATE,
        any_of=("sn_cim_register", "pm_project"),
        find=by_doing,
    ),
)


def _new(material: Material) -> Iterator[tuple[Gathered, Iterable[Stake]]]:
    """New skills whose third record lies in the period, and all records of the first 90 days, to the period's end."""
    since, zone = material.world.since.get("incident"), material.period.zone
    if since is None:
        return
    earliest = months_later(since, NEW_AFTER)
    for each in material.world.once(practised):
        for fresh in _beginnings(each.stakes, zone):
            three = apart(fresh)[:RECORDS]
            days = [day_of(stake.record, zone) for stake in three]
            is_told = len(three) == RECORDS and days[-1] - days[0] <= REPEATED_WITHIN
            if is_told and days[0] >= earliest and material.period.holds(days[-1]):
                end = min(days[0] + REPEATED_WITHIN, material.period.end - timedelta(days=1))
                held = (stake for stake in fresh if day_of(stake.record, zone) <= end)
                yield Gathered(three, RECORDS, each.skill.name), held


def _beginnings(stakes: Sequence[Stake], zone: ZoneInfo) -> Iterator[Sequence[Stake]]:
    """The records from the first one on, and from each that came twelve months or more after the one before it."""
    days = [day_of(stake.record, zone) for stake in stakes]
    for at, day in enumerate(days):
        if not at or months_later(days[at - 1], NEW_AFTER) <= day:
            yield stakes[at:]


def _suffice(stakes: Iterable[Stake]) -> bool:
    """Whether there are as many units of work among them as a skill needs."""
    return len(apart(stakes)) >= RECORDS


def _recent(stakes: Iterable[Stake], window: tuple[date, ...], material: Material) -> tuple[Stake, ...]:
    """Those in the window."""
    zone = material.period.zone
    return tuple(stake for stake in stakes if window[0] <= day_of(stake.record, zone) < window[-1])


def _solved(stakes: Iterable[Stake]) -> Iterator[Evidence]:
    """Problems with their cause, and changes that were no routine, led by the person."""
    for record in (stake.record for stake in stakes if stake.role is Role.LEAD):
        if isinstance(record, Problem) and said(record.cause_notes):
            yield evidence_of(record, "cause_notes", Held.FILLED)
        elif isinstance(record, Change) and (record.type == "normal" or record.risk.lower() in _HIGH):
            yield evidence_of(record, "close_code", record.close_code)


def _reused(stakes: Iterable[Stake], window: tuple[date, ...], material: Material) -> Iterator[Evidence]:
    """Attachments of the person's articles, by others, in the window."""
    for article in (stake.record for stake in stakes if stake.role is Role.LEAD):
        if isinstance(article, Article):
            uses = {
                use.task.key: Evidence(use.table, use.number, "task", use.task.name or use.number)
                for use in uses_by_others(article, material.world)
                if window[0] <= day_of(use, material.period.zone) < window[-1]
            }
            if len(uses) >= USES:
                yield from sorted(uses.values(), key=lambda use: (use.number, use.value))


def _improvement_of(stake: Stake, world: World) -> Improvement | None:
    """The improvement that counts as led (V02), in which the record stands and the person led or closed a task."""
    record = stake.record
    above = record.parent.key if isinstance(record, ImprovementTask | Change) else record.sys_id
    found = world.improvements.get(above)
    if found is None or not is_led(found, world):
        return None
    people = {found.principal.key, *(task.principal.key for task in world.tasks_below(found))}
    return found if stake.person.key in people else None


def _window(end: date) -> tuple[date, ...]:
    """The first days of the six months before `end`, and `end` itself."""
    return tuple(months_later(end, -count) for count in range(MONTHS, -1, -1))
