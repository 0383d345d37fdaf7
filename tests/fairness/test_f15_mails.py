"""F15 for mails: export and deletion know by what digests reach a person, and bring no mail back."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from drumbeat.desk.drafts import draft
from drumbeat.desk.recipients import change_rules, reach_of
from drumbeat.editions.deliveries import Planned
from drumbeat.editions.recipients import Reach, Reason, RecipientKind, Rule
from installation import NETWORK, OCTOBER, fill, installed
from rows import cells, person

FAY, BEN = "fay@example.com", "ben@example.com"
KEY, TWIN = person("Fay")[0], person("Other Fay")[0]


@pytest.fixture(name="context")
def _context(tmp_path):
    """Two teams whose rules speak of Fay and of Ben; ServiceNow knows two people called Fay."""
    context = installed(tmp_path)
    users = [
        cells(sys_id=KEY, name="Fay", user_name="fay.f", email="Fay@example.com", active="true"),
        cells(sys_id=TWIN, name="Fay", user_name="fay.o", email="other@example.com", active="true"),
    ]
    fill(context, "sys_user", users)
    context.store.teams.add(NETWORK)
    context.store.teams.add(replace(NETWORK, name="Desk"))
    address, user = RecipientKind.ADDRESS, RecipientKind.USER
    change_rules(context, "Network", [Rule(address, FAY.upper()), Rule(user, "fay.f"), Rule(address, BEN)])
    change_rules(context, "Desk", [Rule(address, FAY, is_excluded=True)])
    context.store.suppressions.add(FAY, "Desk", Reason.UNSUBSCRIBED, "link of the mail", context.clock())
    edition = draft(context, NETWORK, OCTOBER)
    context.store.editions.plan(edition.id, [Planned(FAY, "<1@x>"), Planned(BEN, "<2@x>")], context.clock())
    return context


def test_f15_a_person_is_reached_by_what_means_nobody_else(context):
    """The mailbox is that of ServiceNow's user; a name of two means neither, and nothing reaches a stranger."""
    assert reach_of(context, KEY) == Reach(frozenset({FAY}), frozenset({KEY, "fay.f"}))
    assert reach_of(context, "nobody") == Reach()


def test_f15_an_export_has_the_mails(context):
    """Rules, what was unsubscribed and the mails of the person's mailbox are handed over, and nobody else's."""
    held = context.store.persons.export(KEY, context.entry("export person", KEY), reach_of(context, KEY))
    rules = [(each["team"], each["kind"], each["is_excluded"]) for each in held["recipient_rules"]]
    assert rules == [("Desk", "address", True), ("Network", "address", False), ("Network", "user", False)]
    assert [(each["team"], each["reason"]) for each in held["suppressions"]] == [("Desk", "unsubscribed")]
    mails = [(each["team"], each["recipient"], each["state"]) for each in held["deliveries"]]
    assert mails == [("Network", FAY, "planned")]
    assert BEN not in json.dumps(held)


def test_f15_a_deletion_brings_no_mail_back(context):
    """No rule leads to the person and nothing that waits leaves; what keeps mails away stays, others' rules as well."""
    gone = context.store.persons.delete(KEY, context.entry("delete person", KEY), reach_of(context, KEY))
    assert (gone.rows, gone.kept) == (2, 2)
    assert [rule.name for rule in context.store.recipients.rules("Network")] == [BEN]
    assert [rule.is_excluded for rule in context.store.recipients.rules("Desk")] == [True]
    assert context.store.suppressions.of("Desk") == {FAY: Reason.UNSUBSCRIBED}
    edition = context.store.editions.find("Network", OCTOBER)
    assert [each.recipient for each in context.store.editions.deliveries(edition.id)] == [BEN]
