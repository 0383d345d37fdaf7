"""After a restore: what may have left meanwhile waits for a person, and no store of before is lost."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta

import pytest

from command import ROOT, environment
from drumbeat.cli.status import _last
from drumbeat.cli.status_files import whole_status
from drumbeat.desk.coming import coming
from drumbeat.desk.history import sheet
from drumbeat.desk.overview import last_of
from drumbeat.desk.recipients import change_rules
from drumbeat.desk.turn import turn
from drumbeat.desk.waiting import waits_of
from drumbeat.digest.language.wording import ENGLISH
from drumbeat.editions.deliveries import DeliveryState, Planned
from drumbeat.editions.recipients import RecipientKind, Rule
from drumbeat.editions.standing import Act, ActKind
from drumbeat.errors import SettingsError, StoreError
from drumbeat.records.period import Period
from drumbeat.web.leads.prospects import prospects
from installation import OCTOBER
from places import OnSqlite
from restoring import NAME, Scene
from samples import sampled
from schedules import ANN, decide
from stores import CONTENT

NOVEMBER = Period.month(2026, 11, OCTOBER.zone)


either = pytest.mark.parametrize("place", sampled(["sqlite", "postgresql"], always=1), indirect=True)
"""What the desk decides is tried always on a file; on PostgreSQL as well in the long tests."""


@pytest.fixture(name="scene")
def _scene(tmp_path, place):
    return Scene(tmp_path, place)


def test_a_month_that_may_have_left_needs_a_person_s_reason(scene):
    """Approved, backed up, sent, restored: nobody gets it again by the approval, and who says why sends it.

    The sentence says of when the backup is, and to look at the mail server's log and the store that was put aside.
    """
    assert scene.send() == [DeliveryState.SENT] * 2
    scene.here.clock.at(11, 6)
    done = scene.restore(force=True)
    with pytest.raises(SettingsError, match="backup of 2026-11-02 10:00:00 UTC") as refused:
        scene.send(approves=True)
    assert "mail server’s log" in refused.value.recovery
    assert done.aside in refused.value.recovery
    assert "--force" in refused.value.recovery
    decide(scene.here, ActKind.APPROVE, OCTOBER)
    with pytest.raises(SettingsError, match="may have left"):
        scene.send()
    assert scene.mails() == 1
    shutil.rmtree(scene.here.outbox)  # a mail that is written again has the name that it had
    assert scene.send("the log has no mail of that day") == [DeliveryState.SENT] * 2
    assert scene.mails() == 1


@either
def test_the_schedule_sends_no_month_that_may_have_left(scene):
    """Adopted, and with the team's months begun before, an approved October leaves by nobody's word but a person's."""
    scene.send()
    scene.restore(force=True)
    scene.context.store.homes.adopt("Ann Lee", scene.context.entry("adopt store"))
    team = scene.team
    begun = replace(team.schedule, begins=OCTOBER.start)
    scene.context.store.timetables.change("Network", begun, scene.context.entry("change schedule"))
    scene.here.clock.at(11, 6)
    (done,) = turn(scene.here.fresh(), lambda: None)
    assert done.words.startswith(
        "The digest of October 2026 does not leave: it may have left already, as the store was"
    )
    assert scene.mails() == 1


@either
def test_what_may_have_left_is_said_to_wait_for_a_person(scene):
    """Status for people and for programs, and the page, say that an approved October waits, why, and how it is sent.

    The page offers no way to approve or to send it, which would be in vain. Sent by a person, nothing is said any more.
    """
    why = "it may have left already, as the store was restored from a backup of 2026-11-02 10:00:00 UTC"
    scene.restore()
    context, how = scene.here.fresh(), 'drumbeat send --team "Network" --month 2026-10 --force WHY'
    last = last_of(context, scene.team)
    assert _last(last)[1] == "approved, may have left"
    (wait,) = waits_of(context, scene.team, last)
    assert wait.why.startswith(why)
    assert wait.how.endswith(how)
    (told,) = whole_status(context)["teams"]
    assert (told["may_have_left"], told["waits"][0]["how"]) == (True, wait.how)
    shown = sheet(context, scene.team, OCTOBER)
    assert shown.why_not == wait.why
    assert shown.unknown.how in wait.how
    found = coming(context, scene.team, OCTOBER)
    assert not found.may_be_approved
    assert not found.may_be_sent
    page = [ENGLISH.say(each.piece) for each in prospects(found, context.clock())]
    assert page[0].startswith(f"It waits for a person: {why}")
    assert "with --force and a reason" in page[1]
    scene.send("the log has no mail of that day")
    (told,) = whole_status(scene.here.fresh())["teams"]
    assert (told["may_have_left"], told["waits"], told["state"]) == (False, [], "sent")


