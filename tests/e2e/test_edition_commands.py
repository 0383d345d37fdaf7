"""approve, hold, release, skip, send by hand, status and run-due, as a person runs them."""

from __future__ import annotations

import re
import shutil
from datetime import UTC, datetime, timedelta
from email import policy
from email.parser import BytesParser

import pytest
from sqlalchemy import update

from command import quickly
from drumbeat.store.schedulers import SchedulerStore
from drumbeat.store.schema import team
from installation import fill, installed
from rows import cells, person
from stores import open_database

TEAM = ("--team", "Network")
OCTOBER = (*TEAM, "--month", "2026-10")
ANN, BOB = "ann@example.com", "bob@example.com"


@pytest.fixture(name="folder")
def _folder(tmp_path):
    """A folder with a team and two readers, whose mails are written into a folder."""
    installed(tmp_path)
    settings = tmp_path / "drumbeat.toml"
    sender = 'sender = "Drumbeat <drumbeat@example.com>"\ndomain = "example.com"\n'
    settings.write_text(settings.read_text() + f"\n[mail]\n{sender}[schedule]\npull = false\n")
    lead = ("--lead", "Marit", "--lead-address", "marit@lead.example")
    assert quickly("team", "add", "Network", "--group", "Network", *lead, cwd=tmp_path).code == 0
    assert quickly("recipient", "add", *TEAM, ANN, BOB, cwd=tmp_path).code == 0
    return tmp_path


def said(folder, *words: str, code: int = 0) -> str:
    """What the command says, which ends so."""
    ended = quickly(*words, cwd=folder)
    assert ended.code == code, ended.out + ended.err
    return " ".join((ended.out + ended.err).split())


def mails(folder, to: str = "") -> list:
    """The mails in the outbox."""
    found = sorted((folder / "outbox").glob(f"{to}*.eml")) if (folder / "outbox").exists() else []
    return [BytesParser(policy=policy.default).parsebytes(path.read_bytes()) for path in found]


def test_approved_held_released_and_sent(folder):
    """Each decision is told by `status`, a hold keeps `send` from sending, and everybody receives it once."""
    assert "There is no draft" in said(folder, "approve", *OCTOBER, code=2)
    assert "State: draft" in said(folder, "preview", *OCTOBER)
    assert "Ann Lee approved the edition" in said(folder, "approve", *OCTOBER, "--by", "Ann Lee")
    assert "approved, built" in said(folder, "status", *OCTOBER)
    said(folder, "hold", *OCTOBER, "--reason", "a figure is wrong", "--by", "Ben")
    assert "Hold by Ben" in said(folder, "status", *OCTOBER)
    refused = said(folder, "send", *OCTOBER, code=2)
    assert "held by Ben: a figure is wrong" in refused
    assert mails(folder) == []
    said(folder, "release", *OCTOBER)
    said(folder, "send", "--approve", *OCTOBER)
    said(folder, "send", "--approve", *OCTOBER)
    assert len(mails(folder)) == 2
    assert "sent already" in said(folder, "hold", *OCTOBER, "--reason", "late", code=2)


def test_a_draft_of_part_of_a_month_is_called_so(folder):
    """The records reach to 20 November: a preview of November says so; one of October does not."""
    november = ("--team", "Network", "--month", "2026-11")
    assert "It does not leave so: its records do not tell of the whole of November 2026." in said(
        folder, "preview", *november
    )
    assert "does not leave so" not in said(folder, "preview", *OCTOBER)


def test_what_was_edited_is_seen_before_it_is_approved_or_sent(folder):
    """The draft is of before the edit: neither approve nor send takes it for what the lead wrote, until it is shown."""
    said(folder, "preview", *OCTOBER)
    said(folder, "edit", *OCTOBER, "--note", "Thank you, marmalade.")
    for verb in ("approve", "send"):
        assert "made before it was edited" in said(folder, verb, *OCTOBER, code=2)
    assert mails(folder) == []
    assert "marmalade" in said(folder, "preview", *OCTOBER)
    said(folder, "approve", *OCTOBER)
    said(folder, "send", "--approve", *OCTOBER)
    assert all("marmalade" in mail.get_body(("plain",)).get_content() for mail in mails(folder))


