"""Things that people try at pages to sign in on; beside what the tests of each part hold (docs/security.md)."""

from __future__ import annotations

import logging
import threading
import time
from http.client import HTTPConnection
from urllib.parse import quote, urlencode, urlsplit

import pytest
from starlette.routing import Route

from drumbeat.desk.context import Context
from drumbeat.desk.roles import RoleBook
from drumbeat.rendering.site import Site
from drumbeat.settings import MailSettings
from drumbeat.settings.web import WebSettings
from drumbeat.tokens import sign
from drumbeat.visitors import Invited
from drumbeat.web.sign_in import by_mail
from drumbeat.web.sign_in.letters import invite
from html_page import read_page
from lead_pages import COOKIE, SECRET, STRANGER, lead_pages
from log_lines import told, written
from mail_servers import scripted_server
from schedules import LEAD, office

WEB = WebSettings(url="https://digest.example.com", secret=SECRET)


@pytest.fixture(name="pages")
def _pages(tmp_path):
    with lead_pages(tmp_path) as served:
        yield served


def test_a_cookie_of_somebody_elses_making(pages):
    """A cookie that was planted before is never what a session goes by afterwards (session fixation)."""
    planted = "x" * 43
    browser = pages.browser()
    browser.session.cookies.set(COOKIE, planted, domain="127.0.0.1")
    browser.send("/sign-in", address=LEAD)
    browser.send(pages.link(LEAD))
    assert browser.session.cookies[COOKIE] != planted
    assert browser.get("/teams").status_code == 200
    other = pages.browser()
    other.session.cookies.set(COOKIE, planted, domain="127.0.0.1")
    assert other.get("/teams").headers["Location"] == "/sign-in"


@pytest.mark.parametrize(("path", "status"), [("/teams", 200), ("/api/v1/teams", 401), ("/u/x", 400)])
def test_a_cookie_that_takes_long_to_read(pages, path, status):
    """Another's cookie, quoted and full of backslashes, is not read; our own beside it is (CVE-2024-7592)."""
    said = 'a="' + "\\" * 40_000 + f'"; {COOKIE}={pages.session_of(LEAD)}'
    begun = time.process_time()
    assert pages.browser(Cookie=said).get(path).status_code == status
    assert time.process_time() - begun < 2


def test_the_answer_does_not_wait_for_what_it_must_not_tell(pages, monkeypatch):
    """Whether an address is known is looked up after the answer: while that hangs, both are answered alike."""
    go, begun = threading.Event(), threading.Event()

    def hang(*_):
        begun.set()
        go.wait(10)

    monkeypatch.setattr(by_mail, "invite", hang)
    answers = [pages.browser().post("/sign-in", {"address": each}) for each in (LEAD, STRANGER)]
    assert begun.wait(10)
    assert [(each.status_code, each.headers["Location"]) for each in answers] == [(303, "/sign-in/sent")] * 2
    go.set()


@pytest.mark.parametrize(
    "address",
    [
        *(
            f"{LEAD}\r\nBcc: {STRANGER}",
            f"{LEAD}\nSubject: x",
            f"{LEAD}, {STRANGER}",
            f"Marit <{LEAD}>",
            "a@b\0.example",
        ),
        *("", "@", "x" * 2000 + "@example.com", '"><script>@example.com', "../../etc/passwd"),
    ],
)
def test_no_address_carries_more_than_an_address(pages, address):
    """A line break, a second address, markup: the form comes back, nothing is mailed, and nothing acts in the page."""
    answer = pages.browser().post("/sign-in", {"address": address})
    assert answer.status_code == 422
    assert "<script>" not in answer.text
    assert not pages.office.outbox.exists() or list(pages.office.outbox.iterdir()) == []


@pytest.mark.parametrize("path", ["/teams/1%0d%0aX-Evil:%20y", "/%0d%0aX-Evil:%20y", "/sign-in?to=%0d%0aX-Evil:%20y"])
def test_no_address_begins_a_header(pages, path):
    """What stands in an address never becomes a header of the answer."""
    answer = pages.browser().get(path)
    assert answer.status_code in {200, 303, 404}
    assert "x-evil" not in {name.lower() for name in answer.headers}


