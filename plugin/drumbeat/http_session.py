"""The `requests` session under every HTTP adapter: proxy, certificates, User-Agent, no redirects. A leaf."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import requests

from drumbeat import __version__
from drumbeat.errors import SettingsError

USER_AGENT = f"drumbeat/{__version__}"


@dataclass(frozen=True, slots=True)
class HttpSettings:
    """How to reach the outside."""

    proxy: str = ""
    ca_bundle: Path | None = None
    """Certificates of the company's own authority. Checking cannot be switched off."""


def new_session(settings: HttpSettings) -> requests.Session:
    """A session with a cookie jar of its own.

    A redirect is never followed: ServiceNow answers 302 where it wants a browser to sign in (fact sheet 1.8),
    and a password must not travel to another host.

    The environment is not read. requests would put the password of a .netrc in the place of an access token,
    and HTTPS_PROXY and REQUESTS_CA_BUNDLE over the proxy and the certificates of our own settings.
    """
    session = requests.Session()
    session.trust_env = False
    session.headers.update({"User-Agent": USER_AGENT, "Accept": "application/json"})
    session.max_redirects = 0
    if settings.proxy:
        session.proxies = {"http": settings.proxy, "https": settings.proxy}
    if settings.ca_bundle is not None:
        if not settings.ca_bundle.is_file():
            raise SettingsError(f"The CA bundle {settings.ca_bundle} is not there.")
        session.verify = str(settings.ca_bundle)
    return session
