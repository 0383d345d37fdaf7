"""What a person saw of something, as a hash: whoever changes it says which version, and no other is changed."""

from __future__ import annotations

import hashlib

from drumbeat.errors import Conflict


def version_of(*parts: object) -> str:
    """The same for the same parts, in every process. Parts are plain values, or data classes of such."""
    return hashlib.sha256("\0".join(map(repr, parts)).encode()).hexdigest()[:32]


def refuse_other(seen: str, now: str, holds: str) -> None:
    """Raises Conflict where somebody saw another version than there is now; `holds` says what does, as a sentence.

    Empty: nobody says what was seen, as commands do not.
    """
    if seen and seen != now:
        raise Conflict(f"Somebody has changed it meanwhile. {holds}")
