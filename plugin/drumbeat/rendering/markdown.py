"""Text in which no character means anything to Markdown (CommonMark 0.31, section 2.4)."""

from __future__ import annotations

import re

from drumbeat.rendering.printable import printable

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~!$])")
_OPENING = re.compile(r"^(\s*\d*)([-+=]|[.)](?=\s|$))")


def markdown(text: str) -> str:
    """The text, escaped; `&` as an entity."""
    escaped = _SPECIAL.sub(r"\\\1", printable(text).replace("&", "&amp;"))
    return _OPENING.sub(r"\1\\\2", escaped)
