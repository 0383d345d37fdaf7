"""An OpenID provider that changes its keys, does not answer, or does not take us: what leads and the log are told."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import requests

from log_lines import told, written
from openid_pages import START, as_it_should_be, openid_pages, refused, sent_back
from openid_provider import KEY, OTHER_KEY, SECRET


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


def test_a_new_key_is_learnt(pages, provider):
    """A key that is new is asked for; the provider is not asked more than once a minute, however many are unknown."""
    assert sent_back(pages.browser()).status_code == 303
    pages.office.clock.now += timedelta(minutes=5)
    provider.key, provider.published = OTHER_KEY, (KEY, OTHER_KEY)
    assert sent_back(pages.browser()).status_code == 303
    provider.key = type(KEY).generate_key(2048, {"kid": "third"})
    before = provider.asked.count("/tenant/keys")
    for _ in range(3):
        sent_back(pages.browser())
    assert provider.asked.count("/tenant/keys") == before


@pytest.mark.parametrize("name", [None, "first"], ids=["nameless", "of the same name"])
def test_a_new_key_without_a_new_name_is_learnt(pages, provider, name):
    """Where a provider has one key its tokens need not name it: that another took its place is learnt all the same."""
    key = type(OTHER_KEY).import_key(OTHER_KEY.as_dict(private=True) | {"kid": "first"})
    provider.header = {"kid": name}
    assert sent_back(pages.browser()).status_code == 303
    pages.office.clock.now += timedelta(minutes=5)
    provider.key, provider.published = key, (key,)
    assert sent_back(pages.browser()).status_code == 303


def test_a_key_that_is_not_understood_is_passed_over(pages, provider):
    """What a provider publishes beside the keys that we can use keeps nobody out (RFC 7517, section 5)."""
    provider.foreign = (
        {"kty": "EC", "crv": "P-999", "x": "AA", "y": "AA"},
        {"kid": "kind unsaid"},
        {"kty": []},
        None,
        7,
    )
    assert sent_back(pages.browser()).status_code == 303


def test_the_secret_can_go_in_the_form(pages, provider):
    """A provider that takes it there alone is sent it there."""
    provider.about = {"token_endpoint_auth_methods_supported": ["client_secret_post"]}
    assert sent_back(pages.browser()).status_code == 303


@pytest.mark.parametrize("trouble", [{"status": 503}, {"seconds": 30}], ids=str)
def test_a_provider_that_is_slow_or_down(pages, provider, trouble):
    """The page says so within the time that is set, at the first step as at the last; then it works again."""
    browser = pages.browser()
    back = requests.get(browser.get(START).headers["Location"], allow_redirects=False, timeout=10).headers["Location"]
    vars(provider).update(trouble)
    assert refused(browser.get(back), browser, 503)
    pages.office.clock.now += timedelta(hours=2)
    assert refused(browser.get(START), browser, 503)
    provider.status, provider.seconds = 0, 0
    provider.asked.clear()
    assert refused(browser.get(START), browser, 503)
    assert provider.asked == [], "it is let alone"
    pages.office.clock.now += timedelta(seconds=30)
    assert sent_back(pages.browser()).status_code == 303


def test_a_provider_that_hangs_keeps_nobody(pages, provider):
    """While it hangs one visitor asks it; all who want to sign in are told so soon, and other pages are served."""
    provider.seconds = 30
    with ThreadPoolExecutor(13) as people:
        begun = [people.submit(pages.browser().get, START) for _ in range(12)]
        other = people.submit(pages.browser().get, "/sign-in")
        assert other.result(5).status_code == 200
        assert [each.result(5).status_code for each in begun] == [503] * 12
    assert provider.asked == ["/tenant/.well-known/openid-configuration"]


@pytest.mark.parametrize(
    "about",
    [
        {"issuer": "https://evil.example"},
        {"token_endpoint": "http://evil.example/token"},
        {"jwks_uri": None},
        {"authorization_endpoint": "javascript:alert(1)"},
    ],
    ids=str,
)
def test_a_provider_that_describes_itself_wrong(pages, provider, caplog, about):
    """Another name than the settings have, or an address to which no secret may go: the administrator has to look."""
    provider.about = about
    browser = pages.browser()
    assert refused(browser.get(START), browser, 500)
    assert all(len(each["why"].split()) > 3 for each in told(caplog.records, "nobody can sign in by OpenID"))
    assert told(caplog.records, "nobody can sign in by OpenID")


def test_a_provider_that_gives_no_keys(pages, provider, caplog):
    """Where it publishes none that can be used the administrator has to look."""
    provider.published, provider.foreign = (), ({"kty": "EC", "crv": "P-999", "x": "AA", "y": "AA"},)
    browser = pages.browser()
    assert refused(browser.get(START), browser, 500)
    (line,) = told(caplog.records, "nobody can sign in by OpenID")
    assert "keys" in line["why"]


@pytest.mark.parametrize("error", ["invalid_client", "unauthorized_client"])
def test_a_secret_that_is_wrong_or_over(pages, provider, caplog, error):
    """Nobody can sign in then, however often they try: the page sends to the administrator, and the log says what."""
    provider.refuses = error
    browser = pages.browser()
    assert refused(sent_back(browser), browser, 500)
    (line,) = told(caplog.records, "nobody can sign in by OpenID")
    assert "web.oidc.client_id" in line["why"]
    assert SECRET not in caplog.text + written(caplog.records)
