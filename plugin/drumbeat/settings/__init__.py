"""Settings of the installation: `drumbeat.toml`, with `DRUMBEAT_*` of the environment over it.

A nested setting is spelled with two underscores: `DRUMBEAT_MAIL__HOST`. A secret may be kept in a file instead:
`DRUMBEAT_SERVICENOW__PASSWORD_FILE=/run/secrets/servicenow`; or all of them in one folder (`settings.credentials`).
All mistakes are reported at once, each with where it was found. Teams, recipients and schedules are not settings: they
live in the store.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pydantic import Field, ValidationError, ValidationInfo, field_validator

from drumbeat.errors import SettingsError
from drumbeat.settings.brand import BrandSettings
from drumbeat.settings.credentials import with_credentials
from drumbeat.settings.evidence import EvidenceSettings
from drumbeat.settings.facts import FactSettings, checked_facts
from drumbeat.settings.instance import InstanceSettings
from drumbeat.settings.log import LogSettings
from drumbeat.settings.privacy import PrivacySettings
from drumbeat.settings.reading import choices_of, tables_of
from drumbeat.settings.schedule import ScheduleSettings
from drumbeat.settings.secret_files import read_secret, why_open
from drumbeat.settings.sections import (
    GateSettings,
    MailSettings,
    ReportSettings,
    SignalSettings,
    SkillSettings,
    StoreSettings,
)
from drumbeat.settings.servicenow import ServiceNowSettings
from drumbeat.settings.web import WebSettings

__all__ = [
    "FactSettings",
    "MailSettings",
    "ServiceNowSettings",
    "Settings",
    "choices_of",
    "load",
    "refuse_open_file",
    "tables_of",
]

PREFIX = "DRUMBEAT_"
DEFAULT_FILE = Path("drumbeat.toml")
_LISTS = {
    "gate": (
        *("service_accounts", "monitoring_sources", "out_of_scope_groups", "out_of_scope_categories"),
        *("out_of_scope_callers", "out_of_scope_departments"),
    ),
    "mail": ("allowed_domains",),
    "signals": ("off", "monitored_services"),
    "tables": ("skip", "also"),
    "facts": ("teams",),
    "evidence": ("old_secrets",),
    "web": ("old_secrets", "administrators", "trusted_proxies"),
    "improvements": ("open", "done", "cancelled", "incomplete", "successful", "unsuccessful", "withdrawn"),
}
"""Settings that the environment gives with commas between."""


_SECRETS = frozenset({"password", "secret", "old_secrets", "client_secret", "refresh_token", "token", "metrics_token"})
"""Names that only secrets have, in whichever section."""


class Settings(InstanceSettings):
    """All of it."""

    servicenow: ServiceNowSettings = ServiceNowSettings()
    mail: MailSettings = MailSettings()
    store: StoreSettings = StoreSettings()
    privacy: PrivacySettings = PrivacySettings()
    gate: GateSettings = GateSettings()
    report: ReportSettings = ReportSettings()
    signals: SignalSettings = SignalSettings()
    skills: SkillSettings = SkillSettings()
    brand: BrandSettings = BrandSettings()
    evidence: EvidenceSettings = EvidenceSettings()
    schedule: ScheduleSettings = ScheduleSettings()
    web: WebSettings = WebSettings()
    log: LogSettings = LogSettings()
    facts: dict[str, FactSettings] = Field(default_factory=dict)

    @field_validator("evidence")
    @classmethod
    def _is_kept_so_long(cls, said: EvidenceSettings, info: ValidationInfo) -> EvidenceSettings:
        privacy = info.data.get("privacy")
        if privacy is not None and said.valid_months > privacy.history_months:
            message = f"valid_months is longer than privacy.history_months, {privacy.history_months}"
            raise ValueError(message)
        return said

    @field_validator("facts")
    @classmethod
    def _are_facts(cls, said: dict[str, FactSettings]) -> dict[str, FactSettings]:
        return checked_facts(said)


def load(path: Path | None, environ: Mapping[str, str]) -> Settings:
    """The settings of a file with the environment over it. Without a path, `drumbeat.toml` here if there is one.

    Raises SettingsError naming every mistake and where it stands.
    """
    values, origin = _from_file(path)
    said, problems = _from_environment(with_credentials(environ))
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


def refuse_open_file(path: Path | None) -> None:
    """Raises SettingsError where the settings file holds a secret, and others than its owner can read or write it."""
    values, _ = _from_file(path)
    file, held = path or DEFAULT_FILE, secrets_in(values)
    if held and (why := why_open(file)):
        what, _, command = why.partition("; run: ")
        raise SettingsError(
            f"The settings file {file} holds {', '.join(held)}, and {what}.",
            recovery=f"Run {command}, or keep the secret in a file of its own (docs/deploying.md, Secrets).",
        )


def secrets_in(values: Mapping[str, Any], at: str = "") -> list[str]:
    """The settings among these values that are secrets, by their full names."""
    found = []
    for name, value in values.items():
        if isinstance(value, dict):
            found += secrets_in(value, f"{at}{name}.")
        elif value and (name in _SECRETS or (f"{at}{name}" == "store.url" and urlsplit(str(value)).password)):
            found.append(f"{at}{name}")
    return found


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
        closed = "Let the user that runs Drumbeat read it and enter its folder." if isinstance(error, OSError) else None
        raise SettingsError(message, recovery=closed) from None


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
                value = read_secret(Path(value))  # noqa: PLW2901  the file holds the value
            except ValueError as error:
                problems.append(f"{name}: {error}" + ("" if value in str(error) else f" ({value})"))
                continue
        found[keys] = (name, value)
    return found, problems


def _put(values: dict[str, Any], keys: tuple[str, ...], value: str) -> None:
    for key in keys[:-1]:
        if not isinstance(values.get(key), dict):
            values[key] = {}
        values = values[key]
    is_list = keys[0] in _LISTS and keys[-1] in _LISTS[keys[0]]
    values[keys[-1]] = tuple(value.split(",")) if is_list else value


def _problem(found: dict[str, Any], origin: dict[tuple[str, ...], str], path: Path | None) -> str:
    keys = tuple(str(part) for part in found["loc"])
    where = origin.get(keys) or str(path or DEFAULT_FILE)
    reason = str(found["msg"]).removeprefix("Value error, ")
    if found["type"] == "extra_forbidden":
        reason = "is not a setting"
    return f"{'.'.join(keys)}: {reason} (in {where})"
