"""What a domain publishes in the DNS about mail in its name: the records of SPF, DKIM and DMARC."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DomainRecords:
    """The texts as they are published, each whole."""

    domain: str
    spf: tuple[str, ...]
    """Those of the domain that begin as SPF does (RFC 7208, section 4.5); more than one are a mistake."""
    dmarc: tuple[str, ...]
    dmarc_domain: str
    """Where they stand: the domain, or the nearest one above it; empty: nowhere."""
    dkim: Mapping[str, tuple[str, ...]]
    """By selector, those that were asked for and are there (RFC 6376, section 3.6.2)."""
    takes_mail: bool
    """Whether bounces and replies find a server, by MX or else by an address (RFC 5321, section 5.1; RFC 7505)."""
