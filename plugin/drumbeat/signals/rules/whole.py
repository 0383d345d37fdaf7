"""V14 and V19: what the digest and the personal record are by themselves; no code finds them (signals sheet 1.4)."""

from __future__ import annotations

from drumbeat.signals.model import Default, Rule

RULES = (
    Rule(
        id="V14",
        version="1.0.0",
        label="Telling the story",
        sentence="The digest itself: records that count, with their figures and operational facts, told once a month. "
        "It has no line of its own, and mails sent are not counted.",
        default=Default.TEAM,
        why_off="The digest is it.",
    ),
    Rule(
        id="V19",
        version="1.0.0",
        label="Documented track record",
        sentence="The personal record itself: each of its statements carries evidence, as no other is made. It has no "
        "line of its own, and long notes are nothing here.",
        default=Default.PRIVATE,
        why_off="The personal record is it.",
    ),
)
