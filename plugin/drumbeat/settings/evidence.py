"""`[evidence]`: where the lists behind the figures open for any reader."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, field_validator, model_validator

from drumbeat.settings.links import checked_address, checked_secrets, revealed
from drumbeat.settings.section import Section

_LONGEST_MONTH = 31


class EvidenceSettings(Section):
    """Links of mails open the pages, by `drumbeat serve` or by a web server of yours; or the pages come with mails."""

    served: bool = True
    """Whether `drumbeat serve` opens them, below `web.url`, where that is set and no url is."""
    url: str = ""
    """Where a web server of yours hands out a folder instead: https://intranet.example.com/evidence."""
    folder: Path | None = None
    """Where the pages are written before the first mail leaves, each under a name that nobody can guess."""
    secret: SecretStr = SecretStr("")
    """Signs the names of files there; 32 characters at least. Names below `web.url` are signed by `web.secret`."""
    old_secrets: tuple[SecretStr, ...] = ()
    """Earlier ones, so that links of older mails stay good when the secret is changed."""
    valid_months: int = Field(default=13, ge=13, le=120)
    """How long a link opens its page; that of a mail works for thirteen months at least (rule E16)."""
    attach: bool | Literal["auto"] = "auto"
    """Whether the page comes with the mail; auto: where no link opens it."""
    servicenow: bool = True
    """Whether the page links to lists in ServiceNow, for those with a role there."""

    @field_validator("url")
    @classmethod
    def _is_address(cls, url: str) -> str:
        return checked_address(url, "https://intranet.example.com/evidence")

    @field_validator("folder")
    @classmethod
    def _is_folder(cls, folder: Path | None) -> Path | None:
        if folder is not None and not folder.is_dir():
            message = "there is no such folder"
            raise ValueError(message)
        return folder

    @field_validator("secret", "old_secrets")
    @classmethod
    def _are_long(cls, said: SecretStr | tuple[SecretStr, ...]) -> SecretStr | tuple[SecretStr, ...]:
        return checked_secrets(said)

    @model_validator(mode="after")
    def _belongs_together(self) -> EvidenceSettings:
        said = {
            "url": bool(self.url),
            "folder": self.folder is not None,
            "secret": bool(self.secret.get_secret_value()),
        }
        missing = [name for name, is_set in said.items() if not is_set]
        if self.url and missing:
            message = f"url needs {' and '.join(missing)}"
            raise ValueError(message)
        if self.folder is not None and not self.url:
            message = "folder needs url: where a web server hands it out"
            raise ValueError(message)
        return self

    @property
    def secrets(self) -> tuple[str, ...]:
        """All of them, the one that signs first."""
        return revealed(self.secret, self.old_secrets)

    @property
    def valid(self) -> timedelta:
        """How long a link opens its page."""
        return timedelta(days=self.valid_months * _LONGEST_MONTH)
