"""The part of `drumbeat check` about the sender's domain: whether the world can tell that a mail is ours (rule E40)."""

from __future__ import annotations

from collections.abc import Iterator
from email.utils import parseaddr

from drumbeat import app
from drumbeat.desk.verdicts import Part, Verdict
from drumbeat.digest.language.phrase import Phrase, phrase
from drumbeat.digest.language.spoken import spoken
from drumbeat.editions.domain_records import DomainRecords
from drumbeat.settings import MailSettings

_USUAL = ("selector1", "selector2", "google", "default", "dkim", "mail", "s1", "s2", "k1")
"""Selectors that mail services are known to use, Microsoft's and Google's first."""
_NOBODYS = (".test", ".example", ".invalid", ".localhost", ".local", ".internal", ".home.arpa")
"""Names that no public name server knows (RFC 6761, RFC 8375, RFC 6762)."""
_EXAMPLES = ("example.com", "example.net", "example.org")
_CLOSED = ("-all", "~all")
"""What says that other servers are not the domain's; ?all says as much as no record (RFC 7208, section 8.2)."""
_POLICIES = frozenset({"none", "quarantine", "reject"})


def domain_verdicts(mail: MailSettings) -> Iterator[Verdict]:
    """What the domain in From publishes of SPF, DKIM and DMARC. None of it keeps a mail from being handed over."""
    domain = parseaddr(mail.sender)[1].rpartition("@")[2].lower()
    if not _is_public(domain):
        yield _note(
            phrase("Sender: nobody outside can look up {domain}, so SPF, DKIM and DMARC were not tried.", domain=domain)
        )
        return
    records = app.domain_records(mail, domain, mail.dkim_selectors or _USUAL)
    if records is None:
        yield _note(
            phrase(
                "Sender: no name server answers about {domain}, so SPF, DKIM and DMARC were not tried. "
                "Name one that this machine reaches with mail.name_server.",
                domain=domain,
            )
        )
        return
    yield _spf(records)
    yield _dkim(records, mail.dkim_selectors)
    yield _dmarc(records)
    if not records.takes_mail:
        yield _note(
            phrase(
                "Sender: {domain} takes no mail (no MX that takes any, nor address), so bounces and replies are lost.",
                domain=domain,
            )
        )


def _spf(records: DomainRecords) -> Verdict:
    domain, count = records.domain, len(records.spf)
    if not records.spf:
        return _note(
            phrase(
                "SPF: {domain} has no record. Publish a TXT record that names the servers that send for it.",
                domain=domain,
            )
        )
    if count > 1:
        return _note(
            phrase("SPF: {domain} has {count} records, and then none counts. Leave one.", domain=domain, count=count)
        )
    terms = records.spf[0].lower().split()[1:]
    if "+all" in terms or "all" in terms:
        return _note(
            phrase(
                "SPF: the record of {domain} lets anybody send in its name. End it with -all or ~all.", domain=domain
            )
        )
    if not any(term in _CLOSED or term.startswith("redirect=") for term in terms):
        return _note(
            phrase("SPF: the record of {domain} leaves other servers open. End it with -all or ~all.", domain=domain)
        )
    return _good(
        phrase(
            "SPF: {domain} has a record. Whether it names the server that sends, the first mail's headers tell.",
            domain=domain,
        )
    )


def _dkim(records: DomainRecords, told: tuple[str, ...]) -> Verdict:
    domain = records.domain
    good = sorted(selector for selector, texts in records.dkim.items() if any(_has_key(each) for each in texts))
    missing = sorted(set(told) - set(good))
    if missing:
        return _note(
            phrase(
                "DKIM: there is no key at {names}. Ask who runs the mail server for the selector it signs with.",
                names=tuple(f"{each}._domainkey.{domain}" for each in missing),
            )
        )
    if good:
        return _good(
            phrase(
                "DKIM: {domain} has a key at {names}. Whether mails are signed, their headers tell.",
                domain=domain,
                names=tuple(good),
            )
        )
    return _note(
        phrase(
            "DKIM: {domain} has no key under the usual selectors. A mail's DKIM-Signature names its own (s=): say it "
            "with mail.dkim_selectors. Gmail and Outlook.com refuse unsigned mails of those who send many.",
            domain=domain,
        )
    )


def _has_key(text: str) -> bool:
    """An empty key is one that was revoked (RFC 6376, section 3.6.1)."""
    return bool(_tags(text).get("p"))


def _dmarc(records: DomainRecords) -> Verdict:
    domain, place, count = records.domain, records.dmarc_domain, len(records.dmarc)
    if not records.dmarc:
        return _note(
            phrase(
                "DMARC: {domain} has no record. Publish one at {place}; “v=DMARC1; p=none” suffices to begin with.",
                domain=domain,
                place=f"_dmarc.{domain}",
            )
        )
    if count > 1:
        return _note(
            phrase("DMARC: {domain} has {count} records, and then none counts. Leave one.", domain=place, count=count)
        )
    tags = _tags(records.dmarc[0])
    own = tags.get("p", "").lower()
    policy = own if place == domain else tags.get("sp", own).lower()
    if policy not in _POLICIES:
        return _note(
            phrase(
                "DMARC: the record of {domain} names no policy. Write p=none, p=quarantine or p=reject.", domain=place
            )
        )
    return _good(phrase("DMARC: {place} says p={policy} for {domain}.", place=place, policy=policy, domain=domain))


def _tags(text: str) -> dict[str, str]:
    """Tags and values (RFC 6376, section 3.2), without spaces; DMARC writes them the same way."""
    parts = (each.partition("=") for each in text.split(";"))
    return {name.strip().lower(): "".join(value.split()) for name, _, value in parts if name.strip()}


def _is_public(domain: str) -> bool:
    reserved = domain.endswith(_NOBODYS) or any(domain == each or domain.endswith(f".{each}") for each in _EXAMPLES)
    return "." in domain and not reserved


def _good(words: Phrase) -> Verdict:
    return Verdict(Part.MAIL, spoken(words))


def _note(words: Phrase) -> Verdict:
    return Verdict(Part.MAIL, spoken(words), is_note=True)
