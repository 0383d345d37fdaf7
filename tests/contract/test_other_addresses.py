"""Somebody whose address changed gets no month twice, and stays unsubscribed: the ledger knows whose mailbox it was."""

from __future__ import annotations

import pytest

from drumbeat.cli.editions import _sent_of, _tell_kept_back, _tell_late
from drumbeat.desk.by_hand import Wanted, send
from drumbeat.desk.readership import readership_of
from drumbeat.desk.recipients import change_rules, expansion_of, resubscribe
from drumbeat.desk.turn import turn
from drumbeat.editions.deliveries import HAS_IT, DeliveryState, Outcome, Planned
from drumbeat.editions.recipients import EVERY_TEAM, Reason, RecipientKind, Rule
from drumbeat.errors import SettingsError
from drumbeat.store.editions import EditionStore
from drumbeat.store.suppressions import SuppressionStore
from drumbeat.store.teams import TeamStore
from installation import NETWORK, OCTOBER, fill
from rows import cells, sys_id
from schedules import office, sent_once
from stores import CONTENT, NOW, claim, later, settle

OLD, NEW, BOB = "ann@x.example", "lee@x.example", "bob@x.example"
ANN_ID, BOB_ID = sys_id("pann"), sys_id("pbob")


def planned(address: str, *persons: str, **more) -> Planned:
    """A delivery to the mailbox of these persons."""
    return Planned(address, f"<{address}>", persons=persons, **more)


class Ledger:
    """A ledger with an edition that was sent, or is in doubt, to Ann at her former address."""

    def __init__(self, place) -> None:
        self.database = place.open()
        TeamStore(self.database).add(NETWORK)
        self.editions = EditionStore(self.database)
        self.id = self.editions.save_draft("Network", OCTOBER, CONTENT, [], NOW).id

    def left(self, address: str, *persons: str, state: DeliveryState = DeliveryState.SENT, why: str = "") -> None:
        """This came of the mail there."""
        self.editions.plan(self.id, [planned(address, *persons)], NOW)
        claim(self.editions, self.id, address, NOW)
        settle(self.editions, self.id, Outcome(address, state, why))
        self.editions.close(self.id)

    def again(self, *wanted: Planned) -> dict[str, tuple[str, str]]:
        """As a person's plain `send` plans it later: recipient to state and note."""
        self.editions.plan(self.id, wanted, later(hours=1))
        return {each.recipient: (each.state.value, each.error) for each in self.editions.deliveries(self.id)}


@pytest.fixture(name="ledger")
def _ledger(place):
    return Ledger(place)


@pytest.mark.parametrize("state", [DeliveryState.SENT, DeliveryState.UNKNOWN])
def test_who_has_it_elsewhere_is_kept_back(ledger, state):
    """Sent, or in doubt, at a former address: the new one is kept as skipped, once, and others who are new get it."""
    ledger.left(OLD, ANN_ID, state=state)
    for _ in range(2):
        found = ledger.again(planned(NEW, ANN_ID), planned(BOB, BOB_ID))
        assert found[NEW] == ("skipped", f"{HAS_IT}: {OLD}")
        assert found[BOB] == ("planned", "")
    assert [each.recipient for each in ledger.editions.history(ledger.id)].count(NEW) == 1


def test_nothing_is_opened_again_for_who_is_kept_back(ledger):
    """An edition that is sent stays so where nobody else is new."""
    ledger.left(OLD, ANN_ID)
    assert ledger.again(planned(NEW, ANN_ID))[NEW][0] == "skipped"
    assert ledger.editions.find("Network", OCTOBER).state.value == "sent"


@pytest.mark.parametrize(
    ("state", "why"),
    [(DeliveryState.FAILED, "mailbox full"), (DeliveryState.SKIPPED, "left: no such mailbox")],
    ids=["refused", "gone"],
)
def test_who_did_not_get_it_gets_it(ledger, state, why):
    """Refused there, or the mailbox is gone: the person has nothing yet, and the new address gets it."""
    ledger.left(OLD, ANN_ID, state=state, why=why)
    assert ledger.again(planned(NEW, ANN_ID))[NEW] == ("planned", "")


