"""What protects the pages beside sign-in: headers, the host, where forms come from, and who the client is. Pure."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Mapping, Sequence
from ipaddress import ip_address, ip_network
from urllib.parse import urlsplit

_YEAR = 365 * 24 * 3600
_PERMISSIONS = ("camera", "geolocation", "microphone", "payment", "usb")
_NETWORK_BITS = 64
"""Of an IPv6 address: whoever has one has all of its network."""

PAGE_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' data:; "
    "form-action 'self'; frame-src 'self'; frame-ancestors 'none'; base-uri 'none'"
)
"""Content Security Policy 3: only our own style, script and forms, sent to us; no page frames ours."""
PREVIEW_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; sandbox"
"""Of a mail within a page: it runs nothing, fetches nothing, sends nothing; mails have their styles in themselves."""
STATIC_POLICY = "default-src 'none'"


def headers(*, is_https: bool, policy: str = PAGE_POLICY) -> dict[str, str]:
    """Of every answer. Nobody keeps it, frames it, guesses its type, or opens it within another site's reach.

    `same-origin` and not `no-referrer`: under the latter a browser sends `Origin: null` with our own forms (Fetch
    standard, "append a request Origin header"), which then could not be told from foreign ones.
    """
    made = {
        "Cache-Control": "no-store",
        "Content-Security-Policy": policy,
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": ", ".join(f"{name}=()" for name in _PERMISSIONS),
        "Referrer-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
        "X-Robots-Tag": "noindex, nofollow",
    }
    return {**made, "Strict-Transport-Security": f"max-age={_YEAR}"} if is_https else made


def is_ours(host: str, url: str, listens: str) -> bool:
    """Whether a request was meant for us: for the public address, or for where we listen, as a web server before asks.

    Another name that leads here is another site's attempt to speak to us through a browser (DNS rebinding).
    """
    return host.lower() in (urlsplit(url).netloc.lower(), listens)


def is_from_us(said: Mapping[str, str], url: str) -> bool:
    """Whether a form comes from one of our own pages, by what the browser says and no page can change.

    `Sec-Fetch-Site` (Fetch Metadata) where there is one, else `Origin` (RFC 6454). A browser that sends neither is
    older than both, and is refused.
    """
    site = said.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    parts = urlsplit(url)
    return said.get("origin", "").lower() == f"{parts.scheme}://{parts.netloc}".lower()


def without_quoted_cookies(headers: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """The request's headers, names in small letters, without cookies in quotation marks: none of ours has any.

    Python 3.11 takes time by the square of the length to read such a one (CVE-2024-7592), and a library may read all
    cookies of a request though nobody asks for one. Other sites of the same host may have set them, so the rest stays.
    """
    return [
        (name, b";".join(each for each in said.split(b";") if b'"' not in each) if name == b"cookie" else said)
        for name, said in headers
    ]


def csrf_of(session: str, secret: str) -> str:
    """What each form of a session holds: no other site knows it, nor another session."""
    return hmac.new(secret.encode(), f"csrf {session}".encode(), hashlib.sha256).hexdigest()


def is_csrf(said: str, session: str, secrets: Sequence[str]) -> bool:
    """Whether the form is the session's; secrets may have been changed since."""
    return any(hmac.compare_digest(said.encode(), csrf_of(session, secret).encode()) for secret in secrets)


def client_of(peer: str, forwarded: Sequence[str], proxies: Sequence[str]) -> str:
    """Where a request comes from: the peer, or what a web server of ours says (X-Forwarded-For).

    `forwarded` are all lines of that name: some servers write one of their own below what they were sent, and together
    they are one list (RFC 9110, section 5.3). Of the chain the last address counts that is none of ours: what stands
    before it anybody can have written.
    """
    client = peer
    chain = [each.strip() for each in ",".join(forwarded).split(",")] if forwarded else []
    for said in (peer, *reversed(chain)):
        if not _is_address(said):
            break
        client = said
        if not is_among(said, proxies):
            break
    return _network(client)


def _is_address(said: str) -> bool:
    try:
        ip_address(said)
    except ValueError:
        return False
    return True


def is_among(address: str, networks: Sequence[str]) -> bool:
    """Whether it is an address, and in one of the networks."""
    return _is_address(address) and any(ip_address(address) in ip_network(each) for each in networks)


def _network(client: str) -> str:
    if _is_address(client) and ip_address(client).version == 6:  # noqa: PLR2004  IP's own number
        return str(ip_network(f"{client}/{_NETWORK_BITS}", strict=False))
    return client
