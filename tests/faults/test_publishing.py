"""Evidence pages on a customer's web server: there before any mail, whole, under a name nobody can guess."""

from __future__ import annotations

import email
import re
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from email.policy import default

import pytest

from command import environment, quickly
from drumbeat import app
from drumbeat.errors import StoreError
from drumbeat.ports import Content
from drumbeat.settings import Settings
from drumbeat.tokens import read
from evidence_pages import read_evidence
from installation import NETWORK, NOW, installed
from small_disk import fill, small_disk
from stores import receives

SECRET = "nobody knows this " * 2
URL = "https://digest.example.com/evidence"
SEND = ("send", "--team", "Network", "--month", "2026-10", "--approve")
DIES = """
import os, signal
from drumbeat import app
from drumbeat.cli.main import run
real = app.publish
def publish(*given):
    real(*given)
    os.kill(os.getpid(), signal.SIGKILL)
app.publish = publish
run()
"""


@pytest.fixture(name="home")
def _home(tmp_path):
    """An installation with a team of two recipients, an outbox, and a folder that a web server hands out."""
    store = installed(tmp_path).store
    store.teams.add(NETWORK)
    receives(store.recipients, NETWORK.name, "a@x.example", "b@x.example")
    pages = tmp_path / "pages"
    pages.mkdir()
    with (tmp_path / "drumbeat.toml").open("a") as file:
        file.write(f'[evidence]\nurl = "{URL}"\nfolder = "{pages}"\nsecret = "{SECRET}"\n')
    return tmp_path


def mails(home):
    """All mails that left."""
    return [email.message_from_bytes(path.read_bytes(), policy=default) for path in sorted((home / "outbox").glob("*"))]


def test_the_links_of_a_mail_open_its_lists(home):
    """Each link of the mail is the address of a page in the folder, and its part holds the figure's records."""
    assert quickly(*SEND, cwd=home).code == 0
    [page] = (home / "pages").iterdir()
    assert page.stat().st_mode & 0o777 == 0o644
    html = mails(home)[0].get_body(("html",)).get_content()
    links = {each.partition("#") for each in re.findall(rf'href="({URL}/[^"]*)"', html)}
    assert {address for address, _, _ in links} == {f"{URL}/{page.name}"}
    found = read_evidence(page.read_text())
    assert {part for _, _, part in links} <= set(found.parts)
    assert {each.number for each in found.through("incidents-resolved")} == {f"INC{at:04}" for at in range(24)}


def test_the_name_tells_nothing_and_cannot_be_made_up(home):
    """The file's name is signed with the installation's secret and holds no word of the team's name."""
    assert quickly(*SEND, cwd=home).code == 0
    [page] = (home / "pages").iterdir()
    assert re.fullmatch(r"[\w-]+\.[\w-]+\.[\w-]{40,}", page.stem)
    now = app.clock()
    assert set(read(page.stem, "evidence page", [SECRET], now)) == {"page"}
    assert "network" not in str(read(page.stem, "evidence page", [SECRET], now)).lower()


def test_a_second_send_changes_nothing(home):
    """The page of an edition that was sent stays as it is, under its name."""
    assert quickly(*SEND, cwd=home).code == 0
    before = {path.name: path.read_bytes() for path in (home / "pages").iterdir()}
    assert quickly(*SEND, cwd=home).code == 0
    assert {path.name: path.read_bytes() for path in (home / "pages").iterdir()} == before
    assert len(mails(home)) == 2


@pytest.mark.long
def test_a_folder_that_cannot_be_written_sends_nothing(home):
    """A full disk behind the folder is told, no mail leaves, and the same command sends later."""
    with small_disk(home, 64) as disk:
        settings = (home / "drumbeat.toml").read_text()
        (home / "drumbeat.toml").write_text(settings.replace(str(home / "pages"), str(disk)))
        filler = fill(disk)
        ended = quickly(*SEND, cwd=home)
        assert (ended.code, mails(home)) == (5, [])
        assert "could not be written" in ended.err
        assert list(disk.iterdir()) == [filler]
        filler.unlink()
        assert quickly(*SEND, cwd=home).code == 0
        assert len(mails(home)) == 2


