"""Two people at the same form: whoever sends the staler one is told, and nothing is lost."""

from __future__ import annotations

import hashlib

from drumbeat.digest.language.phrase import phrase
from drumbeat.web.answers import Page
from drumbeat.web.blocks import Facts, Link, Links, Piece, Section, Text, Words


def version_of(*shown: object) -> str:
    """Stands for what a form shows: another one as soon as any of it is other (by its `repr`)."""
    return hashlib.sha256(repr(shown).encode()).hexdigest()[:32]


def conflict(entered: tuple[tuple[Words, Piece], ...], holds: tuple[tuple[Words, Piece], ...], back: str) -> Page:
    """The answer (409) to a stale form: what was entered, what holds now, and the way back to a form of today.

    A page compares `visit.form.version` with the `version_of` what holds, and gives this back where they differ.
    """
    return Page(
        phrase("Somebody else has changed this meanwhile"),
        (
            Text(phrase("Nothing of yours was kept yet. See what holds now, and decide once more.")),
            Section(phrase("What you entered"), (Facts(entered),)),
            Section(phrase("What holds now"), (Facts(holds),)),
            Links((Link(phrase("Go back to the form, as it is now"), back),), has_main=True),
        ),
        status=409,
    )
