"""F9: whom a draft names is told by mail, alone, with the line as it will be printed and until when to object."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path

import pytest

from drumbeat.desk.by_hand import Wanted, send
from drumbeat.desk.consents import withdraw_consent
from drumbeat.desk.context import Context
from drumbeat.desk.drafts import draft
from drumbeat.desk.leads import hand_over
from drumbeat.desk.naming_notices import tell_named
from drumbeat.desk.namings import named_lines
from drumbeat.desk.turn import turn
from drumbeat.digest.people.consent import Category
from drumbeat.editions.notices import naming_notice
from drumbeat.errors import SettingsError
from drumbeat.ports import Edition
from drumbeat.records.model import Ref
from drumbeat.settings import Settings
from installation import NETWORK, OCTOBER, again, consent, fill, improvements, installed, tasks
from lead_pages import staff
from rows import cells, person
from schedules import Clock
from stores import receives

FAY = Ref(*person("Fay"))
BOX = "fay@example.com"
URL = "https://digest.example.com"
MONDAY = datetime(2026, 11, 2, 9, tzinfo=UTC)
PAGES = {"url": URL, "secret": "s" * 40}


def made(folder, web=PAGES, **privacy) -> Context:
    """An installation in which October's draft of Network names Fay, who has an address; Ann has one as well."""
    told = {"personal_records": True, **privacy}
    base = installed(folder, **told)
    said = {
        "store": {"url": base.settings.store.url},
        "privacy": told,
        "web": web,
        "mail": {"outbox": folder / "outbox"},
    }
    context = Context(None, clock=Clock(MONDAY), given=Settings.model_validate(said), actor=lambda: "tester")
    context.store.teams.add(replace(NETWORK, lead="Marit", lead_address="marit@example.com"))
    staff(context, ("Fay", BOX), ("Ann", "ann@example.com"))
    consent(context, "Fay")
    draft(context, NETWORK, OCTOBER)
    return context


def mails(context: Context) -> list[EmailMessage]:
    """Those that were told of a naming, in the order in which they left."""
    files = sorted(context.settings.mail.outbox.glob("*.eml"), key=lambda path: path.stat().st_mtime_ns)
    found = [BytesParser(policy=policy.default).parsebytes(path.read_bytes()) for path in files]
    return [each for each in found if each["Subject"].startswith(("Your name", "Ihr Name"))]


def body(mail: EmailMessage) -> str:
    """Its words."""
    return mail.get_content().replace("\r\n", "\n")


@pytest.fixture(name="context")
def _context(tmp_path):
    return made(tmp_path)


def test_f09_who_is_named_is_told_once(context):
    """The mail has the lines that the digest prints, how long it is held back, and where to take the name out."""
    tell_named(context)
    tell_named(again(context))
    (mail,) = mails(context)
    text, digest = body(mail), context.store.editions.find("Network", OCTOBER).content.text
    (line,) = named_lines(context, FAY)
    assert (mail["To"], mail["Subject"]) == (BOX, "Your name in a draft: “Network”, October 2026")
    assert line.printed == ("Thanks to", "Fay", "For leading an improvement")
    assert "\n".join(line.printed) in text
    assert [each.strip() for each in digest.splitlines() if each.strip() in line.printed] == [*line.printed]
    assert "It tells of: CIM0000\n" in text, "of the record for which she is named, and of nobody else's"
    assert "until Thursday, 5 November 2026, 09:00 to take your name out" in text
    assert f"{URL}/record/naming" in text


def test_f09_a_new_draft_tells_only_what_is_new(context):
    """The same lines in another draft are no news, to another lead neither; a further record is, with its own time."""
    tell_named(context)
    draft(context, NETWORK, OCTOBER)
    hand_over(context, NETWORK)
    tell_named(context)
    assert len(mails(context)) == 1
    context.clock.now = MONDAY + timedelta(days=1)
    fill(context, "sn_cim_register", improvements("Fay", "Ann", "Fay"))
    fill(context, "sn_cim_task", tasks(3, "Ben"))
    later = again(context)
    draft(later, NETWORK, OCTOBER)
    tell_named(later)
    _, second = mails(later)
    assert "until Friday, 6 November 2026" in body(second)
    withdraw_consent(later, FAY, Category.IMPROVEMENT)
    tell_named(later)
    assert len(mails(later)) == 2


def test_f09_another_lead_is_no_news_to_whom_a_draft_names(context):
    """What the next lead is told anew is not told anew to those whom the draft names."""
    tell_named(context)
    context.store.notices.forget("Network", OCTOBER)
    tell_named(context)
    assert len(mails(context)) == 1


