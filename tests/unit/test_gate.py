"""The gate's rules E5 to E7: what may still be reopened, what a group asks of itself, what was closed as a batch."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from drumbeat.signals.gate import GateRules, Reason, judge
from drumbeat.signals.gate.maturity import working_days_after
from rows import cells, group, incident, incident_row, parsed, person, sys_id

RULES = GateRules()
NOTES = "Deleted the temporary files."


def _at(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def _member(who, group_name):
    return parsed_beside("sys_user_grmember", user=person(who), group=group(group_name))


def parsed_beside(table, **fields):
    """A record that is not work."""
    from drumbeat.records.parse import parse  # noqa: PLC0415  beside `rows.parsed`, which is of work
    from drumbeat.records.tables import BY_NAME  # noqa: PLC0415

    return parse(BY_NAME[table], cells(sys_id=sys_id(str(fields)), **fields))


def _reasons(records, **more):
    return {item.record.number: item.reason for item in judge(records, RULES, **more)}


def _batch(count, seconds=10, **fields):
    """So many incidents that Ann closed with the same words, so many seconds apart."""
    usual = {"close_notes": NOTES, **fields}
    return [
        incident(f"INC{at:04d}", resolved_at=f"2026-10-06 08:{at * seconds // 60:02d}:{at * seconds % 60:02d}", **usual)
        for at in range(count)
    ]


@pytest.mark.parametrize(
    ("moment", "days", "end"),
    [
        ("2026-10-30 18:00", 7, "2026-11-10 18:00"),
        ("2026-10-31 09:00", 1, "2026-11-02 09:00"),
        ("2026-11-01 09:00", 5, "2026-11-06 09:00"),
        ("2026-10-28 12:00", 0, "2026-10-28 12:00"),
    ],
)
def test_working_days_pass_over_weekends(moment, days, end):
    """Saturday and Sunday are no working days; the time of the day stays."""
    assert working_days_after(_at(moment), days) == _at(end)


@pytest.mark.parametrize(("as_of", "is_provisional"), [("2026-10-15 07:59", True), ("2026-10-15 08:00", False)])
def test_a_young_incident_counts_and_is_provisional(as_of, is_provisional):
    """Resolved on the 6th at eight, it is certain on the seventh working day after at eight (E5)."""
    [item] = judge([incident()], RULES, as_of=_at(as_of))
    assert (item.reason, item.is_provisional) == (None, is_provisional)


def test_only_what_counts_and_may_be_reopened_is_provisional():
    """A record that does not count is not provisional, nor is a change, nor anything when no day is said."""
    change = parsed(
        "change_request",
        cells(
            sys_id=sys_id("CHG1"),
            number="CHG1",
            state=("3", "Closed"),
            close_code="successful",
            closed_at="2026-10-06 08:00:00",
        ),
    )
    found = judge([incident("INC1", reopen_count="1"), change], RULES, as_of=_at("2026-10-07 08:00"))
    assert [item.is_provisional for item in found] == [False, False]
    assert [item.is_provisional for item in judge([incident()], RULES)] == [False]


def test_reopened_later_was_not_reopened_earlier():
    """A verdict of an earlier day knows nothing of a clone that was opened after it (E5)."""
    first = incident("INC1", short_description="No mail")
    clone = incident(
        "INC2",
        short_description="RE: no mail",
        opened_at="2026-10-20 08:00:00",
        resolved_at="2026-10-21 08:00:00",
    )
    [item, _] = judge([first, clone], RULES)
    assert item.reason is Reason.REOPENED
    assert item.as_of(_at("2026-10-19 08:00")).reason is None
    assert item.as_of(_at("2026-10-20 08:00")).reason is Reason.REOPENED


FIRST = {"short_description": "No mail", "opened_by": person("Carl")}
AGAIN = {**FIRST, "short_description": "RE: no mail", "opened_at": "2026-10-20 08:00:00"}
MEMBERS = (("Ann", "Network"), ("Bo", "Network"), ("Desk", "Desk"), ("Zoe", "Storage"))


@pytest.mark.parametrize(
    ("fields", "is_reopened"),
    [
        ({}, True),
        ({"resolved_by": person("Bo")}, True),
        ({"opened_by": ""}, True),
        ({"opened_by": (sys_id("s"), "system")}, True),
        ({"opened_by": person("Ann")}, True),
        ({"opened_by": person("Desk"), "resolved_by": person("Bo")}, True),
        ({"opened_by": person("Bo")}, False),
        ({"opened_by": person("Bo"), "resolved_by": person("Bo")}, False),
        ({"opened_by": person("Zoe"), "resolved_by": person("Zoe")}, False),
        ({"opened_by": person("Zoe"), "resolved_by": person("Al"), "assignment_group": group("Storage")}, False),
    ],
    ids=[
        "by the caller",
        "by the caller, solved by a colleague",
        "by nobody known",
        "by the account that reads mails",
        "by the resolver",
        "by the desk, for the group",
        "by a colleague, for the resolver",
        "by a colleague, for himself",
        "by another group's, for himself",
        "by another group's, for his group",
    ],
)
def test_a_clone_testifies_unless_a_colleague_opened_it(fields, is_reopened):
    """A later ticket reopens the first (E4), but not one that a colleague opened, or who gains by it."""
    records = [incident("INC1", **FIRST), incident("INC2", **{**AGAIN, "resolved_at": "2026-10-21 08:00:00", **fields})]
    members = [_member(who, of) for who, of in MEMBERS]
    assert (_reasons(records, beside=members)["INC1"] is Reason.REOPENED) is is_reopened


def test_without_memberships_a_colleague_is_who_resolves_for_the_group():
    """Where memberships cannot be read, a colleague is told by the group's incidents that he resolved for others."""
    clone = [incident("INC1", **FIRST), incident("INC2", **{**AGAIN, "opened_by": person("Bo")})]
    bos = incident("INC3", resolved_by=person("Bo"))
    assert _reasons(clone)["INC1"] is Reason.REOPENED
    assert _reasons([*clone, bos])["INC1"] is None
    own = incident("INC3", resolved_by=person("Bo"), caller_id=person("Bo"))
    assert _reasons([*clone, own])["INC1"] is Reason.REOPENED


