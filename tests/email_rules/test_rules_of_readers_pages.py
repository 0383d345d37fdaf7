"""Rules E14 to E18: what the link of a mail does, tried on the served pages with a store behind them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import product
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import insert, select

from drumbeat.cli.context import Context
from drumbeat.cli.editions import draft, mailing_of
from drumbeat.pipeline import send
from drumbeat.records.team import Team
from drumbeat.settings import Settings
from drumbeat.store.recipients import RecipientStore
from drumbeat.store.schema import recipient, team
from drumbeat.store.teams import TeamStore
from drumbeat.tokens import VALID
from email_rules.sent_letters import Mail
from html_page import read_page
from installation import NETWORK, OCTOBER, installed
from readers_pages import NOW, OLDER, ONE_CLICK, SECRET, ZOE, readers_pages
from stores import open_database, receives

KEPT = ("zoe@example.com", "Network & Data Centre", "unsubscribed", "link of the mail", "2026-11-03 08:00:00")
MULTIPART = {"List-Unsubscribe": (None, "One-Click")}
SCANNERS = ("GET", "HEAD")
OTHERS = ("PUT", "DELETE", "PATCH", "OPTIONS")


@pytest.fixture(name="pages")
def _pages(tmp_path):
    with readers_pages(tmp_path) as served:
        yield served


def test_e14_one_post_unsubscribes(pages):
    """The body of RFC 8058, without cookie, session or form's token: 200, no redirect, unsubscribed (rule E14)."""
    answer = pages.post(pages.link())
    assert (answer.status_code, answer.history, "Location" in answer.headers) == (200, [], False)
    assert "Set-Cookie" not in answer.headers
    assert read_page(answer.text).every("h1")[0].text == "You are unsubscribed"
    assert pages.kept() == [KEPT]


def test_e14_the_link_of_a_sent_mail(pages, tmp_path):
    """Sent by the command's own way to two readers, each mail's link unsubscribes its reader alone (rule E14)."""
    made = installed(tmp_path)
    web = {"url": pages.address, "secret": SECRET}
    said = {"store": {"url": made.settings.store.url}, "mail": {"outbox": tmp_path / "outbox"}, "web": web}
    given = Settings.model_validate(said)
    home = Context(None, clock=made.clock, given=given, actor=made.actor)
    home.store.teams.add(NETWORK)
    receives(home.store.recipients, NETWORK.name, "ann@example.com", "zoe@example.com")
    edition = draft(home, NETWORK, OCTOBER)
    send(home.store.editions, mailing_of(home, NETWORK, OCTOBER, edition))
    pages.now.append(home.clock())
    for at, path in enumerate(sorted((tmp_path / "outbox").iterdir()), start=1):
        mail = Mail(path.read_bytes())
        link = str(mail.message["List-Unsubscribe"]).strip("<>")
        assert link in mail.html
        assert pages.post(link).status_code == 200
        assert len(pages.kept()) == at
        assert mail.message["To"].addresses[0].addr_spec in {row[0] for row in pages.kept()}
    assert edition.content.html.count(f'href="{pages.address}/u/preview"') == 1


@pytest.mark.parametrize(
    "said",
    [
        {"data": ONE_CLICK.encode()},
        {"data": f"{ONE_CLICK}\r\n"},
        {"data": ONE_CLICK, "headers": {}},
        {"data": None, "files": MULTIPART, "headers": {}},
        {"data": None, "files": {"x": ("x.txt", "y"), **MULTIPART}, "headers": {}},
        {"data": ONE_CLICK, "headers": {"Content-Type": "application/x-www-form-urlencoded; charset=UTF-8"}},
        {"data": ONE_CLICK, "headers": {"Cookie": "session=x", "Origin": "https://evil.example"}},
    ],
)
def test_e14_however_a_mail_program_encodes_it(pages, said):
    """Urlencoded or multipart, with or without a content type: the same answer (RFC 8058, section 3.2; rule E14)."""
    assert pages.post(pages.link(), **said).status_code == 200
    assert pages.kept() == [KEPT]


def test_e14_again_is_the_same(pages):
    """As often as it is sent the answer is the same, and what was written down at first stays (rule E14)."""
    first = pages.post(pages.link()).content
    pages.now.append(NOW + timedelta(days=2))
    assert {pages.post(pages.link()).content for _ in range(20)} == {first}
    assert pages.kept() == [KEPT]


@pytest.mark.parametrize(
    ("button", "team_of", "told"),
    [
        ("team", KEPT[1], "The digest of Network & Data Centre is not sent to"),
        ("all", "", "No team’s digest is sent to"),
    ],
)
def test_e14_the_pages_own_buttons(pages, button, team_of, told):
    """A button of the page unsubscribes from this team or from all, and the page says so and how to come back (E14)."""
    page = read_page(pages.get(pages.link()).text)
    assert [each.attributes["value"] for each in page.every("button")] == ["team", "all"]
    answer = pages.post(pages.link(), {page.every("button")[0].attributes["name"]: button})
    assert (answer.status_code, answer.history) == (200, [])
    assert told in answer.text.replace("&amp;", "&")
    assert "To receive it again, ask the team’s lead." in answer.text
    assert pages.kept() == [(KEPT[0], team_of, *KEPT[2:])]


