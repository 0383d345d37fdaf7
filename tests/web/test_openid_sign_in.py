"""Signing in by an OpenID provider: the way there and back over real HTTP, and everything that must not work."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from joserfc.jwk import OctKey

from drumbeat.editions.recipients import EVERY_TEAM, Reason
from drumbeat.web.sign_in import by_provider
from lead_pages import COOKIE, DESK_LEAD, STRANGER, lead_pages
from log_lines import told, written
from openid_pages import CALLBACK, START, as_it_should_be, openid_pages, refused, sent_back
from openid_provider import CLIENT, KEY, OTHER_KEY, SECRET
from schedules import LEAD


@pytest.fixture(scope="module", name="served")
def _served(tmp_path_factory):
    with openid_pages(tmp_path_factory.mktemp("oidc")) as served:
        yield served


@pytest.fixture(name="pages")
def _pages(served):
    return served[0]


@pytest.fixture(name="provider")
def _provider(served):
    return as_it_should_be(*served)


def test_there_and_back(pages, provider):
    """From a page to the sign-in, the provider, and back to that page, signed in; the log says who."""
    browser = pages.browser()
    wanted = browser.get(f"/teams/{pages.team()}").headers["Location"]
    link = next(each for each in browser.page(wanted).every("a") if each.text == "Sign in with your Contoso account")
    answer = sent_back(browser, link.attributes["href"])
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/teams/{pages.team()}")
    assert browser.page(f"/teams/{pages.team()}").every("h1")[0].text == "Network"
    assert not [name for name in browser.session.cookies.get_dict() if name.endswith("sign-in")], "the flow is over"
    last = pages.context.store.audit.all()[-1]
    assert (last.actor, last.act) == (LEAD, "sign in")
    assert provider.asked.count("/tenant/token") == 1


def test_what_the_provider_is_asked(pages, provider):
    """Code flow with PKCE, state and nonce, each another one each time, and our own address to come back to."""
    asked = [parse_qs(urlsplit(pages.browser().get(START).headers["Location"]).query) for _ in range(2)]
    for name in ("state", "nonce", "code_challenge"):
        assert asked[0][name] != asked[1][name]
        assert len(asked[0][name][0]) >= 43
    assert asked[0]["redirect_uri"] == [f"{pages.address}{CALLBACK}"]
    assert SECRET not in str(asked)
    assert provider.asked == ["/tenant/.well-known/openid-configuration", "/tenant/keys"], "read once"


def test_no_mail_is_asked_for(pages, provider):
    """Where there is a provider, the page has no field for an address, and none is mailed a link."""
    browser = pages.browser()
    assert not [each for each in browser.page("/sign-in").every("input") if each.attributes["type"] == "email"]
    assert browser.post("/sign-in", {"address": LEAD}).status_code == 404
    assert provider.status == 0


CLAIMS = {
    "wrong nonce": {"nonce": "another"},
    "no nonce": {"nonce": None},
    "wrong audience": {"aud": "somebody else"},
    "several audiences, of another party": {"aud": [CLIENT, "other"], "azp": "other"},
    "several audiences, of no party": {"aud": [CLIENT, "other"]},
    "other issuer": {"iss": "https://evil.example"},
    "expired": {"exp": 0},
    "without end": {"exp": None},
    "end that is no number": {"exp": "2100-01-01"},
    "of tomorrow": {"iat": 4102444800},
    "not good yet": {"nbf": 4102444800},
    "unverified mail": {"email_verified": False},
    "mail of which nothing is said": {"email_verified": None},
    "verified, in words": {"email_verified": "no"},
    "no subject": {"sub": None},
    "empty subject": {"sub": ""},
    "subject that is no text": {"sub": 7},
    "no audience": {"aud": None},
    "our party alone": {"aud": "somebody else", "azp": CLIENT},
    "end that is not a number": {"exp": float("nan")},
    "without end, in numbers": {"exp": float("inf")},
    "an end beyond all numbers": {"exp": 10**400},
    "issued at no time": {"iat": float("nan")},
    "good from a word on": {"nbf": "2100-01-01"},
    "nonce in a list": {"nonce": ["another"]},
    "no mail": {"email": None},
    "several mails": {"email": [LEAD]},
    "a mail that is none": {"email": f"{LEAD}, x@evil.example"},
}


@pytest.mark.parametrize("said", CLAIMS.values(), ids=CLAIMS)
def test_a_token_that_says_other_than_it_must(pages, provider, caplog, said):
    """Nobody is signed in by it; the answer is the same for all, and the log says why without what it held."""
    provider.change = lambda claims: {k: v for k, v in {**claims, **said}.items() if v is not None}
    browser = pages.browser()
    assert refused(sent_back(browser), browser)
    (line,) = told(caplog.records, "somebody could not sign in by OpenID")
    assert len(line["why"].split()) >= 2
    assert LEAD not in caplog.text + written(caplog.records)


@pytest.mark.parametrize("algorithm", ["none", "HS256"])
def test_a_token_that_anybody_could_have_signed(pages, provider, algorithm):
    """Unsigned, or signed with the provider's public key as if it were a secret."""
    provider.algorithm = algorithm
    browser = pages.browser()
    assert refused(sent_back(browser), browser)


