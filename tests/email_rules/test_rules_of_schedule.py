"""Rules E43 to E47, E51 and E52: which month a mail tells of, and that it is whole, and the one that was seen."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from drumbeat.desk.context import Context
from drumbeat.desk.drafts import draft
from drumbeat.desk.periods import Said, period_of
from drumbeat.desk.sending import mailing_of
from drumbeat.digest.build import Policy, build
from drumbeat.digest.model import SourceStatus
from drumbeat.editions.deliveries import DeliveryState, EditionState
from drumbeat.errors import SettingsError
from drumbeat.pipeline import Read, Reading, send, stock
from drumbeat.ports import PullStatus
from drumbeat.records.period import Period
from drumbeat.records.tables import BY_NAME
from drumbeat.records.team import Team
from drumbeat.rendering import Renderer
from email_rules.sent_letters import Mail
from html_page import read_page
from installation import NETWORK, NOW, OCTOBER, STAFF, WINDOW, again, fill, incidents, installed
from rows import incident_row, person
from stores import receives

YEARS = range(2024, 2036)
ZONES = ["UTC", "America/New_York", "Asia/Kolkata", "Pacific/Auckland", "Australia/Lord_Howe"]
READERS = ("ann@example.com", "zoe@example.com")
GAP = "Improvement initiatives: could not be read"
EDGES = ("2026-09-30 09:30:00", "2026-09-30 23:30:00", "2026-10-01 04:30:00", "2026-10-31 22:30:00")
"""In September, October or November, as the zone is."""
AMID = ("2026-09-15 08:00:00", "2026-09-16 08:00:00")


def months(zone):
    """Every month of the years that are tried."""
    return [Period.month(year, month, zone) for year in YEARS for month in range(1, 13)]


@pytest.fixture(name="home")
def _home(tmp_path):
    """An installation with a team, two readers, and a folder that mails go to."""
    made = installed(tmp_path)
    mail = made.settings.mail.model_copy(update={"outbox": tmp_path / "outbox"})
    context = Context(None, clock=made.clock, given=made.settings.model_copy(update={"mail": mail}), actor=made.actor)
    context.store.teams.add(NETWORK)
    receives(context.store.recipients, NETWORK.name, *READERS)
    return context


def deny(context, table):
    """The next pull may not read this table."""
    state = context.store.records.begin_pull(BY_NAME[table], WINDOW)
    context.store.records.end_pull(state, PullStatus.DENIED, "the account may not read it")


def sent_of(context):
    """The mails that left, by recipient."""
    mails = [Mail(path.read_bytes()) for path in sorted(context.settings.mail.outbox.glob("*.eml"))]
    return {mail.message["To"].addresses[0].addr_spec: mail for mail in mails}


@pytest.mark.parametrize("name", ZONES)
def test_e43_months_are_half_open_in_the_digests_zone(name):
    """Each month of twelve years begins and ends at local midnight, and at the end the next one begins (rule E43)."""
    zone = ZoneInfo(name)
    for month in months(zone):
        first, end = month.first_instant.astimezone(zone), month.end_instant.astimezone(zone)
        assert (first.year, first.month, first.day) == (month.start.year, month.start.month, 1)
        assert (first.hour, first.minute, end.day, end.hour, end.minute) == (0, 0, 1, 0, 0)
        assert month.first_instant.utcoffset() == timedelta(0)
        assert month.holds(month.first_instant)
        assert not month.holds(month.end_instant)
    for before, after in pairwise(months(zone)):
        assert before.end_instant == after.first_instant


@pytest.mark.parametrize("name", ZONES)
def test_e43_no_hour_is_lost_or_told_twice(name):
    """The months of a year have as many hours as the year, summer time or not; each instant is in one (rule E43)."""
    zone = ZoneInfo(name)
    for year in YEARS:
        its = [Period.month(year, month, zone) for month in range(1, 13)]
        spans = [month.end_instant - month.first_instant for month in its]
        whole = datetime(year + 1, 1, 1, tzinfo=zone).astimezone(UTC) - datetime(year, 1, 1, tzinfo=zone).astimezone(
            UTC
        )
        assert sum(spans, timedelta()) == whole
        edges = [month.end_instant - timedelta(seconds=1) for month in its]
        assert [sum(month.holds(edge) for month in its) for edge in edges] == [1] * 12


@pytest.mark.parametrize("name", ZONES)
def test_e44_no_day_of_the_month_skips_one(name):
    """Asked for on any day of four years, the 29th to the 31st too, "last month" is the one before (rule E44)."""
    zone, day = ZoneInfo(name), date(2024, 1, 1)
    while day < date(2028, 1, 1):
        told = period_of(Said(), zone, datetime(day.year, day.month, day.day, 9, tzinfo=zone))
        assert told.end == day.replace(day=1)
        assert told.is_month
        day += timedelta(days=1)


def test_e46_a_past_month_is_told_as_it_was_in_its_turn():
    """Asked for by name in spring, October is what it was as "last month" in November, to the byte (rule E46)."""
    in_turn = period_of(Said(), OCTOBER.zone, NOW)
    later = NOW + timedelta(days=120)
    by_name = period_of(Said(month="2026-10"), OCTOBER.zone, later)
    assert in_turn == by_name
    pages = []
    for period, now in ((in_turn, NOW), (by_name, later)):
        digest = build(NETWORK, period, stock(_reads(), Reading(), now), Policy(minimum_group=0)).digest
        say = Renderer()
        pages.append(say.html(digest) + say.text(digest) + json.dumps(say.data(digest)))
    assert pages[0] == pages[1]
    assert "Incidents resolved: 26" in pages[0]


def _reads():
    """One table, as a pull in November read it."""
    edges = [
        incident_row(f"INC9{at:03}", resolved_at=at_last, opened_at="2026-09-14 04:00:00", resolved_by=person(who))
        for at, (at_last, who) in enumerate(zip((*EDGES, *AMID), STAFF, strict=True))
    ]
    rows = [*incidents(), *edges]
    return [Read(BY_NAME["incident"], rows, SourceStatus.OK, len(rows), len(rows), "", WINDOW)]


@pytest.mark.parametrize("name", ZONES)
def test_e47_title_window_and_figures_are_of_one_period(name):
    """Subject, heading, small print, JSON and figures tell of the same days, in each zone and month (rule E47)."""
    zone = ZoneInfo(name)
    team = Team("Network", ("Network",), (), zone)
    found = stock(_reads(), Reading(), NOW)
    say = Renderer()
    for period in (Period.month(2026, month, zone) for month in (9, 10)):
        digest = build(team, period, found, Policy(minimum_group=0)).digest
        month = f"{period.start:%B} 2026"
        page = read_page(say.html(digest))
        assert f", {month}: " in say.subject(digest)
        assert page.every("h1")[0].text.startswith(f"Network, {month} ")
        assert f"Counted: 1 to {period.last_day.day} {month}, {name}." in page.text
        told = say.data(digest)["period"]
        assert (told["start"], told["end"], told["time_zone"]) == (f"{period.start}", f"{period.end}", name)
        inside = [record for record in found.judged if period.holds(record.moment)]
        assert digest.figure("incidents_resolved").value == len(inside)
    assert 24 < len(inside) < 24 + len(EDGES)


def test_e51_a_table_that_is_denied_is_a_marked_gap(home):
    """Where improvements may not be read the mail goes out, says so, and shows no figure of them (rule E51)."""
    deny(home, "sn_cim_register")
    context = again(home)
    edition = draft(context, NETWORK, OCTOBER)
    deliveries = send(context.store.editions, mailing_of(context, NETWORK, OCTOBER, edition))
    assert {each.state for each in deliveries} == {DeliveryState.SENT}
    for mail in sent_of(context).values():
        for part in (mail.page.text, " ".join(mail.text.split())):
            assert GAP in part
            assert "Incidents resolved" in part
            assert "Improvements completed" not in part
        assert mail.page.every("h2")


def test_e51_without_the_gap_it_is_told(home):
    """With the table read, the same mail has the figure and no such line: the test above can fail (rule E51)."""
    edition = draft(home, NETWORK, OCTOBER)
    assert "Improvements completed" in edition.content.text
    assert GAP not in " ".join(edition.content.text.split())


@pytest.mark.parametrize("broken", ["section_counting.html.j2", "digest.txt.j2", "_keys.html.j2"])
def test_e51_a_template_that_fails_is_no_mail_and_a_sentence(home, tmp_path, broken):
    """A section that cannot be rendered stops the edition with the file's name; nothing is kept or sent (rule E51)."""
    folder = tmp_path / "own"
    (folder / "email").mkdir(parents=True)
    (folder / "email" / broken).write_text("{{ letter.nothing_of_the_kind }}", encoding="utf-8")
    report = home.settings.report.model_copy(update={"templates": folder})
    context = Context(None, clock=home.clock, given=home.settings.model_copy(update={"report": report}))
    with pytest.raises(SettingsError, match=broken.replace(".", r"\.")) as stopped:
        draft(context, NETWORK, OCTOBER)
    assert stopped.value.recovery
    assert context.store.editions.find(NETWORK.name, OCTOBER) is None
    assert sent_of(context) == {}


