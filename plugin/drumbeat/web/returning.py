"""Where somebody wanted to go who has to sign in first: a signed address of ours, so that no link leads elsewhere."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit

from drumbeat.desk.context import Context
from drumbeat.errors import TokenRefused
from drumbeat.tokens import read, sign

SIGN_IN = "/sign-in"
HOME = "/teams"
RECORD = "/record"
"""A technician's own."""
_KIND = "return path"
_VALID = timedelta(hours=1)
_LONGEST = 300


def sign_in_page(context: Context, wanted: str) -> str:
    """The page to sign in on, which leads on to the page that was wanted; empty where that was a form."""
    web = context.settings.web
    base = urlsplit(web.url).path
    path = wanted.removeprefix(base).rstrip("?") if wanted.startswith(f"{base}/") else ""
    if path in ("", "/", HOME) or len(path) > _LONGEST:
        return SIGN_IN
    return f"{SIGN_IN}?to={sign(_KIND, {'to': path}, web.secrets, context.clock())}"


def wanted_page(context: Context, token: str) -> str:
    """The page that a token leads on to; empty for one that is not ours, or too old."""
    web = context.settings.web
    try:
        path = read(token, _KIND, web.secrets, context.clock(), _VALID).get("to", "")
    except TokenRefused:
        return ""
    return path if path.startswith("/") and not path.startswith(("//", "/\\")) else ""