def test_a_reason_sends_what_was_skipped(folder):
    """--force needs a reason, which is kept beside the skip."""
    said(folder, "preview", *OCTOBER)
    said(folder, "skip", *OCTOBER, "--reason", "holidays")
    said(folder, "send", *OCTOBER, code=2)
    said(folder, "send", *OCTOBER, "--force", "the board asked for it")
    assert len(mails(folder)) == 2
    assert "the board asked for it" in said(folder, "person", "audit")


def test_what_forces_nothing_lifts_no_hold(folder):
    """--force together with what there is nothing of sends nothing, and the hold stands."""
    said(folder, "preview", *OCTOBER)
    said(folder, "hold", *OCTOBER, "--reason", "a figure is wrong")
    refused = said(folder, "send", *OCTOBER, "--force", "the board asked for it", "--resend-failed", code=2)
    assert "No mail of this edition was refused" in refused
    assert "held, built" in said(folder, "status", *OCTOBER)
    assert mails(folder, "ann") == []


@pytest.mark.parametrize(
    ("address", "is_sent"),
    [("me@example.com", True), ("marit@lead.example", True), ("eve@elsewhere.example", False), ("not one", False)],
)
def test_a_test_goes_to_the_lead_or_within_the_house(folder, address, is_sent):
    """A test mail is marked, reaches only the lead or an allowed domain (E53), and leaves no trace in the ledger."""
    said(folder, "send", *OCTOBER, "--test-to", address, code=0 if is_sent else 2)
    found = mails(folder)
    assert [mail["Subject"].startswith("[Test] ") for mail in found] == [True] * is_sent
    assert ANN not in said(folder, "status", *OCTOBER)
    said(folder, "send", "--approve", *OCTOBER)
    assert len(mails(folder, "ann")) == 1


def test_every_language_is_seen_before_it_leaves(folder):
    """What somebody reads in another language is shown, written and sent as a test by command, as it is sealed."""
    said(folder, "recipient", "add", *TEAM, "cat@example.com", "--language", "de")
    shown = said(folder, "preview", *OCTOBER)
    assert "Subject (de): Network, Oktober 2026" in shown
    assert "--language de" in shown
    assert "Oktober 2026" in said(folder, "preview", *OCTOBER, "--language", "de").partition("Subject:")[0]
    written = said(folder, "preview", *OCTOBER, "--out", "seen")
    assert "digest.de.html" in written
    own, other = ((folder / "seen" / f"digest{dot}.txt").read_text() for dot in ("", ".de"))
    assert "October 2026" in own
    assert "Oktober 2026" in other
    assert "not made in “fr”, but in en and de" in said(folder, "preview", *OCTOBER, "--language", "fr", code=2)
    said(folder, "send", *OCTOBER, "--test-to", "me@example.com", "--language", "de")
    (test,) = mails(folder, "me")
    assert test["Subject"].startswith("[Test] Network, Oktober 2026")
    assert test.get_body(("plain",)).get_content().split() == other.split()
    assert "goes with --test-to" in said(folder, "send", *OCTOBER, "--language", "de", code=2)


def test_nothing_to_send_again_is_said(folder):
    """--resend-failed and --resend say when there is nothing of the kind."""
    said(folder, "send", "--approve", *OCTOBER)
    assert "No mail of this edition was refused" in said(folder, "send", *OCTOBER, "--resend-failed", code=2)
    assert f"No mail to {ANN}" in said(folder, "send", *OCTOBER, "--resend", ANN, code=2)


def test_a_list_longer_than_a_day_is_refused_before_it_leaves(folder):
    """More recipients than may leave in a day: preview says so, and send sends nobody."""
    settings = folder / "drumbeat.toml"
    smtp = '[mail]\ntransport = "smtp"\nhost = "127.0.0.1"\nport = 9\nsecurity = "none"\nper_day = 1\n'
    settings.write_text(settings.read_text().replace("[mail]\n", smtp))
    for verb in ("preview", "send"):
        assert "2 recipients are more than the 1 mails" in said(folder, verb, *OCTOBER, code=2)
    assert "draft" in said(folder, "status", *OCTOBER)


