"""Whom rules lead to: every case of the design, one by one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from directories import address, directory, group, member, user
from drumbeat.editions.directory import NO_DIRECTORY
from drumbeat.editions.recipients import Reason, Recipient, RecipientKind, Rule, Skipped, expand, recipient_rules_hash
from drumbeat.records.model import Ref
from rows import sys_id

ANN, BEN, CY = user("Ann Lee"), user("Ben Okri"), user("Cy", active=False)
NETWORK, EMPTY, OLD = group("Network"), group("Empty"), group("Old", active=False)
OFFICE = directory(
    *(ANN, BEN, CY, user("Dia", ""), user("Eli", "eli at x"), NETWORK, EMPTY, OLD),
    *(member(who, NETWORK) for who in (BEN, ANN, CY, user("Dia", ""), user("Eli", "eli at x"))),
    member(BEN, OLD),
)


def _group(name: str = "Network", **more) -> Rule:
    return Rule(RecipientKind.GROUP, name, **more)


def _user(name: str, **more) -> Rule:
    return Rule(RecipientKind.USER, name, **more)


def _list(name: str = "all@x.example", **more) -> Rule:
    return Rule(RecipientKind.LIST, name, **{"keeper": "the desk", **more})


def _sent(expansion) -> list[str]:
    return [each.address for each in expansion.recipients]


def _why(expansion) -> dict[str, str]:
    return {each.name: each.reason.value for each in expansion.skipped}


def test_without_rules_nobody_receives_anything():
    """No rule, no recipient."""
    found = expand([])
    assert (found.recipients, found.skipped, found.unclear) == ((), (), ())


@pytest.mark.parametrize("name", ["Network", "network", " NETWORK ", sys_id("gNetwork")])
def test_a_group_is_its_active_members_with_an_address(name):
    """Of a group, by name in any case or by sys_id, active members with a good address receive; each other says why."""
    found = expand([_group(name)], OFFICE)
    assert _sent(found) == ["ann.lee@x.example", "ben.okri@x.example"]
    assert {each.kind for each in found.recipients} == {RecipientKind.GROUP}
    assert _why(found) == {"Cy": "left", "Dia": "no address", "Eli": "bad address"}


def test_a_leaver_keeps_the_address_on_record():
    """Who left is skipped under the own address, so that the ledger can say so."""
    (left,) = (each for each in expand([_group()], OFFICE).skipped if each.reason is Reason.LEFT)
    assert left == Skipped("Cy", Reason.LEFT, "cy@x.example")


@pytest.mark.parametrize("name", ["Ben Okri", "ben.okri", "BEN  OKRI", sys_id("pBen Okri")])
def test_a_user_is_found_by_whatever_a_lead_writes(name):
    """A user is named by name, user name or sys_id."""
    assert _sent(expand([_user(name)], OFFICE)) == ["ben.okri@x.example"]


def test_a_user_who_left_is_skipped():
    """No mail follows a user who is not active any more (E42)."""
    found = expand([_user("Cy")], OFFICE)
    assert (_sent(found), _why(found)) == ([], {"Cy": "left"})


def test_an_address_of_which_only_leavers_are_known_is_skipped():
    """A leaver in a typed list is found out by the directory (E42); where a colleague has the address too, it stays."""
    assert _why(expand([address("CY@x.example")], OFFICE)) == {"CY@x.example": "left"}
    shared = directory(CY, user("Cy Two", "Cy@X.example"))
    assert _sent(expand([address("cy@x.example")], shared)) == ["cy@x.example"]
    assert _sent(expand([address("cy@x.example")])) == ["cy@x.example"]


def test_an_account_whose_state_cannot_be_read_counts_as_active():
    """Where ServiceNow does not let `active` be read, nobody is taken for a leaver."""
    assert _sent(expand([_user("Cy")], directory(replace(CY, is_active=None)))) == ["cy@x.example"]


def test_each_mailbox_comes_once():
    """The same mailbox by four ways, in any case and form, is one recipient."""
    rules = [address("ANN.LEE@x.example"), address("ann.lee@X.EXAMPLE"), _user("Ann Lee"), _group()]
    assert _sent(expand(rules, OFFICE)) == ["ANN.LEE@x.example", "ben.okri@x.example"]
    rules = [address("ann@b\u00fccher.example"), address("ann@xn--bcher-kva.example")]
    assert len(expand(rules).recipients) == 1


def test_of_two_spellings_one_is_taken_always_the_same():
    """Two members of one mailbox in two spellings are one recipient, in whichever order they were read."""
    one, two = user("Ann", "ann@x.example"), user("Bea", "ANN@x.example")
    ways = [[one, two, NETWORK, *(member(who, NETWORK) for who in pair)] for pair in ((one, two), (two, one))]
    assert [_sent(expand([_group()], directory(*way))) for way in ways] == [["ANN@x.example"]] * 2


def test_the_personal_rule_speaks_the_language():
    """The language of the address goes before the user's, and that before the group's; a silent rule does not speak."""
    rules = [_group(language="en"), _user("Ann Lee", language="fr"), address("ann.lee@x.example", language="de")]
    of = {count: expand(rules[:count], OFFICE).recipients[0] for count in (1, 2, 3)}
    assert [each.language for each in of.values()] == ["en", "fr", "de"]
    assert [each.kind.value for each in of.values()] == ["group", "user", "address"]
    silent = [_group(language="de"), address("ann.lee@x.example")]
    (found,) = expand(silent, OFFICE).recipients[:1]
    assert (found.address, found.language, found.kind) == ("ann.lee@x.example", "de", RecipientKind.ADDRESS)


@pytest.mark.parametrize("kind", [RecipientKind.USER, RecipientKind.ADDRESS, RecipientKind.LIST])
def test_whose_a_mailbox_is(kind):
    """Every active user with the address, however the rule calls it; of a list, which many read, nobody."""
    ann, ben = user("Ann Lee", "desk@x.example"), user("Ben Okri", "Desk@X.example")
    gone = user("Cy Moe", "desk@x.example", active=False)
    rule = Rule(kind, ann.sys_id if kind is RecipientKind.USER else "desk@x.example")
    (found,) = expand([rule], directory(ann, ben, gone)).recipients
    assert found.persons == (() if kind.is_list else (ann.sys_id, ben.sys_id))


def test_a_list_is_one_message_with_its_keeper():
    """A list is one recipient, marked as what many read; a company's list likewise."""
    found = expand([_list(language="de"), Rule(RecipientKind.COMPANY, "everybody@x.example", keeper="HR")])
    assert found.recipients == (
        Recipient("all@x.example", "de", RecipientKind.LIST, "the desk"),
        Recipient("everybody@x.example", "", RecipientKind.COMPANY, "HR"),
    )
    assert all(each.kind.is_list for each in found.recipients)


