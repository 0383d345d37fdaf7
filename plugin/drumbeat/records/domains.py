"""Domains of addresses as DNS knows them. Pure."""

from __future__ import annotations


def ascii_domain(domain: str) -> str:
    """The domain as DNS knows it: in small letters, labels beyond ASCII as `xn--…` (RFC 5890, section 2.3.2.1)."""
    lowered = domain.lower()
    return lowered if lowered.isascii() else ".".join(map(ascii_label, lowered.split(".")))


def ascii_label(label: str) -> str:
    """Of a label in small letters."""
    return label if label.isascii() else f"xn--{label.encode('punycode').decode('ascii')}"
