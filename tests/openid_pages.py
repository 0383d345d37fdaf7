"""Pages with an OpenID provider beside them, and the way there and back as a browser goes it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit

import requests

from html_page import read_page
from lead_pages import COOKIE, Browser, Pages, lead_pages
from openid_provider import CLIENT, SECRET, OpenIdProvider

START, CALLBACK = "/sign-in/oidc", "/sign-in/oidc/callback"
_LIES = (
    "address",
    "change",
    "about",
    "key",
    "published",
    "foreign",
    "refuses",
    "algorithm",
    "header",
    "status",
    "seconds",
    "forgets",
)


@contextlib.contextmanager
def openid_pages(folder: Path) -> Iterator[tuple[Pages, OpenIdProvider]]:
    """Pages and their provider, whose clock is theirs."""
    with OpenIdProvider() as provider:
        said = {"issuer": provider.issuer, "client_id": CLIENT, "client_secret": SECRET, "name": "Contoso account"}
        with lead_pages(folder, oidc={**said, "timeout_seconds": 0.5}) as pages:
            provider.now = lambda: pages.office.clock().timestamp()
            yield pages, provider


def as_it_should_be(pages: Pages, provider: OpenIdProvider) -> OpenIdProvider:
    """The provider as it should be, and asked anew."""
    usual = OpenIdProvider()
    for name in _LIES:
        setattr(provider, name, getattr(usual, name))
    provider.asked.clear()
    provider.codes.clear()
    pages.office.clock.now += timedelta(hours=2)
    return provider


def sent_back(browser: Browser, path: str = START, **change: str) -> requests.Response:
    """Go to the provider and come back from it; what our page answers. `change`: what the way back says instead."""
    there = browser.get(path)
    assert there.status_code == 303, there.text
    back = requests.get(there.headers["Location"], allow_redirects=False, timeout=10).headers["Location"]
    query = {**dict(parse_qsl(urlsplit(back).query)), **change}
    return browser.get(f"{CALLBACK}?{urlencode({name: value for name, value in query.items() if value})}")


def refused(answer: requests.Response, browser: Browser, status: int = 403) -> bool:
    """It is a page that says what to do, and nobody is signed in."""
    assert answer.status_code == status
    assert "You could not be signed in" in read_page(answer.text).text
    assert COOKIE not in browser.session.cookies
    return True