def test_a_token_of_a_foreign_key(pages, provider):
    """A key that the provider does not publish, under a name of its own or under that of a known key."""
    for key in (OTHER_KEY, type(KEY).generate_key(2048, {"kid": KEY.kid})):
        provider.key = key
        browser = pages.browser()
        assert refused(sent_back(browser), browser)


HEADERS = {
    "a key of its own, in the header": {"jwk": OTHER_KEY.as_dict(private=False), "kid": None},
    "a key of its own, under a known name": {"jwk": OTHER_KEY.as_dict(private=False), "kid": KEY.kid},
    "a key to be fetched": {"jku": "http://127.0.0.1:1/keys", "kid": OTHER_KEY.kid},
    "an extension that must be understood": {"crit": ["https://example.com/more"], "https://example.com/more": True},
}


@pytest.mark.parametrize("header", HEADERS.values(), ids=HEADERS)
def test_a_token_that_brings_its_own_key(pages, provider, header):
    """What a header says of keys is not believed, and what it says must be understood is not passed over (RFC 7515)."""
    provider.header = header
    provider.key = KEY if "crit" in header else OTHER_KEY
    browser = pages.browser()
    assert refused(sent_back(browser), browser)


def test_a_token_that_is_encrypted(pages, provider, monkeypatch):
    """Nobody asked for one (JWE, RFC 7516): it has five parts, and is refused like any other that cannot be read."""
    monkeypatch.setattr(provider, "token", lambda _nonce: "e30.e30.e30.e30.e30")
    browser = pages.browser()
    assert refused(sent_back(browser), browser)


def test_a_shared_secret_that_is_published(pages, provider):
    """A key that a provider should not publish signs nothing: secrets that are shared are no signature here."""
    shared = OctKey.generate_key(256, {"kid": "shared"})
    provider.published, provider.key, provider.header = (KEY, shared), shared, {"alg": "HS256"}
    browser = pages.browser()
    assert refused(sent_back(browser), browser)


@pytest.mark.parametrize(
    ("name", "seconds", "is_taken"),
    [
        ("iat", 59, True),
        ("iat", 61, False),
        ("exp", -59, True),
        ("exp", -60, False),
        ("nbf", 59, True),
        ("nbf", 61, False),
    ],
)
def test_clocks_may_differ_by_a_minute(pages, provider, name, seconds, is_taken):
    """As much as is usual, and no more."""
    provider.change = lambda claims: {**claims, name: claims["iat"] + seconds}
    assert sent_back(pages.browser()).status_code == (303 if is_taken else 403)


def test_another_name_of_the_issuer(pages, provider):
    """It is compared letter by letter (section 3.1.3.7): a slash at its end is another name."""
    provider.change = lambda claims: {**claims, "iss": f"{claims['iss']}/"}
    browser = pages.browser()
    assert refused(sent_back(browser), browser)


def test_a_provider_that_takes_a_code_twice(pages, provider):
    """A way back that was used is over even where the provider would take its code again: the flow's cookie is gone."""
    provider.forgets = False
    browser = pages.browser()
    back = requests.get(browser.get(START).headers["Location"], allow_redirects=False, timeout=10).headers["Location"]
    assert browser.get(back).status_code == 303
    browser.session.cookies.pop(COOKIE)
    assert refused(browser.get(back), browser)