def test_the_schedule_is_told_and_changed(folder):
    """The next six dates are shown; a rule that makes no sense is refused with the month in which it does not."""
    shown = said(folder, "team", "schedule", "Network")
    assert shown.count("draft") + shown.count("send") >= 6
    said(folder, "team", "schedule", "Network", "--send-on", "last friday", "--hour", "7:30", "--policy", "required")
    assert "sent: last friday, at 07:30" in said(folder, "team", "schedule", "Network")
    assert "before its draft" in said(folder, "team", "schedule", "Network", "--draft-on", "last day", code=2)
    assert "no policy" in said(folder, "team", "schedule", "Network", "--policy", "never", code=2)
    assert "Off" in said(folder, "team", "schedule", "Network", "--off")


def test_run_due_says_what_it_did(folder):
    """With nothing due it says so, and `status` says when a scheduler was seen."""
    assert "No scheduler was seen yet" in said(folder, "status")
    assert "Nothing is due" in said(folder, "run-due")
    assert "Scheduler last seen" in said(folder, "status")


def test_what_was_approved_leaves_whatever_becomes_of_templates(folder):
    """Approved, then a template is broken: the edition is frozen, so what was approved is what leaves (promise 6)."""
    text = said(folder, "preview", *OCTOBER)
    said(folder, "approve", *OCTOBER)
    own = folder / "own" / "email"
    own.mkdir(parents=True)
    (own / "digest.html.j2").write_text("{% if %}")
    settings = folder / "drumbeat.toml"
    settings.write_text(settings.read_text() + f'\n[report]\ntemplates = "{folder / "own"}"\n')
    assert "digest.html.j2, line 1" in said(folder, "report", *OCTOBER, "--format", "html", code=2)
    said(folder, "send", "--approve", *OCTOBER)
    assert len(mails(folder)) == 2
    assert all(mail["Subject"] in text for mail in mails(folder))


def test_a_team_moves_and_is_led_by_another(folder):
    """Zone, lead and language change, each told, shown and in the audit log; what makes no sense changes nothing."""
    shown = said(folder, "team", "change", "Network", "--zone", "Pacific/Auckland", "--lead", "Nora")
    assert "Changed “Network”: zone: Pacific/Auckland and lead: Nora." in shown
    assert "at 09:00 in Pacific/Auckland" in shown
    assert "stays as it is until it is made anew" in shown
    said(folder, "team", "change", "Network", "--lead-address", "nora@example.com", "--language", "de")
    listed = said(folder, "team", "list")
    assert all(word in listed for word in ("Pacific/Auckland", "Nora", " de "))
    assert "change team" in said(folder, "person", "audit")
    for words, why in (
        ((), "nothing to change"),
        (("--zone", "Mars/Olympus"), "no time zone"),
        (("--lead-address", "Nora <nora@example.com>"), "no e-mail address"),
        (("--language", "tlh"), "There is no language"),
        (("--lead", "N" * 121), "at most 120 letters"),
    ):
        assert why in said(folder, "team", "change", "Network", *words, code=2)
    assert said(folder, "team", "list") == listed
    assert "no team “Nowhere”" in said(folder, "team", "change", "Nowhere", "--lead", "Nora", code=2)


def test_a_lead_who_left_is_told_by_status(folder):
    """Nobody reads the lead's mailbox any more: `status` says so and with which command that is mended."""
    assert "has left" not in said(folder, "status")
    user = cells(sys_id=person("Marit")[0], name="Marit", email="marit@lead.example", active="false")
    fill(installed(folder, {}), "sys_user", [user])
    assert 'Marit, has left, and nobody is told of its drafts. Name another: drumbeat team change "Network"' in said(
        folder, "status"
    )
    said(folder, "team", "change", "Network", "--lead", "Nora", "--lead-address", "nora@example.com")
    assert "has left" not in said(folder, "status")


def test_one_team_s_trouble_takes_the_status_of_no_other(folder):
    """A team whose standing cannot be found out is a row of its own, told below; the others are shown and checked."""
    said(folder, "team", "add", "Desk", "--group", "Desk")
    database = open_database(folder / "drumbeat.db")
    with database.begin() as connection:
        connection.execute(update(team).where(team.c.name == "Desk").values(begins="9999-12-01"))
    SchedulerStore(database).beat("host:1", "nothing was due", datetime.now(UTC))
    shown = said(folder, "status", code=70)
    assert "Desk not known" in shown
    assert f"Network {month_before():%B %Y} no draft yet" in shown
    assert "Desk: How it stands could not be found out. Error: This is a bug in Drumbeat (ValueError)." in shown
    checked = said(folder, "status", "--check", code=70)
    assert "Desk: What is due could not be found out." in checked
    assert "A scheduler was seen at" in checked


