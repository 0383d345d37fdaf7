"""What a lead is told by mail: where it can be decided, what is missing, in the language of the digest."""

from __future__ import annotations

import email
from dataclasses import replace
from email.policy import default

import pytest

from drumbeat.desk.context import Context
from drumbeat.desk.facts import Typed, add_fact
from drumbeat.desk.notices import tell
from drumbeat.digest.language.phrase import phrase
from drumbeat.editions.notices import Notice, Told
from drumbeat.settings.web import WebSettings
from installation import NETWORK
from schedules import LEAD, SEPTEMBER, Office, office, run

PAGES = "https://digest.example.com"


def paged(folder, **web) -> Office:
    """An office whose leads have pages, if `web` says nothing else."""
    here = office(folder)
    said = WebSettings.model_validate({"url": PAGES, "secret": "nobody knows this " * 2, **web})
    given = here.context.settings.model_copy(update={"web": said})
    return replace(here, context=Context(None, clock=here.clock, given=given, actor=lambda: "tester"))


def told(here) -> list[tuple[str, list[str]]]:
    """Subject and paragraphs of what the lead was told, the oldest first."""
    files = [here.outbox / name for name in here.mails(LEAD)]
    mails = [email.message_from_bytes(each.read_bytes(), policy=default) for each in files]
    return [(mail["Subject"], [line for line in mail.get_content().splitlines() if line]) for mail in mails]


def page(here, name: str = "editions/2026-09") -> str:
    """The address of a page of the team's."""
    return f"{PAGES}/teams/{here.context.store.teams.listed()[0].number}/{name}"


def waits_for_a_figure(here) -> None:
    """A figure of September that nobody has confirmed."""
    here.clock.at(10, 1)
    team = here.context.store.teams.get(NETWORK.name)
    typed = Typed("spam_blocked", "12", "count", label="Spam messages blocked", note="the mail gateway")
    add_fact(here.context, team, SEPTEMBER, typed)


def test_a_draft_leads_to_its_page(tmp_path):
    """Where leads have pages the mail names the edition's, no command, and says what is left out and what it needs."""
    here = paged(tmp_path)
    waits_for_a_figure(here)
    run(here)
    [(subject, lines)] = told(here)
    assert subject == "Draft: “Network”, September 2026"
    leaves = "It leaves on Wednesday, 7 October 2026, 09:00 if somebody approves it, otherwise to nobody."
    assert lines == [
        f"The digest of “Network” of September 2026 is drafted. {leaves}",
        "1 figure is left out until somebody approves it.",
        "Look at it as it will be sent, and decide:",
        page(here),
    ]


@pytest.mark.parametrize("web", [{"url": "", "secret": ""}, {"lead_pages": False}], ids=["no address", "no pages"])
def test_commands_stand_in_where_there_are_no_pages(tmp_path, web):
    """Without an address, or with the pages of leads switched off, the commands are named."""
    here = paged(tmp_path, **web)
    here.clock.at(10, 1)
    run(here)
    [(_, lines)] = told(here)
    assert 'drumbeat approve --team "Network" --month 2026-09' in lines
    assert not any(line.startswith("http") for line in lines)


def test_a_german_team_is_told_in_german(tmp_path):
    """The mail is in the language of the team's digest, with what waits; the reason of a wait as well."""
    here = paged(tmp_path)
    team = here.context.store.teams.get(NETWORK.name)
    here.context.store.teams.change(replace(team, language="de"), here.context.entry("change team"))
    waits_for_a_figure(here)
    run(here)
    here.clock.at(10, 7)
    run(here)
    (draft, lines), (waiting, why) = sorted(told(here))
    assert (draft, waiting) == ("Entwurf: „Network“, September 2026", "Wartet auf Sie: „Network“, September 2026")
    assert "Er geht hinaus am Mittwoch, 7. Oktober 2026, 09:00 Uhr, wenn ihn jemand freigibt" in lines[0]
    assert lines[1] == "1 Zahl fehlt, bis jemand sie freigibt."
    assert why[0].endswith("und niemand erhält ihn: niemand hat ihn freigegeben.")
    assert lines[-1] == why[-1] == page(here)


@pytest.mark.parametrize("kind", [each for each in Told if each not in (Told.RETRY, Told.NAMED)])
def test_every_notice_ends_with_a_way_to_go_on(tmp_path, kind):
    """Whatever a lead is told, the last line but for what no page does is a page of the team's."""
    here = paged(tmp_path)
    tell(here.context, Notice(NETWORK.name, SEPTEMBER, kind), here.context.store.teams.get(NETWORK.name), phrase("why"))
    [(_, lines)] = told(here)
    wanted = page(here, "recipients") if kind in (Told.LEFT, Told.LIST, Told.LOST) else page(here)
    assert wanted in lines
    besides = {
        Told.GROWN: 'drumbeat send --team "Network" --month 2026-09',
        Told.LIST: "drumbeat recipient resubscribe ADDRESS --said …",
    }
    assert [line for line in lines if line.startswith("drumbeat")] == ([besides[kind]] if kind in besides else [])
