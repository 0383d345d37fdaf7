"""F9, F2 and F15 as an owner meets them: the own record, what names one before it leaves, and the export."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from drumbeat.desk import decisions
from drumbeat.desk.by_hand import Wanted, send
from drumbeat.desk.consents import give_consent, own_consents, withdraw_consent
from drumbeat.desk.context import Context
from drumbeat.desk.drafts import draft
from drumbeat.desk.formats import Format
from drumbeat.desk.namings import named_lines
from drumbeat.desk.own_records import own_file, own_record, own_record_again, personal_record, remark
from drumbeat.desk.standings import hindrance
from drumbeat.digest.people.consent import Category
from drumbeat.editions.looking import until
from drumbeat.editions.rules import monday_to_friday
from drumbeat.errors import SettingsError
from drumbeat.ports import Remark
from drumbeat.records.model import Ref
from drumbeat.settings import Settings
from html_page import read_page
from installation import NETWORK, OCTOBER, again, consent, fill, improvements, installed, tasks
from rows import person
from schedules import Clock
from stores import receives

FAY = Ref(*person("Fay"))
MONDAY = datetime(2026, 11, 2, 9, tzinfo=UTC)
URL = "https://digest.example.com"


def made(folder, *, url: str = URL, **privacy) -> tuple[Context, Clock]:
    """An installation with pages, on the first Monday of November, with a reader and Fay's consent."""
    told = {"personal_records": True, **privacy}
    base, clock = installed(folder, **told), Clock(MONDAY)
    web = {"url": url, "secret": "s" * 40} if url else {}
    said = {"store": {"url": base.settings.store.url}, "privacy": told, "web": web}
    given = Settings.model_validate({**said, "mail": {"outbox": folder / "outbox"}})
    context = Context(None, clock=clock, given=given, actor=lambda: "fay@example.com")
    context.store.teams.add(NETWORK)
    receives(context.store.recipients, "Network", "zoe@example.com")
    consent(context, "Fay")
    return context, clock


@pytest.fixture(name="here")
def _here(tmp_path):
    return made(tmp_path)


@pytest.fixture(name="context")
def _context(here):
    return here[0]


def test_f09_the_owner_sees_what_was_hidden(context):
    """On the own page a hidden line is there, marked, so that it can be shown again; in no export, to nobody else."""
    line = next(each for each in own_record(context, FAY, OCTOBER).lines if each.rule == "V02")
    remark(context, FAY, Remark(line.line, "hide"))
    assert [each.is_hidden for each in own_record(context, FAY, OCTOBER).lines if each.line == line.line] == [True]
    assert line.line not in {each.line for each in personal_record(context, FAY, OCTOBER, "asked").lines}
    read = own_record(context, FAY, OCTOBER)
    for form in (Format.HTML, Format.MARKDOWN, Format.JSON):
        assert line.line not in own_file(context, FAY, read, form).content.decode()
    remark(context, FAY, Remark(line.line, "show"))
    assert line.line in own_file(context, FAY, read, Format.JSON).content.decode()


def test_f09_a_remark_shows_at_once(context, monkeypatch):
    """After a remark the page is shown again as a new reading would be, without a look at the records."""
    before = own_record(context, FAY, OCTOBER)
    line = next(each for each in before.lines if each.rule == "V02")
    for act in ("hide", "dispute", "annotate"):
        remark(context, FAY, Remark(line.line, act, "my own words" if act == "annotate" else ""))
    after = own_record(context, FAY, OCTOBER)
    remark(context, FAY, Remark(line.line, "settle"))
    settled = own_record(context, FAY, OCTOBER)
    monkeypatch.setattr(Context, "stock", property(lambda _self: pytest.fail("the records were read")))
    assert own_record_again(context, FAY, after).lines == own_record_again(context, FAY, before).lines == settled.lines
    remark(context, FAY, Remark(line.line, "dispute"))
    assert own_record_again(context, FAY, before).lines == after.lines


def test_f15_each_reading_is_in_the_log_as_the_owners_own(context):
    """Record, export, consents and what names one: who read is the owner, and the log says that it was the own."""
    own_file(context, FAY, own_record(context, FAY, OCTOBER), Format.JSON)
    own_consents(context, FAY)
    named_lines(context, FAY)
    read = [each for each in context.store.audit.all(FAY.key) if each.actor == "fay@example.com"]
    assert [each.act for each in read if " own " in each.act] == [
        *("read own record", "export own record", "read own consents", "read own namings")
    ]
    assert {each.team for each in read} == {""}


def test_f16_the_page_holds_rule_evidence_and_what_was_left_out(tmp_path):
    """Each line has the rule's sentence, its version and what it stands on; left-out records have gate and reason."""
    context, _ = made(tmp_path)
    found = own_record(context, FAY, OCTOBER)
    (line,) = (each for each in found.lines if each.rule == "V02")
    assert all((line.sentence, line.version, line.evidence, line.number == "CIM0000"))
    assert all(each.reason and each.gate for each in found.left_out)


