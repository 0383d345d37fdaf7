"""S08, S26, S27 and S28: what is named by the literature and not told by Drumbeat (signals sheet 1.4, 1.5; F13)."""

from __future__ import annotations

from drumbeat.signals.model import Default, Rule

RULES = (
    Rule(
        id="S08",
        version="1.0.0",
        label="Negotiation, conflict resolution, diplomacy",
        sentence="Nothing is told: no field of a record holds it. Who wishes can write of it in the own record.",
        default=Default.OFF,
        why_off="It could only be read out of texts, and people’s tone and attitude are not read.",
    ),
    Rule(
        id="S26",
        version="1.0.0",
        label="Adaptability",
        sentence="Nothing is told beyond new skills (S03) and areas of work (S02).",
        default=Default.OFF,
        why_off="Which queues somebody works in is mostly decided by others; new skills are told as such.",
    ),
    Rule(
        id="S27",
        version="1.0.0",
        label="Accountability, integrity",
        sentence="Nothing is told of a person. The team’s learning from mistakes is V15, and names nobody.",
        default=Default.OFF,
        why_off="A trait cannot be read out of records; trying would be an inference about character.",
    ),
    Rule(
        id="S28",
        version="1.0.0",
        label="Passion, attitude, emotional intelligence",
        sentence="Nothing is told, by no setting.",
        default=Default.NEVER,
        why_off="Traits and emotions of people at work are never inferred.",
    ),
)
