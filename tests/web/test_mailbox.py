"""The demo's mailbox: every mail of a folder on a page, with links that work, and nothing of a mail that acts."""

from __future__ import annotations

import pytest

from drumbeat.web.mailbox import pages as mailbox
from drumbeat.web.pages import ROUTES
from lead_pages import lead_pages
from schedules import LEAD

MARKUP = "<script>alert(1)</script>"
DIGEST = f"""From: Drumbeat <drumbeat@example.com>
To: zoe@example.com
Subject: Network {MARKUP}
Date: Tue, 03 Nov 2026 08:00:00 +0000
MIME-Version: 1.0
Content-Type: multipart/related; boundary=x

--x
Content-Type: text/html; charset=utf-8

<html><head><title>N</title></head><body>
<img src="cid:logo@drumbeat">{MARKUP}<a href="/u/preview">leave</a></body></html>
--x
Content-Type: image/png
Content-ID: <logo@drumbeat>
Content-Transfer-Encoding: base64

aGVsbG8=
--x--
"""


@pytest.fixture(scope="module", name="pages")
def _pages(tmp_path_factory):
    folder = tmp_path_factory.mktemp("mailbox")
    (folder / "secret.html").write_text("not to be read")
    routes = (*ROUTES, *mailbox(folder / "outbox").all)
    with lead_pages(folder, routes=routes) as served:
        yield served


@pytest.fixture(autouse=True)
def _emptied(pages):
    pages.office.outbox.mkdir(exist_ok=True)
    for path in pages.office.outbox.iterdir():
        path.unlink()


def first_mail(browser):
    """The address of the newest mail."""
    return next(each.attributes["href"] for each in browser.page("/mailbox").every("th") for each in each.every("a"))


def test_signing_in_by_the_mailbox(pages):
    """Who asked for a link finds it in the mailbox, which every page leads to, and is signed in by it."""
    browser = pages.browser()
    empty = browser.page("/mailbox")
    assert "There is no mail yet." in empty.text
    assert ("Look for new mails", "/mailbox") in [(each.text, each.attributes["href"]) for each in empty.every("a")]
    browser.send("/sign-in", address=LEAD)
    pages.link(LEAD)
    assert "/mailbox" in [each.attributes["href"] for each in browser.page("/sign-in/sent").every("a")]
    mail = browser.page(first_mail(browser))
    link = next(each.attributes["href"] for each in mail.every("a") if "/sign-in/link/" in each.attributes["href"])
    assert link.startswith("/sign-in/link/")
    browser.send(link)
    assert "/mailbox" in [each.attributes["href"] for each in browser.page("/teams").every("a")]


def test_a_digest_in_a_frame(pages):
    """A digest is shown as it was sent, its logo inside; its links lead on, and nothing of it acts by itself."""
    (pages.office.outbox / "zoe@example.com-0123456789abcdef.eml").write_text(DIGEST.replace("\n", "\r\n"))
    browser = pages.browser()
    page = browser.page("/mailbox/0123456789abcdef")
    assert MARKUP not in browser.get("/mailbox").text + browser.get("/mailbox/0123456789abcdef").text
    assert f"Network {MARKUP}" in page.text
    (frame,) = page.every("iframe")
    assert frame.attributes["sandbox"] == "allow-top-navigation-by-user-activation"
    answer = browser.get(frame.attributes["src"])
    said = answer.headers["Content-Security-Policy"]
    assert said.startswith("default-src 'none'; ")
    assert said.endswith("sandbox allow-top-navigation-by-user-activation")
    assert 'src="data:image/png;base64,aGVsbG8="' in answer.text
    assert '<head><base target="_top">' in answer.text


def test_the_newest_mail_stands_first(pages):
    """Mails are listed by when they were written, with no name in an address."""
    for hour in (9, 7, 11):
        said = DIGEST.replace("08:00:00", f"{hour:02}:00:00").replace("Network", f"At {hour}")
        (pages.office.outbox / f"zoe@example.com-{hour:016}.eml").write_text(said)
    links = [each for row in pages.browser().page("/mailbox").every("th") for each in row.every("a")]
    assert [each.text.split(" <")[0] for each in links] == ["At 11", "At 9", "At 7"]
    assert [each.attributes["href"] for each in links] == [f"/mailbox/{hour:016}" for hour in (11, 9, 7)]


@pytest.mark.parametrize(
    "path",
    ["/mailbox/no-such", "/mailbox/..%2f..%2fdrumbeat", "/mailbox/%2e%2e%2fsecret", "/mailbox/%00", "/mailbox/*"],
)
def test_nothing_else_is_read(pages, path):
    """Only what lies in the folder opens, by the name that it has there."""
    assert pages.browser().get(path).status_code == 404
