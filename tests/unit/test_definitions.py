"""`drumbeat definitions`: every figure, rule and gate reason, in words, with where it is shown and what it needs."""

from __future__ import annotations

import re

import pytest

from command import quickly
from drumbeat.digest.figures.definitions import DEFINITIONS
from drumbeat.records.tables import BY_NAME
from drumbeat.signals.catalogue import RULES
from drumbeat.signals.gate import Reason
from drumbeat.signals.model import Default

OF_THE_SHEET = {f"V{number:02}" for number in range(1, 26)} | {f"S{number:02}" for number in range(1, 29)}
THE_DOCUMENTS_THEMSELVES = {"V14", "V19"}
"""The digest and the personal record: each is the signal, and has no line of its own."""
JUDGING_WORDS = re.compile(r"\b(score|rank|percentile|top|best|worst|level \d|poor|weak)\b", re.IGNORECASE)


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    """What the command prints."""
    return quickly("definitions", cwd=tmp_path_factory.mktemp("definitions")).out


def test_every_signal_of_the_sheet_is_a_rule_or_says_why_not():
    """V01 to V25 and S01 to S28 are all there, once; one without code says why."""
    assert sorted(rule.id for rule in RULES) == sorted(OF_THE_SHEET)
    for rule in RULES:
        assert rule.find is not None or rule.why_off or rule.id in THE_DOCUMENTS_THEMSELVES, rule.id
        assert rule.find is None or rule.default not in (Default.OFF, Default.NEVER), rule.id


def test_skills_are_private():
    """No skill rule may reach a team's output by its default."""
    assert not [rule.id for rule in RULES if rule.id.startswith("S") and rule.default.is_for_team]


def test_what_is_never_told_has_no_code():
    """Traits and emotions: S28 is never, and what S08, S26 and S27 would infer is off; no setting can switch it on."""
    by_id = {rule.id: rule for rule in RULES}
    assert by_id["S28"].default is Default.NEVER
    assert {by_id[each].default for each in ("S08", "S26", "S27")} == {Default.OFF}
    assert all(by_id[each].find is None for each in ("S08", "S26", "S27", "S28"))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_names_tables_and_fields_that_are_read(rule):
    """What a rule needs can be had: a mistyped name would switch it off for ever."""
    for table in (*rule.tables, *rule.any_of):
        assert table in BY_NAME, table
    for each in rule.fields:
        table, _, field = each.partition(".")
        assert field in BY_NAME[table].fields, each


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_can_be_read_by_anyone(rule, page):
    """Its label, sentence and version are printed; no word in it judges a person."""
    assert f"### {rule.label} (`{rule.id}`, version {rule.version})\n\n{rule.sentence}\n" in page
    assert re.fullmatch(r"\d+\.\d+\.\d+", rule.version)
    assert rule.sentence.endswith(".")
    assert not JUDGING_WORDS.search(rule.sentence.replace("there is no score", "")), rule.sentence


def test_every_figure_and_reason_is_printed(page):
    """Nothing that a digest may show lacks its definition."""
    for figure in DEFINITIONS:
        assert f"### {figure.label} (`{figure.id}`)\n\n{figure.sentence}\n" in page
    for reason in Reason:
        assert f"| {reason.rule} | `{reason.value}` | {reason.label()} |" in page


def test_one_definition_can_be_asked_for(tmp_path):
    """By a figure's or a rule's id, in small letters too; an unknown one is refused with those that there are."""
    assert quickly("definitions", "s28", cwd=tmp_path).out.startswith("### Passion")
    assert quickly("definitions", "incidents_resolved", cwd=tmp_path).out.startswith("### Incidents resolved")
    refused = quickly("definitions", "V99", cwd=tmp_path)
    assert refused.code == 2
    assert "V99" in refused.err