def test_what_came_back_goes_to_the_new_address(ledger):
    """Accepted, then back: the person has nothing, whatever was kept back while that was not known."""
    ledger.left(OLD, ANN_ID)
    assert ledger.again(planned(NEW, ANN_ID))[NEW][0] == "skipped"
    ledger.editions.plan_again(ledger.id, [DeliveryState.SENT], later(hours=2), OLD)
    claim(ledger.editions, ledger.id, OLD, later(hours=2))
    settle(ledger.editions, ledger.id, Outcome(OLD, DeliveryState.FAILED, "came back"), later(hours=2))
    assert ledger.again(planned(NEW, ANN_ID))[NEW] == ("planned", "")


def test_a_mailbox_that_several_share_counts_for_each(ledger):
    """Who read it in a shared mailbox has it; another person with a new address does not."""
    ledger.left(OLD, BOB_ID, ANN_ID)
    found = ledger.again(planned(NEW, ANN_ID), planned("cy@x.example", sys_id("pcy")))
    assert (found[NEW][0], found["cy@x.example"][0]) == ("skipped", "planned")


def test_what_waits_knows_whose_it_is_by_now(ledger):
    """A planned mail follows who reads the mailbox: whoever had it before it left has nothing."""
    ledger.editions.plan(ledger.id, [planned(OLD, ANN_ID)], NOW)
    ledger.editions.plan(ledger.id, [planned(OLD, BOB_ID)], NOW)
    claim(ledger.editions, ledger.id, OLD, NOW)
    settle(ledger.editions, ledger.id, Outcome(OLD, DeliveryState.SENT))
    assert ledger.again(planned(NEW, ANN_ID))[NEW][0] == "planned"


class Scene:
    """An office whose September went to Ann, a user of ServiceNow, and to Zoe's address."""

    def __init__(self, folder, place, rule: Rule) -> None:
        self.here = office(folder, url=place.url("live") if place.kind == "postgresql" else "", readers=())
        self.lives_at(OLD)
        change_rules(self.here.context, NETWORK.name, [rule, Rule(RecipientKind.ADDRESS, "zoe@example.com")])
        sent_once(self.here)

    def lives_at(self, address: str) -> None:
        """Ann's address, as the last pull read it."""
        users = [
            cells(sys_id=ANN_ID, user_name="ann", name="Ann Lee", email=address, active="true"),
            cells(sys_id=BOB_ID, user_name="bob", name="Bob Stone", email=BOB, active="true"),
        ]
        fill(self.here.context, "sys_user", users)

    def send(self, **wanted):
        """As `drumbeat send` does of September."""
        context = self.here.fresh()
        team = context.store.teams.get("Network")
        period = OCTOBER.before()
        edition = context.store.editions.find("Network", period)
        before = _sent_of(context, edition)
        found = send(context, team, period, edition, Wanted(**wanted))
        _tell_kept_back(team, period, found)
        _tell_late(before, _sent_of(context, edition))
        return {each.recipient: each.state.value for each in found}

    def mails(self, to: str) -> int:
        """How many are in the outbox."""
        return len(self.here.mails(to))


RULES = {"user": Rule(RecipientKind.USER, ANN_ID), "address": Rule(RecipientKind.ADDRESS, OLD)}


@pytest.mark.parametrize("kind", RULES)
def test_a_plain_send_tells_and_sends_nothing_twice(tmp_path, place, capsys, kind):
    """By a pull or by somebody's rule Ann has another address: she gets September again only when she is named.

    The command says who was kept back and how it is sent all the same, and to whom it went now; the schedule does
    nothing.
    """
    scene = Scene(tmp_path, place, RULES[kind])
    assert (scene.mails(OLD), scene.mails(NEW)) == (1, 0)
    scene.lives_at(NEW)
    new = [Rule(RecipientKind.USER, BOB_ID)]
    if kind == "address":
        new.append(Rule(RecipientKind.ADDRESS, NEW))
        change_rules(scene.here.fresh(), NETWORK.name, [], [RULES[kind]])
    change_rules(scene.here.fresh(), NETWORK.name, new)
    assert [each for each in turn(scene.here.fresh(), lambda: None) if each.error] == []
    assert scene.mails(NEW) == 0
    capsys.readouterr()
    found = scene.send()
    assert (found[NEW], found[BOB], scene.mails(NEW)) == ("skipped", "sent", 0)
    out, err = capsys.readouterr()
    assert f"{NEW}: {HAS_IT}: {OLD}" in " ".join(err.split())
    assert f'drumbeat send --team "Network" --month 2026-09 --resend {NEW}' in out
    assert f"It had left before; now to {BOB}." in out
    assert scene.send(once_more_to=[NEW])[NEW] == "sent"
    assert (scene.mails(OLD), scene.mails(NEW), scene.mails(BOB)) == (1, 1, 1)
    with pytest.raises(SettingsError, match="No mail to"):
        scene.send(once_more_to=[NEW])
    assert scene.send()[NEW] == "sent"
    assert scene.mails(NEW) == 1


