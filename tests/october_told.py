"""October of the Network team as its digest tells it, made of the records of `office`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from drumbeat.digest.build import Beside, Built, Policy, Stock, build
from drumbeat.digest.editing import UNEDITED, Editing
from drumbeat.digest.language.wording import ENGLISH, NO_BREAK
from drumbeat.digest.model import Kind, SourceStatus, TableStatus
from drumbeat.records.tables import BY_NAME
from drumbeat.records.team import Team
from drumbeat.signals.gate import GateRules, judge
from drumbeat.signals.world import World
from office import NOW, OCTOBER, record, world
from rows import person

STAFF = ("Ann", "Bo", "Cy", "Di", "Ed", "Flo")
NETWORK = Team("Network", ("Network",), (), OCTOBER.zone)


def everyday(count: int = len(STAFF), staff: tuple[str, ...] = STAFF, **fields: Any) -> list[Any]:
    """So many incidents of October, by one technician after the other, each of another caller."""
    return [
        record(
            "incident",
            f"INC9{at:03}",
            resolved_by=person(staff[at % len(staff)]),
            caller_id=person(f"Caller {at}"),
            opened_at="2026-10-05 08:00:00",
            short_description=f"Everyday question {at}",
            **fields,
        )
        for at in range(count)
    ]


def stock_of(found: World, unread: Iterable[str] = ()) -> Stock:
    """What such a world holds, as it was read: every table but these."""
    denied = set(unread)
    return Stock(
        judged=found.judged,
        sources=tuple(
            TableStatus(name, SourceStatus.DENIED if name in denied else SourceStatus.OK, 0, 0) for name in BY_NAME
        ),
        missing=found.missing,
        since=found.since,
        until=NOW,
        home={},
        beside=found.beside,
        rules=found.gate,
        skills=found.skills,
        monitored=found.monitored,
    )


def told(*records: Any, editing: Editing = UNEDITED, unread: Iterable[str] = (), **more: Any) -> Built:
    """October's digest of the team; whatever a world needs beside its records is in `more`."""
    return build(NETWORK, OCTOBER, stock_of(world(*records, **more), unread), Policy(), Beside(editing=editing))


def kept_out(found: World, rules: GateRules) -> World:
    """The same world under rules that keep some of it confidential."""
    judged = judge([item.record for item in found.judged], rules, found.beside, NOW)
    return replace(found, judged=judged, gate=rules)


def sentences(built: Built, kind: Kind) -> list[str]:
    """What the digest's highlights of a kind say in English, with ordinary blanks."""
    return [
        " ".join(said for said in (ENGLISH.say(each.sentence), ENGLISH.say(each.consequence)) if said).replace(
            NO_BREAK, " "
        )
        for each in built.digest.highlights
        if each.kind is kind
    ]


def evidence(built: Built, kind: Kind) -> list[tuple[str, ...]]:
    """The numbers behind each of them."""
    return [each.evidence for each in built.digest.highlights if each.kind is kind]
