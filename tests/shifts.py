"""The same world, worked at other hours."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import datetime, timedelta

from drumbeat.records.model import Record, WorkRecord
from drumbeat.signals.gate import GateRules, judge
from drumbeat.signals.world import World
from office import NOW


def later(record: Record, span: timedelta) -> Record:
    """The record with every time moved; days without a time stay."""
    moved = {
        field.name: value + span
        for field in fields(record)
        if isinstance(value := getattr(record, field.name), datetime)
    }
    return replace(record, **moved)


def shifted(found: World, span: timedelta) -> World:
    """The same world, worked so much later."""
    work = [later(item.record, span) for item in found.judged]
    beside = tuple(later(record, span) for record in found.beside)
    judged = judge([each for each in work if isinstance(each, WorkRecord)], GateRules(), beside, NOW)
    return replace(found, judged=judged, beside=beside)
