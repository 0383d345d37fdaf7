"""`[mail.bounces]`: the mailbox to which mails come back that nobody took."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, field_validator, model_validator

from drumbeat.settings.section import Section


class BounceSettings(Section):
    """A folder, or a mailbox on an IMAP server. Without either, what comes back later is not noticed."""

    folder: Path | None = None
    """A Maildir, a folder of .eml files, or an mbox file."""
    host: str = ""
    """An IMAP server."""
    port: int = Field(default=993, ge=1, le=65535)
    security: Literal["tls", "starttls"] = "tls"
    user: str = ""
    auth: Literal["password", "xoauth2"] = "password"
    """How the user logs in; xoauth2 by the token, or the application, of [mail]."""
    password: SecretStr = SecretStr("")
    mailbox: str = "INBOX"
    ca_bundle: Path | None = None
    minutes: int = Field(default=10, ge=1, le=1440)
    """How often it is read: not at every minute's turn of the schedule."""

    @field_validator("mailbox", "user", "host")
    @classmethod
    def _is_plain(cls, said: str) -> str:
        if not said.isprintable() or not said.isascii():
            message = "must be plain ASCII; a mailbox with other letters is written as the server lists it"
            raise ValueError(message)
        return said

    @model_validator(mode="after")
    def _belongs_together(self) -> BounceSettings:
        if self.folder is not None and self.host:
            message = "say folder or host, not both"
            raise ValueError(message)
        if self.host and not self.user:
            message = "host needs user"
            raise ValueError(message)
        if self.host and self.auth == "password" and not self.password.get_secret_value():
            message = "host needs password, or auth = xoauth2"
            raise ValueError(message)
        return self

    @property
    def is_set(self) -> bool:
        """Whether there is a mailbox to look into."""
        return bool(self.host) or self.folder is not None

    @property
    def uses_token(self) -> bool:
        """Whether looking into it takes an access token."""
        return bool(self.host) and self.auth == "xoauth2"

    @property
    def pause(self) -> timedelta:
        """How long after one reading the next is due."""
        return timedelta(minutes=self.minutes)
