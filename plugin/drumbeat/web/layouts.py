"""What lays out the pages of an installation: its templates, its language, its look."""

from __future__ import annotations

from drumbeat.rendering import brand
from drumbeat.rendering.site import Site
from drumbeat.rendering.web import WebPages
from drumbeat.settings import Settings
from drumbeat.web.readers.words import unknown


def try_web_pages(settings: Settings) -> None:
    """Lay out a readers' page. Raises SettingsError when its template is wrong."""
    pages = readers_pages(settings)
    pages.html(unknown(pages.say()))


def readers_pages(settings: Settings) -> WebPages:
    """What lays out the readers' pages."""
    look = settings.brand
    coloured = brand(look.accent, look.logo, look.logo_alt, look.logo_width)
    return WebPages(settings.report.templates, settings.report.language, coloured)


def site_of(settings: Settings) -> Site:
    """What lays out the leads' pages."""
    look = settings.brand
    coloured = brand(look.accent, look.logo, look.logo_alt, look.logo_width)
    return Site(settings.report.templates, settings.report.language, coloured)
