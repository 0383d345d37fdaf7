"""The pages, wired and served."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Callable, Iterator, Sequence

from fastapi import FastAPI

from drumbeat import app
from drumbeat.desk.context import Context
from drumbeat.desk.pulse import Pulse
from drumbeat.metrics import Requests
from drumbeat.web.access import Rule
from drumbeat.web.application import add_site
from drumbeat.web.front import Front
from drumbeat.web.jobs import Jobs
from drumbeat.web.layouts import readers_pages, site_of
from drumbeat.web.memory import Memories
from drumbeat.web.pages import ROUTES
from drumbeat.web.probes import Watch, add_probes
from drumbeat.web.readers.application import Links, application
from drumbeat.web.readers.evidence import Opening, add_evidence
from drumbeat.web.routes import Route
from drumbeat.web.server import serving

_MEGABYTE = 10**6


@contextlib.contextmanager
def web_pages(
    context: Context,
    ended: Callable[[], None],
    routes: Sequence[Route] = ROUTES,
    held: socket.socket | None = None,
    pulse: Pulse | None = None,
    *,
    has_pages: bool = True,
) -> Iterator[str]:
    """Serves them within a block, and gives the address on which it listens; `ended` is called when serving ends.

    Without pages, or a public address by which somebody could open them, machines alone are answered, who ask whether
    the process is well.
    `held`: the port, where somebody has taken it before. `pulse`: of the schedule, where this process looks after it.
    Raises SettingsError when a template is wrong or the port cannot be had.
    """
    web = context.settings.web
    with (
        all_pages(context, routes, pulse) if web.url and has_pages else only_probes(context, pulse) as made,
        serving(made, web.host, web.port, ended, web.proxies, held=held) as address,
    ):
        yield address


@contextlib.contextmanager
def only_probes(context: Context, pulse: Pulse | None = None) -> Iterator[FastAPI]:
    """The application that answers machines, and nothing else."""
    made = FastAPI(title="Drumbeat", docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False)
    _watched(made, context, None, pulse)
    yield made


def _watched(made: FastAPI, context: Context, jobs: Jobs | None, pulse: Pulse | None) -> None:
    requests = Requests()
    add_probes(made, Watch(context, jobs, requests, pulse))
    made.state.count = requests.count


@contextlib.contextmanager
def all_pages(context: Context, routes: Sequence[Route] = ROUTES, pulse: Pulse | None = None) -> Iterator[FastAPI]:
    """The application, and what works beside it, for as long as the block lasts.

    While no personal records are kept, there are no pages of owners.
    """
    keeps = context.settings.privacy.keeps_personal_records
    there = [each for each in routes if keeps or each.rule is not Rule.OWNER]
    web = context.settings.web
    jobs = Jobs(context.clock, web.results_megabytes * _MEGABYTE)
    front = Front(context, site_of(context.settings), there, jobs, Memories(context.clock))
    links = Links(web.secrets, context.clock)
    pages = readers_pages(context.settings)
    made = application(context.store.suppressions, links, pages, front.base)
    if context.settings.evidence.served:
        add_evidence(made, Opening(pages, _finding(context), web.url.startswith("https:")), front.base)
    try:
        if web.serves_leads:
            add_site(made, front)
        _watched(made, context, front.jobs, pulse)
        yield made
    finally:
        front.close()


def _finding(context: Context) -> Callable[[str], str | None]:
    return lambda name: app.opened_page(context.settings, context.store, name, context.clock())
