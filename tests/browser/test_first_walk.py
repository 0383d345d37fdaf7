"""As somebody who has never seen it: from the address that `drumbeat demo --serve` prints to a team looked after.

By keyboard alone, with and without script, on a telephone's and on a desk's width: the recipients changed, the edition
approved, the report of a quarter downloaded. Nothing else than what the pages say is known.
"""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from email.parser import BytesParser
from email.policy import default

import pytest
import requests

from drumbeat.cli.larkfield import MAILED
from html_page import read_page
from served_demo import served_demo
from walks import choose, press, refuse_flaws

THREE_MINUTES = 180
NEW = "plant.manager@larkfield.example"


@dataclass(frozen=True)
class Walker:
    """Who walks, and with what."""

    words: str
    """By which the demo introduces the person, or the address."""
    team: str
    width: int
    has_script: bool


WALKERS = (
    Walker("leads", MAILED, 1200, has_script=True),
    pytest.param(
        Walker("nadia.benhaddou@larkfield.example", "Service Desk", 320, has_script=False), marks=pytest.mark.long
    ),
)


@pytest.fixture(scope="module", name="demo")
def _demo(tmp_path_factory):
    with served_demo(tmp_path_factory.mktemp("served")) as served:
        yield served


def reach(page, name):
    """Go to a field by Tab alone."""
    for _ in range(100):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name || ''") == name:
            return
    raise AssertionError(f"Tab does not reach the field {name!r} on {page.url}")


def follow(page, start):
    """Go by Tab to the link that begins so, and press it."""
    for _ in range(100):
        page.keyboard.press("Tab")
        if page.evaluate("(document.activeElement.innerText || '').trim()").startswith(start):
            page.keyboard.press("Enter")
            return
    raise AssertionError(f"Tab does not reach a link {start!r} on {page.url}")


def arrived(page, where=""):
    """The page has come, and fits into its window."""
    if where:
        page.wait_for_url(re.compile(where))
    page.seen.append(page.url)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url


def look_again(browser, page, who):
    """What was visited, once more in a window with script, which axe-core needs: it finds nothing serious there."""
    context = browser.new_context(viewport={"width": who.width, "height": 800})
    context.add_cookies(page.context.cookies())
    again = context.new_page()
    for url in dict.fromkeys(page.seen):
        again.goto(url)
        refuse_flaws(again)
    context.close()


@pytest.mark.browser
@pytest.mark.parametrize("who", WALKERS, ids=("script, 1200", "no script, 320"))
def test_a_team_is_looked_after_in_three_minutes(demo, browser, who):
    """Signed in by the mailbox's link, a reader added, October approved, the third quarter downloaded: in time."""
    began = time.monotonic()
    lead = who.words if "@" in who.words else demo.address_of(who.words)
    context = browser.new_context(
        viewport={"width": who.width, "height": 800}, java_script_enabled=who.has_script, accept_downloads=True
    )
    page = context.new_page()
    page.seen = []
    page.goto(demo.address)
    sign_in(page, lead)
    press(page, who.team)
    arrived(page, r"/teams/\d+$")
    add_a_reader(page)
    approve(page, lead)
    name, content = download_a_quarter(page)
    took = time.monotonic() - began
    look_again(browser, page, who)
    assert took < THREE_MINUTES
    assert name.endswith("-2026-q3.html")
    assert who.team.replace("&", "&amp;") in content


def sign_in(page, lead):
    """By the link that comes to the mailbox."""
    arrived(page, "/sign-in$")
    reach(page, "address")
    page.keyboard.type(lead)
    page.keyboard.press("Enter")
    arrived(page, "/sign-in/sent$")
    press(page, "Mailbox of the demo")
    arrived(page, "/mailbox$")
    for _ in range(60):
        if page.get_by_role("link", name="Sign in to Drumbeat").count():
            break
        page.wait_for_timeout(500)
        press(page, "Look for new mails")
    press(page, "Sign in to Drumbeat")
    arrived(page, "/mailbox/")
    follow(page, "http://")
    arrived(page, "/sign-in/link/")
    press(page, "Sign in")
    arrived(page, "/teams$")


def add_a_reader(page):
    """One more recipient."""
    choose(page, "Recipients")
    arrived(page, "/recipients$")
    reach(page, "name")
    page.keyboard.type(NEW)
    page.keyboard.press("Enter")
    page.wait_for_selector("[role=status]")
    assert NEW in page.inner_text("table")
    arrived(page)