def test_a_colleague_who_calls_again_reopens_nothing():
    """A caller of the resolver's own group does not testify, whatever gave cause to the tickets (E4, E6)."""
    linked = {"caller_id": person("Bo"), "opened_by": person("Bo"), "problem_id": (sys_id("PRB1"), "PRB1")}
    records = [incident("INC1", **{**FIRST, **linked}), incident("INC2", **{**AGAIN, **linked})]
    assert _reasons(records, beside=[_member(who, of) for who, of in MEMBERS])["INC1"] is None


def test_the_first_that_testifies_tells_when():
    """Of several later tickets the first that testifies says when the reopening became known."""
    days = (("INC2", "10", "Bo"), ("INC3", "12", "Ann"), ("INC4", "14", "Carl"))
    later = [
        incident(number, **{**AGAIN, "opened_by": person(who), "opened_at": f"2026-10-{day} 08:00:00"})
        for number, day, who in days
    ]
    [first, *_] = judge([incident("INC1", **FIRST), *later], RULES, [_member(who, of) for who, of in MEMBERS])
    assert first.reopened_at == _at("2026-10-12 08:00")


def test_reopened_at_an_unknown_time_is_reopened_at_any():
    """Where reopened_time cannot be read, a reopened incident was reopened on every day that one asks about."""
    [known, unknown] = judge(
        [
            incident("INC1", reopen_count="1", reopened_time="2026-10-20 08:00:00"),
            incident("INC2", reopen_count="1"),
        ],
        RULES,
    )
    assert known.as_of(_at("2026-10-10 08:00")).reason is None
    assert unknown.as_of(_at("2026-10-10 08:00")).reason is Reason.REOPENED


@pytest.mark.parametrize(
    "fields",
    [
        {"problem_id": (sys_id("PRB1"), "PRB1")},
        {"rfc": (sys_id("CHG1"), "CHG1")},
        {"caused_by": (sys_id("CHG1"), "CHG1")},
        {"contact_type": "Event"},
        {"opened_by": (sys_id("s"), "system")},
        {"caller_id": person("Carl")},
        {"caller_id": ""},
    ],
)
def test_ones_own_ticket_with_a_cause_counts(fields):
    """What monitoring, a machine, a problem or a change gave cause to is no self-dealing (E6)."""
    own = incident(**{"caller_id": person("Ann"), **fields})
    assert _reasons([own]) == {own.number: None}
    assert _reasons([incident(caller_id=person("Ann"))]) == {own.number: Reason.SELF_DEALT}


