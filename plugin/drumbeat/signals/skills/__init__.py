"""Skills in the words of records: the skill file, its matcher, whose words a text holds, and who exercised what."""

from __future__ import annotations

from drumbeat.signals.skills.matcher import Mention, SkillMatcher
from drumbeat.signals.skills.taxonomy import Skill

__all__ = ["Mention", "Skill", "SkillMatcher"]