def test_a_folder_that_has_gone_sends_nothing(home):
    """A folder that was unmounted or deleted is a mistake in the settings, told before anything leaves."""
    (home / "pages").rmdir()
    ended = quickly(*SEND, cwd=home)
    assert (ended.code, mails(home)) == (2, [])
    assert "there is no such folder" in ended.err


def test_a_page_that_cannot_be_put_there_is_an_error(tmp_path):
    """Where something else stands in the page's place, the error says so, and what stood there stays."""
    (tmp_path / "page.html").mkdir()
    evidence = {"url": URL, "folder": str(tmp_path), "secret": SECRET}
    settings = Settings.model_validate({"evidence": evidence})
    with pytest.raises(StoreError, match="no file"):
        app.publish(settings, Content("s", "h", "t", "{}", evidence="<p>page</p>", evidence_name="page.html"), NOW)
    assert (tmp_path / "page.html").is_dir()


def test_killed_between_page_and_mail(home):
    """A process that dies with the page written and no mail sent leaves a good page; the next run sends once."""
    assert quickly("preview", *SEND[1:-1], cwd=home).code == 0
    dead = subprocess.run(
        [sys.executable, "-c", DIES, *SEND], cwd=home, env=environment(), capture_output=True, check=False, timeout=60
    )
    assert dead.returncode == -signal.SIGKILL
    [page] = (home / "pages").iterdir()
    left = page.read_bytes()
    assert mails(home) == []
    assert quickly(*SEND, cwd=home).code == 0
    assert [path.read_bytes() for path in (home / "pages").iterdir()] == [left]
    assert {mail["To"] for mail in mails(home)} == {"a@x.example", "b@x.example"}


@pytest.mark.long
def test_two_sends_at_once_write_one_page(home):
    """Two processes that send the same edition at once leave one whole page, and one mail a recipient."""
    assert quickly("preview", *SEND[1:-1], cwd=home).code == 0
    senders = [
        subprocess.Popen(
            [sys.executable, "-m", "drumbeat", *SEND],
            cwd=home,
            env=environment(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        for _ in range(2)
    ]
    errors = [sender.communicate(timeout=60)[1] for sender in senders]
    assert {sender.returncode for sender in senders} <= {0, 75}, errors
    [page] = (home / "pages").iterdir()
    assert page.read_text().endswith("</html>\n")
    assert sorted(mail["To"] for mail in mails(home)) == ["a@x.example", "b@x.example"]


def test_old_pages_go_and_other_files_stay(tmp_path):
    """With the next page, ours that are older than they are good for go; what is not ours is left alone."""
    evidence = {"url": URL, "folder": str(tmp_path), "secret": SECRET}
    settings = Settings.model_validate({"evidence": evidence})
    (tmp_path / "index.html").write_text("theirs")
    names = []
    for age in (timedelta(days=404), timedelta(days=396), timedelta(0)):
        name = app_name(settings, f"made {age} ago")
        names.append(name)
        app.publish(settings, Content("s", "h", "t", "{}", evidence="<p>page</p>", evidence_name=name), NOW - age)
    assert {path.name for path in tmp_path.iterdir()} == {"index.html", *names[1:]}


def test_a_page_is_good_for_thirteen_months_after_its_mails(tmp_path):
    """Rule E16 counts from the last send, which may be weeks after the draft gave the page its name."""
    settings = Settings.model_validate({"evidence": {"url": URL, "folder": str(tmp_path), "secret": SECRET}})
    sent = datetime(2026, 12, 1, 8, tzinfo=UTC)

    def put(name: str, now: datetime) -> set[str]:
        page = Content("s", "h", "t", "{}", evidence="<p>page</p>", evidence_name=name)
        app.publish(settings, page, now)
        return {path.name for path in tmp_path.iterdir()} - {later}

    page, later = app_name(settings, "October"), app_name(settings, "November")
    assert put(page, sent) == {page}
    assert put(later, datetime(2027, 12, 31, 8, tzinfo=UTC)) == {page}
    assert put(later, datetime(2028, 1, 9, 8, tzinfo=UTC)) == set()
    put(page, sent)
    put(page, sent + timedelta(days=9))
    assert put(later, datetime(2028, 1, 9, 8, tzinfo=UTC)) == {page}


def app_name(settings, page):
    """The name that a page is given."""
    from drumbeat.app.evidence import page_name  # noqa: PLC0415
    from evidence_months import small_month  # noqa: PLC0415

    return page_name(settings, small_month()[0], page)