def test_what_is_a_list_by_any_rule_is_a_list():
    """A personal token to a list would let one reader unsubscribe all, so the list's rule decides."""
    (only,) = expand([_list("ann.lee@x.example"), _group()], OFFICE).recipients[:1]
    assert (only.kind, only.keeper) == (RecipientKind.LIST, "the desk")


@pytest.mark.parametrize(
    "exclude",
    [
        address("Ben.Okri@X.example", is_excluded=True),
        _user("Ben Okri", is_excluded=True),
        _group("Old", is_excluded=True),
    ],
    ids=["address", "user", "group"],
)
@pytest.mark.parametrize("include", [address("ben.okri@x.example"), _user("ben.okri"), _group()])
def test_excludes_win(include, exclude):
    """Who is left out receives nothing, whichever rule names them, even by a group that is not active any more."""
    found = expand([include, exclude], OFFICE)
    assert "ben.okri@x.example" not in _sent(found)
    assert [each.reason for each in found.skipped if each.address == "ben.okri@x.example"] == [Reason.EXCLUDED]


def test_an_exclude_that_nobody_meets_is_no_finding():
    """Leaving out somebody who would not receive it anyway is said nowhere."""
    found = expand([address("eve@x.example", is_excluded=True), address("ann@x.example")])
    assert (_sent(found), found.skipped, found.unclear) == (["ann@x.example"], (), ())