@pytest.mark.parametrize(
    "body",
    ["", "x", "leave=", "leave=everything", "List-Unsubscribe=", "List-Unsubscribe=No", "=&=&=", "a&" * 100, "\xff"],
)
def test_e14_anything_else_changes_nothing(pages, body):
    """A POST that does not say from what, as a scanner might send one, changes nothing and says so (rule E14)."""
    answer = pages.post(pages.link(), body.encode("latin-1"))
    assert answer.status_code == 400
    assert "Nothing has changed" in answer.text
    assert pages.kept() == []


def test_e15_opening_changes_nothing_a_hundred_times(pages):
    """GET and HEAD of a link, a hundred times: the same page with its buttons, and nothing is written (rule E15)."""
    before = pages.store.read_bytes()
    bodies = {pages.get(pages.link(), method).content for method, _ in product(SCANNERS, range(100))}
    assert len(bodies - {b""}) == 1
    page = read_page(max(bodies).decode())
    assert page.every("form")[0].attributes == {"method": "post"}
    assert "Nothing has changed so far." in page.text
    assert pages.kept() == []
    assert pages.store.read_bytes() == before


def test_e15_a_scanner_that_opens_every_link_changes_nothing(pages):
    """Whatever follows all links of a mail, with any query and any method but POST, unsubscribes nobody (rule E15)."""
    queries = ("", "?List-Unsubscribe=One-Click", "?leave=all", "#all")
    for method, query in product((*SCANNERS, *OTHERS), queries):
        answer = pages.get(pages.link() + query, method)
        assert answer.status_code == (200 if method in SCANNERS else 405)
    assert pages.kept() == []


def test_e15_no_page_acts_by_itself(pages):
    """No page has a script, a refresh or anything to fetch, and its policy forbids them (rule E15)."""
    for answer in (pages.get(pages.link()), pages.post(pages.link()), pages.get(f"{pages.address}/u/tx")):
        page = read_page(answer.text)
        assert {each.tag for each in page.every()} <= {
            *("html", "head", "meta", "title", "style", "body", "main", "h1", "p", "form", "button")
        }
        assert not [each for each in page.every("meta") if "http-equiv" in each.attributes]
        assert not [name for each in page.every() for name in each.attributes if name.startswith("on")]
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'; style-src 'sha256-")
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert "noindex" in answer.headers["X-Robots-Tag"]


def test_e16_a_mails_own_link_works_for_thirteen_months(pages):
    """The link of a mail's header, served, works 396 days after the send; its end is a sentence (rule E16)."""
    link = pages.link(at=NOW)
    pages.now.append(NOW + timedelta(days=396))
    assert pages.get(link).status_code == 200
    pages.now.append(NOW + VALID + timedelta(seconds=1))
    for answer in (pages.get(link), pages.post(link)):
        assert answer.status_code == 400
        assert "It is damaged or too old. Nothing has changed." in answer.text
    assert pages.kept() == []


def test_e16_secrets_can_be_changed(pages):
    """A link that an older secret signed works while that is kept; one of an unknown secret does not (rule E16)."""
    assert pages.post(pages.link(secret=OLDER)).status_code == 200
    assert pages.post(pages.link(secret="x" * 32)).status_code == 400
    assert len(pages.kept()) == 1


def test_e17_nobody_else_and_no_group_is_removed(pages):
    """One member of a group leaves: the group, the list and every other recipient stay as they were (rule E17)."""
    database = open_database(pages.store)
    teams = TeamStore(database)
    teams.add(Team(ZOE.team, ("Network",), (), ZoneInfo("UTC")))
    kinds = {"address": ZOE.recipient, "list": "all@example.com", "company": "everybody@example.com", "group": "IT"}
    with database.begin() as connection:
        team_id = connection.scalar(select(team.c.id))
        rows = [
            {"team_id": team_id, "kind": kind, "name": name, "is_excluded": 0, "language": "", "keeper": ""}
            for kind, name in kinds.items()
        ]
        connection.execute(insert(recipient), rows)
    with database.read() as connection:
        before = connection.execute(select(recipient)).all()
    for leaves in (ONE_CLICK, "leave=all"):
        assert pages.post(pages.link(replace(ZOE, recipient="ben@example.com")), leaves).status_code == 200
    with database.read() as connection:
        assert connection.execute(select(recipient)).all() == before
        assert len(before) == 4
    assert {row[0] for row in pages.kept()} == {"ben@example.com"}


def test_e18_deleted_and_unknown_are_answered_alike(pages):
    """For a team or recipient that is not there, or not any more, the answer is the same but for the names (E18)."""
    database = open_database(pages.store)
    teams = TeamStore(database)
    teams.add(Team(ZOE.team, ("Network",), (), ZoneInfo("UTC")))
    receives(RecipientStore(database), ZOE.team, ZOE.recipient)
    known = pages.post(pages.link())
    teams.remove(ZOE.team, NOW)
    assert pages.post(pages.link()).content == known.content
    gone = pages.post(pages.link(replace(ZOE, recipient="gone@example.com", team="Gone")))
    assert (gone.status_code, known.status_code) == (200, 200)
    said = gone.text.replace("gone@example.com", ZOE.recipient).replace("Gone", ZOE.team.replace("&", "&amp;"))
    assert said == known.text
    assert [name for name in known.headers if name not in gone.headers] == []


def test_e18_what_was_said_outlives_the_team(pages):
    """Who unsubscribed stays so when the team is removed and made again (rule E18)."""
    pages.post(pages.link())
    teams = TeamStore(open_database(pages.store))
    again = Team(ZOE.team, ("Network",), (), ZoneInfo("UTC"))
    teams.add(again)
    teams.remove(again.name, NOW)
    teams.add(again)
    assert pages.kept() == [KEPT]