@pytest.mark.parametrize("path", ["//evil.example", "/\\evil.example", "/%2f%2fevil.example", "/.//evil.example"])
def test_no_address_leads_elsewhere(pages, path):
    """What looks like another site's address in ours redirects to no other site."""
    answer = pages.browser().get(f"{pages.address}{path}")
    to = answer.headers.get("Location", "/")
    assert to.startswith("/")
    assert not to.startswith(("//", "/\\"))


@pytest.mark.parametrize("name", ["%E2%82%AC", "a%0D%0AX-Evil:%20y", "a%3Fb", "%FF%00"])
def test_any_address_is_come_back_to(pages, name):
    """Whatever letters the page has in its address that was wanted, signing in leads there, as it was written."""
    browser = pages.browser()
    browser.send(browser.get(f"/jobs/{name}?x=%E2%82%AC").headers["Location"], address=LEAD)
    answer = browser.send(pages.link(LEAD))
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/jobs/{name}?x=%E2%82%AC")
    assert browser.get("/teams").status_code == 200


@pytest.mark.parametrize("to", ["/jobs/\N{EURO SIGN}", "/jobs/a\r\nX-Evil: y"])
def test_any_address_is_led_to(pages, to):
    """What stands in a signed return path from before is written as an address has it."""
    token = sign("return path", {"to": to}, (SECRET,), pages.office.clock())
    browser = pages.browser()
    browser.send(f"/sign-in?to={token}", address=LEAD)
    answer = browser.send(pages.link(LEAD))
    assert (answer.status_code, answer.headers["Location"]) == (303, quote(to, safe="/:"))
    assert browser.get("/teams").status_code == 200


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND"])
def test_no_other_method_does_anything(pages, method):
    """Pages are opened and forms are sent; whatever else is asked for is refused, and no other site may ask."""
    for path in ("/sign-in", "/teams", f"/teams/{pages.team()}"):
        answer = pages.browser(LEAD).session.request(method, pages.browser().url(path), timeout=10)
        assert answer.status_code in {404, 405}
        assert "Access-Control-Allow-Origin" not in answer.headers


@pytest.mark.parametrize(
    ("kind", "body", "status"),
    [
        ("application/json", b'{"address": "%s"}' % LEAD.encode(), 422),
        ("application/x-www-form-urlencoded", b"address=%ff%fe", 422),
        ("application/x-www-form-urlencoded", b"&" * 4000, 400),
        ("", bytes(range(256)), 400),
        ("multipart/form-data", b"--x", 400),
        ("multipart/form-data; boundary=x", b"--x\r\n" * 800, 400),
        (f"multipart/form-data; {';' * 7900}", b"x", 400),
        (f"multipart/form-data; {'(' * 900}", b"x", 400),
    ],
)
def test_a_body_that_is_no_form(pages, kind, body, status):
    """Whatever a body is, the page answers at once that an address is missing, or that it cannot be read."""
    begun = time.process_time()
    answer = pages.browser().post("/sign-in", body, **{"Content-Type": kind})
    assert answer.status_code == status
    assert ("Write one address" if status == 422 else "cannot be read") in read_page(answer.text).text
    assert time.process_time() - begun < 1


@pytest.mark.parametrize(
    ("method", "path", "form"), [("POST", "/sign-in", {"address": STRANGER}), ("GET", "/api/v1/teams", None)]
)
def test_nobody_comes_from_another_place_each_time(pages, monkeypatch, method, path, form):
    """Who writes another X-Forwarded-For each time is told apart by the line that our web server adds below it."""
    monkeypatch.setattr(by_mail, "MOST_A_CLIENT", 30)
    host, said = urlsplit(pages.address).netloc, {"Origin": pages.address, "Authorization": "Bearer x"}
    body = urlencode(form).encode() if form else b""
    statuses = []
    for n in range(32):
        connection = HTTPConnection(host, timeout=10)
        connection.putrequest(method, path)
        for name, value in {**said, "Content-Length": str(len(body))}.items():
            connection.putheader(name, value)
        for forwarded in (f"10.2.2.{n}", "203.0.113.8"):
            connection.putheader("X-Forwarded-For", forwarded)
        connection.endheaders(body)
        statuses.append(connection.getresponse().status)
        connection.close()
    assert statuses[0] in {303, 401}
    assert statuses[-2:] == [429, 429]


