"""Addresses that are written out: mail, links, shares, directories of users, directory names, wireless networks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from drumbeat.digest.redaction.fold import GONE, Span

_ATOM = r"\w.!#$%&'*+/=?^`{|}~-"
_HOMES = r"(?:users|benutzer|utilisateurs|profiles?|profile\$|homes?\$?|documents and settings)"
_NOBODYS = r"(?:public|default|offentlich|all)\b"
_PATTERNS = (
    re.compile(rf"(?<![\w+.-])[a-z][a-z0-9+.-]{{1,20}}://[^\s{GONE}<>\"]+", re.IGNORECASE),
    re.compile(
        rf"(?<![\w.-])(?:(?:mailto|sips?|xmpp|tel|callto|jdbc|ldaps?):|www\d?\.)[^\s{GONE}<>\"]{{3,}}", re.IGNORECASE
    ),
    # mail, and whatever else names somebody at some place; not a package at a version
    re.compile(rf"(?<![{_ATOM}])[{_ATOM}]+@(?!v?\d+(?:\.\d+){{0,2}}(?![\w.-]))[\w\[][\w.:-]*\]?"),
    re.compile(r"(?<![\w.+-])\"[^\"@]{1,40}\"@[\w-]+(?:\.[\w-]+)*"),
    re.compile(r"(?<![\w.+-])[\w.+-]+\s{1,2}@\s{0,2}[\w-]+(?:\s?\.\s?[\w-]+)*\.[a-z]{2,}\b", re.IGNORECASE),
    re.compile(r"(?<![\w.+-])[\w.+-]+@\s{1,2}[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}\b", re.IGNORECASE),
    re.compile(
        r"(?<![\w.+-])[\w.+-]+\s{0,2}[\[({<]\s?(?:at|@|arobase|chez)\s?[\])}>]\s{0,2}[\w-]+"
        r"(?:\s{0,2}(?:[\[({<]\s?(?:dot|punkt|point|\.)\s?[\])}>]|\.)\s{0,2}[\w-]+)*",
        re.IGNORECASE,
    ),
    re.compile(
        r"(?<![\w.+-])[\w.+-]+\s(?:at\s[\w-]+(?:\s(?:dot|punkt)\s[\w-]+)+|arobase\s[\w-]+(?:\spoint\s[\w-]+)+)",
        re.IGNORECASE,
    ),
    # shares
    re.compile(
        rf"(?<![\w\\])(?<![\s'\"(][A-Za-z]:)\\{{2,4}}[\w.$?-]+(?:\\[^\s{GONE}\\]*(?:\s[^\s{GONE}\\]+(?=\\))*){{0,12}}"
    ),
    re.compile(rf"(?<![\w:/])//[\w.-]+/[^\s{GONE}]*"),
    # directories of users
    re.compile(
        rf"(?<!\w)[a-z]:[\\/]+(?:[^\s{GONE}\\/]{{1,60}}[\\/]+){{0,4}}{_HOMES}[\\/]+(?!{_NOBODYS})[^\s{GONE}]+",
        re.IGNORECASE,
    ),
    re.compile(
        rf"(?<![\w:\\])(?:[%$][^\s{GONE}\\/]{{1,40}})?\\?{_HOMES}\\+(?!{_NOBODYS})[^\s{GONE}\\]+(?:\\[^\s{GONE}]*)?",
        re.IGNORECASE,
    ),
    re.compile(rf"(?<![\w.])/(?:[\w.-]{{1,40}}/){{0,3}}(?:home|homes|Users)/[^\s{GONE}]+"),
    # names in a directory
    re.compile(r"\b(?:CN|OU|DC|UID)=[^,;\0]{1,60}(?:,\s?(?:CN|OU|DC|O|C|L|ST|UID)=[^,;\0\s]{1,60})+", re.IGNORECASE),
    re.compile(r"\bS-1-\d{1,2}(?:-\d{1,10}){2,}"),
    # wireless networks
    re.compile(
        r"\b(?:e?ssid|wlan-?name|network name|netzwerkname)\s*(?:[:=]|is|ist|lautet|named|called)\s*"
        r"(?:\"[^\"]{1,40}\"|'[^']{1,40}'|[^\s\0]+)",
        re.IGNORECASE,
    ),
    re.compile(r"\be?ssid\s+(?:\"[^\"]{1,40}\"|'[^']{1,40}'|(?=[^\s\0]*[\d_-])[A-Za-z][^\s\0]{3,})", re.IGNORECASE),
)
_DOMAIN_USER = re.compile(r"(?<![\w\\:.%/])([A-Za-z][\w.-]{1,20})\\([A-Za-z_][\w.$-]{1,40})(?![\\\w])")
_NO_DOMAINS = frozenset(
    """windows system32 syswow64 software hklm hkcu hku hkcr program programs programdata bin lib temp input output and
    or read on ac either yes in users""".split()  # noqa: SIM905
)


def find(text: str) -> Iterator[Span]:
    """Where addresses stand, and accounts with their domain."""
    for pattern in _PATTERNS:
        yield from (address.span() for address in pattern.finditer(text))
    for account in _DOMAIN_USER.finditer(text):
        if account[1].casefold() not in _NO_DOMAINS:
            yield account.span()
