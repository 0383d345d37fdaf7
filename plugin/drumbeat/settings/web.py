"""`[web]`: the pages that readers of the digest and its leads open, and where they listen."""

from __future__ import annotations

import re
from datetime import timedelta
from ipaddress import ip_network

from pydantic import Field, SecretStr, field_validator, model_validator

from drumbeat.editions.addresses import is_bare_address
from drumbeat.settings.links import checked_address, checked_secrets, revealed
from drumbeat.settings.oidc import OidcSettings
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
    """Where it is named and there are no pages, probes and metrics are answered there alone."""
    secret: SecretStr = SecretStr("")
    """Signs the links of mails; 32 characters at least."""
    old_secrets: tuple[SecretStr, ...] = ()
    """Earlier ones, so that links of older mails stay good when the secret is changed."""
    unsubscribe_mailto: str = ""
    """A mailbox that somebody reads; mail programs write to it where they cannot use the link. Empty: none."""

    lead_pages: bool = True
    """Whether leads sign in there to look after their digests; false leaves the page by which readers unsubscribe."""
    administrators: tuple[str, ...] = ()
    """Addresses of those who look after every team."""
    session_hours: int = Field(default=12, ge=1, le=168)
    """After which a lead signs in anew, whatever was done meanwhile."""
    idle_hours: int = Field(default=2, ge=1, le=168)
    """After which a lead signs in anew who did nothing."""
    api_per_minute: int = Field(default=120, ge=1)
    """Requests that each token may make in a minute (docs/api.md)."""
    metrics_token: SecretStr = SecretStr("")
    """Opens /metrics from other machines, as `Authorization: Bearer …`; empty: it opens on this machine alone."""
    results_megabytes: int = Field(default=500, ge=1)
    """Of reports made on the pages and by programs, all together; the oldest go first."""
    trusted_proxies: tuple[str, ...] = ("127.0.0.1", "::1")
    """Addresses or networks of web servers of yours, who say where a request came from (X-Forwarded-For): `proxies`."""
    oidc: OidcSettings = OidcSettings()

    @field_validator("url")
    @classmethod
    def _is_address(cls, url: str) -> str:
        if not url.isascii() or len(url) > _LONGEST_ADDRESS:
            message = f"must be ASCII (an international name in its xn-- form), up to {_LONGEST_ADDRESS} characters"
            raise ValueError(message)
        return checked_address(url, "https://digest.example.com")

    @field_validator("secret", "old_secrets", "metrics_token")
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

    @field_validator("administrators")
    @classmethod
    def _are_addresses(cls, said: tuple[str, ...]) -> tuple[str, ...]:
        if not all(map(is_bare_address, said)):
            message = "must be bare addresses like marit@example.com"
            raise ValueError(message)
        return said

    @field_validator("trusted_proxies")
    @classmethod
    def _are_networks(cls, said: tuple[str, ...]) -> tuple[str, ...]:
        try:
            for each in said:
                ip_network(each)
        except ValueError:
            message = "must be addresses or networks like 10.0.0.5 or 10.0.0.0/24"
            raise ValueError(message) from None
        return said

    @model_validator(mode="after")
    def _belongs_together(self) -> WebSettings:
        if self.url and not self.secret.get_secret_value():
            message = "url needs secret"
            raise ValueError(message)
        return self

    @property
    def is_port_named(self) -> bool:
        """Whether machines are answered there where there are no pages."""
        return "port" in self.model_fields_set

    @property
    def serves_leads(self) -> bool:
        """Whether leads have pages here."""
        return bool(self.url) and self.lead_pages

    @property
    def proxies(self) -> tuple[str, ...]:
        """Whose word about where a request came from is believed.

        Where the public address is this machine's own, browsers come without a web server between: then nobody's is
        that the settings do not name, or every program here could come from another place each time.
        """
        is_here = self.url.startswith("http:")
        return () if is_here and "trusted_proxies" not in self.model_fields_set else self.trusted_proxies

    @property
    def session(self) -> tuple[timedelta, timedelta]:
        """How long somebody stays signed in: in all, and without doing anything."""
        return timedelta(hours=self.session_hours), timedelta(hours=self.idle_hours)

    @property
    def secrets(self) -> tuple[str, ...]:
        """All of them, the one that signs first."""
        return revealed(self.secret, self.old_secrets)