def test_f09_without_pages_it_says_whom_to_ask(tmp_path):
    """Where there are no pages there is no link, and no time is promised that nothing keeps."""
    context = made(tmp_path, web={})
    tell_named(context)
    (mail,) = mails(context)
    assert "ask the team's lead, Marit <marit@example.com>" in " ".join(body(mail).split())
    assert "http" not in body(mail)
    assert "until" not in body(mail)


@pytest.mark.parametrize(
    "users",
    [
        [("Fay", BOX, "false")],
        [("Fay", "", "true")],
        [("Fay", "fay at example", "true")],
        [("Fay", "desk@example.com", "true"), ("Ann", "desk@example.com", "true")],
    ],
    ids=["not active", "no address", "a bad address", "a shared mailbox"],
)
def test_f09_nobody_is_told_in_their_stead(context, users):
    """Who has no active user with a mailbox of the own is not told, and nobody else is; once there is one, they are."""
    rows = [
        cells(sys_id=person(name)[0], user_name=name.lower(), name=name, email=address, active=active)
        for name, address, active in users
    ]
    fill(context, "sys_user", rows)
    tell_named(again(context))
    assert mails(context) == []
    staff(context, ("Fay", BOX), ("Ann", "ann@example.com"))
    tell_named(again(context))
    assert [mail["To"] for mail in mails(context)] == [BOX]


@pytest.mark.parametrize("off", [{"personal_records": False}, {"names": False}, {"team_only": True}])
def test_f09_nobody_is_told_where_it_is_switched_off(context, off):
    """Without personal records, or without names, no mail is made, though a draft had named somebody."""
    privacy = context.settings.privacy.model_copy(update=off)
    given = context.settings.model_copy(update={"privacy": privacy})
    tell_named(Context(None, clock=context.clock, given=given, actor=lambda: "tester"))
    assert mails(context) == []


def test_f09_in_the_language_of_the_team(context):
    """The notice and the line are in the language in which the digest prints it."""
    team = replace(context.store.teams.get("Network"), language="de")
    context.store.teams.change(team, context.entry("change team"))
    draft(context, team, OCTOBER)
    tell_named(context)
    (mail,) = mails(context)
    (line,) = named_lines(context, FAY)
    assert line.language == "de"
    assert "\n".join(line.printed) in body(mail)
    assert "bis Donnerstag, 5. November 2026" in body(mail)


def test_f09_the_schedule_and_who_sends_by_hand_tell(context):
    """A turn of the schedule tells; so does `send`, before it refuses to leave ahead of their time. Each but once."""
    receives(context.store.recipients, "Network", "zoe@example.com")
    with pytest.raises(SettingsError, match="until Thursday"):
        send(context, context.store.teams.get("Network"), OCTOBER, found(context), Wanted(approves=True))
    assert len(mails(context)) == 1
    turn(again(context), lambda: None)
    assert len(mails(context)) == 1


def test_f09_a_copy_of_the_store_tells_nobody(context, tmp_path):
    """What was copied from a store that sends must not write to people from another place (E49); the first one does."""
    context.store.homes.adopt("tester", context.entry("adopt"))
    copy = tmp_path / "copy"
    copy.mkdir()
    copied_store(tmp_path / "drumbeat.db", copy / "store.db")
    store = context.settings.store.model_copy(update={"url": f"sqlite:///{copy / 'store.db'}"})
    given = context.settings.model_copy(update={"store": store})
    tell_named(Context(None, clock=context.clock, given=given, actor=lambda: "tester"))
    assert mails(context) == []
    turn(again(context), lambda: None)
    assert [mail["To"] for mail in mails(context)] == [BOX]


def test_f09_who_is_deleted_leaves_no_trace_of_the_notice(context):
    """Deleting a person's data takes the mark away that they were told, and tells nobody anew."""
    tell_named(context)
    notice = naming_notice("Network", OCTOBER, FAY.key, {"V02:CIM0000"})
    assert context.store.notices.at(notice) is not None
    context.store.persons.delete(FAY.key, context.entry("delete person", FAY.key))
    assert context.store.notices.at(notice) is None
    tell_named(context)
    assert len(mails(context)) == 1


def copied_store(path: Path, copy: Path) -> None:
    """The store in another place, with what its journal holds."""
    with closing(sqlite3.connect(path)) as old, closing(sqlite3.connect(copy)) as new:
        old.backup(new)


def found(context: Context) -> Edition:
    """October's draft."""
    edition = context.store.editions.find("Network", OCTOBER)
    assert edition is not None
    return edition
