"""What a person was told, and what has to be added to it: nothing that was told is changed or lost (F16).

A statement is told with the rule as it was then. A newer version of the rule says nothing of a period in which an
older one spoke. What does not hold any more is told to be withdrawn.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from drumbeat.signals.model import Rule, Signal, Status


@dataclass(frozen=True, slots=True)
class Told:
    """A signal as its owner was told of it, with the rule's words of then."""

    signal: Signal
    label: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found of one person and period just now."""

    signals: Sequence[Signal]
    rules: Mapping[str, Rule]
    """The rules that could tell, by id."""
    is_whole: bool
    """Whether the records reach back to the period's beginning; if not, what is not found may still hold."""
    is_left_out: Callable[[str], bool]
    """Whether the record with this number is there and does not count."""


def additions(standing: Iterable[Told], finding: Finding) -> tuple[Told, ...]:
    """What has to be added to what the person was told of the period, the last word on each statement."""
    before = {told.signal.statement: told for told in standing}
    older = {told.signal.rule for told in before.values() if _is_of_another_version(told.signal, finding.rules)}
    new = [
        Told(signal, finding.rules[signal.rule].label, finding.rules[signal.rule].sentence)
        for signal in finding.signals
        if signal.rule not in older and _is_news(before.get(signal.statement), signal)
    ]
    found = {signal.statement for signal in finding.signals}
    gone = [
        replace(told, signal=replace(told.signal, status=Status.WITHDRAWN))
        for told in before.values()
        if told.signal.status is not Status.WITHDRAWN and _holds_no_more(told.signal, finding, found, older)
    ]
    return (*new, *gone)


def _is_of_another_version(signal: Signal, rules: Mapping[str, Rule]) -> bool:
    return signal.rule in rules and rules[signal.rule].version != signal.version


def _is_news(told: Told | None, signal: Signal) -> bool:
    return told is None or (told.signal.sha256, told.signal.status) != (signal.sha256, signal.status)


def _holds_no_more(signal: Signal, finding: Finding, found: Collection[str], older: Collection[str]) -> bool:
    """A rule that cannot tell now, or that has another version, takes nothing back unless the record counts no more."""
    if finding.is_left_out(signal.number):
        return True
    is_asked = finding.is_whole and signal.rule in finding.rules and signal.rule not in older
    return is_asked and signal.statement not in found
