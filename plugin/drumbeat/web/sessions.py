"""Sessions: what a cookie holds, and whose it is."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from drumbeat import app
from drumbeat.desk.roles import Roles
from drumbeat.settings.web import WebSettings
from drumbeat.visitors import Holder, Lives

_BYTES = 32
"""256 bits that nobody guesses."""


def new_key() -> str:
    """Something that only its holder knows: what a cookie or a link holds."""
    return secrets.token_urlsafe(_BYTES)


def hash_of(key: str) -> str:
    """What the store knows it by: who reads the store can be nobody."""
    return hashlib.sha256(key.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Cookies:
    """The session's cookie, or that of a sign-in under way elsewhere.

    `__Host-` (RFC 6265bis): of this host alone, over https alone, set by nobody else.
    """

    is_https: bool
    what: str = ""

    @property
    def name(self) -> str:
        """Over plain http, which only this machine is reached by, browsers take no such name."""
        return f"{'__Host-' if self.is_https else ''}drumbeat{self.what}"

    @property
    def flow(self) -> Cookies:
        """Of a sign-in that is under way elsewhere."""
        return Cookies(self.is_https, "-sign-in")

    def held(self, cookies: Mapping[str, str]) -> str:
        """What the request's cookie holds; empty for none."""
        return cookies.get(self.name, "")

    def given(self, key: str) -> str:
        """The header that hands it over. It goes when the browser is closed, and is no script's to read.

        `Lax`: who opens a link of a mail is signed in, and no other site's form is.
        """
        return f"{self.name}={key}; Path=/; HttpOnly; SameSite=Lax{'; Secure' if self.is_https else ''}"

    def taken(self) -> str:
        """The header that takes it away."""
        return f"{self.given('')}; Max-Age=0"


@dataclass(frozen=True, slots=True)
class Session:
    """A session that is good."""

    key: str
    """What the cookie holds."""
    holder: Holder

    @property
    def address(self) -> str:
        """Of who has signed in."""
        return self.holder.address

    @property
    def hash(self) -> str:
        """What the store knows it by."""
        return hash_of(self.key)


def lives_of(web: WebSettings) -> Lives:
    """How long sessions are good."""
    return Lives(*web.session)


def session_of(store: app.Store, web: WebSettings, key: str, now: datetime) -> Session | None:
    """The session of what a cookie holds; None where it opens nothing (any more)."""
    holder = store.sessions.holder(hash_of(key), now, lives_of(web)) if key else None
    return Session(key, holder) if holder is not None else None


def is_anothers(session: Session, roles: Roles) -> bool:
    """Whether the mailbox is another person's by now than of who has signed in by it (F3)."""
    return roles.person is not None and roles.person.key != session.holder.person
