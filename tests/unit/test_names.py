"""Names in a team's digest: who, in which line, in which order."""

from __future__ import annotations

from dataclasses import replace

import pytest

from digests import rich_digest
from drumbeat.digest.model import SignalLine
from drumbeat.digest.people.consent import Category, Consent
from drumbeat.digest.people.names import CATEGORY_OF, NO_CONSENTS, Consents, for_team, named, names_in, without_names
from drumbeat.records.model import Ref
from drumbeat.signals.catalogue import RULES
from drumbeat.signals.model import Default, Evidence, Role, Signal, Status

ANN, BEN, CEM = Ref("1", "ann Lee"), Ref("2", "Ben"), Ref("3", "Cem")


def signal(rule="V02", who=ANN, number="CIM1", **more):
    """A signal of somebody."""
    return Signal(rule, "1.0.0", who, Role.LEAD, (Evidence("sn_cim_register", number, "state", "closed"),), **more)


def yes(*pairs, unsaid=()):
    """Consents of these people to these categories."""
    return Consents(frozenset(Consent(who.key, category) for who, category in pairs), frozenset(unsaid))


def test_nobody_is_named_without_consent():
    """Signals of people who said nothing name nobody."""
    assert named([signal(), signal(who=BEN)], NO_CONSENTS) == ()


def test_a_consent_is_for_one_person_and_one_category():
    """Ann's yes to improvement names neither Ann in another category nor anybody else."""
    signals = [signal(), signal(who=BEN), signal("V05", number="KB1")]
    found = named(signals, yes((ANN, Category.IMPROVEMENT)))
    assert [(each.rule, each.name) for each in found] == [("V02", "ann Lee")]


def test_names_are_alphabetical_whatever_was_done():
    """The order of names is the alphabet's without regard to case, not that of how much each did."""
    consents = yes(*((who, Category.IMPROVEMENT) for who in (ANN, BEN, CEM)))
    few = [signal(who=CEM), signal(who=ANN), signal(who=BEN)]
    many = [signal(who=CEM, number=f"CIM{number}") for number in range(9)]
    assert names_in("V02", named([*many, *few], consents)) == ("ann Lee", "Ben", "Cem")


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.default is not Default.BOTH])
def test_only_signals_of_both_can_name(rule):
    """A private rule and a rule of the team alone name nobody, whatever was consented to."""
    every = yes(*((ANN, category) for category in Category))
    assert named([signal(rule.id)], every) == ()


def test_every_rule_that_can_name_has_a_category():
    """Each rule that is both a team's and a person's, or opt-in, has a category that one can say yes or no to."""
    need = {rule.id for rule in RULES if (rule.default.is_for_team and rule.default.is_personal) or rule.opt_in}
    assert need <= set(CATEGORY_OF)
    assert set(CATEGORY_OF) <= {rule.id for rule in RULES}


def test_what_the_owner_disputes_or_hides_names_nobody():
    """A statement that its owner does not want told names nobody, even if evidence is added to it."""
    consents = yes((ANN, Category.IMPROVEMENT), unsaid=[signal().statement])
    more = replace(signal(), evidence=(*signal().evidence, Evidence("sn_cim_task", "T1", "state", "closed")))
    assert named([more], consents) == ()
    assert named([signal(number="CIM2")], consents) != ()


def test_what_two_did_for_each_other_names_nobody():
    """A flagged signal names nobody (F8)."""
    assert named([signal(status=Status.FLAGGED)], yes((ANN, Category.IMPROVEMENT))) == ()


def test_opt_in_rules_are_told_only_of_those_who_asked():
    """Recognition of somebody who did not ask for it is no team's, nor what that person hides; other rules stay."""
    praise = signal("V10", number="r1")
    asked = (ANN, Category.RECOGNITION)
    assert for_team([praise, signal()], NO_CONSENTS) == (signal(),)
    assert for_team([praise, signal("V10", BEN)], yes(asked)) == (praise,)
    assert for_team([praise], yes(asked, unsaid=[praise.statement])) == ()


def test_a_digest_without_names_is_else_the_same():
    """Taking names out changes nothing else, but for lines that only those who asked are told of."""
    line = SignalLine("V02", "Leading", ("CIM1",), ("Ann",))
    praise = SignalLine("V10", "Recognition", ("r1",), ("Ann",))
    found = without_names(replace(rich_digest(), signals=(line, praise)))
    assert found == replace(rich_digest(), signals=(replace(line, names=()),))
