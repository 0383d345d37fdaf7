"""The company's OpenID provider, by the settings."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from drumbeat.settings import Settings

if TYPE_CHECKING:
    from drumbeat.visitors import Voucher

CALLBACK = "/sign-in/oidc/callback"
"""Where browsers come back to, below the address of the pages; the provider has to know it."""


def voucher(settings: Settings, clock: Callable[[], datetime]) -> Voucher | None:
    """Who vouches for those who sign in; None where links are mailed alone."""
    oidc = settings.web.oidc
    if not oidc.issuer:
        return None
    from drumbeat.http_session import HttpSettings  # noqa: PLC0415
    from drumbeat.identity.provider import Client, Provider  # noqa: PLC0415

    client = Client(
        issuer=oidc.issuer,
        client_id=oidc.client_id,
        secret=oidc.client_secret.get_secret_value(),
        redirect=f"{settings.web.url}{CALLBACK}",
        verified_claim=oidc.verified_claim,
        seconds=oidc.timeout_seconds,
    )
    return Provider(client, HttpSettings(oidc.proxy, oidc.ca_bundle), clock)
