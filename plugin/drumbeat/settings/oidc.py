"""`[web.oidc]`: signing in by the company's own OpenID provider."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field, SecretStr, field_validator, model_validator

from drumbeat.settings.links import checked_address
from drumbeat.settings.section import Section


class OidcSettings(Section):
    """The provider, and what we are to it. Without an issuer there is none, and links to sign in by are mailed."""

    issuer: str = ""
    """Its name for itself, exactly: https://login.microsoftonline.com/TENANT/v2.0."""
    client_id: str = ""
    client_secret: SecretStr = SecretStr("")
    name: str = Field(default="", max_length=80)
    """What people call it, for the button: Contoso account."""
    verified_claim: str = "email_verified"
    """The claim that says that an address was verified; with Microsoft Entra xms_edov, which has to be asked for."""
    also_by_mail: bool = False
    """Whether links to sign in by are mailed as well."""
    proxy: str = ""
    ca_bundle: Path | None = None
    timeout_seconds: float = Field(default=10, gt=0, le=60)
    """For a whole reply of the provider."""

    @field_validator("issuer")
    @classmethod
    def _is_address(cls, issuer: str) -> str:
        checked_address(issuer, "https://login.example.com")
        return issuer  # a slash at its end is part of the name

    @model_validator(mode="after")
    def _belongs_together(self) -> OidcSettings:
        held = (self.issuer, self.client_id, self.client_secret.get_secret_value())
        if any(held) and not all(held):
            message = "issuer, client_id and client_secret go together"
            raise ValueError(message)
        return self
