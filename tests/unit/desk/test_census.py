"""What a monitoring system is told: what is due, since when, and what is late."""

from __future__ import annotations

import json
import threading
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from prometheus_client.parser import text_string_to_metric_families

from command import quickly
from drumbeat.cli.status import _say_earlier
from drumbeat.cli.status_files import whole_status, write_metrics
from drumbeat.desk import beating
from drumbeat.desk.bounces import look_for_bounces
from drumbeat.desk.census import census
from drumbeat.desk.context import Context
from drumbeat.desk.overview import last_of
from drumbeat.desk.retention import let_go
from drumbeat.editions.standing import ActKind, Standing
from drumbeat.editions.timetable import Step
from drumbeat.metrics import exposition
from drumbeat.records.period import Period
from drumbeat.settings.bounces import BounceSettings
from installation import OCTOBER
from schedules import decide, drafted, office, sent_once


def test_what_is_due_and_since_when(tmp_path):
    """On the first working day a draft is due; days later, when nobody made it, it is overdue."""
    here = office(tmp_path)
    assert census(here.context).due == {}
    here.clock.at(10, 1, 11)
    found = census(here.context)
    assert (found.due, found.late, found.last_months) == ({Step.DRAFT: 1}, timedelta(hours=2), {None: 1})
    here.clock.at(10, 9)
    found = census(here.context)
    assert (found.due, found.late) == ({Step.DRAFT_MISSED: 1}, timedelta(days=8))
    assert (found.teams, found.unknown_teams) == (1, 0)


def test_what_was_done_is_not_due(tmp_path):
    """A draft that is there is not due, nor is anything of a month that was sent."""
    here = office(tmp_path)
    drafted(here)
    found = census(here.context)
    assert (found.due, found.last_months) == (Counter(), {Standing.DRAFT: 1})
    sent_once(here)
    assert census(here.context).last_months == {Standing.SENT: 1}


def test_a_month_that_never_left_is_told_until_somebody_decides(tmp_path, capsys):
    """Half a year later the text, the JSON and the metrics still tell of it; once it is skipped, none of them does."""
    here = office(tmp_path)
    sent_once(here)
    here.clock.now = datetime(2027, 4, 20, 9, tzinfo=UTC)
    never = [f"2026-{month}" for month in (10, 11, 12)] + [f"2027-0{month}" for month in (1, 2, 3)]

    def overdue() -> list[str]:
        (team,) = whole_status(here.context)["teams"]
        return [each["month"] for each in team["due"]]

    def said() -> str:
        _say_earlier("Network", last_of(here.context, here.context.store.teams.get("Network")))
        return capsys.readouterr().out

    assert overdue() == never
    assert 'drumbeat_digests_due{overdue="true",step="draft"} 6.0' in exposition(census(here.context), 0).decode()
    assert "“Network”: October 2026, November 2026, December 2026, January 2027 and February 2027 never left" in said()
    assert 'drumbeat send --team "Network" --month 2026-10\n' in said()
    decide(here, ActKind.SKIP, OCTOBER, "nobody wants it any more")
    decide(here, ActKind.HOLD, Period.month(2026, 11, OCTOBER.zone), "the board decides")
    assert overdue() == never[2:]
    words = said()
    assert "“Network”: November 2026 never left (held). Send or skip it:" in words
    assert "October" not in words
    assert whole_status(here.context)["teams"][0]["held"] == ["2026-11"]


def test_what_is_not_known_any_more_is_not_overdue(tmp_path):
    """A month whose ledger was let go of may have been sent: nobody is told that it never left."""
    here = office(tmp_path)
    sent_once(here)
    here.clock.now = datetime(2029, 12, 3, 8, tzinfo=UTC)
    assert let_go(here.context).editions == 1
    longer = here.context.settings.privacy.model_copy(update={"history_months": 120})
    context = replace(here.context, given=here.context.settings.model_copy(update={"privacy": longer}))
    for seen, first in ((here.context, "2026-12"), (context, "2026-10")):
        (team,) = whole_status(seen)["teams"]
        assert team["due"][0]["month"] == first


def test_a_team_that_cannot_be_judged_is_counted(tmp_path):
    """A team whose calendar nobody can read keeps no other from being counted, and is told as not known."""
    here = office(tmp_path)
    with here.context.store.census._database.begin() as connection:
        connection.exec_driver_sql("UPDATE team SET send_on = 'someday'")
    assert census(here.context).unknown_teams == 1


