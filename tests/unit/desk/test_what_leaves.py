"""What leaves is what was agreed to, in words, readers and language; and who has left is told."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from pydantic import SecretStr

from drumbeat.desk.by_hand import Wanted, agree
from drumbeat.desk.drafts import draft
from drumbeat.desk.recipients import change_rules
from drumbeat.desk.sending import leave, send_now
from drumbeat.digest.editing import note_of
from drumbeat.editions.deliveries import DeliveryState
from drumbeat.editions.recipients import RecipientKind, Rule
from drumbeat.editions.standing import ActKind, Standing
from drumbeat.errors import SettingsError, TryLater
from installation import OCTOBER, STAFF, fill
from mail_servers import PickyMailbox, mail_server
from rows import cells, person
from schedules import ANN, LEAD, SEPTEMBER, ZOE, decide, drafted, october_drafted, office, run, state

ALL, DORA, BEN = "all@example.com", "dora@example.com", "ben@example.com"
COMPANY = Rule(RecipientKind.COMPANY, ALL, keeper="it@example.com")
LATER = "451 4.3.0 later"


@pytest.fixture(name="here")
def _here(tmp_path):
    return office(tmp_path)


@contextmanager
def by_smtp(here, box: PickyMailbox) -> Iterator[None]:
    """The installation's mails go to a mail server."""
    with mail_server(box) as port:
        way = {"transport": "smtp", "host": "127.0.0.1", "port": port, "security": "none", "per_minute": 0}
        with_settings(here, "mail", way)
        yield


def with_settings(here, section: str, values: dict) -> None:
    """Other settings in a section."""
    settings = here.context.settings
    changed = getattr(settings, section).model_copy(update=values)
    here.context = replace(here.context, given=settings.model_copy(update={section: changed}))


def rule(here, *added: Rule, removed: tuple[Rule, ...] = ()) -> None:
    """A change of who receives it."""
    change_rules(here.context, "Network", added, removed)


def team(here):
    """As the store holds it."""
    return here.context.store.teams.get("Network")


def edition(here, period=OCTOBER):
    """As the store holds it."""
    return here.context.store.editions.find("Network", period)


def rows(here, period=OCTOBER) -> dict[str, tuple[str, str]]:
    """Recipient to state and note."""
    found = here.context.store.editions.deliveries(edition(here, period).id)
    return {each.recipient: (each.state.value, each.error) for each in found}


def last_mail(here, to: str) -> EmailMessage:
    """The last mail in the outbox to this address."""
    content = (here.outbox / here.mails(to)[-1]).read_bytes()
    return message_from_bytes(content, policy=policy.default)


def text_of(mail: EmailMessage) -> str:
    """The plain text."""
    return mail.get_body(("plain",)).get_content()


def told_left(box: PickyMailbox) -> list[str]:
    """The letters to the lead about who has left."""
    mails = [message_from_bytes(content, policy=policy.default) for to, content in box.mails if LEAD in to]
    return [mail.get_content() for mail in mails if "have left" in mail["Subject"]]


def by_hand(here, period=OCTOBER, forced: str = "") -> None:
    """A person sends it."""
    context, found = here.fresh(), edition(here, period)
    send_now(
        context,
        team(here),
        period,
        found,
        agree(context, team(here), period, found, Wanted(forced=forced, approves=True)),
    )


def test_who_is_added_while_it_leaves_receives_it_from_a_person_alone(here):
    """October waits for one full mailbox; a company's list that is added then gets nothing until somebody sends."""
    box = PickyMailbox()
    with by_smtp(here, box):
        october_drafted(here)
        box.at_rcpt[ZOE] = LATER
        here.clock.at(11, 6)
        run(here)
        assert state(here, OCTOBER) is Standing.SENDING
        rule(here, COMPANY)
        here.clock.at(11, 6, 12)
        run(here)
        assert ALL not in rows(here)
        box.at_rcpt.clear()
        here.clock.at(11, 6, 18)
        assert "to 2 recipients" in run(here)[0]
        assert (box.received[ZOE], box.received[ALL]) == (2, 0)
        by_hand(here)
        assert (box.received[ZOE], box.received[ALL]) == (2, 1)


def test_a_rule_that_is_added_after_the_look_keeps_it_from_leaving(here):
    """Agreed to for two; another rule comes before the first mail does: nobody receives it, and it stays a draft."""
    drafted(here)
    decide(here, ActKind.APPROVE)
    found = edition(here, SEPTEMBER)
    seal = here.context.store.editions.seal(found.id)
    rule(here, COMPANY)
    with pytest.raises(TryLater, match="who receives it, was changed"):
        send_now(here.fresh(), team(here), SEPTEMBER, found, seal)
    assert (here.mails(ALL), here.mails(ANN), state(here)) == ([], [], Standing.DRAFT)


