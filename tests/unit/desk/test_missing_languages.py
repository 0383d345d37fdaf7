"""A draft that lacks a language of its readers is told of at once, and made anew in time where nobody has to."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from command import quickly
from drumbeat.cli.status_files import whole_status
from drumbeat.desk.by_hand import Wanted, send
from drumbeat.desk.coming import coming
from drumbeat.desk.context import Context
from drumbeat.desk.decisions import approve
from drumbeat.desk.drafts import draft
from drumbeat.desk.editing import Changes, edit
from drumbeat.desk.history import sheet
from drumbeat.desk.recipients import change_rules
from drumbeat.desk.timetables import change_schedule, months_of
from drumbeat.desk.waiting import lacks_of
from drumbeat.digest.language.wording import ENGLISH
from drumbeat.editions.recipients import RecipientKind, Rule
from drumbeat.editions.standing import Standing
from drumbeat.errors import SettingsError
from drumbeat.records.period import Period
from drumbeat.records.zones import zone_kept
from drumbeat.web.leads.prospects import prospects
from installation import NOW, OCTOBER, fill, incidents
from schedules import LEAD, october_drafted, office, run, state

CAT = "cat@example.com"
GERMAN = Rule(RecipientKind.ADDRESS, CAT, language="de")
LACKS = "somebody is to read it in German since it was made"


@pytest.fixture(name="here")
def _here(tmp_path):
    found = office(tmp_path)
    october_drafted(found)
    found.clock.at(11, 2, 10)
    return found


def team(here):
    """As the store has it."""
    return here.fresh().store.teams.get("Network")


def languages(here) -> list[str]:
    """In which October's draft was made, beside its own."""
    return sorted(here.fresh().store.editions.languages(here.fresh().store.editions.find("Network", OCTOBER).id))


def page_of(here) -> str:
    """What the page of the edition says first."""
    found = coming(here.fresh(), team(here), OCTOBER)
    return " ".join(ENGLISH.say(each.piece) for each in prospects(found, here.clock()))


def waits(here) -> list[dict[str, str]]:
    """What the status for programs says of the team."""
    (found,) = whole_status(here.fresh())["teams"]
    return found["waits"]


def under(here, policy: str) -> None:
    """The team has this policy."""
    change_schedule(here.fresh(), team(here), {"policy": policy})


def test_it_is_said_at_once(here):
    """Page and status say what the draft lacks, that the schedule makes it anew, and how a person does."""
    change_rules(here.fresh(), "Network", [GERMAN])
    assert f"The draft lacks a language: {LACKS}. The schedule makes it anew, or you do now." in page_of(here)
    assert waits(here) == [
        {
            "month": "2026-10",
            "why": f"The draft of October 2026 lacks a language: {LACKS}. The schedule makes it anew, and shows it.",
            "how": 'See the new one: drumbeat preview --team "Network" --month 2026-10',
        }
    ]


def test_the_schedule_makes_it_anew_in_time(here):
    """Under review the next turn does, its lead sees the new one days before it leaves, and it leaves at its hour."""
    change_rules(here.fresh(), "Network", [GERMAN])
    before = len(here.mails(LEAD))
    (said,) = run(here)
    assert said.endswith(" anew, for readers of another language.")
    assert (languages(here), waits(here), len(here.mails(LEAD))) == (["de"], [], before + 1)
    assert run(here) == []
    here.clock.at(11, 6)
    assert "to 3 recipients" in run(here)[0]
    assert b"Oktober" in next(here.outbox.glob("cat*")).read_bytes()


@pytest.mark.parametrize("why", ["required", "approved", "edited"])
def test_what_needs_a_person_is_left_to_one(here, why):
    """Where an approval is asked for or a person has said something, nothing is made anew behind anybody's back.

    It is neither approved nor sent as it is.
    """
    if why == "required":
        under(here, "required")
    elif why == "approved":
        approve(here.fresh(), team(here), OCTOBER)
    else:
        edit(here.fresh(), team(here), OCTOBER, Changes(note="Well done."))
    change_rules(here.fresh(), "Network", [GERMAN])
    here.clock.at(11, 3)
    run(here)
    assert languages(here) == []
    assert f"{LACKS}. Make it anew, and look at it." in page_of(here)
    edition = here.fresh().store.editions.find("Network", OCTOBER)
    with pytest.raises(SettingsError, match=r"edited" if why == "edited" else LACKS) as refused:
        approve(here.fresh(), team(here), OCTOBER)
    assert "drumbeat preview" in refused.value.recovery
    with pytest.raises(SettingsError):
        send(here.fresh(), team(here), OCTOBER, edition, Wanted(approves=True))
    if why == "approved":
        assert sheet(here.fresh(), team(here), OCTOBER).why_not == LACKS
    draft(here.fresh(), team(here), OCTOBER)
    approve(here.fresh(), team(here), OCTOBER)
    assert (state(here, OCTOBER), languages(here), waits(here)) == (Standing.APPROVED, ["de"], [])


