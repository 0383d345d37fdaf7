"""Privacy: who may be seen how closely, and the switches that end it (signals sheet 5.2, F2, F4, F15, F19)."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from drumbeat.settings.section import Section

_OPEN = ("personal_records", "names")
"""What a country profile keeps off until an agreement is named."""


class PrivacySettings(Section):
    """What may be known and told of one person. Everything personal is off until somebody switches it on."""

    profile: Literal["", "DE", "AT", "FR", "NL"] = ""
    """A country where a works council has to agree: there, nothing personal and no names without `works_agreement`."""
    works_agreement: str = Field(default="", max_length=200)
    """What was agreed on, as the people here call it; kept in the audit log with what rests on it."""
    personal_records: bool = False
    """Whether a technician's own record may be computed and kept. Off: nothing personal is."""
    names: bool | None = None
    """Whether those who consented may be named. Not said: yes, but not under a profile. False ends all naming."""
    team_only: bool = False
    """Ends everything personal, whatever else is said here."""
    minimum_group: int = Field(default=5, ge=5)
    """Teams with fewer distinct resolvers get counts and outcomes only (F4)."""
    manager_minimum_group: int = Field(default=10, ge=10)
    """The same for what a manager may split: groups beside each other."""
    retention_months: int = Field(default=13, ge=1, le=36)
    """How long signals about people are kept (F15)."""
    history_months: int = Field(default=36, ge=13, le=120)
    """How long it is kept what was sent to whom, with what was decided about it. Links in mails are good for thirteen
    months (rule E16), so no shorter."""
    audit_months: int = Field(default=36, ge=13, le=120)
    """How long the audit log goes back."""

    @model_validator(mode="after")
    def _is_agreed(self) -> PrivacySettings:
        opened = [name for name in _OPEN if getattr(self, name)]
        if self.profile and opened and not self.works_agreement.strip():
            message = (
                f"profile {self.profile} is team-only: {' and '.join(opened)} = true needs works_agreement, "
                "the reference of what was agreed with the works council"
            )
            raise ValueError(message)
        if self.manager_minimum_group < self.minimum_group:
            message = "manager_minimum_group must not be smaller than minimum_group"
            raise ValueError(message)
        if self.audit_months < self.retention_months:
            message = "audit_months must not be less than retention_months: the log tells who read what is kept"
            raise ValueError(message)
        return self

    @property
    def keeps_personal_records(self) -> bool:
        """Whether anything about one person may be computed and kept."""
        return self.personal_records and not self.team_only

    @property
    def names_people(self) -> bool:
        """Whether people who consented are named."""
        return (not self.profile if self.names is None else self.names) and not self.team_only
