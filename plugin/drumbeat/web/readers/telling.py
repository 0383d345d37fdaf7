"""How readers' pages are answered, whatever they tell."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import Request
from fastapi.responses import HTMLResponse, Response

from drumbeat.digest.language.wording import Wording
from drumbeat.rendering.web import WebPages
from drumbeat.web.languages import accepted
from drumbeat.web.readers.words import Page


@dataclass(frozen=True)
class Telling:
    """Lays pages out, and protects them."""

    pages: WebPages

    def said(self, request: Request, language: str = "") -> Wording:
        """In the mail's language, or in one that the browser asks for."""
        return self.pages.say(language, *accepted(request.headers.get("accept-language", "")))

    def page(self, page: Page, status: int, **headers: str) -> Response:
        """The page, which nobody keeps, finds, frames, or follows back to its address."""
        policy = (
            f"default-src 'none'; style-src '{self.pages.style_hash}'; form-action 'self'; "
            "base-uri 'none'; frame-ancestors 'none'"
        )
        kept = {
            "Cache-Control": "no-store",
            "Content-Language": page.language,
            "Content-Security-Policy": policy,
            "Referrer-Policy": "no-referrer",
            "X-Content-Type-Options": "nosniff",
            "X-Robots-Tag": "noindex, nofollow",
        }
        return HTMLResponse(self.pages.html(page), status, {**kept, **headers})
