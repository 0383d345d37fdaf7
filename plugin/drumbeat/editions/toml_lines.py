"""On which lines of a TOML file its tables and keys stand: the standard library's parser does not say. Pure.

Good for files as people write them. Of one whose keys or headers stand in quotes, or whose tables are inline, no lines
are known.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

_HIDING = re.compile(
    r'"""(?:\\.|[^\\])*?"""' "|'''.*?'''" r'|"(?:\\.|[^"\\\n])*"' r"|'[^'\n]*'" r"|#[^\n]*",
    re.DOTALL,
)
"""Strings and comments, in which anything may look like a header."""
_HEADER = re.compile(r"\s*(\[\[?)\s*([A-Za-z0-9_-]+(?:\s*\.\s*[A-Za-z0-9_-]+)*)\s*\]")
_KEY = re.compile(r"\s*([A-Za-z0-9_-]+)\s*=")

Keys = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Places:
    """Where one table of a list stands, and what is in it."""

    lines: dict[Keys, int] = field(default_factory=dict)
    """Of the table itself under no key."""

    def line(self, keys: Sequence[str | int]) -> int:
        """The line of a key, or of the nearest table round it; 0 where that is not known."""
        wanted = tuple(keys)
        found = (self.lines.get(wanted[:length]) for length in range(len(wanted), -1, -1))
        return next((line for line in found if line), 0)


def places(text: str, name: str, count: int) -> list[Places]:
    """Where each of so many tables `[[name]]` stands. Without lines where as many are not found."""
    found: list[Places] = []
    within: Keys | None = None
    for number, line in enumerate(_HIDING.sub(_blank, text).split("\n"), start=1):
        if header := _HEADER.match(line):
            path = re.split(r"\s*\.\s*", header[2])
            if path == [name] and header[1] == "[[":
                found.append(Places())
            within = _path(path[1:], is_list=header[1] == "[[", found=found) if path[0] == name and found else None
            if within is not None:
                found[-1].lines.setdefault(within, number)
        elif within is not None and (key := _KEY.match(line)):
            found[-1].lines.setdefault((*within, key[1]), number)
    return found if len(found) == count else [Places() for _ in range(count)]


def _path(path: Sequence[str], *, is_list: bool, found: Sequence[Places]) -> Keys:
    """The keys of a table within the last one; of a list the next of its kind."""
    if not path or not is_list:
        return tuple(path)
    known = sum(keys[: len(path)] == tuple(path) and len(keys) == len(path) + 1 for keys in found[-1].lines)
    return (*path, known)


def _blank(hidden: re.Match[str]) -> str:
    """As many lines, and a value in place of a string."""
    kept = "\n" * hidden[0].count("\n")
    return kept if hidden[0].startswith("#") else f"0{kept}"
