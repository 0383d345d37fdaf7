"""What a form says, however it was written (`web.encodings`). Pure."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

MOST_FIELDS = 2000
"""Of a lead's: a tick for every line of a long list."""
CSRF, ONCE, VERSION = "csrf", "once", "version"
"""Hidden fields that every form of ours has; see `web.security`, `web.handling` and `Form.version`."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that was chosen in a form."""

    name: str
    """As the browser says: never a path of ours."""
    content: bytes


@dataclass(frozen=True, slots=True)
class Form:
    """What was sent. A field that is missing says nothing."""

    fields: tuple[tuple[str, str], ...] = ()
    uploads: tuple[tuple[str, Upload], ...] = ()
    is_multipart: bool = False

    def text(self, name: str, longest: int = 1000) -> str:
        """The field's first value without blanks around it, cut to so many characters."""
        return next((value for known, value in self.fields if known == name), "").strip()[:longest]

    def all(self, name: str) -> tuple[str, ...]:
        """Every value of the field, in order: ticks of a list."""
        return tuple(value for known, value in self.fields if known == name)

    def is_ticked(self, name: str) -> bool:
        """Whether the box was ticked, or the button of this name pressed."""
        return any(known == name for known, _ in self.fields)

    def upload(self, name: str) -> Upload | None:
        """The file that was chosen; None where none was."""
        return next((each for known, each in self.uploads if known == name and each.name), None)

    @property
    def said(self) -> tuple[tuple[str, str], ...]:
        """What somebody entered, chose or pressed: all fields but those that protect the form."""
        return tuple(pair for pair in self.fields if pair[0] not in (CSRF, ONCE, VERSION))

    @property
    def digest(self) -> str:
        """The same for the same form sent again, whatever boundary the browser has put between its parts."""
        files = [(name, each.name, hashlib.sha256(each.content).hexdigest()) for name, each in self.uploads]
        return hashlib.sha256(repr((self.fields, files)).encode()).hexdigest()

    @property
    def version(self) -> str:
        """Of what the form showed when it was opened (`web.versions`)."""
        return self.text(VERSION)


NO_FORM = Form()
"""What a page is opened with."""
