"""Settings of the installation: `drumbeat.toml`, with `DRUMBEAT_*` of the environment over it.

A nested setting is spelled with two underscores: `DRUMBEAT_MAIL__HOST`. A secret may be kept in a file instead:
`DRUMBEAT_SERVICENOW__PASSWORD_FILE=/run/secrets/servicenow`. All mistakes are reported at once, each with where it
was found. Teams, recipients and schedules are not settings: they live in the store.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator, model_validator

from drumbeat.errors import SettingsError

PREFIX = "DRUMBEAT_"
DEFAULT_FILE = Path("drumbeat.toml")
_DOMAIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*")


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ServiceNowSettings(_Section):
    """The instance, and how to sign in: a client with its secret, or a user with the password."""

    url: str = ""
    user: str = ""
    password: SecretStr = SecretStr("")
    client_id: str = ""
    client_secret: SecretStr = SecretStr("")
    proxy: str = ""
    ca_bundle: Path | None = None
    page_size: int = Field(default=1000, ge=50, le=10_000)
    attempts: int = Field(default=6, ge=1, le=20)
    """How often a page is asked for before the pull gives up for now."""
    months: int = Field(default=15, ge=1, le=240)
    """How far back a pull reads."""

    @field_validator("url")
    @classmethod
    def _is_address(cls, url: str) -> str:
        if not url:
            return url
        parts = urlsplit(url)
        is_local = parts.hostname in ("127.0.0.1", "localhost", "::1")
        if parts.scheme != "https" and not (parts.scheme == "http" and is_local):
            message = "must begin with https:// (plain http only to this machine)"
            raise ValueError(message)
        if not parts.hostname or parts.path.strip("/") or parts.query or parts.username:
            message = "must be the instance alone, like https://example.service-now.com"
            raise ValueError(message)
        return url.rstrip("/")

    @model_validator(mode="after")
    def _signs_in_one_way(self) -> ServiceNowSettings:
        if self.user and self.client_id:
            message = "set either user and password, or client_id and client_secret, not both"
            raise ValueError(message)
        return self


class MailSettings(_Section):
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


class StoreSettings(_Section):
    """Where records, teams and editions are kept."""

    url: str = "sqlite:///drumbeat.db"


class PrivacySettings(_Section):
    """Who may be seen how closely."""

    minimum_group: int = Field(default=5, ge=2)
    """Teams with fewer distinct resolvers get counts and outcomes only (F4)."""


class GateSettings(_Section):
    """What the gate cannot know by itself."""

    service_accounts: tuple[str, ...] = ("system", "System Administrator")
    clone_days: int = Field(default=30, ge=0, le=365)


class ReportSettings(_Section):
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


class Settings(_Section):
    """All of it."""

    servicenow: ServiceNowSettings = ServiceNowSettings()
    mail: MailSettings = MailSettings()
    store: StoreSettings = StoreSettings()
    privacy: PrivacySettings = PrivacySettings()
    gate: GateSettings = GateSettings()
    report: ReportSettings = ReportSettings()


def load(path: Path | None, environ: Mapping[str, str]) -> Settings:
    """The settings of a file with the environment over it. Without a path, `drumbeat.toml` here if there is one.

    Raises SettingsError naming every mistake and where it stands.
    """
    values, origin = _from_file(path)
    said, problems = _from_environment(environ)
    for keys, (name, value) in said.items():
        _put(values, keys, value)
        origin[keys] = name
    try:
        settings = Settings.model_validate(values)
    except ValidationError as error:
        problems += [_problem(dict(found), origin, path) for found in error.errors()]
        settings = None
    if problems or settings is None:
        many = f"There are {len(problems)} mistakes" if len(problems) > 1 else "There is a mistake"
        raise SettingsError("\n  ".join([f"{many} in the settings:", *problems]))
    return settings


def _from_file(path: Path | None) -> tuple[dict[str, Any], dict[tuple[str, ...], str]]:
    wanted = path or DEFAULT_FILE
    if path is None and not wanted.exists():
        return {}, {}
    try:
        return tomllib.loads(wanted.read_text(encoding="utf-8")), {}
    except FileNotFoundError:
        message = f"There is no settings file {wanted}."
        raise SettingsError(message, recovery="Name the file with --settings, or write one.") from None
    except (OSError, ValueError, RecursionError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error).split("\n")[0]
        message = f"{wanted} cannot be read: {reason}."
        raise SettingsError(message) from None


def _from_environment(
    environ: Mapping[str, str],
) -> tuple[dict[tuple[str, ...], tuple[str, str]], list[str]]:
    found: dict[tuple[str, ...], tuple[str, str]] = {}
    problems: list[str] = []
    for name, value in sorted(environ.items()):
        if not name.startswith(PREFIX) or "__" not in name:
            continue
        keys = tuple(name.removeprefix(PREFIX).lower().split("__"))
        if keys[-1].endswith("_file"):
            keys = (*keys[:-1], keys[-1].removesuffix("_file"))
            try:
                value = Path(value).read_text(encoding="utf-8").strip()  # noqa: PLW2901  the file holds the value
            except (OSError, UnicodeDecodeError):
                problems.append(f"{name}: the file it names cannot be read")
                continue
        found[keys] = (name, value)
    return found, problems


def _put(values: dict[str, Any], keys: tuple[str, ...], value: str) -> None:
    for key in keys[:-1]:
        if not isinstance(values.get(key), dict):
            values[key] = {}
        values = values[key]
    values[keys[-1]] = tuple(value.split(",")) if keys[-1] == "service_accounts" else value


def _problem(found: dict[str, Any], origin: dict[tuple[str, ...], str], path: Path | None) -> str:
    keys = tuple(str(part) for part in found["loc"])
    where = origin.get(keys) or str(path or DEFAULT_FILE)
    reason = str(found["msg"]).removeprefix("Value error, ")
    if found["type"] == "extra_forbidden":
        reason = "is not a setting"
    return f"{'.'.join(keys)}: {reason} (in {where})"
