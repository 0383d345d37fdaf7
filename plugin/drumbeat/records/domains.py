"""Domains of addresses as DNS knows them. Pure.

What is too long for DNS has no such form, and is not looked into: to encode a label takes the square of its length.
"""

from __future__ import annotations

from functools import lru_cache

LONGEST_LABEL = 63
"""Octets between two dots: RFC 1035, section 2.3.4."""
LONGEST_DOMAIN = 253
"""Octets of a domain as it is written: the same section's 255, of which two are the first length and the end."""


@lru_cache(maxsize=1024)
def ascii_domain(domain: str) -> str:
    """The domain as DNS knows it: in small letters, labels beyond ASCII as `xn--…` (RFC 5890, section 2.3.2.1).

    One that is too long is given in small letters alone.
    """
    lowered = domain.lower()
    if lowered.isascii() or len(lowered) > LONGEST_DOMAIN:
        return lowered
    return ".".join(map(ascii_label, lowered.split(".")))


@lru_cache(maxsize=4096)
def ascii_label(label: str) -> str:
    """Of a label in small letters; one that is too long stays as it is."""
    if label.isascii() or len(label) > LONGEST_LABEL:
        return label
    return f"xn--{label.encode('punycode').decode('ascii')}"
