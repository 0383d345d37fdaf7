"""Links to unsubscribe by: one recipient, one team's digest, signed, and good for thirteen months (rule E16)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from drumbeat.errors import TokenRefused
from drumbeat.tokens import read, sign

KIND = "unsubscribe"
FOLDER = "u"
PREVIEW = "preview"
"""Stands for the token in an edition, which is not yet anybody's."""
_FIRST = "t"
"""Stands before the token: a compressed one begins with a full stop, and many web servers refuse names that do."""
MOST = 900
"""Characters of a link, so that it fits into a line of a mail's header (RFC 5322, section 2.1.1)."""


@dataclass(frozen=True, slots=True)
class Subscription:
    """Whom a link is for."""

    recipient: str
    team: str
    language: str
    """Of the mail, and so of the page."""


def link(url: str, whose: Subscription, secrets: Sequence[str], now: datetime) -> str:
    """The recipient's own address of the page; empty for names so long that it would not fit into a header."""
    payload = {"language": whose.language, "recipient": whose.recipient, "team": whose.team}
    made = f"{preview_link(url).removesuffix(PREVIEW)}{_FIRST}{sign(KIND, payload, secrets, now)}"
    return made if len(made) <= MOST else ""


def preview_link(url: str) -> str:
    """What stands in an edition where each mail has its recipient's own."""
    return f"{url}/{FOLDER}/{PREVIEW}"


def subscription(name: str, secrets: Sequence[str], now: datetime) -> Subscription:
    """Whom the last part of an address is for. Raises TokenRefused for what is forged, damaged, or too old."""
    payload = read(name.removeprefix(_FIRST), KIND, secrets, now) if name.startswith(_FIRST) else {}
    try:
        return Subscription(payload["recipient"], payload["team"], payload["language"])
    except KeyError:
        raise TokenRefused("The link is not one of ours, or is damaged.") from None