@pytest.mark.parametrize("number", ["9" * 10, str(2**63), "9" * 5000])
def test_a_number_that_is_none_of_ours(pages, number, caplog):
    """An address with a number that nothing has is no page, for a program as for a person."""
    browser = pages.browser(LEAD)
    for path in ("/teams/{}", f"/teams/{pages.team()}/recipients/many/{{}}", f"/teams/{pages.team()}/tokens/{{}}"):
        assert browser.get(path.format(number)).status_code == 404
    assert browser.get(f"/api/v1/teams/{number}").status_code in {401, 422}
    assert [each.message for each in caplog.records if each.levelname == "ERROR"] == []


def test_a_program_is_never_answered_with_a_page(pages):
    """Whatever is asked of the interface for programs, the answer is one for programs, even to a line break."""
    answer = pages.browser().get("/api/v1/teams/%0Ax")
    assert (answer.status_code, answer.headers["Content-Type"]) == (404, "application/problem+json")
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_bug_on_the_way_to_a_page(pages, monkeypatch, caplog):
    """What fails before a page is reached, or a reader's link, is answered with a page; no log quotes the address."""

    def fails(*_):
        raise ZeroDivisionError("a reader's link")

    monkeypatch.setattr(Route, "matches", fails)
    for path in ("/teams", "/u/secret"):
        answer = pages.browser().get(path)
        assert answer.status_code == 500
        assert "It is a bug in Drumbeat" in answer.text
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert {each["error"] for each in told(caplog.records, "a request failed")} == {"ZeroDivisionError"}
    assert "link" not in caplog.text + written(caplog.records)
    assert "Traceback" not in caplog.text


def test_a_body_that_is_too_long(pages):
    """The form to sign in by takes four kilobytes, said or streamed, and reads no further."""
    browser = pages.browser()
    assert browser.post("/sign-in", b"a" * 5000).status_code == 413
    assert browser.post("/sign-in", (b"a" * 1000 for _ in range(50))).status_code == 413


@pytest.mark.parametrize("key", ["x", "x" * 43, "%00", "..%2f..%2fteams", "x" * 5000])
def test_a_link_that_was_never_mailed(pages, key):
    """A guessed link signs nobody in, by opening it or by its button."""
    browser = pages.browser()
    answers = [browser.get(f"/sign-in/link/{key}"), browser.post(f"/sign-in/link/{key}", {})]
    assert {each.status_code for each in answers} <= {404, 410}
    assert not browser.session.cookies


@pytest.mark.parametrize("reply", [b"550 5.1.1 <%s> is unknown here", b"451 4.7.1 <%s> later"])
def test_the_log_names_nobody(tmp_path, caplog, reply):
    """A mail server that refuses a link repeats the address; the log tells that it failed, neither whom nor which."""
    caplog.set_level(logging.DEBUG)
    here = office(tmp_path)
    with scripted_server(RCPT=reply % LEAD.encode()) as server:
        mail = MailSettings(transport="smtp", host="127.0.0.1", port=server.port, security="none")
        given = here.context.settings.model_copy(update={"mail": mail, "web": WEB})
        invite(Context(None, clock=here.clock, given=given), RoleBook(), Invited(LEAD), Site().say("en"), "192.0.2.1")
        assert "RCPT" in server.heard
    assert "could not be mailed" in caplog.text
    assert LEAD not in caplog.text
    assert "/sign-in/link/" not in caplog.text


def test_signing_in_leaves_nothing_in_the_log(pages, caplog):
    """From the form to the own teams no line of the log holds an address, a link or a cookie."""
    caplog.set_level(logging.DEBUG)
    browser = pages.browser()
    browser.send("/sign-in", address=LEAD)
    link = pages.link(LEAD)
    browser.send(link)
    assert browser.get("/teams").status_code == 200
    secrets = (LEAD, link.rpartition("/")[2], browser.session.cookies[COOKIE])
    said = [each.getMessage() for each in caplog.records if not each.name.startswith("urllib3")]  # the browser's
    assert [line for line in said if any(each in line for each in secrets)] == []
