"""The leads' pages as they are served: uvicorn on a free port of loopback, over an office with a hand-set clock."""

from __future__ import annotations

import contextlib
import email
import re
import socket
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from email.policy import default
from pathlib import Path
from typing import Any

import requests

from drumbeat.desk.context import Context
from drumbeat.desk.roles import RoleBook
from drumbeat.settings.privacy import PrivacySettings
from drumbeat.settings.web import WebSettings
from drumbeat.visitors import Holder
from drumbeat.web.pages import ROUTES
from drumbeat.web.routes import Route
from drumbeat.web.server import serving
from drumbeat.web.sessions import Cookies, hash_of, lives_of, new_key
from drumbeat.web.wiring import all_pages
from html_page import Element, read_page
from installation import NETWORK, fill
from rows import cells, group, person
from schedules import Office, office

SECRET = "a secret of the pages of all leads"
DESK_LEAD, ADMINISTRATOR, STRANGER = "dora@example.com", "root@example.com", "nobody@example.com"
TECHNICIAN = "ann@example.com"
SERVICE_DESK = replace(NETWORK, name="Service Desk", groups=("Service Desk",), lead="Dora", lead_address=DESK_LEAD)
COOKIE = Cookies(is_https=False).name
WAIT = 30.0


@dataclass
class Pages:
    """Pages that are being served."""

    address: str
    office: Office

    @property
    def context(self) -> Context:
        """Of the installation."""
        return self.office.context

    def team(self, name: str = NETWORK.name) -> int:
        """The number that stands for a team in addresses."""
        return next(each.number for each in self.context.store.teams.listed() if each.name == name)

    def browser(self, address: str = "", **headers: str) -> Browser:
        """A browser, in which somebody is signed in."""
        made = Browser(self)
        made.session.headers.update(headers)
        if address:
            made.session.cookies.set(COOKIE, self.session_of(address), domain="127.0.0.1")
        return made

    def session_of(self, address: str) -> str:
        """Begin a session; what its cookie holds."""
        key, web = new_key(), self.context.settings.web
        person = RoleBook().roles(self.context, address).person
        holder = Holder(address, person.key if person else "")
        self.context.store.sessions.begin(hash_of(key), holder, self.context.clock(), lives_of(web))
        return key

    def mails(self, to: str) -> list[email.message.EmailMessage]:
        """What was mailed to an address."""
        return [
            email.message_from_bytes((self.office.outbox / name).read_bytes(), policy=default)
            for name in self.office.mails(to)
        ]

    def link(self, to: str, count: int = 1) -> str:
        """The last link that was mailed there to sign in by, once there are so many mails."""
        ends = time.monotonic() + WAIT
        while len(self.office.mails(to)) < count and time.monotonic() < ends:
            time.sleep(0.02)
        text = max(self.mails(to), key=lambda mail: mail["Message-ID"]).get_content()
        return re.search(r"^http\S+", text, re.MULTILINE)[0]


@dataclass
class Browser:
    """Asks for pages and sends their forms, as a browser without script does; redirections are not followed."""

    pages: Pages
    session: requests.Session = field(default_factory=requests.Session)

    def get(self, path: str, **more: Any) -> requests.Response:
        """Open a page."""
        return self.session.get(self.url(path), allow_redirects=False, timeout=WAIT, **more)

    def post(self, path: str, data: Any = None, **headers: str | None) -> requests.Response:
        """Send a form, from a page of ours if `headers` says nothing else."""
        said = {"Origin": self.pages.address, **headers}
        return self.session.post(self.url(path), data, headers=said, allow_redirects=False, timeout=WAIT)

    def url(self, path: str) -> str:
        """The whole address."""
        return path if path.startswith("http") else f"{self.pages.address}{path}"

    def page(self, path: str) -> Element:
        """A page, read."""
        answer = self.get(path)
        assert answer.status_code == 200, (path, answer.status_code)
        return read_page(answer.text)

    def send(self, path: str, to: str = "", **fields: str) -> requests.Response:
        """Open a page and send its form that goes to an address, or its first, with these fields over its own."""
        forms = [each for each in self.page(path).every("form") if "leave" not in each.attributes.get("class", "")]
        forms = [each for each in forms if each.attributes["method"] == "post"]
        form = next(each for each in forms if not to or each.attributes["action"].endswith(to))
        return self.post(form.attributes["action"], {**held(form), **fields})

    def csrf(self) -> str:
        """What protects the forms of the session."""
        fields = (each.attributes for each in self.page("/teams").every("input"))
        return next(each["value"] for each in fields if each["name"] == "csrf")


def held(form: Element) -> dict[str, str]:
    """What a form says as it is opened: a browser sends boxes that are ticked, and of a menu what is chosen."""
    said = {
        each.attributes["name"]: each.attributes.get("value", "")
        for each in form.every("input")
        if each.attributes["type"] not in {"radio", "checkbox", "file"} or "checked" in each.attributes
    }
    for menu in form.every("select"):
        options = menu.every("option")
        chosen = next((each for each in options if "selected" in each.attributes), options[0])
        said[menu.attributes["name"]] = chosen.attributes["value"]
    return said | {each.attributes["name"]: each.own[0] if each.own else "" for each in form.every("textarea")}


@contextlib.contextmanager
def lead_pages(
    folder: Path, *, path: str = "", routes: Sequence[Route] = ROUTES, personal: bool = False, **web: Any
) -> Iterator[Pages]:
    """Serve them for two teams: Network, whose lead is Marit, and Service Desk, whose lead is Dora."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    said = {"url": f"http://127.0.0.1:{port}{path}", "port": port, "secret": SECRET, "administrators": (ADMINISTRATOR,)}
    said["trusted_proxies"] = ("127.0.0.1",)  # as behind a web server of ours, whose part tests play
    here = office(folder)
    changed = {
        "web": WebSettings.model_validate({**said, **web}),
        "privacy": PrivacySettings(personal_records=personal),
    }
    given = here.context.settings.model_copy(update=changed)
    here.context = Context(None, clock=here.clock, given=given, actor=lambda: "tester")
    here.context.store.teams.add(SERVICE_DESK)
    ended = threading.Event()
    proxies = given.web.proxies
    with all_pages(here.context, routes) as made, serving(made, "127.0.0.1", port, ended.set, proxies) as address:
        yield Pages(address, here)
    assert ended.is_set()


def staff(context: Context, *people: tuple[str, str], managers: dict[str, str] | None = None) -> None:
    """What ServiceNow says: who there is, with an address, all of them active; and who manages which group."""
    users = [
        cells(sys_id=person(name)[0], user_name=name.lower(), name=name, email=address, active="true")
        for name, address in people
    ]
    fill(context, "sys_user", users)
    groups = [
        cells(sys_id=group(name)[0], name=name, manager=person(manager)) for name, manager in (managers or {}).items()
    ]
    fill(context, "sys_user_group", groups)
