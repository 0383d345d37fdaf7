"""The months whose mails are kept as golden files: five, and a hostile twin of each, in every form and language."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from combined_digests import combined_digest
from digests import quiet_digest, rich_digest
from drumbeat.digest.model import Digest
from drumbeat.rendering import Renderer
from drumbeat.rendering.languages import languages
from hostile import hostile
from lacking_digests import first_digest, partial_digest

MONTHS: dict[str, Callable[[], Digest]] = {
    "busy": rich_digest,
    "quiet": quiet_digest,
    "first": first_digest,
    "partial": partial_digest,
    "combined": combined_digest,
}
TWINS = [f"{name}-hostile" for name in MONTHS]
FORMS = {"html": Renderer.html, "txt": Renderer.text, "md": Renderer.markdown}
LANGUAGES = ("en", "de")
"""In which every mail is kept."""


def digest_of(name: str) -> Digest:
    """A month, or its twin."""
    month, _, is_twin = name.partition("-")
    digest = MONTHS[month]()
    return hostile(digest) if is_twin else digest


@cache
def rendered(name: str, language: str, form: str) -> str:
    """One month's mail."""
    return FORMS[form](Renderer(language=language), digest_of(name))


def is_translated(language: str) -> bool:
    """Whether there is a catalogue of the language."""
    return language in languages()
