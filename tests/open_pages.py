"""Pages whose address needs no more than a team and a month, and who may open them."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from pathlib import Path

from drumbeat.web.access import Rule
from drumbeat.web.pages import ROUTES
from drumbeat.web.routes import Route
from lead_pages import ADMINISTRATOR, TECHNICIAN, Pages, lead_pages, staff
from schedules import october_drafted

OPEN = tuple(
    route for route in ROUTES if route.method == "GET" and not re.search(r"\{(?!team:int\}|month\})|/oidc", route.path)
)
"""Signing in by a provider is not set up."""


@contextlib.contextmanager
def drafted_pages(folder: Path) -> Iterator[Pages]:
    """October is drafted, and a technician may see the own record: none of these pages is missing."""
    with lead_pages(folder, personal=True) as served:
        staff(served.context, ("Ann", TECHNICIAN))
        october_drafted(served.office)
        yield served


def path_of(route: Route, team: int, month: str = "2026-10") -> str:
    """The address of such a page."""
    return route.path.replace("{team:int}", str(team)).replace("{month}", month)


def who_opens(route: Route) -> str:
    """The address of somebody who may."""
    return TECHNICIAN if route.rule is Rule.OWNER else ADMINISTRATOR