def test_words_that_nobody_approved_do_not_leave(here):
    """Approved; then another note, and a new draft of it, between the turn's look and the mail: nobody receives it."""
    drafted(here)
    decide(here, ActKind.APPROVE)
    here.clock.at(10, 7)
    editing, entry = here.context.store.editing, here.context.entry("edit edition")
    editing.change("Network", SEPTEMBER, lambda before: replace(before, note=note_of("Wait.")), entry)
    draft(here.fresh(), team(here), SEPTEMBER)
    with pytest.raises(TryLater, match="nobody has approved it as it is now"):
        leave(here.fresh(), team(here), SEPTEMBER)
    assert here.mails(ANN) == []


def test_a_hold_at_the_last_moment_leaves_it_a_draft(here):
    """Held between the look and the first mail: nothing has begun to leave, so the lead can still change it."""
    drafted(here)
    decide(here, ActKind.APPROVE)
    found = edition(here, SEPTEMBER)
    seal = here.context.store.editions.seal(found.id)
    decide(here, ActKind.HOLD)
    with pytest.raises(TryLater):
        send_now(here.fresh(), team(here), SEPTEMBER, found, seal)
    assert edition(here, SEPTEMBER).state.value == "draft"


def test_a_language_that_is_added_after_the_draft_is_written(here):
    """Under review the draft is made anew for a reader of another language: words and footer are in it."""
    october_drafted(here)
    rule(here, Rule(RecipientKind.ADDRESS, DORA, language="de"))
    here.clock.at(11, 6)
    assert "anew" in run(here)[0]
    here.clock.at(11, 11)
    assert "to 3 recipients" in run(here)[0]
    assert "Oktober" in last_mail(here, DORA)["Subject"]
    assert "October" in last_mail(here, ANN)["Subject"]


def test_a_language_that_the_edition_lacks_is_not_promised(here):
    """Approved without it: the reader receives the edition's own language, with the footer in the same."""
    october_drafted(here)
    rule(here, Rule(RecipientKind.ADDRESS, DORA, language="de"))
    decide(here, ActKind.APPROVE, OCTOBER)
    here.clock.at(11, 6)
    run(here)
    assert text_of(last_mail(here, DORA)) == text_of(last_mail(here, ANN))
    found = here.context.store.editions.deliveries(edition(here).id)
    assert {each.recipient: each.language for each in found}[DORA] == ""


def test_a_footer_speaks_the_language_of_its_edition(here):
    """A team that changes its language after the draft sends that draft with the footer of the same language."""
    october_drafted(here)
    with_settings(here, "report", {"language": "de"})
    here.clock.at(11, 6)
    assert "to 2 recipients" in run(here)[0]
    assert "To stop receiving this digest" in text_of(last_mail(here, ANN))


def test_what_became_a_list_carries_no_personal_token(here):
    """Planned as a person's address and made a list before it left: nobody can unsubscribe the others (E17)."""
    with_settings(here, "web", {"url": "https://d.example.com", "secret": SecretStr("x" * 40)})
    drafted(here)
    decide(here, ActKind.APPROVE)
    box = PickyMailbox()
    box.at_rcpt[ZOE] = LATER
    with by_smtp(here, box):
        here.clock.at(10, 7)
        run(here)
        rule(here, Rule(RecipientKind.LIST, ZOE, keeper="Kim"), removed=(Rule(RecipientKind.ADDRESS, ZOE),))
        box.at_rcpt.clear()
        here.clock.at(10, 7, 15)
        run(here)
    sent = {to: message_from_bytes(content, policy=policy.default) for (to,), content in box.mails}
    assert sent[ANN]["List-Unsubscribe"]
    assert sent[ZOE]["List-Unsubscribe"] is None
    assert "Kim" in text_of(sent[ZOE])


def test_an_address_written_otherwise_still_receives_it(tmp_path):
    """The same mailbox in other letters before the mail could leave: one mail, and the edition is sent."""
    written = "Ann@example.com"
    here = office(tmp_path, readers=(written, ZOE))
    drafted(here)
    decide(here, ActKind.APPROVE)
    box = PickyMailbox()
    box.at_rcpt[written] = LATER
    with by_smtp(here, box):
        here.clock.at(10, 7)
        run(here)
        rule(here, Rule(RecipientKind.ADDRESS, ANN), removed=(Rule(RecipientKind.ADDRESS, written),))
        here.clock.at(10, 7, 15)
        run(here)
    assert (box.received[ANN], box.received[written], state(here)) == (1, 0, Standing.SENT)


def test_a_forced_sending_that_is_refused_lifts_no_hold(here, tmp_path):
    """Held, and sent all the same while its links open nothing: nobody receives it, from the schedule neither."""
    (tmp_path / "pages").mkdir()
    there = {"url": "https://d.example.com/e", "folder": tmp_path / "pages", "secret": SecretStr("y" * 40)}
    with_settings(here, "evidence", there)
    october_drafted(here)
    decide(here, ActKind.HOLD, OCTOBER, "a figure is wrong")
    with_settings(here, "evidence", {"url": "https://elsewhere.example.com"})
    with pytest.raises(SettingsError, match="links to where"):
        by_hand(here, forced="the board asked for it")
    with_settings(here, "evidence", there)
    here.clock.at(11, 6)
    run(here)
    assert (state(here, OCTOBER), len(here.mails(ANN))) == (Standing.HELD, 1)


