"""Our rendering of the month of 5,000 tickets: `rendered.py PAGE COUNT`.

Writes the page before its styles are inlined to PAGE, for others to inline; prints one line of JSON: milliseconds of
each of COUNT renderings from the digest to the finished HTML, of the inlining alone, and what the mail weighs in each
language.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

from busy_month import OCTOBER, TEAM, TICKETS, busy
from drumbeat import app
from drumbeat.delivery.message import encoded
from drumbeat.digest.letter import Frame
from drumbeat.pipeline import freeze
from drumbeat.rendering import Renderer
from drumbeat.settings import MailSettings

FRAME = Frame(evidence_page="https://drumbeat.example.com/e/x")
LANGUAGES = ("en", "de")


def timed(count: int, work: Callable[[], object]) -> list[float]:
    """Milliseconds of each time; the first, which compiles templates and fills caches, is not among them."""
    work()
    spent = []
    for _ in range(count):
        began = time.perf_counter()
        work()
        spent.append((time.perf_counter() - began) * 1000)
    return spent


def before_inlining() -> str:
    """The page as the template makes it."""
    renderer = Renderer(frame=FRAME)
    renderer._inliner = SimpleNamespace(inline=lambda page: page)  # type: ignore[assignment]
    return renderer.html(busy().digest)


def weights(language: str) -> dict[str, int]:
    """Bytes of the HTML, of the same as it is encoded, and of the whole mail."""
    content = freeze(busy().digest, Renderer(language=language, frame=FRAME))
    whom = app.Addressing(TEAM.name, OCTOBER, "zoe@example.com", TEAM.lead_address, datetime(2026, 11, 3, tzinfo=UTC))
    message = app.compose(content, MailSettings(), whom)
    return {
        "HTML": len(content.html.encode()),
        "HTML, encoded": len(encoded(content.html)),
        "whole mail": len(message.content),
    }


def main() -> None:
    """Measure, and print."""
    path, count = Path(sys.argv[1]), int(sys.argv[2])
    page, digest, renderer = before_inlining(), busy().digest, Renderer(frame=FRAME)
    path.write_text(page, encoding="utf-8")
    found = {
        "tickets": TICKETS,
        "styled": renderer.html(digest).count(" style="),
        "ms": timed(count, lambda: renderer.html(digest)),
        "inlining_ms": timed(count, lambda: renderer._inliner.inline(page)),
        "weights": {language: weights(language) for language in LANGUAGES},
    }
    print(json.dumps(found))


if __name__ == "__main__":
    main()
