"""The pages that readers open, wired."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from drumbeat.app.storage import Store
from drumbeat.settings import Settings

if TYPE_CHECKING:
    from drumbeat.rendering.web import WebPages


def web_pages(
    settings: Settings, store: Store, clock: Callable[[], datetime], ended: Callable[[], None]
) -> AbstractContextManager[str]:
    """Serves them within a block, and gives the address on which it listens; `ended` is called when serving ends.

    Raises SettingsError when a template is wrong or the port cannot be had.
    """
    from drumbeat.web.application import Links, application  # noqa: PLC0415
    from drumbeat.web.server import serving  # noqa: PLC0415

    web = settings.web
    made = application(store.suppressions, Links(web.secrets, clock), _pages(settings), urlsplit(web.url).path)
    return serving(made, web.host, web.port, ended)


def try_web_page(settings: Settings) -> None:
    """Lay out one page. Raises SettingsError when its template is wrong."""
    from drumbeat.web.words import unknown  # noqa: PLC0415

    pages = _pages(settings)
    pages.html(unknown(pages.say()))


def _pages(settings: Settings) -> WebPages:
    from drumbeat.rendering import brand  # noqa: PLC0415
    from drumbeat.rendering.web import WebPages  # noqa: PLC0415

    look = settings.brand
    coloured = brand(look.accent, look.logo, look.logo_alt, look.logo_width)
    return WebPages(settings.report.templates, settings.report.language, coloured)