@either
def test_a_month_without_a_trace_may_have_left_too(scene):
    """Drafted and sent after the backup, the last month is not there at all: status says that it may have left."""
    scene.here.clock.at(12, 7)
    scene.restore()
    last = last_of(scene.here.fresh(), scene.team)
    assert (last.period, _last(last)[1]) == (NOVEMBER, "no draft yet, may have left")
    assert [each.period for each in waits_of(scene.here.fresh(), scene.team, last)] == [OCTOBER, NOVEMBER]
    page = prospects(coming(scene.here.fresh(), scene.team, NOVEMBER), scene.here.clock())
    assert ENGLISH.say(page[0].piece).startswith("It waits for a person: it may have left already")


@either
def test_who_is_held_and_in_doubt_hears_of_both(scene):
    """A reason to pass over a hold is not asked for without saying that the month may have left."""
    scene.restore()
    decide(scene.here, ActKind.HOLD, OCTOBER, "figures are off")
    with pytest.raises(SettingsError, match=r"held by Marit: figures are off\. It is not sent: it may have left"):
        scene.send()


@either
def test_a_reader_of_after_the_backup_may_have_it_too(scene):
    """Of an edition that had left before the backup, whoever is a reader since is as doubtful as a whole month."""
    scene.send()
    backup = scene.back_up("later")
    scene.restore(backup)
    change_rules(scene.context, "Network", [Rule(RecipientKind.ADDRESS, "new@example.com")])
    with pytest.raises(SettingsError, match="may have left"):
        scene.send()
    assert scene.send("new@ says that nothing came") == [DeliveryState.SENT] * 3
    assert scene.mails() == 1


@either
def test_months_that_ended_later_leave_as_ever(scene):
    """What was not over when the store was restored cannot have left: no reason is asked for."""
    scene.restore()
    scene.here.clock.at(12, 2)
    scene.context.store.editions.save_draft("Network", NOVEMBER, CONTENT, [], scene.here.clock())
    gaps = scene.context.store.history.gaps()
    assert [each for each in (OCTOBER, NOVEMBER) if gaps.of(each)] == [OCTOBER]


@either
def test_a_reason_of_before_is_none_for_a_later_restore(scene):
    """Restored twice: what somebody said after the first restore says nothing about what left before the second."""
    first = scene.restore()
    act = Act(ActKind.FORCE, "", "Marit", scene.here.clock(), "not sent")
    scene.context.store.acts.add("Network", OCTOBER, act, scene.context.entry("force edition"))
    backup = scene.back_up("second")
    scene.send("nothing has left")
    second = scene.restore(backup, force=True)
    with pytest.raises(SettingsError) as refused:
        scene.send()
    assert first.aside in refused.value.recovery
    assert second.aside in refused.value.recovery
    edition = scene.context.store.editions.find("Network", OCTOBER)
    with pytest.raises(SettingsError, match="may have left"):
        scene.context.store.editions.plan(edition.id, [Planned(ANN, "<1@x>")], scene.here.clock())
    assert scene.mails() == 1


@pytest.mark.parametrize("hours", sampled([-1, 0], always=1))
def test_newer_work_is_known_by_its_rows(scene, hours):
    """Whatever the clock said when mails left after the backup, the store is not replaced without --force."""
    made = scene.here.clock.now
    scene.here.clock.now = made + timedelta(hours=hours)
    scene.send()
    scene.here.clock.now = made
    with pytest.raises(SettingsError, match="newer work") as refused:
        scene.restore()
    assert "delivery_event" in str(refused.value)
    assert scene.asides() == []
    assert scene.context.store.editions.find("Network", OCTOBER).state.value == "sent"


@either
def test_what_left_is_in_doubt_whatever_the_clock_says(scene):
    """With the clock set back to October and --force, what the store of before knows to have left still counts."""
    scene.send()
    scene.here.clock.at(10, 25)
    scene.restore(force=True)
    scene.here.clock.at(11, 6)
    with pytest.raises(SettingsError, match="may have left"):
        scene.send()
    assert scene.mails() == 1


