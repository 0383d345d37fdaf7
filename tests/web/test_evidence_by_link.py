"""Evidence as readers open it: by the link of a mail, without signing in, and by nothing else."""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from datetime import timedelta
from html import unescape

import pytest

from drumbeat.errors import StoreError
from drumbeat.store.evidence_pages import EvidencePageStore
from edition_pages import as_before, edition_pages
from evidence_pages import read_evidence
from installation import NETWORK, OCTOBER
from lead_pages import STRANGER, TECHNICIAN, staff
from schedules import LEAD, SEPTEMBER, ZOE

AT_ONCE = "The list cannot be read just now."
CLOSED = "Its time is over, or a newer one has taken its place."


@pytest.fixture(scope="module", name="pages")
def _pages(tmp_path_factory):
    with edition_pages(tmp_path_factory.mktemp("evidence")) as served:
        yield served


@pytest.fixture(name="link")
def _link(pages):
    """September's page, by the link of a reader's mail that left; the day is 2 November."""
    as_before(pages)
    return links(pages)[0].partition("#")[0]


def links(pages) -> list[str]:
    """All links to evidence in September's mail to Zoe."""
    mail = next(each for each in pages.mails(ZOE) if "September" in each["Subject"])
    html = mail.get_body(("html",)).get_content()
    return [unescape(each) for each in re.findall(r'href="([^"]*/evidence/[^"]*)"', html)]


def name_of(pages, period=SEPTEMBER) -> str:
    """The name of an edition's page as it is kept now."""
    return pages.context.store.editions.find(NETWORK.name, period).content.evidence_name


def test_each_link_of_a_mail_opens_its_list(pages, link):
    """A reader who is signed in nowhere opens the page that is kept, and each link's part is on it."""
    answer = pages.browser().get(link)
    kept = pages.context.store.editions.find(NETWORK.name, SEPTEMBER).content.evidence
    assert (answer.status_code, answer.text) == (200, kept)
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    opened = {each.partition("#") for each in links(pages)}
    assert {address for address, _, _ in opened} == {link}
    assert {part for _, _, part in opened} <= set(read_evidence(answer.text).parts)


def test_only_the_pages_own_style_runs(pages, link):
    """The policy knows the page's one style by its hash and allows nothing else; no address of it goes further."""
    answer = pages.browser().get(link)
    [style] = re.findall(r"<style>(.*?)</style>", answer.text, re.DOTALL)
    known = b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = answer.headers["Content-Security-Policy"].split("; ")
    assert {"default-src 'none'", f"style-src 'sha256-{known}'", "frame-ancestors 'none'"} <= set(policy)
    assert f"style-src 'sha256-{known}'" in answer.text, "the page's own policy says so as well"
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    said = {"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex, nofollow", "X-Content-Type-Options": "nosniff"}
    assert said.items() <= answer.headers.items()
    assert answer.headers["Cache-Control"].startswith("private")
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("address", [LEAD, TECHNICIAN, STRANGER])
def test_who_is_signed_in_reads_it_alike(pages, link, address):
    """The link alone opens it: a lead, a technician of the team and anybody else see the same."""
    staff(pages.context, ("Ann", TECHNICIAN))
    assert pages.browser(address).get(link).text == pages.browser().get(link).text


def test_head_says_what_get_would(pages, link):
    """A scanner that asks for the head alone is told the same status and headers."""
    asked, got = pages.browser().session.head(link, timeout=10), pages.browser().get(link)
    assert (asked.status_code, asked.content) == (200, b"")
    ours = ("Content-Security-Policy", "Cache-Control", "Content-Type", "Content-Length")
    assert [asked.headers[each] for each in ours] == [got.headers[each] for each in ours]


def test_nothing_lists_or_guesses_pages(pages, link):
    """No folder, no name that we did not give, and no path is opened; a link that was cut off is told as such."""
    name = name_of(pages)
    tried = ["", "/", "/test.html", f"/{name[:-5]}", f"/{name[:-7]}.html", f"/x{name}", f"/{name}/", f"/{name}.html"]
    tried += ["/..%2fdrumbeat.toml", "/%2e%2e/drumbeat.db", "/.html", f"/%00{name}", f"/{name}%0a"]
    for each in tried:
        answer = pages.browser().get(f"/evidence{each}")
        assert answer.status_code == 404, each
        assert "INC" not in answer.text
    assert "Open the whole link of the mail again." in pages.browser().get("/evidence/test.html").text


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_a_page_is_only_read(pages, link, method):
    """No other method does anything, and what may be asked is told."""
    answer = pages.browser().session.request(method, link, timeout=10)
    assert (answer.status_code, set(answer.headers["Allow"].split(", "))) == (405, {"GET", "HEAD"})


def test_a_link_works_as_long_as_it_is_said(pages, link):
    """A link opens its page for thirteen months after its last mail (rule E16); then a sentence says it is over."""
    valid = pages.context.settings.evidence.valid
    sent = pages.context.store.evidence_pages.find(name_of(pages)).left_at
    pages.office.clock.now = sent + valid
    assert pages.browser().get(link).status_code == 200
    pages.office.clock.now += timedelta(seconds=1)
    over = pages.browser().get(link)
    assert over.status_code == 410
    assert CLOSED in over.text
    assert "Ihre Zeit ist vorbei" in pages.browser(**{"Accept-Language": "de"}).get(link).text


def test_a_drafts_page_opens_until_another_takes_its_place(pages, link):
    """A mail for a look has links that work; once the draft is made anew otherwise, the former page is gone."""
    name = name_of(pages, OCTOBER)
    assert pages.browser().get(f"/evidence/{name}").status_code == 200
    with pages.context.store.editions._database.begin() as connection:
        connection.exec_driver_sql("UPDATE evidence_page SET name = 'other' WHERE name = ?", (name,))
    answer = pages.browser().get(f"/evidence/{name}")
    assert (answer.status_code, CLOSED in answer.text) == (410, True)


def test_a_store_that_is_away_is_told(pages, link, monkeypatch):
    """Who opens a link while the store cannot be read is asked to try again, and learns nothing of why."""

    def away(_store, _name):
        raise StoreError("The disk of /srv/drumbeat.db is gone.")

    monkeypatch.setattr(EvidencePageStore, "find", away)
    answer = pages.browser().get(link)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "300")
    assert AT_ONCE in answer.text
    assert "drumbeat.db" not in answer.text


def test_below_a_path(tmp_path):
    """Pages open below the path of the public address, be it cut off before us or not."""
    with edition_pages(tmp_path, path="/it") as pages:
        [address] = {each.partition("#")[0] for each in links(pages)}
        assert "/it/evidence/" in address
        for each in (address, address.replace("/it/", "/")):
            assert pages.browser().get(each).status_code == 200
