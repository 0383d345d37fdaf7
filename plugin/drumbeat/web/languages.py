"""Which languages a reader's browser asks for. Pure."""

from __future__ import annotations

_MOST = 200
"""Characters of the header that are looked at."""


def accepted(header: str) -> tuple[str, ...]:
    """The tags of an Accept-Language header, the most wanted first, each before its plain language.

    RFC 9110, section 12.5.4; the wildcard is of no use here.
    """
    weighed = []
    for said in header[:_MOST].split(","):
        tag, _, weight = said.partition(";")
        weighed.append((-_weight(weight), tag.strip()))
    tags = [tag for weight, tag in sorted(weighed, key=lambda each: each[0]) if tag and weight < 0]
    return tuple(dict.fromkeys(name for tag in tags for name in (tag, tag.split("-")[0].lower()) if name))


def _weight(said: str) -> float:
    """From 0 to 1; 1 where nothing is said, and 0 for what is no weight."""
    name, _, number = said.strip().partition("=")
    if not name:
        return 1.0
    try:
        return float(number) if name == "q" else 0.0
    except ValueError:
        return 0.0