def test_a_forced_sending_that_did_not_begin_lifts_no_hold(here):
    """Somebody changes who receives it between the word and the mail: the hold stands."""
    october_drafted(here)
    decide(here, ActKind.HOLD, OCTOBER, "a figure is wrong")
    found = edition(here)
    seal = agree(here.fresh(), team(here), OCTOBER, found, Wanted(forced="the board asked for it"))
    rule(here, COMPANY)
    with pytest.raises(TryLater):
        send_now(here.fresh(), team(here), OCTOBER, found, seal)
    assert state(here, OCTOBER) is Standing.HELD


def test_a_forced_sending_goes_on_until_everybody_has_it(here):
    """What the server could not take at once leaves later: that is what the person wanted. Another hold stops it."""
    october_drafted(here)
    decide(here, ActKind.HOLD, OCTOBER, "a figure is wrong")
    box = PickyMailbox()
    box.at_rcpt[ZOE] = LATER
    with by_smtp(here, box):
        by_hand(here, forced="the board asked for it")
        assert (box.received[ANN], state(here, OCTOBER)) == (1, Standing.SENDING)
        decide(here, ActKind.HOLD, OCTOBER, "stop it")
        box.at_rcpt.clear()
        here.clock.at(11, 6)
        run(here)
        assert (box.received[ZOE], state(here, OCTOBER)) == (0, Standing.HELD)
        decide(here, ActKind.RELEASE, OCTOBER)
        run(here)
        assert (box.received[ZOE], state(here, OCTOBER)) == (1, Standing.SENT)


def with_leavers(here, *left: str) -> None:
    """ServiceNow's users, of whom these are not active any more, with a rule for each of those."""
    users = [
        cells(
            sys_id=person(name)[0],
            user_name=name.lower(),
            name=name,
            email=f"{name.lower()}@example.com",
            active=str(name not in left).lower(),
        )
        for name in STAFF
    ]
    fill(here.context, "sys_user", users)
    known = {each.name for each in here.context.store.recipients.rules("Network")}
    rule(here, *(Rule(RecipientKind.USER, name) for name in left if name not in known))


def test_leavers_are_skipped_and_told_in_one_letter(here):
    """E42: two users who are not active are kept as left; their lead hears it once, and not again next month."""
    box = PickyMailbox()
    with by_smtp(here, box):
        with_leavers(here, "Ben", "Cem")
        drafted(here)
        decide(here, ActKind.APPROVE)
        here.clock.at(10, 7)
        assert "to 2 recipients" in run(here)[0]
        assert rows(here, SEPTEMBER)[BEN] == ("skipped", "left")
        (letter,) = told_left(box)
        assert "ben@example.com and cem@example.com" in letter.replace("\n", " ")
        here.clock.at(11, 2)
        run(here)
        with_leavers(here, "Ben", "Cem", "Dia")
        here.clock.at(11, 6)
        run(here)
        run(here)
    assert len(told_left(box)) == 2
    assert "reaches dia@example.com no more" in told_left(box)[1].replace("\n", " ")


def test_who_left_is_told_when_the_leads_server_is_back(here):
    """E42: the edition is sent to all others and closed while the lead cannot be told: the next turn tells it, once."""
    box = PickyMailbox()
    with by_smtp(here, box):
        drafted(here)
        decide(here, ActKind.APPROVE)
        box.at_rcpt |= {ZOE: "550 5.1.1 no such user", LEAD: LATER}
        here.clock.at(10, 7)
        run(here)
        assert (state(here), told_left(box)) == (Standing.SENT, [])
        del box.at_rcpt[LEAD]
        run(here)
        run(here)
    assert len(told_left(box)) == 1


def test_who_came_back_receives_it_from_a_person(here):
    """Skipped as left, and active again in ServiceNow: sending by hand reaches them, and nobody twice."""
    box = PickyMailbox()
    with by_smtp(here, box):
        with_leavers(here, "Ben")
        drafted(here)
        by_hand(here, SEPTEMBER)
        assert rows(here, SEPTEMBER)[BEN][0] == DeliveryState.SKIPPED
        with_leavers(here)
        by_hand(here, SEPTEMBER)
    assert (box.received[BEN], box.received[ANN], rows(here, SEPTEMBER)[BEN][0]) == (1, 1, "sent")


def test_who_leaves_before_the_mail_does_is_known_as_left(here):
    """Planned, then not active any more: the delivery says that they left, and the lead is told."""
    box = PickyMailbox()
    with by_smtp(here, box):
        with_leavers(here, "Ben")
        with_leavers(here)
        drafted(here)
        decide(here, ActKind.APPROVE)
        box.at_rcpt[BEN] = LATER
        here.clock.at(10, 7)
        run(here)
        with_leavers(here, "Ben")
        here.clock.at(10, 7, 15)
        run(here)
    assert (rows(here, SEPTEMBER)[BEN], len(told_left(box))) == (("skipped", "left"), 1)