@pytest.mark.parametrize("rule", [_user("Zed", is_excluded=True), _group("Nowhere", is_excluded=True)])
def test_an_exclude_of_nobody_knows_whom_is_unclear(rule):
    """When nobody knows who is to be left out, it is said, so that nothing is sent by mistake."""
    found = expand([address("ann@x.example"), rule], OFFICE)
    assert found.unclear == (rule,)
    assert found.findings[0].reason is Reason.NOT_KNOWN


def test_an_excluded_member_who_cannot_be_read_may_have_a_typed_address():
    """Left out is left out: nothing leaves while an address may be of an excluded member whom nobody can read."""
    here = directory(ANN, BEN, NETWORK, member(BEN, NETWORK), member(Ref(sys_id("gone"), "Dia"), NETWORK))
    rule = _group(is_excluded=True)
    found = expand([address("dia@x.example"), rule], here)
    assert (found.unclear, _why(found)["Dia"]) == ((rule,), "not known")
    nobody_else = expand([address("ann.lee@x.example"), _list(), rule], here)
    assert (_sent(nobody_else), nobody_else.unclear) == (["all@x.example", "ann.lee@x.example"], ())


def test_an_exclude_that_fits_several_leaves_all_of_them_out():
    """An ambiguous exclude is told, and meanwhile nobody of the name receives anything."""
    twins = directory(user("Ann", "one@x.example"), replace(user("Ann", "two@x.example"), sys_id=sys_id("other")))
    rules = [address("one@x.example"), address("two@x.example"), _user("Ann", is_excluded=True)]
    found = expand(rules, twins)
    assert (_sent(found), found.unclear) == ([], ())
    assert _why(found)["Ann"] == "several of that name"


def test_a_name_of_several_is_nobody():
    """Two active people of one name: nobody is guessed at; with one of them gone it is the other."""
    one, two = user("Ann", "one@x.example"), replace(user("Ann", "two@x.example"), sys_id=sys_id("other"))
    found = expand([_user("Ann")], directory(one, two))
    assert (_sent(found), _why(found)) == ([], {"Ann": "several of that name"})
    assert _sent(expand([_user("Ann")], directory(one, replace(two, is_active=False)))) == ["one@x.example"]


def test_a_group_of_several_is_nobody():
    """Two groups of one name: nobody is guessed at; the sys_id means one."""
    twin = replace(NETWORK, sys_id=sys_id("twin"))
    both = directory(ANN, NETWORK, twin, member(ANN, twin))
    assert _why(expand([_group()], both)) == {"Network": "several of that name"}
    assert _sent(expand([_group(twin.sys_id)], both)) == ["ann.lee@x.example"]


@pytest.mark.parametrize(
    ("rule", "reason", "said"),
    [
        (_group("Empty"), Reason.NOBODY, "no members"),
        (_group("Old"), Reason.NOBODY, "not active any more"),
        (_group("Nowhere"), Reason.NOT_KNOWN, "hold none of that name"),
        (_user("Zed"), Reason.NOT_KNOWN, "hold nobody of that name"),
    ],
)
def test_a_rule_that_leads_nowhere_is_a_finding(rule, reason, said):
    """A group without members, one that is not known: the lead is told by the rule's name, with a sentence."""
    (found,) = expand([rule], OFFICE).findings
    assert (found.name, found.reason, found.address) == (rule.name, reason, "")
    assert said in found.detail


def test_a_group_of_leavers_is_a_finding():
    """When nobody of a group can be mailed any more the group itself is told, beside its leavers."""
    found = expand([_group()], directory(CY, NETWORK, member(CY, NETWORK)))
    assert _why(found) == {"Cy": "left", "Network": "nobody in it"}


def test_what_was_not_read_is_said():
    """Without memberships or users in the store, the finding says that they were not read."""
    (unread,) = expand([_group()], directory(ANN, NETWORK)).skipped
    assert "No memberships" in unread.detail
    details = {each.detail for each in expand([_group()], directory(NETWORK, member(ANN, NETWORK))).skipped}
    assert "No users were read from ServiceNow." in details


