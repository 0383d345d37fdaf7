"""The readers' pages as they are served: uvicorn on a free port of loopback, over a store on a file."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import requests

from drumbeat.ports import Suppressions
from drumbeat.rendering.web import WebPages
from drumbeat.store.suppressions import SuppressionStore
from drumbeat.tokens.unsubscribing import Subscription, link
from drumbeat.web.readers.application import Links, application
from drumbeat.web.server import serving
from stores import dump, open_database

NOW = datetime(2026, 11, 3, 8, tzinfo=UTC)
SECRET, OLDER = "a secret of the readers' own pages", "an older one, thirty-two characters"
ZOE = Subscription("Zoe@example.com", "Network & Data Centre", "en")
ONE_CLICK = "List-Unsubscribe=One-Click"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass
class Served:
    """Pages that are being served, and what they have kept."""

    address: str
    store: Path
    now: list[datetime] = field(default_factory=lambda: [NOW])
    """The clock shows the last one."""

    def link(self, whose: Subscription = ZOE, secret: str = SECRET, at: datetime = NOW) -> str:
        """A reader's link, as a mail of that time has it."""
        return link(self.address, whose, (secret,), at)

    def kept(self) -> list[tuple[str, str, str, str, str]]:
        """All rows of who is sent nothing any more."""
        return dump(self.store, "suppression", "address, team, reason, said, at")

    def post(self, url: str, data: object = ONE_CLICK, **more: object) -> requests.Response:
        """POST as a mail program does: no cookie, no session; redirects are not followed."""
        given = {"headers": FORM, **more}
        return requests.post(url, data=data, timeout=10, allow_redirects=False, **given)

    def get(self, url: str, method: str = "GET", **headers: str) -> requests.Response:
        """Open a link, as a person or a scanner does."""
        return requests.request(method, url, headers=headers, timeout=10, allow_redirects=False)


@contextlib.contextmanager
def readers_pages(folder: Path, suppressions: Suppressions | None = None, path: str = "") -> Iterator[Served]:
    """Serve them over a new store, or over what takes its place."""
    store = folder / "pages.db"
    database = open_database(store)
    served = Served("", store)
    links = Links((SECRET, OLDER), lambda: served.now[-1])
    app = application(suppressions or SuppressionStore(database), links, WebPages(), path)
    ended = threading.Event()
    with serving(app, "127.0.0.1", 0, ended.set) as address:
        served.address = address
        yield served
    assert ended.is_set()
    database.close()
