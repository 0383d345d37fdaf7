"""What an installation decides about reading and judging records."""

from __future__ import annotations

from functools import cache
from importlib import resources

from drumbeat.digest.build import Policy
from drumbeat.errors import SettingsError
from drumbeat.pipeline import Reading
from drumbeat.records.choices import Choices
from drumbeat.records.tables import Table
from drumbeat.settings import Settings, choices_of, tables_of
from drumbeat.signals.catalogue import RULES
from drumbeat.signals.gate import GateRules
from drumbeat.signals.skills import SkillMatcher
from drumbeat.signals.skills.skill_file import read_skills


def tables(settings: Settings) -> tuple[Table, ...]:
    """The tables that this installation reads, incidents first."""
    return tables_of(settings)


def choices(settings: Settings) -> Choices:
    """How states and closure codes are read on this installation."""
    return choices_of(settings)


def skills(settings: Settings) -> SkillMatcher:
    """The matcher over the shipped skill file, with the installation's own over it. Raises SettingsError."""
    own = settings.skills.file
    if own is None:
        return _shipped()
    try:
        text = own.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise SettingsError(f"The skill file {own} cannot be read: {reason}.") from None
    return SkillMatcher(read_skills(text, own.name, _shipped().skills))


@cache
def _shipped() -> SkillMatcher:
    """Read once in a process: a service judges again and again."""
    text = (resources.files("drumbeat.signals") / "skills.csv").read_text(encoding="utf-8")
    return SkillMatcher(read_skills(text, "skills.csv"))


def policy(settings: Settings, *, gate: bool = True) -> Policy:
    """What this installation decides about every digest. Raises SettingsError for a rule that is none."""
    unknown = sorted(set(settings.signals.off) - {rule.id for rule in RULES})
    if unknown:
        message = f"signals.off names {unknown[0]}, which is no rule."
        raise SettingsError(message, recovery="`drumbeat definitions` lists the rules.")
    return Policy(gate, settings.privacy.minimum_group, frozenset(settings.signals.off))


def gate_rules(settings: Settings) -> GateRules:
    """The gate's settings."""
    return settings.gate.rules()


def reading(settings: Settings) -> Reading:
    """How this installation reads and judges records."""
    monitored = frozenset(settings.signals.monitored_services)
    return Reading(gate_rules(settings), choices(settings), skills(settings), monitored)
