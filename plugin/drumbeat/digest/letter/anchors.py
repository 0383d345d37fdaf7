"""Names of the parts of an evidence page: letters, digits and hyphens, so that any browser finds them."""

from __future__ import annotations

import re

_OTHER = re.compile(r"[^A-Za-z0-9]+")


def anchor(part: str) -> str:
    """The id of a figure's, a signal's or a highlight's list: incidents-resolved, v16, prevention-prb0040011."""
    return _OTHER.sub("-", part).strip("-").lower()
