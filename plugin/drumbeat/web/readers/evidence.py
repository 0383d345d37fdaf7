"""Pages of evidence, opened by the links of mails: whoever has one may read it, and nothing lists them.

A page is sent as it was frozen. It brings its own style, which the policy knows by its hash; there is no script.
"""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass

from fastapi import FastAPI, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, Response

from drumbeat.errors import DrumbeatError, TokenRefused
from drumbeat.tokens.of_evidence import FOLDER
from drumbeat.web.readers.telling import Telling
from drumbeat.web.readers.words import closed, unknown, unread
from drumbeat.web.security import headers

_STYLE = re.compile(r"<style\b[^>]*>(.*?)</style>", re.DOTALL | re.IGNORECASE)
_MISSING, _GONE, _AWAY = 404, 410, 503
_KEPT = "private, max-age=3600"
"""By the reader's own browser, and by no cache that others share."""


@dataclass(frozen=True)
class Opening(Telling):
    """What a link of a mail opens."""

    find: Callable[[str], str | None]
    """The page of a name; None where its time is over. Raises TokenRefused for a name that was never given."""
    is_https: bool

    async def open(self, request: Request, name: str) -> Response:
        """The page, or why there is none."""
        try:
            page = await run_in_threadpool(self.find, name)
        except TokenRefused:
            return self.page(unknown(self.said(request)), _MISSING)
        except DrumbeatError:
            return self.page(unread(self.said(request)), _AWAY, **{"Retry-After": "300"})
        if page is None:
            return self.page(closed(self.said(request)), _GONE)
        made = headers(is_https=self.is_https, policy=_policy(page))
        return HTMLResponse(page, headers={**made, "Cache-Control": _KEPT, "Referrer-Policy": "no-referrer"})


def add_evidence(made: FastAPI, opening: Opening, path: str = "") -> None:
    """Open the pages below the application's address, and below the path of the public one."""
    for folder in dict.fromkeys((f"/{FOLDER}", f"{path}/{FOLDER}")):
        made.add_api_route(f"{folder}/{{name}}", opening.open, methods=["GET", "HEAD"], response_class=HTMLResponse)


def _policy(page: str) -> str:
    """Its own styles, each by its hash (Content Security Policy 3, section 2.3.1), and nothing else."""
    hashes = (b64encode(hashlib.sha256(each.encode()).digest()).decode() for each in _STYLE.findall(page))
    styles = " ".join(f"'sha256-{each}'" for each in hashes) or "'none'"
    return (
        f"default-src 'none'; style-src {styles}; img-src data:; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    )
