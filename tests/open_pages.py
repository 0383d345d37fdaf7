"""Pages whose address needs no more than a team and a month, and who may open them."""

from __future__ import annotations

import re

from drumbeat.web.access import Rule
from drumbeat.web.pages import ROUTES
from drumbeat.web.routes import Route
from lead_pages import ADMINISTRATOR, TECHNICIAN

OPEN = tuple(
    route for route in ROUTES if route.method == "GET" and not re.search(r"\{(?!team:int\}|month\})|/oidc", route.path)
)
"""Signing in by a provider is not set up."""


def path_of(route: Route, team: int, month: str = "2026-10") -> str:
    """The address of such a page."""
    return route.path.replace("{team:int}", str(team)).replace("{month}", month)


def who_opens(route: Route) -> str:
    """The address of somebody who may."""
    return TECHNICIAN if route.rule is Rule.OWNER else ADMINISTRATOR