def test_the_export_as_a_page(context):
    """One document with a title, headings in their order, its language, and a policy under which nothing can run."""
    read = own_record(context, FAY, OCTOBER)
    file = own_file(context, FAY, read, Format.HTML)
    page = read_page(file.content.decode())
    assert (file.name, file.media_type) == ("fay-2026-10.html", "text/html; charset=utf-8")
    assert page.every("html")[0].attributes["lang"] == "en"
    assert [each.text for each in page.every("h1")] == ["Fay, October 2026"]
    assert page.every("h2")[0].text == "What the records show"
    assert not page.every("script")
    assert not page.every("link")
    assert "default-src 'none'" in file.content.decode()
    as_json = own_file(context, FAY, read, Format.JSON)
    assert json.loads(as_json.content)["person"] == {"name": "Fay"}


def test_f02_consents_are_shown_by_category(context):
    """Each category says in whose lines one is named; what was given stands with it, and can be taken back."""
    shown = {each.category: each for each in own_consents(context, FAY)}
    assert set(shown) == set(Category)
    assert all(each.labels for each in shown.values())
    assert [each.category for each in shown.values() if each.given] == [Category.IMPROVEMENT]
    assert give_consent(context, FAY, Category.KNOWLEDGE, "own page")
    assert withdraw_consent(context, FAY, Category.IMPROVEMENT) == 0
    given = [each.category for each in own_consents(context, FAY) if each.given]
    assert given == [Category.KNOWLEDGE]


def test_f09_what_names_one_is_shown_before_it_leaves(here):
    """The lines of the draft that name Fay, with the rule, until when she may object; nobody else's, and none after."""
    context, clock = here
    draft(context, NETWORK, OCTOBER)
    (line,) = named_lines(context, FAY)
    assert (line.team, line.rule, line.category) == ("Network", "V02", Category.IMPROVEMENT)
    assert line.until == datetime(2026, 11, 5, 9, tzinfo=UTC)
    assert "CIM0000" in line.records
    assert named_lines(context, Ref(*person("Ann"))) == []
    withdraw_consent(context, FAY, Category.IMPROVEMENT)
    assert named_lines(context, FAY) == []
    assert clock.now == MONDAY


def test_f09_nothing_leaves_before_those_it_names_could_look(here):
    """Neither by itself nor by hand, not even forced, until the third working day after. A new draft is no delay."""
    context, clock = here
    edition = draft(context, NETWORK, OCTOBER)
    decisions.approve(context, NETWORK, OCTOBER)
    for days in (0, 2):
        clock.now = MONDAY + timedelta(days=days)
        assert "have until Thursday, 5 November 2026, 09:00" in hindrance(context, NETWORK, OCTOBER)
        for wanted in (Wanted(approves=True), Wanted(forced="the board asked")):
            with pytest.raises(SettingsError, match="until Thursday"):
                send(context, NETWORK, OCTOBER, edition, wanted)
    edition = draft(context, NETWORK, OCTOBER)
    clock.now = MONDAY + timedelta(days=3)
    assert hindrance(context, NETWORK, OCTOBER) == ""
    assert [each.state.value for each in send(context, NETWORK, OCTOBER, edition, Wanted(approves=True))] == ["sent"]


def test_f09_no_digest_waits_for_a_late_name(tmp_path):
    """Who agrees too late to have three working days is not named by this month's draft; who was named stays named."""
    context, clock = made(tmp_path)
    team = replace(NETWORK, schedule=replace(NETWORK.schedule, begins=OCTOBER.start))
    first = draft(context, team, OCTOBER)
    consent(context, "Ann")
    clock.now = MONDAY + timedelta(days=1)
    assert "Ann" in draft(context, team, OCTOBER).content.text
    withdraw_consent(context, Ref(*person("Ann")), Category.IMPROVEMENT)
    clock.now = MONDAY + timedelta(days=3)
    consent(context, "Ann")
    give_consent(context, Ref(*person("Ben")), Category.IMPROVEMENT, "own page")
    late = draft(again(context), team, OCTOBER)
    assert ("Fay" in first.content.text, "Fay" in late.content.text, "Ann" in late.content.text) == (True, True, True)
    assert "Ben" not in late.content.text
    clock.now = MONDAY + timedelta(days=4)
    assert hindrance(context, team, OCTOBER) == "nobody has approved it"


def led_by(context, *leads: str) -> Context:
    """A later run, in which the improvements of the month are these people's."""
    fill(context, "sn_cim_register", improvements(*leads))
    fill(context, "sn_cim_task", tasks(len(leads), "Ben"))
    return again(context)