def month_before() -> datetime:
    """A moment of last month."""
    return datetime.now(UTC).replace(day=1) - timedelta(days=1)


def test_a_dead_scheduler_is_seen_within_a_day(folder):
    """E50: `status` says since when nobody looks after the schedule."""
    database = open_database(folder / "drumbeat.db")
    SchedulerStore(database).beat("host:1", "nothing was due", datetime.now(UTC) - timedelta(hours=25))
    assert "more than a day ago: nothing is drafted or sent by itself" in said(folder, "status")
    SchedulerStore(database).beat("host:1", "nothing was due", datetime.now(UTC))
    assert "more than a day ago" not in said(folder, "status")


def test_a_store_that_sent_by_hand_goes_on_by_itself(folder):
    """The README order: sent by hand, then left to the schedule, which sends nothing twice: nothing is due."""
    said(folder, "send", "--approve", *OCTOBER)
    assert "Nothing is due" in said(folder, "run-due")
    assert "adopt" not in said(folder, "status")
    assert len(mails(folder)) == 2


def test_a_copy_says_once_what_blocks_it_and_the_way_out(folder, tmp_path_factory):
    """A copy of a store that sent by hand sends nothing by itself (E49): said once, by `status` too, until adopted."""
    said(folder, "send", "--approve", *OCTOBER)
    copy = tmp_path_factory.mktemp("copy")
    shutil.copytree(folder, copy, dirs_exist_ok=True)
    settings = copy / "drumbeat.toml"
    settings.write_text(settings.read_text().replace(str(folder), str(copy)))
    blocked = said(copy, "run-due", code=2)
    assert blocked.count("adopted in another place") == blocked.count("drumbeat adopt --by NAME") == 1
    told = said(copy, "status")
    assert "drumbeat adopt --by NAME" in told
    assert ".." not in told
    said(copy, "adopt", "--by", "Ann Lee")
    assert "Nothing is due" in said(copy, "run-due")
    assert "adopt" not in said(copy, "status")


def test_a_first_edition_is_sent_by_hand_once_it_is_approved(folder):
    """`send` sends a team's first edition to nobody before somebody approves it, and says why and how (README)."""
    refused = said(folder, "send", *OCTOBER, code=2)
    assert "Nobody has approved “Network, October 2026" in refused
    assert "needs an approval: it is the team's first." in refused
    assert 'drumbeat approve --team "Network" --month 2026-10, or send it with --approve' in refused
    assert mails(folder) == []
    said(folder, "approve", *OCTOBER)
    said(folder, "send", *OCTOBER)
    assert len(mails(folder)) == 2


def test_the_whole_company_s_list_is_approved_whenever_it_is_added(folder):
    """A company's list that is added after the edition left receives it only once a person agrees to that."""
    said(folder, "send", "--approve", *OCTOBER)
    said(folder, "recipient", "add", *TEAM, "all@example.com", "--company", "--keeper", "Ann Lee")
    assert "it goes to the whole company" in said(folder, "send", *OCTOBER, code=2)
    assert mails(folder, "all") == []
    said(folder, "send", "--approve", *OCTOBER)
    assert (len(mails(folder, "all")), len(mails(folder))) == (1, 3)


def test_status_explains_the_policy_in_brackets(folder):
    """Where another policy is in force than the team chose, a sentence says why; where none is, there is none."""
    explained = "a team's first edition, and each to the whole company, waits for an approval"
    assert explained in said(folder, "status")
    said(folder, "send", "--approve", *OCTOBER)
    assert explained not in said(folder, "status")


def test_a_flag_has_no_type_in_the_help(folder):
    """The help shows what an option takes, and nothing behind a flag, which takes nothing."""
    for words in (("send",), ("recipient", "add"), ()):
        shown = said(folder, *words, "--help")
        assert "<bool>" not in shown
        assert "FILE" in shown or "NAME" in shown


def test_sending_again_says_that_nothing_went_out(folder):
    """A second `send` lists no mail as sent: it says how many left before, and on which day."""
    assert "Nothing is left" not in said(folder, "send", "--approve", *OCTOBER)
    again = said(folder, "send", *OCTOBER)
    assert re.fullmatch(r"Nothing is left to send: 2 mails left on \d+ \w+ \d{4}\.", again)