def test_a_group_that_only_memberships_name_is_known():
    """Groups may not be readable, memberships name them all the same."""
    assert _sent(expand([_group()], directory(ANN, member(ANN, NETWORK)))) == ["ann.lee@x.example"]


def test_a_member_whom_the_users_do_not_hold_is_told():
    """A membership of somebody unknown is skipped by name."""
    found = expand(
        [_group()], directory(ANN, NETWORK, member(ANN, NETWORK), member(Ref(sys_id("gone"), "Zed"), NETWORK))
    )
    assert (_sent(found), _why(found)) == (["ann.lee@x.example"], {"Zed": "not known"})


@pytest.mark.parametrize("reason", [Reason.UNSUBSCRIBED, Reason.LEFT])
def test_a_suppressed_member_is_skipped_and_the_group_stays(reason):
    """Who unsubscribed, or whose mailbox is gone, is skipped; the others of the group receive as before (E17)."""
    found = expand([_group()], OFFICE, {"ann.lee@x.example": reason})
    assert _sent(found) == ["ben.okri@x.example"]
    assert _why(found)["Ann Lee"] == reason.value


def test_a_typed_address_is_suppressed_as_well():
    """A personal rule does not overrule who unsubscribed."""
    found = expand([address("ANN@x.example")], suppressed={"ann@x.example": Reason.UNSUBSCRIBED})
    assert (_sent(found), _why(found)) == ([], {"ANN@x.example": "unsubscribed"})


def test_one_reader_does_not_end_a_list():
    """An unsubscribing reader never ends a list (E17); a list whose mailbox is gone is skipped."""
    assert _sent(expand([_list()], suppressed={"all@x.example": Reason.UNSUBSCRIBED})) == ["all@x.example"]
    assert _why(expand([_list()], suppressed={"all@x.example": Reason.LEFT})) == {"all@x.example": "left"}


def test_addresses_of_other_domains_are_skipped():
    """The allow-list holds for typed addresses and for the directory's, and for what was kept before it was said."""
    rules = [address("eve@y.example"), _group(), _list("all@z.example")]
    found = expand(rules, OFFICE, allowed_domains=("y.example",))
    assert _sent(found) == ["eve@y.example"]
    assert _why(found)["Ann Lee"] == _why(found)["all@z.example"] == "bad address"
    assert "mail.allowed_domains" in next(each.detail for each in found.skipped if each.name == "Ann Lee")


def test_a_bad_address_says_what_is_wrong():
    """An address that no mail could be made for is skipped with the verdict's own sentence."""
    (found,) = expand([address("a..b@x.example")]).findings
    assert (found.reason, found.address) == (Reason.BAD_ADDRESS, "a..b@x.example")
    assert "dot" in found.detail


def test_the_hash_is_over_rules_and_not_over_people():
    """Order and repetition do not change it; a joiner does not; every part of a rule does."""
    rules = [_group(), address("ann@x.example", language="de"), _list()]
    told = recipient_rules_hash(rules)
    assert told == recipient_rules_hash([*reversed(rules), rules[0]])
    others = [
        *(rules[:2], [*rules, address("bo@x.example")], [replace(rules[0], is_excluded=True), *rules[1:]]),
        *([rules[0], replace(rules[1], language=""), rules[2]], [*rules[:2], replace(rules[2], keeper="HR")]),
        [*rules[:2], replace(rules[2], kind=RecipientKind.COMPANY)],
    ]
    assert len({told, *map(recipient_rules_hash, others)}) == len(others) + 1


def test_who_is_who_without_sys_ids():
    """Of exported lists without sys_ids, groups and users are known by name."""
    office = directory(ANN, NETWORK, member(Ref("", "Ann Lee"), Ref("", "Network")))
    assert _sent(expand([_group()], office)) == ["ann.lee@x.example"]
    assert NO_DIRECTORY.members_of(NETWORK) == ()
