"""In which country a time zone is, as the Unicode CLDR knows it."""

from __future__ import annotations

from babel.core import get_global


def country_of(zone: str) -> str:
    """The code (ISO 3166) of the country whose clocks a zone tells: DE for Europe/Berlin; empty for none, as UTC."""
    return str(get_global("zone_territories").get(zone, ""))
