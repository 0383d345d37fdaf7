"""`drumbeat check` on the sender's domain: SPF, DKIM and DMARC, asked of a real name server (rule E40)."""

from __future__ import annotations

import time

import dns.rcode
import pytest
from pydantic import ValidationError

from drumbeat.desk.domain_checks import domain_verdicts
from drumbeat.settings import MailSettings
from name_servers import name_server

DOMAIN = "mail.contoso.dev"
SPF = '"v=spf1 include:spf.contoso.dev -all"'
KEY = '"v=DKIM1; k=rsa; p=MIGf"'
DMARC = '"v=DMARC1; p=reject; sp=quarantine"'
GOOD = {
    DOMAIN: {"TXT": ['"some=proof"', SPF], "MX": ["10 mx.contoso.dev."]},
    f"selector1._domainkey.{DOMAIN}": {"TXT": [KEY]},
    f"_dmarc.{DOMAIN}": {"TXT": ['"v=DMARC1; p=none; rua=mailto:d@contoso.dev"']},
}


def found(records, rcode=None, **mail):
    """What is said of the domain when the name server knows these records: all words, and those that warn."""
    with name_server(records, rcode) as (_, address):
        told = {"sender": f"IT <it@{DOMAIN}>", "name_server": address} | mail
        verdicts = list(domain_verdicts(MailSettings(**told)))
    assert all(each.error is None for each in verdicts)
    return [each.words for each in verdicts], [each.words for each in verdicts if each.is_note]


def test_a_domain_that_publishes_all():
    """Each record is named with where it was found, and nothing is warned of (E40)."""
    words, warned = found(GOOD)
    assert warned == []
    assert [each.split(":")[0] for each in words] == ["SPF", "DKIM", "DMARC"]
    assert f"{DOMAIN} has a key at selector1" in words[1]
    assert words[2] == f"DMARC: {DOMAIN} says p=none for {DOMAIN}."


def test_a_domain_that_publishes_nothing():
    """Each record that lacks is named, with what to publish where, and that bounces are lost (E40)."""
    words, warned = found({})
    assert words == warned
    assert "has no record" in words[0]
    assert "no key under the usual selectors" in words[1]
    assert f"_dmarc.{DOMAIN}" in words[2]
    assert "takes no mail" in words[3]


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        ([SPF, '"v=spf1 ~all"'], "2 records"),
        (['"v=spf1 +all"'], "lets anybody"),
        (['"v=spf1 a mx all"'], "lets anybody"),
        (['"v=spf1 a mx"'], "leaves other servers open"),
        (['"v=spf10 -all"'], "has no record"),
        (['"v=spf1 redirect=_spf.contoso.dev"'], None),
        (['"V=SPF1 a" " -all"'], None),
        (['"v=spf1 ' + "ip4:192.0.2.1 " * 16 + '" "' + "ip4:192.0.2.1 " * 16 + '-all"'], None),
        (['"v=spf1 a ?all"'], "leaves other servers open"),
        (['"v=spf1 include:spf.mail-for-all"'], "leaves other servers open"),
    ],
)
def test_each_mistake_in_spf_is_named(texts, said):
    """None, several, open and unfinished records are told apart; strings are joined, and long answers come by TCP."""
    _, warned = found(GOOD | {DOMAIN: {"TXT": texts, "MX": ["10 mx.contoso.dev."]}})
    assert (warned == []) if said is None else (len(warned) == 1 and said in warned[0])


@pytest.mark.parametrize(
    ("records", "takes"),
    [
        ({"MX": ["0 ."], "A": ["192.0.2.1"]}, False),
        ({"MX": ["0 mx.contoso.dev."]}, True),
        ({"A": ["192.0.2.1"]}, True),
    ],
)
def test_a_null_mx_takes_no_mail(records, takes):
    """A domain that says by its MX that it takes no mail is not taken for one that does, though it has an address."""
    _, warned = found(GOOD | {DOMAIN: {"TXT": [SPF], **records}})
    assert [("takes no mail" in each) for each in warned] == ([] if takes else [True])


@pytest.mark.parametrize(
    ("records", "said"),
    [
        ({"_dmarc.contoso.dev": {"TXT": [DMARC]}}, f"contoso.dev says p=quarantine for {DOMAIN}"),
        ({"_dmarc.contoso.dev": {"TXT": ['"v=DMARC1;p=reject"']}}, f"contoso.dev says p=reject for {DOMAIN}"),
        ({"_dmarc.dev": {"TXT": [DMARC]}}, "has no record"),
        ({f"_dmarc.{DOMAIN}": {"TXT": [DMARC, DMARC.replace("reject", "none")]}}, "2 records"),
        ({f"_dmarc.{DOMAIN}": {"TXT": ['"v=DMARC1; rua=mailto:x@contoso.dev"']}}, "names no policy"),
        ({f"_dmarc.{DOMAIN}": {"TXT": ['"v=DMARC2; p=none"']}}, "has no record"),
    ],
)
def test_dmarc_is_looked_for_up_the_tree(records, said):
    """The nearest record counts (E40), a parent's with its policy for subdomains, never a top-level domain's."""
    rest = {name: kept for name, kept in GOOD.items() if not name.startswith("_dmarc")}
    words, _ = found(rest | records)
    assert said in words[2]


@pytest.mark.parametrize(
    ("records", "told", "said"),
    [
        ({"x1._domainkey." + DOMAIN: {"TXT": [KEY]}}, ("x1",), None),
        ({}, ("x1",), f"x1._domainkey.{DOMAIN}"),
        ({"x1._domainkey." + DOMAIN: {"TXT": ['"v=DKIM1; p="']}}, ("x1",), f"x1._domainkey.{DOMAIN}"),
        ({"google._domainkey." + DOMAIN: {"TXT": ['"k=rsa; p=AB" "CD"']}}, (), None),
    ],
)
def test_keys_of_dkim(records, told, said):
    """The selectors that are told are all asked for; a revoked key is none."""
    rest = {name: kept for name, kept in GOOD.items() if "_domainkey" not in name}
    _, warned = found(rest | records, dkim_selectors=told)
    assert (warned == []) if said is None else (len(warned) == 1 and said in warned[0])


@pytest.mark.parametrize("rcode", [dns.rcode.SERVFAIL, dns.rcode.REFUSED])
def test_a_name_server_that_does_not_answer(rcode):
    """Nothing is called missing when nothing is known."""
    words, warned = found(GOOD, rcode)
    assert words == warned
    assert len(words) == 1
    assert "no name server answers" in words[0]


def test_a_silent_name_server_costs_seconds():
    """The first question that nobody answers is the last."""
    begun = time.monotonic()
    words = [each.words for each in domain_verdicts(MailSettings(sender=f"it@{DOMAIN}", name_server="127.0.0.1:1"))]
    assert len(words) == 1
    assert time.monotonic() - begun < 10


@pytest.mark.parametrize("domain", ["localhost", "example.com", "it.example.org", "contoso.test", "mail.local"])
def test_a_name_that_is_nobodys(domain):
    """What no public name server knows is not asked for."""
    with name_server({}) as (zone, address):
        words = [each.words for each in domain_verdicts(MailSettings(sender=f"it@{domain}", name_server=address))]
    assert zone.asked == []
    assert len(words) == 1
    assert "nobody outside" in words[0]


@pytest.mark.parametrize("wrong", [{"name_server": "dns.example.com"}, {"dkim_selectors": ("a b",)}])
def test_settings_that_name_nothing(wrong):
    """A name server is an address, a selector a name."""
    with pytest.raises(ValidationError, match="must be"):
        MailSettings(**wrong)
