"""What all pages share: made once, when serving begins."""

from __future__ import annotations

from asyncio import Lock
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import urlsplit

from drumbeat import app
from drumbeat.desk.context import Context
from drumbeat.desk.roles import RoleBook
from drumbeat.rendering.site import Site
from drumbeat.visitors import Voucher
from drumbeat.web.at_once import AtOnce
from drumbeat.web.full_days import FullDays
from drumbeat.web.jobs import Jobs
from drumbeat.web.memory import Memories
from drumbeat.web.routes import Route
from drumbeat.web.sessions import Cookies, Session
from drumbeat.web.worker import Worker

_LETTERS = 100
"""Mails to sign in by that may wait at a time."""

FORMS = 8
"""In hand at a time of one person, in whatever sessions: nobody else waits for those that do not come to an end."""


@dataclass(frozen=True)
class Front:
    """The house that pages stand in."""

    context: Context
    site: Site
    routes: Sequence[Route]
    jobs: Jobs
    memories: Memories
    background: Worker = field(default_factory=lambda: Worker("letters", _LETTERS))
    full_days: FullDays = field(init=False)
    book: RoleBook = field(default_factory=RoleBook)
    forms: AtOnce = field(default_factory=lambda: AtOnce(FORMS))
    changing: defaultdict[int, Lock] = field(default_factory=lambda: defaultdict(Lock))
    """A lock for each team that is being changed."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "full_days", FullDays(self.context.clock))

    @property
    def base(self) -> str:
        """Path of the public address, before each of ours; usually empty."""
        return urlsplit(self.context.settings.web.url).path

    @property
    def is_https(self) -> bool:
        """Whether browsers reach us by https."""
        return self.context.settings.web.url.startswith("https:")

    @cached_property
    def voucher(self) -> Voucher | None:
        """Who else says who somebody is; None where links are mailed alone."""
        return app.voucher(self.context.settings, self.context.clock)

    @property
    def cookies(self) -> Cookies:
        """How sessions are handed over."""
        return Cookies(self.is_https)

    @property
    def listens(self) -> str:
        """Where we listen, as a request's `Host` says it."""
        web = self.context.settings.web
        return f"[{web.host}]:{web.port}" if ":" in web.host else f"{web.host}:{web.port}"

    def end(self, session: Session) -> None:
        """What its cookie holds opens nothing any more, and what was remembered of it is forgotten."""
        self.memories.forget(session.hash)
        self.context.store.sessions.end(session.hash)

    def close(self) -> None:
        """Nothing more is done in the background."""
        self.background.close()
        self.full_days.close()
        self.jobs.close()