def test_who_is_left_out_reads_nothing(here):
    """A rule that leaves somebody out names no language that is to be made; the edition's own is always there."""
    rules = [Rule(RecipientKind.ADDRESS, CAT, is_excluded=True, language="de")]
    change_rules(here.fresh(), "Network", [*rules, Rule(RecipientKind.ADDRESS, "eva@example.com", language="en")])
    assert waits(here) == []


@pytest.mark.parametrize("why", ["off", "never", "running", "overdue"])
def test_where_the_schedule_does_nothing_none_is_promised(here, why):
    """Without a schedule, with a sending by hand, of a month that is not over, or of one too late: a person is told."""
    period, schedule = OCTOBER, {"send_on": "never"} if why == "never" else {}
    if schedule or why == "off":
        change_schedule(here.fresh(), team(here), schedule, on=why == "never")
    if why == "running":
        period = Period.month(2026, 11, OCTOBER.zone)
        draft(here.fresh(), team(here), period)
    if why == "overdue":
        here.clock.at(11, 20)
    change_rules(here.fresh(), "Network", [GERMAN])
    (told,) = [each["why"] for each in waits(here) if each["month"] == f"{period.start:%Y-%m}" and LACKS in each["why"]]
    assert told.endswith(f"{LACKS}.")
    run(here)
    assert LACKS in " ".join(each["why"] for each in waits(here))


@pytest.mark.parametrize("broken", ["zone", "country"])
def test_what_is_to_be_mended_keeps_no_reader_out(here, broken):
    """A zone or a country that nobody knows any more: readers are added as ever, and nothing is promised."""
    found = team(here)
    odd = (
        {"zone": zone_kept("Mars/Olympus")} if broken == "zone" else {"schedule": replace(found.schedule, country="XX")}
    )
    change_rules(here.fresh(), "Network", [GERMAN])
    told = [each.why for each in lacks_of(here.fresh(), replace(found, **odd))]
    assert told == ([] if broken == "zone" else [f"The draft of October 2026 lacks a language: {LACKS}."])


def test_without_whole_records_the_former_draft_stays(here):
    """Records that do not reach the month's end: it is told, tried again ever more seldom, and the draft stays."""
    fill(here.context, "incident", incidents(3), datetime(2026, 10, 20, tzinfo=UTC))
    change_rules(here.fresh(), "Network", [GERMAN])
    assert run(here) == ["Draft of October 2026 failed."]
    assert (run(here), languages(here)) == ([], [])
    fill(here.context, "incident", incidents(3), NOW)
    here.clock.at(11, 2, 12)
    assert "anew" in run(here)[0]


def test_the_command_says_so(tmp_path):
    """Whoever adds a reader of another language hears at once that the draft lacks it, and the command for it."""
    office(tmp_path)
    context = Context(tmp_path / "drumbeat.toml")
    found = context.store.teams.get("Network")
    last = months_of(found, context.clock())[0]
    draft(context, found, Period.month(last.start.year, last.start.month, found.zone))
    words = ["--team", "Network"]
    ended = quickly("recipient", "add", *words, CAT, "--language", "de", cwd=tmp_path)
    command = f'drumbeat preview --team "Network" --month {last.start:%Y-%m}'
    assert (ended.code, command in ended.out, LACKS in " ".join(ended.err.split())) == (0, True, True)
    ended = quickly("status", cwd=tmp_path)
    assert LACKS in " ".join(ended.out.split())
    assert command in quickly("status", *words, "--month", f"{last.start:%Y-%m}", cwd=tmp_path).out
    (told,) = json.loads(quickly("status", "--format", "json", cwd=tmp_path).out)["teams"]
    assert LACKS in told["waits"][-1]["why"]
