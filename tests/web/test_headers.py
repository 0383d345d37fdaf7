"""Headers, hosts, proxies and paths of the leads' pages."""

from __future__ import annotations

import pytest

from drumbeat.web.security import client_of, is_from_us, is_ours
from drumbeat.web.sessions import Cookies
from lead_pages import lead_pages
from schedules import LEAD

MOST_PAGE = 60_000
PROXIES = ("127.0.0.1", "10.0.0.0/8")


@pytest.fixture(scope="module", name="pages")
def _pages(tmp_path_factory):
    with lead_pages(tmp_path_factory.mktemp("headers")) as served:
        yield served


@pytest.mark.parametrize("path", ["/sign-in", "/teams", "/nothing", "/sign-in/link/x"])
@pytest.mark.parametrize("who", ["", LEAD])
def test_every_answer_is_protected(pages, path, who):
    """Pages, redirections and mistakes: kept by nobody, framed by nobody, with no script or style but our own."""
    said = pages.browser(who).get(path).headers
    assert said["Cache-Control"] == "no-store"
    assert "default-src 'none'" in said["Content-Security-Policy"]
    assert "unsafe" not in said["Content-Security-Policy"]
    assert said["X-Content-Type-Options"] == "nosniff"
    assert said["Referrer-Policy"] == "same-origin"
    assert said["Cross-Origin-Opener-Policy"] == said["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "Permissions-Policy" in said
    assert "Server" not in said


def test_https_is_kept_to(tmp_path):
    """Where the public address is https, browsers are told to stay with it, and cookies are this host's alone."""
    with lead_pages(tmp_path, url="https://digest.example.com") as pages:
        answer = pages.browser().get("/sign-in")
        assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
        used = pages.browser().post("/sign-in", {"address": LEAD}, Origin="https://digest.example.com")
        assert used.status_code == 303
    given = Cookies(is_https=True).given("x")
    assert given == "__Host-drumbeat=x; Path=/; HttpOnly; SameSite=Lax; Secure"


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", "127.0.0.1:1", "", "127.0.0.1@evil.example"])
def test_another_host_is_none_of_ours(pages, host):
    """A request for another host is answered 421, and no link or redirection repeats its name."""
    answer = pages.browser(LEAD, Host=host).get("/teams")
    assert answer.status_code in {400, 421}
    assert "evil" not in answer.text + str(answer.headers)


def test_styles_are_kept_for_good(pages):
    """Style and script come from us, under names that change with them, and a page with both stays small."""
    browser = pages.browser(LEAD)
    answer = browser.get("/teams")
    page = browser.page("/teams")
    style = next(each.attributes["href"] for each in page.every("link") if each.attributes["rel"] == "stylesheet")
    script = page.every("script")[0].attributes["src"]
    files = [browser.get(each) for each in (style, script)]
    assert {each.headers["Cache-Control"] for each in files} == {"public, max-age=31536000, immutable"}
    assert [len(each.content) <= most for each, most in zip(files, (20_000, 10_000), strict=True)] == [True, True]
    assert len(answer.content) + sum(len(each.content) for each in files) <= MOST_PAGE


def test_below_a_path(tmp_path):
    """Where the public address has a path, every link has it, and the web server before may keep it or cut it off."""
    with lead_pages(tmp_path, path="/it/digest") as pages:
        browser = pages.browser(LEAD)
        for path in ("/teams", "/it/digest/teams"):
            links = [each.attributes["href"] for each in browser.page(path).every("a")]
            assert {each.startswith("/it/digest/") for each in links if each.startswith("/")} == {True}
        wanted = pages.browser().get("/it/digest/teams/1").headers["Location"]
        assert wanted.startswith("/it/digest/sign-in?to=")


def test_readers_pages_are_as_before(pages):
    """The page by which readers unsubscribe stands beside: it needs no session, and asks for no host."""
    answer = pages.browser(Host="other.example").get("/u/preview")
    assert answer.status_code == 200
    assert "This is the link of a preview" in answer.text
    assert pages.browser().get("/u/nothing/there").headers["Referrer-Policy"] == "no-referrer"


def test_without_lead_pages(tmp_path):
    """Switched off, there is nothing to sign in to; readers unsubscribe all the same."""
    with lead_pages(tmp_path, lead_pages=False) as pages:
        assert [pages.browser().get(each).status_code for each in ("/sign-in", "/teams", "/u/preview")] == [
            404,
            404,
            200,
        ]


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        ("203.0.113.9", (), "203.0.113.9"),
        ("203.0.113.9", ("198.51.100.7",), "203.0.113.9"),
        ("127.0.0.1", ("198.51.100.7",), "198.51.100.7"),
        ("127.0.0.1", ("192.0.2.1, 198.51.100.7",), "198.51.100.7"),
        ("127.0.0.1", ("192.0.2.1", "198.51.100.7"), "198.51.100.7"),
        ("127.0.0.1", ("192.0.2.1", "198.51.100.7, 10.1.2.3"), "198.51.100.7"),
        ("127.0.0.1", ("198.51.100.7, nonsense, 10.1.2.3",), "10.1.2.3"),
        ("127.0.0.1", ("198.51.100.7", ""), "127.0.0.1"),
        ("127.0.0.1", (), "127.0.0.1"),
        ("127.0.0.1", ("2001:db8:1:2:3:4:5:6",), "2001:db8:1:2::/64"),
        ("", (), ""),
    ],
)
def test_where_a_request_comes_from(peer, forwarded, client):
    """What a web server of ours says holds, from the right to the first address that is not ours; no other's does."""
    assert client_of(peer, forwarded, PROXIES) == client


@pytest.mark.parametrize(
    ("said", "is_ok"),
    [
        ({"sec-fetch-site": "same-origin", "origin": "null"}, True),
        ({"sec-fetch-site": "cross-site", "origin": "https://d.example"}, False),
        ({"origin": "https://d.example"}, True),
        ({"origin": "https://D.Example"}, True),
        ({"origin": "http://d.example"}, False),
        ({"origin": "https://d.example.evil.example"}, False),
        ({"origin": "null"}, False),
        ({}, False),
    ],
)
def test_a_form_is_from_us(said, is_ok):
    """By what the browser says: Fetch Metadata first, else the origin; who says neither is refused."""
    assert is_from_us(said, "https://d.example/it") is is_ok


def test_which_hosts_are_ours():
    """The public address and where we listen, whatever the case; a name that only begins like ours is not."""
    ours = [
        is_ours(each, "https://D.example:8443/it", "127.0.0.1:8090") for each in ("d.example:8443", "127.0.0.1:8090")
    ]
    others = [is_ours(each, "https://d.example", "127.0.0.1:8090") for each in ("d.example.evil", "", "127.0.0.1")]
    assert (ours, others) == ([True, True], [False] * 3)