def test_the_address_decides(pages, provider):
    """Another subject with the same verified address has what that has, until ServiceNow or a mail says it is gone."""
    provider.address = DESK_LEAD
    for subject in ("one", "another"):
        provider.change = lambda claims, subject=subject: {**claims, "sub": subject}
        assert sent_back(pages.browser()).status_code == 303
    pages.context.store.suppressions.add(DESK_LEAD, EVERY_TEAM, Reason.LEFT, "550 5.1.1", pages.context.clock())
    browser = pages.browser()
    assert sent_back(browser).status_code == 403
    assert COOKIE not in browser.session.cookies


def test_a_code_is_good_once(pages, provider):
    """Who sends the way back a second time is not signed in: the flow is over, and so is the code."""
    browser = pages.browser()
    there = browser.get(START).headers["Location"]
    back = requests.get(there, allow_redirects=False, timeout=10).headers["Location"]
    held = browser.session.cookies.get_dict()
    assert browser.get(back).status_code == 303
    again = pages.browser()
    assert refused(again.get(back), again)
    stolen = pages.browser()
    stolen.session.cookies.update({name: value for name, value in held.items() if name != COOKIE})
    assert refused(stolen.get(back), stolen)
    assert provider.codes == {}


def test_who_did_not_begin_does_not_finish(pages, provider):
    """Without state, with another's, too late or in another browser, a good code signs nobody in."""
    for change in ({"state": ""}, {"state": "x" * 43}, {"code": ""}, {"code": "", "error": "access_denied"}):
        browser = pages.browser()
        assert refused(sent_back(browser, **change), browser)
    attacker, victim = pages.browser(), pages.browser()
    back = requests.get(attacker.get(START).headers["Location"], allow_redirects=False, timeout=10).headers["Location"]
    assert refused(victim.get(back), victim)
    victim.get(START)
    assert refused(victim.get(back), victim)
    late = pages.browser()
    back = requests.get(late.get(START).headers["Location"], allow_redirects=False, timeout=10).headers["Location"]
    pages.office.clock.now += timedelta(minutes=11)
    assert refused(late.get(back), late)
    assert provider.asked.count("/tenant/token") == 0


def test_a_forged_flow(pages, provider):
    """A cookie that we did not sign is as good as none."""
    browser = pages.browser()
    browser.get(START)
    name = next(each for each in browser.session.cookies.get_dict() if each.endswith("sign-in"))
    for value in ("", "x", f"{browser.session.cookies[name]}x", "e30.aaaa.bbbb"):
        browser.session.cookies.set(name, value, domain="127.0.0.1")
        assert refused(browser.get(f"{CALLBACK}?code=x&state=x"), browser)
    assert "/tenant/token" not in provider.asked


def test_another_issuer_on_the_way_back(pages, provider):
    """RFC 9207: what names another is refused, and so is nothing where the provider says that it always does."""
    browser = pages.browser()
    assert refused(sent_back(browser, iss="https://evil.example"), browser)
    assert sent_back(pages.browser(), iss=provider.issuer).status_code == 303
    pages.office.clock.now += timedelta(hours=2)
    provider.about = {"authorization_response_iss_parameter_supported": True}
    browser = pages.browser()
    assert refused(sent_back(browser), browser)


def test_a_stranger_is_told_so(pages, provider):
    """Whom the provider vouches for, and who has no business here, is not signed in."""
    provider.address = STRANGER
    browser = pages.browser()
    answer = sent_back(browser)
    assert answer.status_code == 403
    assert STRANGER in answer.text
    assert COOKIE not in browser.session.cookies


def test_nobody_is_sent_there_too_often(pages, provider, monkeypatch):
    """One place is sent to the provider its number of times an hour, then told to wait, and an hour later again."""
    monkeypatch.setattr(by_provider, "MOST_A_CLIENT", 3)
    assert [pages.browser().get(START).status_code for _ in range(5)] == [303, 303, 303, 429, 429]
    pages.office.clock.now += timedelta(hours=1, minutes=1)
    assert sent_back(pages.browser()).status_code == 303


def test_a_company_may_come_from_one_place(pages, provider):
    """On the morning of the drafts two hundred leads sign in behind one address, and nobody is told to wait."""
    browser = pages.browser()
    assert {browser.get(START).status_code for _ in range(200)} == {303}


def test_without_a_provider_there_is_no_such_address(tmp_path):
    """Where none is set both addresses are no pages, and the form for a link is there."""
    with lead_pages(tmp_path) as pages:
        browser = pages.browser()
        assert [browser.get(each).status_code for each in (START, CALLBACK)] == [404, 404]
        assert [each for each in browser.page("/sign-in").every("input") if each.attributes["type"] == "email"]
