"""Names of evidence pages: nobody guesses one, and none tells a team or a person."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from drumbeat.errors import TokenRefused
from drumbeat.tokens import read, sign

FOLDER = "evidence"
"""Below the address of our own pages."""
_KIND = "evidence page"
_EVER = timedelta(days=36525)
_SUFFIX = ".html"


def name_of(page: str, begins: date, secrets: Sequence[str]) -> str:
    """It follows from the page and the first day of its period alone.

    So no page takes another's place, nor one language's that of another, and a draft that is made anew with nothing
    changed is the one that was approved.
    """
    payload = {"page": hashlib.sha256(page.encode()).hexdigest()[:32]}
    return f"{sign(_KIND, payload, secrets, datetime.combine(begins, time(), UTC))}{_SUFFIX}"


def is_ours(name: str, secrets: Sequence[str], now: datetime) -> bool:
    """Whether we gave the name, be there such a page any more or not."""
    if not (name.endswith(_SUFFIX) and secrets):
        return False
    try:
        read(name.removesuffix(_SUFFIX), _KIND, secrets, now, _EVER)
    except TokenRefused:
        return False
    return True
