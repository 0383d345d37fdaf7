"""Evidence by command: attached where nothing serves it, beside a report's files, and never in its way."""

from __future__ import annotations

import csv
import email
import re
from email.policy import default

import pytest

from command import quickly
from evidence_pages import read_evidence
from installation import NETWORK, installed
from stores import receives

MONTH = ("--team", "Network", "--month", "2026-10")
RESOLVED = {f"INC{at:04}" for at in range(24)}


@pytest.fixture(name="home")
def _home(tmp_path):
    """An installation without a web server."""
    store = installed(tmp_path).store
    store.teams.add(NETWORK)
    receives(store.recipients, NETWORK.name, "a@x.example")
    return tmp_path


def resolved(page):
    """Numbers found through the figure of resolved incidents."""
    return {each.number for each in read_evidence(page).through("incidents-resolved")}


def test_the_page_comes_with_the_mail_as_previewed(home):
    """Without a web server the page is attached: the very one that preview wrote, and the letter says so."""
    shown = quickly("preview", *MONTH, "--out", "seen", cwd=home)
    assert "evidence.html" in shown.out
    assert quickly("send", "--approve", *MONTH, cwd=home).code == 0
    [path] = (home / "outbox").iterdir()
    letter, page = email.message_from_bytes(path.read_bytes(), policy=default).iter_parts()
    attached = page.get_content().replace("\r\n", "\n")
    assert attached == (home / "seen" / "evidence.html").read_text()
    assert resolved(attached) == RESOLVED
    for kind in ("plain", "html"):
        assert "attached: evidence.html" in " ".join(letter.get_body((kind,)).get_content().split())


@pytest.mark.long
def test_a_draft_does_not_leave_with_dead_links(home):
    """When the pages are put elsewhere, or nowhere any more, the draft that links to the old place is not sent."""
    (home / "www").mkdir()
    served = {"DRUMBEAT_EVIDENCE__FOLDER": "www", "DRUMBEAT_EVIDENCE__SECRET": "s" * 32}
    here = {**served, "DRUMBEAT_EVIDENCE__URL": "https://digest.example.com/a&b"}
    there = {**served, "DRUMBEAT_EVIDENCE__URL": "https://digest.example.com/c"}
    assert quickly("preview", *MONTH, cwd=home, **here).code == 0
    for changed in ({}, there):
        refused = quickly("send", "--approve", *MONTH, cwd=home, **changed)
        assert (refused.code, "drumbeat preview" in refused.err) == (2, True)
    assert quickly("send", "--approve", *MONTH, cwd=home, **here).code == 0
    assert list((home / "www").iterdir())


def test_an_installation_may_do_without(home):
    """With attach = false and no address the mail is what it was, and says nothing of lists."""
    ended = quickly("send", "--approve", *MONTH, cwd=home, DRUMBEAT_EVIDENCE__ATTACH="false")
    assert ended.code == 0
    [path] = (home / "outbox").iterdir()
    mail = email.message_from_bytes(path.read_bytes(), policy=default)
    assert mail.get_content_type() == "multipart/alternative"
    assert b"lists of records" not in path.read_bytes()


def test_a_report_links_to_the_page_beside_it(home):
    """HTML in a folder has its evidence beside it and opens it by links of the folder's own."""
    ended = quickly("report", *MONTH, "--format", "html,text,csv", "--out", "out", cwd=home)
    assert ended.code == 0, ended.err
    names = {path.name for path in (home / "out").iterdir()}
    assert {"network-2026-10.html", "network-2026-10-evidence.html", "network-2026-10.txt"} < names
    html = (home / "out" / "network-2026-10.html").read_text()
    page = (home / "out" / "network-2026-10-evidence.html").read_text()
    targets = set(re.findall(r'href="([^"#]*)#([^"]*)"', html))
    assert {file for file, _ in targets} == {"network-2026-10-evidence.html"}
    assert {part for _, part in targets} <= set(read_evidence(page).parts)
    assert resolved(page) == RESOLVED
    with (home / "out" / "network-2026-10.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["number"] for row in rows if row["figure"] == "incidents_resolved"} == RESOLVED


def test_html_to_the_screen_has_no_links(home):
    """There is nothing beside it that a link could open."""
    ended = quickly("report", *MONTH, "--format", "html", cwd=home)
    assert ended.code == 0
    assert "href=" not in ended.out


def test_a_report_s_mail_has_its_page(home):
    """An .eml carries the page, also where mails link to a web server: nothing is put there for a report."""
    (home / "pages").mkdir()
    served = {
        "DRUMBEAT_EVIDENCE__URL": "https://digest.example.com",
        "DRUMBEAT_EVIDENCE__FOLDER": str(home / "pages"),
        "DRUMBEAT_EVIDENCE__SECRET": "nobody knows this " * 2,
    }
    assert quickly("report", *MONTH, "--format", "eml", "--out", "out", cwd=home, **served).code == 0
    mail = email.message_from_bytes((home / "out" / "network-2026-10.eml").read_bytes(), policy=default)
    assert [part.get_filename() for part in mail.iter_attachments()] == ["evidence.html"]
    assert "digest.example.com" not in mail.get_body(("html",)).get_content()
    assert list((home / "pages").iterdir()) == []


def test_links_to_servicenow_go_to_the_instance_alone(home):
    """A page made of a store links to the instance of the settings; one of an exported list to none."""
    url = {"DRUMBEAT_SERVICENOW__URL": "https://example.service-now.com"}
    assert quickly("report", *MONTH, "--format", "html", "--out", "out", cwd=home, **url).code == 0
    page = (home / "out" / "network-2026-10-evidence.html").read_text()
    links = set(re.findall(r'href="(https?://[^/]*/[^?]*)', page))
    assert "https://example.service-now.com/incident_list.do" in links
    assert all(each.startswith("https://example.service-now.com/") for each in links)
    lines = ["number,state,opened_at,resolved_at,assignment_group,resolved_by,close_code"]
    lines += [
        f"INC{at:04},Closed,2026-10-01 08:00:00,2026-10-02 08:00:00,Network,P{at % 6},Solution provided"
        for at in range(24)
    ]
    (home / "list.csv").write_text("\n".join(lines))
    words = ("--export", "list.csv", "--group", "Network", "--month", "2026-10", "--format", "html", "--out", "listed")
    assert quickly("report", *words, cwd=home, **url).code == 0
    page = (home / "listed" / "network-2026-10-evidence.html").read_text()
    assert "INC0001" in page
    assert "https://" not in page