def test_a_call_from_within_the_group_is_no_service():
    """A colleague of the resolver's group is no caller; where memberships cannot be read nobody can tell (E6)."""
    records = [incident("INC1", caller_id=person("Bo")), incident("INC2", caller_id=person("Carl"))]
    members = [_member("Ann", "Network"), _member("Bo", "Network"), _member("Carl", "Storage")]
    assert _reasons(records, beside=members) == {"INC1": Reason.SELF_DEALT, "INC2": None}
    assert _reasons(records) == {"INC1": None, "INC2": None}


def test_a_batch_counts_once():
    """Five records closed by one person with the same words within two minutes are one (E7), which says so."""
    found = _reasons(_batch(5))
    assert found == {"INC0000": None, **{f"INC000{at}": Reason.BATCH for at in range(1, 5)}}
    judged = judge([*_batch(5), incident("INC9", resolved_at="2026-10-06 18:00:00")], RULES)
    assert [item.record.number for item in judged if item.is_batch] == ["INC0000"]


@pytest.mark.parametrize(
    "records",
    [
        _batch(4),
        _batch(5, seconds=31),
        [*_batch(4), incident("INC9", close_notes="Something else.", resolved_at="2026-10-06 08:00:01")],
        [*_batch(4), incident("INC9", close_notes=NOTES, resolved_by=person("Bo"), resolved_at="2026-10-06 08:00:01")],
        [*_batch(4), incident("INC9", close_notes=NOTES, state=("8", "Canceled"), resolved_at="2026-10-06 08:00:01")],
    ],
    ids=["four", "slowly", "other words", "another person", "a cancelled one"],
)
def test_what_is_no_batch_counts(records):
    """Fewer, slower, other words, another person: each of these is work of its own; a void record makes no batch."""
    assert not any(reason is Reason.BATCH for reason in _reasons(records).values())


def test_words_are_compared_without_case_and_blanks():
    """The same notes in capitals, or with another blank, are the same notes."""
    records = [incident(f"INC{at}", close_notes=f"Deleted{' ' * (at + 1)}the FILES") for at in range(5)]
    assert list(_reasons(records).values()).count(Reason.BATCH) == 4


def test_reopening_part_of_a_batch_makes_it_count_for_no_more():
    """With two of six reopened there is still one batch, and one record of it counts."""
    six = _batch(6)
    again = [incident(each.number, close_notes=NOTES, reopen_count="1", resolved_at=f"2026-10-06 08:00:{at * 10:02d}")
             for at, each in enumerate(six[:2])]  # fmt: skip
    found = list(_reasons([*again, *six[2:]]).values())
    assert (found.count(None), found.count(Reason.REOPENED), found.count(Reason.BATCH)) == (1, 2, 3)
    assert [item.record.number for item in judge([*again, *six[2:]], RULES) if item.is_batch] == ["INC0002"]


def test_without_the_column_there_is_no_batch():
    """A list without close notes says of no two records that they were closed with the same words."""
    records = [incident(f"INC{at}") for at in range(6)]
    assert set(_reasons(records, missing=frozenset({"incident.close_notes"})).values()) == {None}
    assert list(_reasons(records).values()).count(Reason.BATCH) == 5


def test_one_caller_with_many_tickets_of_one_title_is_judged_at_once():
    """Many tickets alike take no more than sorting: each is reopened by the next, the last one counts (E4)."""
    rows = [
        incident_row(
            f"INC{at:05d}",
            short_description="No mail",
            opened_at=f"2026-10-{1 + at // 1000:02d} {at % 1000 // 60:02d}:{at % 60:02d}:00",
            resolved_at=f"2026-10-{1 + at // 1000:02d} {at % 1000 // 60:02d}:{at % 60:02d}:30",
            resolved_by=person(f"P{at}"),
        )
        for at in range(8000)
    ]
    found = list(_reasons([parsed("incident", row) for row in rows]).values())
    assert (found.count(Reason.REOPENED), found.count(None)) == (7999, 1)