def approve(page, lead):
    """The next edition as it is."""
    choose(page, "Next edition")
    page.wait_for_selector("iframe")
    arrived(page)
    press(page, "Approve it")
    page.wait_for_selector(f"text={lead} approved it.")
    arrived(page)


def download_a_quarter(page):
    """The report of the third quarter as a web page: its file's name, and what it says."""
    choose(page, "Report now")
    arrived(page, "/report$")
    reach(page, "period")
    page.keyboard.type("3rd")
    assert page.evaluate("document.activeElement.value") == "2026-Q3"
    press(page, "Make the report")
    page.wait_for_selector("text=The report is made.", timeout=120_000)
    arrived(page)
    name = page.locator("main a", has_text=re.compile(r"q3\.html$")).inner_text()
    with page.expect_download() as fetched:
        press(page, name)
    return fetched.value.suggested_filename, fetched.value.path().read_text(encoding="utf-8")


def signed_in(demo, address):
    """Somebody's session, begun by the link that came to the mailbox."""
    session = requests.Session()
    session.headers["Origin"] = demo.address

    def read(path):
        return read_page(session.get(f"{demo.address}{path}", timeout=30).text)

    def mailed():
        return [row for row in read("/mailbox").every("tr") if "Sign in" in row.text and address in row.text]

    before = len(mailed())  # links of other tests, which were used
    session.post(f"{demo.address}/sign-in", {"address": address}, timeout=30)
    for _ in range(100):
        rows = mailed()
        if len(rows) > before:
            break
        time.sleep(0.1)
    mail = read(rows[0].every("a")[0].attributes["href"])
    link = next(each.attributes["href"] for each in mail.every("a") if "/sign-in/link/" in each.attributes["href"])
    session.post(f"{demo.address}{link}", {}, timeout=30)
    return session


@pytest.mark.parametrize(("words", "page"), [("looks after every team", "/setup"), ("reads the record", "/record")])
def test_everybody_who_is_named_can_sign_in(demo, words, page):
    """The administrator comes to the page that tries the installation, the technician to the own record."""
    session = signed_in(demo, demo.address_of(words))
    assert session.get(f"{demo.address}{page}", timeout=30, allow_redirects=False).status_code == 200


def test_a_draft_s_links_open(demo):
    """A figure of the next edition opens its evidence by the link that its mails will have."""
    session = signed_in(demo, demo.address_of("leads"))

    def read(path):
        return read_page(session.get(path, timeout=30).text)

    team = next(each.attributes["href"] for each in read(f"{demo.address}/teams").every("a") if each.text == MAILED)
    page = read(f"{demo.address}{team}/editions/2026-10")
    frame = read(f"{demo.address}{page.every('iframe')[0].attributes['src']}")
    links = [each.attributes["href"] for each in frame.every("a") if "evidence" in each.attributes["href"]]
    path, _, part = links[0].partition("#")
    assert path.startswith(f"{demo.address}/evidence/")
    assert f'id="{part}"' in session.get(path, timeout=30).text


def test_a_digest_s_links_open(demo):
    """In the mailbox a digest's evidence and its link to leave open pages of the demo."""
    mailbox = read_page(requests.get(f"{demo.address}/mailbox", timeout=30).text)
    row = next(row for row in mailbox.every("tr") if "September 2026" in row.text and "cio@" in row.text)
    mail = row.every("a")[0].attributes["href"]
    digest = read_page(requests.get(f"{demo.address}{mail}/html", timeout=30).text)
    links = [each.attributes["href"] for each in digest.every("a")]
    evidence, leave = (
        next(each for each in links if f"{demo.address}{path}" in each) for path in ("/evidence/", "/u/")
    )
    assert "INC" in requests.get(evidence, timeout=30).text
    assert "Unsubscribe" in requests.get(leave, timeout=30).text


@pytest.mark.browser
def test_the_mailbox_holds_what_a_draft_tells_whom_it_names(demo):
    """October's draft names one technician, who has one mail about it with the line; nobody else has any."""
    mails = [BytesParser(policy=default).parsebytes(path.read_bytes()) for path in demo.out.glob("demo-mails/*.eml")]
    told = [mail for mail in mails if mail["Subject"].startswith("Your name in a draft")]
    assert [mail["To"] for mail in told] == [demo.address_of("reads the record of her own work")]
    assert "Thanks to\nHannah Whitcombe\nFor a part in an improvement" in told[0].get_content().replace("\r\n", "\n")
    assert f"{demo.address}/record/naming" in told[0].get_content()