@either
def test_a_clock_that_is_behind_the_backup_is_told(scene):
    """By the clock it is judged which months may have left, so one that is behind is to be set right first."""
    scene.here.clock.at(1, 1)
    with pytest.raises(SettingsError, match="clock says 2026-01-01") as refused:
        scene.restore()
    assert "--force" in refused.value.recovery
    scene.restore(force=True)
    assert "may have left" in scene.context.store.history.gaps().of(OCTOBER).why


def test_no_store_of_before_takes_the_place_of_another(scene):
    """Restored three times in one second, three stores are kept, the real one among them."""
    scene.send()
    for _ in range(3):
        scene.restore(force=True)
    found = scene.asides()
    assert len(found) == 3
    assert sorted(scene.count(each, "delivery") for each in found) == [0, 0, 2]


def test_a_newer_version_s_store_is_not_taken_apart(scene):
    """Whoever goes back to a former version keeps the newer store whole: on a file aside, on PostgreSQL where it is."""
    scene.let_go()
    scene.place.run("CREATE TABLE of_a_newer_version (x TEXT)", NAME)
    scene.place.run("UPDATE alembic_version SET version_num = '9999'", NAME)
    with pytest.raises(StoreError, match="newer Drumbeat") as refused:
        scene.restore()
    if scene.place.kind == "postgresql":
        assert "createdb" in refused.value.recovery
        with pytest.raises(StoreError, match="newer Drumbeat"):
            scene.restore(force=True)
        assert scene.place.dump("alembic_version", name=NAME) == [("9999",)]
        return
    scene.restore(force=True)
    (aside,) = scene.asides()
    assert scene.count(aside, "of_a_newer_version") == 0
    with pytest.raises(SettingsError, match="may have left"):
        scene.send()


RESTORE = """
import os, signal, sys
from datetime import datetime
from pathlib import Path
from unittest import mock
from drumbeat import app
from drumbeat.ports import AuditEntry
from drumbeat.settings import Settings
from drumbeat.store import backups, dumps, restored
url, backup, step, now = sys.argv[1:]
settings = Settings.model_validate({"store": {"url": url}})
entry = AuditEntry(datetime.fromisoformat(now), "root", "restore store")
def killed(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)
module, _, name = step.partition(".")
if step:
    mock.patch.object(globals()[module], name, killed).start()
print(app.restore(settings, Path(backup), entry, force=True).aside)
"""


def begun(scene, step: str = "") -> subprocess.Popen[str]:
    """A process that restores the backup, and is killed where it comes to a step."""
    scene.let_go()
    words = [scene.context.settings.store.url, str(scene.backup), step, scene.here.clock().isoformat()]
    return subprocess.Popen(
        [sys.executable, "-c", RESTORE, *words],
        env=environment(PYTHONPATH=str(ROOT / "plugin")),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )


STEPS = ["doubt", "put", "_put_aside", "_copied", "_held", "_alone", "keep_name"]
"""Where `doubt` begins, the store of before has its copy; at `put` its name is taken, and the file still empty."""


@pytest.mark.parametrize("step", sampled(STEPS, always=2))
def test_a_restore_on_a_file_that_is_killed_has_changed_nothing(tmp_path, step):
    """Whoever is killed on the way leaves the store of before in its place; the next restore does it, and keeps it."""
    scene = Scene(tmp_path, OnSqlite(tmp_path))
    scene.send()
    killed = begun(scene, f"backups.{step}")
    _, said = killed.communicate(timeout=60)
    assert killed.returncode == -signal.SIGKILL, said
    edition = scene.context.store.editions.find("Network", OCTOBER)
    assert edition.state.value == "sent"
    done = scene.restore(force=True)
    assert scene.count(done.aside, "delivery") == 2
    with pytest.raises(SettingsError, match="may have left"):
        scene.send()


def test_of_two_that_restore_at_once_each_keeps_what_it_found(scene):
    """Whoever comes second ends and may try later, or replaces what the first restored: the real store is kept."""
    scene.send()
    both = [begun(scene), begun(scene)]
    ends = [(*each.communicate(timeout=60), each.returncode) for each in both]
    done = [out for out, _, code in ends if code == 0]
    assert all("TryLater" in err for _, err, code in ends if code), ends
    found = scene.asides()
    assert len(found) == len(done)
    if done:
        assert max(scene.count(each, "delivery") for each in found) == 2
    else:
        assert scene.context.store.editions.find("Network", OCTOBER).state.value == "sent"
