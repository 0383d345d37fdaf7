"""Looks up what a domain publishes about mail in its name, and judges nothing of it."""

from __future__ import annotations

from collections.abc import Iterable

import dns.exception
import dns.resolver

from drumbeat.editions.domain_records import DomainRecords

SECONDS = 3.0
"""How long one question may take, over all name servers."""
MOST_LEVELS = 8
"""How far up the tree of names a DMARC record is looked for (draft-ietf-dmarc-dmarcbis, section 4.10)."""
_NULL_MX = "0 ."
"""Says, alone, that a domain takes no mail, whatever address it has (RFC 7505, section 3)."""


class NameServerSilent(Exception):
    """No name server gave an answer, so nothing is known."""


class NameServer:
    """Asks about names: this machine's name servers, or one that is told as `address` or `address:port`."""

    def __init__(self, told: str = "", seconds: float = SECONDS) -> None:
        self._told, self._seconds = told, seconds

    def records(self, domain: str, selectors: Iterable[str]) -> DomainRecords:
        """What stands there about mail of a domain. Raises NameServerSilent."""
        resolver = self._resolver()
        dmarc_domain, dmarc = _dmarc(resolver, domain)
        keys = {each: _texts(resolver, f"{each}._domainkey.{domain}") for each in selectors}
        return DomainRecords(
            domain=domain,
            spf=tuple(each for each in _texts(resolver, domain) if _is_spf(each)),
            dmarc=dmarc,
            dmarc_domain=dmarc_domain,
            dkim={selector: texts for selector, texts in keys.items() if texts},
            takes_mail=_takes_mail(resolver, domain),
        )

    def _resolver(self) -> dns.resolver.Resolver:
        try:
            resolver = dns.resolver.Resolver(configure=not self._told)
        except dns.resolver.NoResolverConfiguration as error:
            raise NameServerSilent from error
        if self._told:
            address, _, port = self._told.partition(":")
            resolver.nameservers, resolver.port = [address], int(port or "53")
        resolver.lifetime = self._seconds
        return resolver


def _ask(resolver: dns.resolver.Resolver, name: str, kind: str) -> list[str]:
    """The answers, as texts; none where the name or the kind is not there."""
    try:
        answer = resolver.resolve(name, kind, search=False)
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer, dns.exception.SyntaxError):
        return []
    except dns.exception.DNSException as error:
        raise NameServerSilent from error
    return [each.to_text() for each in answer]


def _takes_mail(resolver: dns.resolver.Resolver, domain: str) -> bool:
    if exchanges := _ask(resolver, domain, "MX"):
        return exchanges != [_NULL_MX]
    return any(_ask(resolver, domain, kind) for kind in ("A", "AAAA"))


def _texts(resolver: dns.resolver.Resolver, name: str) -> tuple[str, ...]:
    """The TXT records; the strings that one is made of belong together without a space (RFC 7208, section 3.3)."""
    try:
        answer = resolver.resolve(name, "TXT", search=False)
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return ()
    except dns.exception.DNSException as error:
        raise NameServerSilent from error
    return tuple(b"".join(each.strings).decode("ascii", "replace") for each in answer)


def _is_spf(text: str) -> bool:
    return text.lower() == "v=spf1" or text.lower().startswith("v=spf1 ")


def _dmarc(resolver: dns.resolver.Resolver, domain: str) -> tuple[str, tuple[str, ...]]:
    """Of the domain, or of the nearest one above it. A top-level domain's would be nobody's of a company."""
    labels = domain.split(".")
    for above in range(min(len(labels) - 1, MOST_LEVELS)):
        name = ".".join(labels[above:])
        found = tuple(each for each in _texts(resolver, f"_dmarc.{name}") if _is_dmarc(each))
        if found:
            return name, found
    return "", ()


def _is_dmarc(text: str) -> bool:
    return text.split(";", maxsplit=1)[0].replace(" ", "") == "v=DMARC1"
