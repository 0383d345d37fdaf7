"""The other sections of an installation: mail, store, privacy, the gate, reports."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, SecretStr, field_validator, model_validator

from drumbeat.settings.section import Section

_DOMAIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*")


class MailSettings(Section):
    """How mail leaves. `outbox` writes .eml files; nothing leaves the machine."""

    transport: Literal["outbox", "smtp"] = "outbox"
    outbox: Path = Path("outbox")
    host: str = ""
    port: int = Field(default=587, ge=1, le=65535)
    security: Literal["starttls", "tls", "none"] = "starttls"
    user: str = ""
    password: SecretStr = SecretStr("")
    ca_bundle: Path | None = None
    sender: str = "Drumbeat <drumbeat@localhost>"
    domain: str = "localhost"
    """The domain of Message-IDs and of the List-Id."""

    @model_validator(mode="after")
    def _has_host(self) -> MailSettings:
        if self.transport == "smtp" and not self.host:
            message = "host is needed for transport smtp"
            raise ValueError(message)
        return self

    @field_validator("domain")
    @classmethod
    def _is_domain(cls, domain: str) -> str:
        if not _DOMAIN.fullmatch(domain):
            message = "must be a domain like example.com"
            raise ValueError(message)
        return domain

    @field_validator("sender")
    @classmethod
    def _is_mailbox(cls, sender: str) -> str:
        if sender.count("@") != 1 or not sender.isprintable():
            message = "must be a mailbox like Drumbeat <drumbeat@example.com>"
            raise ValueError(message)
        return sender


class StoreSettings(Section):
    """Where records, teams and editions are kept."""

    url: str = "sqlite:///drumbeat.db"


class PrivacySettings(Section):
    """Who may be seen how closely."""

    minimum_group: int = Field(default=5, ge=2)
    """Teams with fewer distinct resolvers get counts and outcomes only (F4)."""


class GateSettings(Section):
    """What the gate cannot know by itself."""

    service_accounts: tuple[str, ...] = ("system", "System Administrator")
    clone_days: int = Field(default=30, ge=0, le=365)


class ReportSettings(Section):
    """How digests are made when a team does not say."""

    time_zone: str = "UTC"
    templates: Path | None = None
    """A folder whose templates come before the shipped ones."""

    @field_validator("templates")
    @classmethod
    def _is_folder(cls, templates: Path | None) -> Path | None:
        if templates is not None and not templates.is_dir():
            message = "there is no such folder"
            raise ValueError(message)
        return templates

    @field_validator("time_zone")
    @classmethod
    def _is_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            message = f"“{name}” is no time zone; write it like Europe/Berlin"
            raise ValueError(message) from None
        return name
