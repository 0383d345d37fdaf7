"""`[servicenow]`: which instance, how to sign in, how hard to ask."""

from __future__ import annotations

from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator, model_validator

from drumbeat.settings.secret_files import why_open
from drumbeat.settings.section import Section


class ServiceNowSettings(Section):
    """The instance, how to sign in, and how hard it may be asked."""

    url: str = ""
    sign_in: Literal["", "client_credentials", "refresh_token", "jwt_bearer", "password", "basic"] = ""
    """Empty: client credentials where a client is set, basic where only a user is."""
    user: str = ""
    password: SecretStr = SecretStr("")
    client_id: str = ""
    client_secret: SecretStr = SecretStr("")
    refresh_token: SecretStr = SecretStr("")
    private_key: Path | None = None
    """A PEM file that signs the assertions of jwt_bearer."""
    key_id: str = ""
    proxy: str = ""
    ca_bundle: Path | None = None
    page_size: int = Field(default=1000, ge=50, le=10_000)
    attempts: int = Field(default=6, ge=1, le=20)
    """How often a page is asked for before the pull gives up for now."""
    workers: int = Field(default=1, ge=1, le=4)
    """Requests at a time; four may fill an instance's semaphores for integrations (fact sheet 1.9)."""
    requests_per_hour: int = Field(default=0, ge=0)
    """All workers together; 0 sets no limit of our own."""
    pull_minutes: int = Field(default=180, ge=1, le=1440)
    """How long a pull may take; the next one goes on where it stopped."""
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

    @field_validator("private_key")
    @classmethod
    def _is_nobody_elses(cls, path: Path | None) -> Path | None:
        if path is not None and path.is_file() and (reason := why_open(path)):
            raise ValueError(reason)
        return path

    @model_validator(mode="after")
    def _signs_in_one_way(self) -> ServiceNowSettings:
        if not self.sign_in:
            if self.user and self.client_id:
                message = (
                    "user and client_id are both set: say with sign_in which way is meant (basic, client_credentials, "
                    "password, jwt_bearer), or set only one of them"
                )
                raise ValueError(message)
            return self
        missing = self.lacking(self.sign_in)
        if missing:
            message = f"sign_in = {self.sign_in} needs {' and '.join(missing)}"
            raise ValueError(message)
        return self

    @property
    def way(self) -> str:
        """How to sign in: as said, or by what is set; empty where nothing is."""
        return self.sign_in or ("client_credentials" if self.client_id else "basic" if self.user else "")

    def lacking(self, way: str) -> list[str]:
        """What a way of signing in needs and is not set."""
        return [name for name in _NEEDED[way] if not _is_set(getattr(self, name))]


_NEEDED = {
    "client_credentials": ("client_id", "client_secret"),
    "refresh_token": ("client_id", "client_secret", "refresh_token"),
    "jwt_bearer": ("client_id", "client_secret", "private_key", "user"),
    "password": ("client_id", "client_secret", "user", "password"),
    "basic": ("user", "password"),
}


def _is_set(value: str | SecretStr | Path | None) -> bool:
    return bool(value.get_secret_value() if isinstance(value, SecretStr) else value)
