"""A month whose digest nobody received waits for a person, who is told so; it never counts as sent (promise 3)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from drumbeat.desk.by_hand import Wanted, send
from drumbeat.desk.history import sheet
from drumbeat.desk.overview import last_of
from drumbeat.desk.recipients import change_rules
from drumbeat.desk.standings import UNRECEIVED
from drumbeat.desk.turn import turn
from drumbeat.desk.waiting import waits_of
from drumbeat.editions.recipients import Reason, RecipientKind, Rule
from drumbeat.editions.standing import Standing
from drumbeat.errors import SettingsError
from installation import OCTOBER
from mail_servers import PickyMailbox, mail_server
from schedules import ANN, LEAD, ZOE, october_drafted, office, run, state

CY = "cy@example.com"


@pytest.fixture(name="box")
def _box():
    return PickyMailbox()


@pytest.fixture(name="here")
def _here(tmp_path, box):
    """October is drafted, and may leave by itself on the sixth of November, over a mail server."""
    made = office(tmp_path)
    october_drafted(made)
    made.clock.at(11, 6)
    with mail_server(box) as port:
        way = {"transport": "smtp", "host": "127.0.0.1", "port": port, "security": "none", "per_minute": 0}
        mail = made.context.settings.mail.model_copy(update=way)
        made.context = replace(made.context, given=made.context.settings.model_copy(update={"mail": mail}))
        yield made


def said_of(here) -> str:
    """What `drumbeat status` says that October waits for."""
    context = here.fresh()
    team = context.store.teams.get("Network")
    return " ".join(each.why for each in waits_of(context, team, last_of(context, team)))


def told(box) -> int:
    """How many letters the lead has."""
    return sum(LEAD in to for to, _ in box.mails)


def edition(here):
    """October's."""
    return here.context.store.editions.find("Network", OCTOBER)


def test_who_all_went_before_it_left_leaves_a_draft_for_others(here, box):
    """The server puts everybody off, and everybody unsubscribes: it says that nobody receives it; the next one does."""
    box.at_rcpt.update({ANN: "451 4.3.0 later", ZOE: "451 4.3.0 later"})
    run(here)
    assert state(here, OCTOBER) is Standing.SENDING
    for each in (ANN, ZOE):
        here.context.store.suppressions.add(each, "Network", Reason.UNSUBSCRIBED, "link of the mail", here.clock())
    assert state(here, OCTOBER) is Standing.DRAFT
    here.clock.at(11, 6, 12)
    (said,) = run(here)
    assert said.startswith("The digest of October 2026 does not leave: nobody receives it")
    assert (run(here), told(box)) == ([], 1)
    assert "nobody receives it" in said_of(here)
    change_rules(here.context, "Network", [Rule(RecipientKind.ADDRESS, CY)])
    assert "to 1 recipient" in run(here)[0]
    assert (state(here, OCTOBER), said_of(here)) == (Standing.SENT, "")


def test_a_server_that_knows_nobody_leaves_a_draft(here, box):
    """E42: every mailbox is gone: the turn says that nobody has it, and nothing is left to be sent once more."""
    box.at_rcpt.update({ANN: "550 5.1.1 unknown", ZOE: "550 5.1.1 unknown"})
    (said,) = run(here)
    assert said.endswith("has reached nobody: whoever was to receive it is skipped.")
    assert state(here, OCTOBER) is Standing.DRAFT
    context = here.fresh()
    with pytest.raises(SettingsError, match="Nobody receives"):
        send(context, context.store.teams.get("Network"), OCTOBER, edition(here), Wanted(failed_again=True))


def test_a_draft_that_nobody_has_repeats_nothing(here, box):
    """Tried in vain and taken back, a mail is none to be sent once more: the draft is sent to who receives it now."""
    box.at_rcpt.update({ANN: "451 4.3.0 later", ZOE: "451 4.3.0 later"})
    run(here)
    here.context.store.editions.plan(edition(here).id, [], here.clock())
    here.context.store.editions.close(edition(here).id)
    assert state(here, OCTOBER) is Standing.DRAFT
    box.at_rcpt.clear()
    for wanted in (Wanted(once_more_to=[ANN]), Wanted(failed_again=True)):
        context = here.fresh()
        with pytest.raises(SettingsError, match="refused"):
            send(context, context.store.teams.get("Network"), OCTOBER, edition(here), wanted)
    here.clock.at(11, 6, 12)
    assert "to 2 recipients" in run(here)[0]


def test_what_was_refused_of_everybody_waits_for_a_person(here, box):
    """Refused of all: `status` says that nobody has it, the lead is told, and after three days it is overdue."""
    box.at_rcpt.update({ANN: "550 5.7.1 no", ZOE: "550 5.7.1 no"})
    (failed,) = turn(here.fresh(), lambda: None) or ()
    assert "--resend-failed" in failed.error.recovery
    assert state(here, OCTOBER) is Standing.SENDING
    assert "nobody is known to have received it" in said_of(here)
    context = here.fresh()
    assert UNRECEIVED in sheet(context, context.store.teams.get("Network"), OCTOBER).why_not
    here.clock.at(11, 6, 12)
    assert [each for each in run(here) if UNRECEIVED in each]
    assert run(here) == []
    here.clock.at(11, 10, 10)
    assert run(here) == ["The digest of October 2026 is overdue, and waits for a person."]
    box.at_rcpt.clear()
    context = here.fresh()
    send(context, context.store.teams.get("Network"), OCTOBER, edition(here), Wanted(failed_again=True))
    assert (state(here, OCTOBER), said_of(here)) == (Standing.SENT, "")