def test_e51_a_section_is_never_silently_blank(mail):
    """No section of any mail is a heading with nothing below it (rule E51)."""
    cells = [each.above for each in mail.page.every("h2")]
    assert cells
    assert [cell.every("h2")[0].text for cell in cells if len(cell.inside) < 2 or not cell.every("p", "table")] == []


def test_e52_preview_is_what_is_sent(home):
    """What a preview shows is, byte for byte, what each recipient is sent (rule E52)."""
    previewed = draft(home, NETWORK, OCTOBER).content
    send(home.store.editions, mailing_of(home, NETWORK, OCTOBER, draft(home, NETWORK, OCTOBER)))
    mails = sent_of(home)
    assert set(mails) == set(READERS)
    for mail in mails.values():
        assert (mail.html, mail.text) == (previewed.html, previewed.text)
        assert str(mail.message["Subject"]) == previewed.subject


def test_e52_later_records_do_not_change_what_was_previewed(home):
    """Records that come between preview and send change nothing: the frozen draft is sent (rule E52)."""
    previewed = draft(home, NETWORK, OCTOBER)
    fill(home, "incident", incidents(30))
    later = again(home)
    send(later.store.editions, mailing_of(later, NETWORK, OCTOBER, previewed))
    assert {mail.html for mail in sent_of(later).values()} == {previewed.content.html}


def test_e52_a_preview_leaves_no_delivery(home):
    """A preview plans nothing and sends nothing; it stays a draft, however often it is asked for (rule E52)."""
    edition = draft(home, NETWORK, OCTOBER)
    assert draft(home, NETWORK, OCTOBER).content == edition.content
    found = home.store.editions.find(NETWORK.name, OCTOBER)
    assert found.state is EditionState.DRAFT
    assert home.store.editions.deliveries(found.id) == []
    assert sent_of(home) == {}
