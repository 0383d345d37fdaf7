"""`[web]`: the pages that readers of the digest open, and where they listen."""

from __future__ import annotations

import re

from pydantic import Field, SecretStr, field_validator, model_validator

from drumbeat.settings.links import checked_address, checked_secrets, revealed
from drumbeat.settings.section import Section

_LONGEST_ADDRESS = 200
"""So that a link fits into a line of a mail's header (RFC 5322, section 2.1.1)."""
_MAILBOX = re.compile(r"[\w.+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*", re.ASCII)


class WebSettings(Section):
    """Where `drumbeat serve` answers, and by which address readers reach it."""

    url: str = ""
    """The public address of the pages: https://digest.example.com. Empty: there are none, and no mail links to one."""
    host: str = "127.0.0.1"
    """On which `drumbeat serve` listens; a web server of yours stands before it with TLS."""
    port: int = Field(default=8090, ge=1, le=65535)
    secret: SecretStr = SecretStr("")
    """Signs the links of mails; 32 characters at least."""
    old_secrets: tuple[SecretStr, ...] = ()
    """Earlier ones, so that links of older mails stay good when the secret is changed."""
    unsubscribe_mailto: str = ""
    """A mailbox that somebody reads; mail programs write to it where they cannot use the link. Empty: none."""

    @field_validator("url")
    @classmethod
    def _is_address(cls, url: str) -> str:
        if not url.isascii() or len(url) > _LONGEST_ADDRESS:
            message = f"must be ASCII (an international name in its xn-- form), up to {_LONGEST_ADDRESS} characters"
            raise ValueError(message)
        return checked_address(url, "https://digest.example.com")

    @field_validator("secret", "old_secrets")
    @classmethod
    def _are_long(cls, said: SecretStr | tuple[SecretStr, ...]) -> SecretStr | tuple[SecretStr, ...]:
        return checked_secrets(said)

    @field_validator("unsubscribe_mailto")
    @classmethod
    def _is_mailbox(cls, mailbox: str) -> str:
        if mailbox and not _MAILBOX.fullmatch(mailbox):
            message = "must be one address like unsubscribe@example.com"
            raise ValueError(message)
        return mailbox

    @model_validator(mode="after")
    def _belongs_together(self) -> WebSettings:
        if self.url and not self.secret.get_secret_value():
            message = "url needs secret"
            raise ValueError(message)
        return self

    @property
    def secrets(self) -> tuple[str, ...]:
        """All of them, the one that signs first."""
        return revealed(self.secret, self.old_secrets)
