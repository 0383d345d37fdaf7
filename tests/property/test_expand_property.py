"""Any rules, any directory: what expanding them never does."""

from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from directories import directory, group, member, user
from drumbeat.editions.addresses import Good, mailbox, verdict
from drumbeat.editions.recipients import Reason, RecipientKind, Rule, expand, recipient_rules_hash
from drumbeat.editions.rule_rows import Limits, as_row, imported, rule_problem
from samples import examples

NAMES = ("Ann", "Ben", "Cy", "Dia", "Eli")
BOXES = ("ann@x.example", "ANN@x.example", "ben@x.example", "cy@y.example", "all@x.example", "a..b@x.example", "")
GROUPS = ("Network", "Desk", "Empty")
USERS = st.builds(user, st.sampled_from(NAMES), st.sampled_from(BOXES), st.sampled_from([True, False, None]))
MEMBERS = st.builds(
    lambda who, where: member(user(who), group(where)), st.sampled_from(NAMES), st.sampled_from(GROUPS[:2])
)
RECORDS = st.tuples(
    st.lists(USERS, max_size=6), st.lists(st.builds(group, st.sampled_from(GROUPS)), max_size=3), st.lists(MEMBERS)
).map(lambda parts: [record for part in parts for record in part])
LANGUAGES = st.sampled_from(["", "de", "en"])
RULES = st.lists(
    st.one_of(
        st.builds(
            Rule,
            st.sampled_from([kind for kind in RecipientKind if kind.is_address]),
            st.sampled_from(BOXES[:-1]),
            st.booleans(),
            LANGUAGES,
            st.sampled_from(["", "the desk"]),
        ),
        st.builds(Rule, st.just(RecipientKind.USER), st.sampled_from((*NAMES, "Zed")), st.booleans(), LANGUAGES),
        st.builds(Rule, st.just(RecipientKind.GROUP), st.sampled_from((*GROUPS, "No")), st.booleans(), LANGUAGES),
    ),
    max_size=8,
)
SUPPRESSED = st.dictionaries(
    st.sampled_from([mailbox(each) for each in BOXES[:-1]]), st.sampled_from([Reason.LEFT, Reason.UNSUBSCRIBED])
)
CASES = st.tuples(RULES, RECORDS, SUPPRESSED, st.sampled_from([(), ("x.example",)]))


@settings(deadline=None, max_examples=examples(400))
@given(case=CASES)
def test_nobody_receives_twice_or_against_a_word(case):
    """Each mailbox once, each good and allowed; nobody who is left out, has left or unsubscribed; the rest says why."""
    rules, records, suppressed, allowed = case
    found = expand(rules, directory(*records), suppressed, allowed)
    boxes = [mailbox(each.address) for each in found.recipients]
    assert len(set(boxes)) == len(boxes)
    assert boxes == sorted(boxes)
    assert not set(boxes) & {mailbox(each.address) for each in found.skipped if each.address}
    out = {mailbox(rule.name) for rule in rules if rule.is_excluded and rule.kind.is_address}
    for each, box in zip(found.recipients, boxes, strict=True):
        assert isinstance(verdict(each.address, allowed), Good)
        assert box not in out
        assert suppressed.get(box) is not Reason.LEFT
        assert each.kind.is_list or box not in suppressed
        assert each.kind.is_list or not each.keeper


@settings(deadline=None, max_examples=examples(400))
@given(case=CASES)
def test_every_rule_that_includes_leads_somewhere(case):
    """No rule vanishes: each address comes out as recipient or as skipped, each user and group as well."""
    rules, records, suppressed, allowed = case
    who = directory(*records)
    found = expand(rules, who, suppressed, allowed)
    told = {mailbox(each.address) for each in (*found.recipients, *found.skipped) if each.address}
    for rule in rules:
        if rule.is_excluded:
            continue
        if rule.kind.is_address:
            assert mailbox(rule.name) in told
        else:
            alone = expand([rule], who, suppressed, allowed)
            assert alone.recipients or alone.skipped


@settings(deadline=None, max_examples=examples(200))
@given(case=CASES, seed=st.integers(0, 9))
def test_order_and_repetition_change_nothing(case, seed):
    """The same rules and records in another order, some of them twice, are the same recipients and the same hash."""
    rules, records, suppressed, allowed = case
    records = list({record.sys_id: record for record in records}.values())
    found = expand(rules, directory(*records), suppressed, allowed)
    chance = random.Random(seed)
    again, shuffled = [*rules, *rules[:2]], [*records]
    chance.shuffle(again)
    chance.shuffle(shuffled)
    assert expand(again, directory(*shuffled), suppressed, allowed) == found
    assert recipient_rules_hash(again) == recipient_rules_hash(rules)


@settings(deadline=None, max_examples=examples(200))
@given(case=CASES, exclude=st.sampled_from(BOXES[:-1]))
def test_leaving_somebody_out_only_ever_takes_away(case, exclude):
    """One more exclude takes that mailbox away, and changes nobody else."""
    rules, records, suppressed, allowed = case
    who = directory(*records)
    before = expand(rules, who, suppressed, allowed).recipients
    more = [*rules, Rule(RecipientKind.ADDRESS, exclude, is_excluded=True)]
    left = tuple(each for each in before if mailbox(each.address) != mailbox(exclude))
    assert expand(more, who, suppressed, allowed).recipients == left


@settings(deadline=None, max_examples=examples(300))
@given(rules=RULES)
def test_rules_survive_their_rows(rules):
    """What can be kept as a rule is the same rule after it was written as a row and read again."""
    limits = Limits(languages=("de", "en"))
    for rule in rules:
        judged = imported([(2, as_row(rule))], [], limits)
        assert judged.good == (() if rule_problem(rule, limits) else (rule,))
