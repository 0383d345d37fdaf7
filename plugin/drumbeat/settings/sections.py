"""The other sections of an installation: mail, store, the gate, reports."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, SecretStr, ValidationInfo, field_validator, model_validator

from drumbeat.editions.addresses import is_bare_address
from drumbeat.settings.bounces import BounceSettings
from drumbeat.settings.section import Section
from drumbeat.signals.gate import GateRules, Names, Scope

_DOMAIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*")
_NAME_SERVER = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}(?::\d{1,5})?")

_NAME_LISTS = (
    *("service_accounts", "monitoring_sources", "out_of_scope_groups", "out_of_scope_categories"),
    *("out_of_scope_callers", "out_of_scope_departments"),
)

_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_RULE = re.compile(r"[VS]\d\d")


class MailSettings(Section):
    """How mail leaves. `outbox` writes .eml files; nothing leaves the machine."""

    transport: Literal["outbox", "smtp", "graph"] = "outbox"
    outbox: Path = Path("outbox")
    host: str = ""
    port: int = Field(default=587, ge=1, le=65535)
    security: Literal["starttls", "tls", "none"] = "starttls"
    user: str = ""
    password: SecretStr = SecretStr("")
    ca_bundle: Path | None = None
    auth: Literal["password", "xoauth2"] = "password"
    """How the user logs in to an SMTP server."""
    token: SecretStr = SecretStr("")
    """An access token that somebody else renews; or, by client credentials of Microsoft Entra: the next three."""
    tenant: str = ""
    client_id: str = ""
    client_secret: SecretStr = SecretStr("")
    authority: str = "https://login.microsoftonline.com"
    """Where Entra gives tokens; a national cloud has an address of its own."""
    graph: str = "https://graph.microsoft.com"
    mailbox: str = ""
    """Graph sends from it: an address or a user's id; empty: the sender's address."""
    proxy: str = ""
    """For Graph and Entra."""
    sender: str = "Drumbeat <drumbeat@localhost>"
    bounces_to: str = ""
    """Where an SMTP server sends what cannot be delivered (the envelope's sender); empty: the sender's address."""
    domain: str = "localhost"
    """The domain of Message-IDs and of the List-Id."""
    allowed_domains: tuple[str, ...] = ()
    """Where digests may go: `example.com` alone, `.example.com` for what lies below it; empty: anywhere."""
    dkim_selectors: tuple[str, ...] = ()
    """With which the mail server signs, for `drumbeat check`; empty: the usual ones are tried."""
    name_server: str = ""
    """Asked about the sender's domain by `drumbeat check`, as `address` or `address:port`; empty: this machine's."""
    connections: int = Field(default=3, ge=0, le=50)
    """At a time; 0 sets no limit. More than three of one client Exchange Online refuses (rule E41)."""
    per_minute: int = Field(default=30, ge=0)
    per_day: int = Field(default=10_000, ge=0)
    """Mails of the whole store in any 24 hours; 0 sets no limit."""
    bounces: BounceSettings = BounceSettings()

    @model_validator(mode="after")
    def _has_host(self) -> MailSettings:
        if self.transport == "smtp" and not self.host:
            message = "host is needed for transport smtp"
            raise ValueError(message)
        return self

    @model_validator(mode="after")
    def _has_token(self) -> MailSettings:
        if not (self.uses_token or self.bounces.uses_token) or self.token.get_secret_value():
            return self
        if not (self.tenant and self.client_id and self.client_secret.get_secret_value()):
            by_graph = self.uses_token and self.transport == "graph"
            way = "transport = graph" if by_graph else f"{'' if self.uses_token else 'bounces.'}auth = xoauth2"
            message = f"{way} needs tenant, client_id and client_secret, or a token"
            raise ValueError(message)
        return self

    @model_validator(mode="after")
    def _has_user(self) -> MailSettings:
        if self.transport == "smtp" and self.uses_token and not self.user:
            message = "auth = xoauth2 needs user, the mailbox that logs in"
            raise ValueError(message)
        if self.transport == "smtp" and self.user and not (self.uses_token or self.password.get_secret_value()):
            message = "user needs password; better in a file: DRUMBEAT_MAIL__PASSWORD_FILE"
            raise ValueError(message)
        return self

    @model_validator(mode="after")
    def _bounces_somewhere(self) -> MailSettings:
        if self.bounces_to and self.transport == "graph":
            message = "Graph lets every mail come back to mail.mailbox; bounces_to is for transport smtp"
            raise ValueError(message)
        return self

    @property
    def uses_token(self) -> bool:
        """Whether sending takes an access token."""
        return self.transport == "graph" or (self.transport == "smtp" and self.auth == "xoauth2")

    @field_validator("authority", "graph")
    @classmethod
    def _is_https(cls, url: str, info: ValidationInfo) -> str:
        parts = urlsplit(url)
        is_local = info.field_name == "graph" and parts.hostname in ("127.0.0.1", "localhost", "::1")
        if not parts.hostname or (parts.scheme != "https" and not (parts.scheme == "http" and is_local)):
            message = "must begin with https:// (plain http only to a Graph on this machine)"
            raise ValueError(message)
        return url.rstrip("/")

    @field_validator("domain")
    @classmethod
    def _is_domain(cls, domain: str) -> str:
        if not _DOMAIN.fullmatch(domain):
            message = "must be a domain like example.com"
            raise ValueError(message)
        return domain

    @field_validator("allowed_domains")
    @classmethod
    def _are_domains(cls, domains: tuple[str, ...]) -> tuple[str, ...]:
        if not all(is_bare_address(f"x@{domain.removeprefix('.')}") for domain in domains):
            message = "must be domains like example.com, or .example.com for those below it"
            raise ValueError(message)
        return domains

    @field_validator("dkim_selectors")
    @classmethod
    def _are_selectors(cls, selectors: tuple[str, ...]) -> tuple[str, ...]:
        if not all(_DOMAIN.fullmatch(each) for each in selectors):
            message = "must be selectors like selector1, as a DKIM-Signature names them (s=)"
            raise ValueError(message)
        return selectors

    @field_validator("name_server")
    @classmethod
    def _is_name_server(cls, told: str) -> str:
        if told and not _NAME_SERVER.fullmatch(told):
            message = "must be an IPv4 address, or one with a port like 192.0.2.53:5353"
            raise ValueError(message)
        return told

    @field_validator("bounces_to")
    @classmethod
    def _is_address(cls, address: str) -> str:
        if address and not is_bare_address(address):
            message = "must be an address like bounces@example.com"
            raise ValueError(message)
        return address

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
    upgrade: bool = True
    """Whether any command brings an older store up to date by itself; false: `drumbeat migrate` alone does."""


class GateSettings(Section):
    """What the gate cannot know by itself."""

    service_accounts: tuple[str, ...] = ("system", "System Administrator")
    clone_days: int = Field(default=30, ge=0, le=365)
    maturity_days: int = Field(default=7, ge=0, le=60)
    """Working days in which a resolved incident may still be reopened (E5)."""
    monitoring_sources: tuple[str, ...] = ("event", "monitoring", "alert", "event_management")
    """Contact types of tickets that a machine opened (E6)."""
    out_of_scope_groups: tuple[str, ...] = ()
    """Names or sys_ids of what is confidential, neither counted nor shown (E9)."""
    out_of_scope_categories: tuple[str, ...] = ()
    out_of_scope_callers: tuple[str, ...] = ()
    out_of_scope_departments: tuple[str, ...] = ()
    """Departments of callers, where users can be read."""

    @field_validator(*_NAME_LISTS)
    @classmethod
    def _are_names(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        if not all(name.strip() for name in names):
            message = "must be names or sys_ids, none of them empty"
            raise ValueError(message)
        return names

    def rules(self) -> GateRules:
        """The same as the gate takes it."""
        return GateRules(
            service_accounts=frozenset(self.service_accounts),
            clone_days=self.clone_days,
            maturity_days=self.maturity_days,
            monitoring_sources=frozenset(self.monitoring_sources),
            scope=Scope(
                groups=Names(frozenset(self.out_of_scope_groups)),
                categories=Names(frozenset(self.out_of_scope_categories)),
                callers=Names(frozenset(self.out_of_scope_callers)),
                departments=Names(frozenset(self.out_of_scope_departments)),
            ),
        )


class SignalSettings(Section):
    """Which signals are told, and what rules cannot know by themselves."""

    off: tuple[str, ...] = ()
    """Ids of rules that are switched off on this installation: V07."""
    monitored_services: tuple[str, ...] = ()
    """Names or sys_ids of services and configuration items whose availability is monitored: only of these may a
    digest say that a change caused no outage (V25)."""

    @field_validator("off")
    @classmethod
    def _are_rules(cls, ids: tuple[str, ...]) -> tuple[str, ...]:
        if not all(_RULE.fullmatch(each) for each in ids):
            message = "must be ids of rules, like V07; `drumbeat definitions` lists them"
            raise ValueError(message)
        return ids


class SkillSettings(Section):
    """By which words and fields skills are known here."""

    file: Path | None = None
    """A skill file of one's own, over the shipped one (docs/skills.md)."""

    @field_validator("file")
    @classmethod
    def _is_file(cls, file: Path | None) -> Path | None:
        if file is not None and not file.is_file():
            message = "there is no such file"
            raise ValueError(message)
        return file


class ReportSettings(Section):
    """How digests are made when a team does not say."""

    time_zone: str = "UTC"
    language: str = "en"
    """Of teams that do not say: the name of a catalogue, like de."""
    templates: Path | None = None
    """A folder whose templates come before the shipped ones."""

    @field_validator("templates")
    @classmethod
    def _is_folder(cls, templates: Path | None) -> Path | None:
        if templates is not None and not templates.is_dir():
            message = "there is no such folder"
            raise ValueError(message)
        return templates

    @field_validator("language")
    @classmethod
    def _is_language(cls, language: str) -> str:
        if not _LANGUAGE.fullmatch(language):
            message = "must be a language like en or de"
            raise ValueError(message)
        return language

    @field_validator("time_zone")
    @classmethod
    def _is_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            message = f"“{name}” is no time zone; write it like Europe/Berlin"
            raise ValueError(message) from None
        return name