def unsubscribe(scene: Scene, address: str, team: str = NETWORK.name) -> None:
    """As the link of the mail does."""
    context = scene.here.fresh()
    context.store.suppressions.add(address, team, Reason.UNSUBSCRIBED, "link of the mail", context.clock())


def reached(scene: Scene) -> list[str]:
    """Who receives the next digest."""
    context = scene.here.fresh()
    found = expansion_of(context, NETWORK.name, context.store.recipients.rules(NETWORK.name))
    return [each.address for each in found.recipients]


@pytest.mark.parametrize("team", [NETWORK.name, EVERY_TEAM], ids=["one", "every"])
def test_who_unsubscribed_stays_so_at_another_address(tmp_path, place, team):
    """By a pull Ann has another address: nothing goes there, others are not touched, and it is told as hers."""
    scene = Scene(tmp_path, place, RULES["user"])
    unsubscribe(scene, OLD, team)
    assert reached(scene) == ["zoe@example.com"]
    scene.lives_at(NEW)
    assert reached(scene) == ["zoe@example.com"]
    known = readership_of(scene.here.fresh(), NETWORK.name)
    (lost,) = known.lost
    assert (lost.address, lost.reason) == (NEW, Reason.UNSUBSCRIBED)
    assert known.suppression(lost).address == OLD


def test_what_waits_for_another_address_does_not_leave(ledger):
    """Who unsubscribes by the link of a former mail while one to the new address waits is not sent that one."""
    ledger.left(OLD, ANN_ID, state=DeliveryState.FAILED, why="mailbox full")
    assert ledger.again(planned(NEW, ANN_ID), planned(BOB, BOB_ID))[NEW] == ("planned", "")
    SuppressionStore(ledger.database).add(OLD, NETWORK.name, Reason.UNSUBSCRIBED, "link of the mail", NOW)
    unsent = {each.recipient for each in ledger.editions.deliveries(ledger.id) if each.state is DeliveryState.PLANNED}
    assert unsent == {BOB}


@pytest.mark.parametrize("said", [OLD, NEW])
def test_who_asks_for_it_again_receives_it_at_the_new_address(tmp_path, place, said):
    """Whichever of the addresses is named, nothing of that person stands any more."""
    scene = Scene(tmp_path, place, RULES["user"])
    unsubscribe(scene, OLD)
    scene.lives_at(NEW)
    unsubscribe(scene, NEW)
    lifted = resubscribe(scene.here.fresh(), said, None, "mail of 3 May")
    assert {each.address for each in lifted} >= {said}
    if said == NEW:
        assert reached(scene) == [NEW, "zoe@example.com"]
        assert scene.here.fresh().store.suppressions.all() == []


def test_who_moves_into_a_shared_mailbox_takes_it_from_nobody(tmp_path, place):
    """A mailbox that another reads as well still receives what its readers did not all leave."""
    scene = Scene(tmp_path, place, RULES["user"])
    unsubscribe(scene, OLD)
    scene.lives_at(BOB)
    assert reached(scene) == [BOB, "zoe@example.com"]


def test_an_address_that_was_nobodys_or_several_names_nobody(ledger):
    """Where it cannot be said who it was, the mailbox alone is remembered."""
    ledger.left(OLD, BOB_ID, ANN_ID)
    ledger.left(BOB)
    suppressions = SuppressionStore(ledger.database)
    for each in (OLD, BOB, "never@x.example"):
        suppressions.add(each, NETWORK.name, Reason.UNSUBSCRIBED, "link of the mail", NOW)
    assert [each.person for each in suppressions.all()] == ["", "", ""]
