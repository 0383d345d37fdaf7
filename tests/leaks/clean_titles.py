"""Clean titles: whatever a redaction takes away from one of these, it takes away wrongly."""

from __future__ import annotations

from itertools import product

from leaks.clean_english import TITLES as ENGLISH
from leaks.clean_german import TITLES as GERMAN

_PRODUCTS = (
    *("Node.js 20.11.1", "ASP.NET Core 8.0.4", ".NET 8", "S/4HANA 2023 FPS01", "Office 365", "1Password 8.10.30"),
    *("PostgreSQL 16.2", "Windows 11 build 22631.3447", "firmware 17.9.4a", "driver version 10.1.2.3"),
    *("KB5036893", "Log4j 2.23.1", "Tomcat 9.0.87", "iOS 17.4.1", "vCenter 8.0.2.00300"),
)
_SITES = ("Larkfield", "Northfield", "hall 7", "building C12", "room 3.114", "VLAN 2043", "rack B07", "floor -1")
_DEEDS = (
    "Roll out {p} at {s}",
    "Roll back {p} in {s}",
    "{p} in {s}: lessons learnt",
    "{s}: {p} verified on 2026-10-14",
)
_CODES = ("0x80070005", "0xC0000142", "ORA-01555", "HTTP 503", "SQLSTATE 40001", "event 4625", "E0434352", "S0C7")
_SUBJECTS = ("sign-in", "print job", "nightly batch", "label printing", "password reset portal", "API key rotation")
_SORROWS = ("{c} in the {s} solved", "{s}: {c} no longer shown since 14/10/2026")

HAND_WRITTEN: tuple[str, ...] = (*ENGLISH, *GERMAN)
COMBINED: tuple[str, ...] = (
    *(_DEEDS[at % 4].format(p=made, s=site) for at, (made, site) in enumerate(product(_PRODUCTS, _SITES))),
    *(sorrow.format(c=code, s=subject) for code, subject, sorrow in product(_CODES, _SUBJECTS, _SORROWS)),
)
CLEAN_TITLES: tuple[str, ...] = HAND_WRITTEN + COMBINED
"""Of changes, improvements, projects, problems and articles. No real person, company or system is in them."""
