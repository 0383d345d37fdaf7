"""Whose names a record knows, and what the directory adds."""

from __future__ import annotations

import pytest

from drumbeat.digest.evidence.lines import evidence_lines
from drumbeat.digest.lists.improvement_lines import improvement_line
from drumbeat.digest.redaction import people_of, shown
from drumbeat.records.model import Incident, Ref, Stage, User
from drumbeat.records.parse import parse
from drumbeat.records.tables import BY_NAME
from drumbeat.signals.gate import Judged, Reason
from drumbeat.signals.people import Directory
from installation import OCTOBER
from rows import cells, person

CARL = Ref(*person("Carl Sample"))


def _directory(user_name: str) -> Directory:
    return Directory.of([User(sys_id=CARL.sys_id, user_name=user_name, name=CARL.name)])


def _incident(title: str) -> Incident:
    return Incident(sys_id="1", number="INC1", stage=Stage.DONE, short_description=title, caller=CARL)


@pytest.mark.parametrize(
    ("table", "field"),
    [
        ("sc_req_item", "opened_by"),
        ("sc_req_item", "requested_for"),
        ("sn_cim_register", "opened_by"),
        ("sn_cim_register", "requested_for"),
        ("pm_project", "opened_by"),
    ],
)
def test_who_asked_is_read_and_known(table, field):
    """Openers and those for whom it was asked are pulled, where the table has them, and are the record's own people."""
    row = cells(sys_id="1" * 32, number="X1", state=("3", "Closed"), **{field: person("Carl Sample")})
    assert field in BY_NAME[table].fields
    assert people_of(parse(BY_NAME[table], row)) == ("Carl Sample",)


@pytest.mark.parametrize("user_name", ["x204711", "zq", "kingfisher", "c.sample2"])
def test_user_names_of_the_directory_go(user_name):
    """A user name goes though it is made of no name; without the directory nobody could know it."""
    record = _incident(f"account {user_name} locked")
    if len(user_name) > 2:  # two letters are as often a word
        assert shown(record.short_description, record, _directory(user_name)) == "account […] locked"
    assert user_name not in people_of(record)
    assert user_name in people_of(record, _directory(user_name))


def test_a_user_name_that_is_a_part_of_the_name_hides_no_word():
    """`sample` in small letters stays a word, as without a directory; the name itself goes."""
    record = _incident("A sample of Sample")
    assert shown(record.short_description, record, _directory("sample")) == "A sample of […]"


def test_services_named_like_machines_are_hidden_in_the_evidence():
    """A business service may be named after its host: of it the evidence shows a mark."""
    record = Incident(sys_id="1", number="INC1", stage=Stage.DONE, business_service=Ref("s", "kie-mail-01.corp"))
    [line] = evidence_lines((), [Judged(record, Reason.DUPLICATE)], OCTOBER.zone)
    assert line.service == "[…]"


@pytest.mark.parametrize(
    ("outcome", "told"), [("Time savings", "time savings"), ("Hours of kie-mail-01", "hours of […]")]
)
def test_outcomes_are_text_too(outcome, told):
    """ServiceNow's own categories stay as they are, what an installation labels itself is redacted."""
    row = cells(sys_id="1" * 32, number="CIM1", state=("7", "Closed"), achieved_outcome_category=("x", outcome))
    assert improvement_line(parse(BY_NAME["sn_cim_register"], row)).outcome == told