def test_f09_a_new_line_has_its_own_three_days(here):
    """A record that comes to a line later is as new as its draft: the time of the records before it does not count."""
    context, clock = here
    draft(context, NETWORK, OCTOBER)
    clock.now = MONDAY + timedelta(days=3)
    context = led_by(context, "Fay", "Ann", "Fay")
    edition = draft(context, NETWORK, OCTOBER)
    decisions.approve(context, NETWORK, OCTOBER)
    (line,) = named_lines(context, FAY)
    assert line.until == datetime(2026, 11, 10, 9, tzinfo=UTC)
    assert "have until Tuesday, 10 November 2026" in hindrance(context, NETWORK, OCTOBER)
    with pytest.raises(SettingsError, match="until Tuesday"):
        send(context, NETWORK, OCTOBER, edition, Wanted(approves=True))
    clock.now = line.until
    assert hindrance(context, NETWORK, OCTOBER) == ""


def test_f09_no_digest_waits_for_a_late_line(tmp_path):
    """Where the schedule is sooner, nobody is named beside a record of theirs that came too late, and nobody waits."""
    context, clock = made(tmp_path)
    consent(context, "Ann")
    team = replace(NETWORK, schedule=replace(NETWORK.schedule, begins=OCTOBER.start))
    (first,) = _names(draft(context, team, OCTOBER))
    clock.now = MONDAY + timedelta(days=3)
    (second,) = _names(draft(led_by(context, "Fay", "Ann", "Fay"), team, OCTOBER))
    assert (first, second) == ({"Ann", "Fay"}, {"Ann"})
    clock.now = MONDAY + timedelta(days=4)
    assert hindrance(again(context), team, OCTOBER) == "nobody has approved it"


def _names(edition) -> list[set[str]]:
    return [set(each["names"]) for each in json.loads(edition.content.digest)["signals"] if each["names"]]


def test_f09_a_draft_of_an_older_version_waits_from_when_it_was_made(here, tmp_path):
    """Of a draft that was there before the upgrade nobody knows the lines: those whom it names have three days yet."""
    context, clock = here
    draft(context, NETWORK, OCTOBER)
    decisions.approve(context, NETWORK, OCTOBER)
    with closing(sqlite3.connect(tmp_path / "drumbeat.db")) as connection, connection:
        connection.execute("DELETE FROM named_first")
        connection.execute("UPDATE naming SET lines = '[]'")
    clock.now = MONDAY + timedelta(days=2)
    assert "have until Thursday, 5 November 2026" in hindrance(again(context), NETWORK, OCTOBER)
    assert [each.until for each in named_lines(context, FAY)] == [datetime(2026, 11, 5, 9, tzinfo=UTC)]
    clock.now = MONDAY + timedelta(days=3)
    assert hindrance(again(context), NETWORK, OCTOBER) == ""


@pytest.mark.parametrize("more", [{"url": ""}, {"personal_records": False}, {"names": False}])
def test_f09_nobody_is_waited_for_who_cannot_look(tmp_path, more):
    """Without pages, personal records or names there is nobody to wait for."""
    context, _ = made(tmp_path, **more)
    draft(context, NETWORK, OCTOBER)
    decisions.approve(context, NETWORK, OCTOBER)
    assert hindrance(context, NETWORK, OCTOBER) == ""


def test_f19_all_of_it_is_off_with_personal_records(tmp_path):
    """While personal records are off no function of the own page computes, shows or logs anything of a person."""
    context, _ = made(tmp_path, personal_records=False)
    before = len(context.store.audit.all())
    for ask in (own_consents, named_lines):
        with pytest.raises(SettingsError, match="Nothing is computed"):
            ask(context, FAY)
    with pytest.raises(SettingsError, match="Nothing is computed"):
        own_record(context, FAY, OCTOBER)
    assert len(context.store.audit.all()) == before


def test_three_working_days_are_counted_in_the_teams_country():
    """The day of the draft is none of them, weekends and holidays are none; where nobody works, the wait ends."""
    zone, friday = NETWORK.zone, MONDAY - timedelta(days=3)
    assert until(MONDAY, zone, monday_to_friday) == MONDAY + timedelta(days=3)
    assert until(friday, zone, monday_to_friday) == friday + timedelta(days=5)
    assert until(MONDAY, zone, lambda day: monday_to_friday(day) and day.day != 3) == MONDAY + timedelta(days=4)
    assert until(MONDAY, zone, lambda _day: False) == MONDAY + timedelta(days=60)


def test_f15_since_when_one_is_named_goes_with_the_person_and_the_team(here):
    """It is in what is handed over about a person, is forgotten with it, and with the team."""
    context, _ = here
    draft(context, NETWORK, OCTOBER)
    held = context.store.persons.export(FAY.key, context.entry("export person", FAY.key))
    assert [each["team"] for each in held["named_first"]] == ["Network"]
    context.store.persons.delete(FAY.key, context.entry("delete person", FAY.key))
    assert context.store.persons.export(FAY.key, context.entry("export person", FAY.key))["named_first"] == []
    consent(context, "Fay")
    draft(context, replace(NETWORK), OCTOBER)
    context.store.teams.remove("Network", context.clock())
    assert context.store.persons.export(FAY.key, context.entry("export person", FAY.key))["named_first"] == []