def test_the_status_as_json(tmp_path):
    """All teams with what is due, and the counts of the store, as one object of plain values."""
    here = office(tmp_path)
    drafted(here)
    found = json.loads(json.dumps(whole_status(here.context)))
    (team,) = found["teams"]
    assert (team["name"], team["month"], team["state"], team["overdue"]) == ("Network", "2026-09", "draft", False)
    assert team["next"] == {"step": "send", "at": "2026-10-07T09:00:00Z"}
    assert found["editions"] == {"draft": 1}
    assert found["tables"] == {"ok": 4}
    ended = quickly("status", "--format", "json", cwd=tmp_path)
    assert (ended.code, [each["name"] for each in json.loads(ended.out)["teams"]]) == (0, ["Network"])


def test_a_mailbox_of_bounces_that_cannot_be_read(tmp_path):
    """Metrics and the status for programs tell that it fails and since when; where none is set they say nothing."""
    here = office(tmp_path)
    assert whole_status(here.context)["bounces"] is None
    folder = tmp_path / "returns"
    mail = here.context.settings.mail.model_copy(update={"bounces": BounceSettings(folder=folder)})
    context = Context(None, clock=here.clock, given=here.context.settings.model_copy(update={"mail": mail}))
    assert "drumbeat_bounces" not in exposition(census(context), 0).decode()
    look_for_bounces(context)
    failing = {"read_at": None, "failing_since": "2026-10-01T08:59:00Z"}
    assert failing.items() <= whole_status(context)["bounces"].items()
    assert str(folder) in whole_status(context)["bounces"]["trouble"]
    assert "drumbeat_bounces_up 0.0" in exposition(census(context), 0).decode()
    folder.mkdir()
    here.clock.at(10, 2)
    look_for_bounces(context)
    text = exposition(census(context), 0).decode()
    assert "drumbeat_bounces_up 1.0" in text
    assert "drumbeat_bounces_read_timestamp_seconds 1.7" in text


def test_metrics_in_a_file(tmp_path):
    """The textfile collector finds a whole file that it can read, and no other beside it; the old one goes."""
    here = office(tmp_path)
    path = tmp_path / "collector" / "drumbeat.prom"
    for _ in range(2):
        write_metrics(here.context, path)
    names = {each.name for each in text_string_to_metric_families(path.read_text())}
    assert {"drumbeat_digests_due", "drumbeat_deliveries", "drumbeat_tables"} <= names
    assert path.stat().st_mode & 0o777 == 0o644
    assert list(path.parent.iterdir()) == [path]
    ended = quickly("status", "--prometheus", "out.prom", cwd=tmp_path)
    assert (ended.code, ended.out) == (0, "")
    assert "drumbeat_store_up 1.0" in (tmp_path / "out.prom").read_text()


def test_metrics_of_a_store_that_cannot_be_asked(tmp_path):
    """The file says that, in place of what it said before, and the command ends with 5."""
    (tmp_path / "drumbeat.db").write_bytes(b"no database\n" * 500)
    (tmp_path / "out.prom").write_text("drumbeat_store_up 1.0\n")
    ended = quickly("status", "--prometheus", "out.prom", cwd=tmp_path)
    assert (ended.code, "not a Drumbeat store" in ended.err) == (5, True)
    text = (tmp_path / "out.prom").read_text()
    assert "drumbeat_store_up 0.0" in text
    assert "drumbeat_teams" not in text


def test_a_long_turn_is_seen(tmp_path, monkeypatch):
    """While a turn lasts, the store hears every minute that somebody is at it, and no more once it is over."""
    here = office(tmp_path)
    monkeypatch.setattr(beating, "EVERY", 0.01)
    heard = threading.Event()
    beat = here.context.store.schedulers.beat
    monkeypatch.setattr(type(here.context.store.schedulers), "beat", lambda _, *said: (beat(*said), heard.set()))
    with beating.beating(here.context):
        assert heard.wait(10)
    (seen,) = here.context.store.schedulers.last_seen()
    assert (seen.did, seen.seen_at) == (beating.AT_WORK, here.clock.now)
    assert not [each for each in threading.enumerate() if each.name == "heartbeat"]
