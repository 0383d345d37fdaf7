"""What an installation decides about reading and judging records."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from drumbeat.errors import SettingsError
from drumbeat.records.choices import Choices
from drumbeat.records.tables import Table
from drumbeat.sentences import sentence
from drumbeat.settings import Settings, choices_of, tables_of

if TYPE_CHECKING:
    from drumbeat.app.storage import Store
    from drumbeat.digest.build import Policy, Stock
    from drumbeat.pipeline import Reading
    from drumbeat.signals.gate import GateRules
    from drumbeat.signals.skills import SkillMatcher


def tables(settings: Settings) -> tuple[Table, ...]:
    """The tables that this installation reads, incidents first."""
    return tables_of(settings)


def choices(settings: Settings) -> Choices:
    """How states and closure codes are read on this installation."""
    return choices_of(settings)


def skills(settings: Settings) -> SkillMatcher:
    """The matcher over the shipped skill file, with the installation's own over it. Raises SettingsError."""
    from drumbeat.signals.skills import SkillMatcher  # noqa: PLC0415
    from drumbeat.signals.skills.skill_file import read_skills  # noqa: PLC0415

    own = settings.skills.file
    if own is None:
        return _shipped()
    try:
        text = own.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else sentence("it is not UTF-8 text")
        raise SettingsError(
            sentence("The skill file {path} cannot be read: {reason}.", path=own, reason=reason)
        ) from None
    return SkillMatcher(read_skills(text, own.name, _shipped().skills))


@cache
def _shipped() -> SkillMatcher:
    """Read once in a process: a service judges again and again."""
    from drumbeat.signals.skills import SkillMatcher  # noqa: PLC0415
    from drumbeat.signals.skills.skill_file import read_skills  # noqa: PLC0415

    text = (resources.files("drumbeat.signals") / "skills.csv").read_text(encoding="utf-8")
    return SkillMatcher(read_skills(text, "skills.csv"))


def policy(settings: Settings, *, gate: bool = True, store: Store | None = None) -> Policy:
    """What this installation decides about every digest, with the consents of the store as they stand now, if any.

    Raises SettingsError for a rule that is none.
    """
    from drumbeat.digest.build import Policy  # noqa: PLC0415
    from drumbeat.digest.people.names import NO_CONSENTS, Consents  # noqa: PLC0415
    from drumbeat.signals.catalogue import RULES  # noqa: PLC0415

    unknown = sorted(set(settings.signals.off) - {rule.id for rule in RULES})
    if unknown:
        message = sentence("signals.off names {rule}, which is no rule.", rule=unknown[0])
        raise SettingsError(message, recovery=sentence("`drumbeat definitions` lists the rules."))
    consents = NO_CONSENTS
    if store is not None and settings.privacy.names_people:
        consents = Consents(store.consents.given(), store.signals.unsaid())
    return Policy(gate, settings.privacy.minimum_group, frozenset(settings.signals.off), consents)


def gate_rules(settings: Settings) -> GateRules:
    """The gate's settings."""
    return settings.gate.rules()


def reading(settings: Settings) -> Reading:
    """How this installation reads and judges records."""
    from drumbeat.pipeline import Reading  # noqa: PLC0415

    monitored = frozenset(settings.signals.monitored_services)
    return Reading(gate_rules(settings), choices(settings), skills(settings), monitored)


def stock(settings: Settings, store: Store, reading: Reading, now: datetime) -> Stock:
    """Everything in the store, judged. Raises SettingsError when nothing was pulled yet."""
    from drumbeat import pipeline  # noqa: PLC0415

    reads = pipeline.read_store(store.records, tables(settings))
    personal = settings.privacy.keeps_personal_records
    found = pipeline.stock(reads, reading, now, store.declared.all() if personal else ())
    if not found.sources:
        message = sentence("The store holds no records yet.")
        raise SettingsError(message, recovery=sentence("Read them from ServiceNow with `drumbeat pull`."))
    return found
