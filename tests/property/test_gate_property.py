"""The gate under changes that must change nothing, and changes that must (signals sheet 6.2 no. 6)."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from drumbeat.records.parse import parse
from drumbeat.records.tables import BY_NAME
from drumbeat.signals.gate import GateRules, Names, Reason, Scope, judge
from rows import cells, group, incident, person, sys_id

RULES = GateRules(scope=Scope(categories=Names(frozenset({"Payroll"}))))
AS_OF = datetime(2026, 10, 12, tzinfo=UTC)
MEMBERS = [parse(BY_NAME["sys_user_grmember"], cells(sys_id=sys_id("m"), user=person("Dora"), group=group("Network")))]
_fields = st.fixed_dictionaries(
    {
        "state": st.sampled_from([("1", "New"), ("6", "Resolved"), ("7", "Closed"), ("8", "Canceled")]),
        "close_code": st.sampled_from(["Solution provided", "Duplicate", "User error", "No resolution provided"]),
        "reopen_count": st.sampled_from(["0", "0", "1"]),
        "caller_id": st.sampled_from([person("Carl"), person("Dora"), ""]),
        "short_description": st.sampled_from(["Printer jam", "printer  JAM", "No mail"]),
        "opened_at": st.sampled_from(["2026-10-01 08:00:00", "2026-10-06 08:00:01", "2026-09-20 08:00:00"]),
        "resolved_by": st.sampled_from([person("Ann"), person("Bo"), (sys_id("s"), "system")]),
        "parent_incident": st.sampled_from(["", "", (sys_id("major"), "INC9")]),
        "close_notes": st.sampled_from(["Toner replaced.", "toner  REPLACED.", "Mailbox restored."]),
        "resolved_at": st.sampled_from(["2026-10-06 08:00:00", "2026-10-06 08:01:30", "2026-10-06 08:02:30"]),
        "category": st.sampled_from(["", "payroll"]),
    }
)
_months = st.lists(_fields, max_size=16).map(
    lambda rows: [incident(f"INC{at:07d}", **fields) for at, fields in enumerate(rows)]
)


ALIKE = {
    "caller_id": person("Carl"),
    "short_description": "Printer jam",
    "opened_at": "2026-10-06 09:00:00",
    "close_notes": "Toner replaced.",
}
"""A record that would be a clone of others, and one of their batch, were it not void."""


def _verdicts(records):
    return {item.record.number: item.reason for item in judge(records, RULES, MEMBERS, AS_OF)}


@given(_months, st.randoms(use_true_random=False))
def test_order_changes_nothing(records, rng):
    """Verdicts do not depend on the order in which records arrive."""
    shuffled = list(records)
    rng.shuffle(shuffled)
    assert _verdicts(shuffled) == _verdicts(records)


@given(_months)
def test_a_void_record_more_changes_nothing(records):
    """A cancelled, a duplicate or a child record more changes nobody else's verdict."""
    more = [
        incident("INC9000001", state=("8", "Canceled"), **ALIKE),
        incident("INC9000002", close_code="Duplicate", **ALIKE),
        incident("INC9000003", parent_incident=(sys_id("major"), "INC9"), **ALIKE),
    ]
    after = _verdicts([*records, *more])
    assert {number: after[number] for number in _verdicts(records)} == _verdicts(records)
    assert [after[record.number] for record in more] == [Reason.CANCELLED, Reason.DUPLICATE, Reason.CHILD]


@given(_months)
def test_translated_labels_change_nothing(records):
    """States are known by their documented values where the label is another language's."""
    translate = {"New": "Neu", "Resolved": "Gelöst", "Closed": "Geschlossen", "Canceled": "Abgebrochen"}
    for stage, (value, label) in {"done": ("7", "Closed"), "cancelled": ("8", "Canceled")}.items():
        assert incident(state=(value, translate[label])).stage == stage
    assert all(reason is None or reason in Reason for reason in _verdicts(records).values())


@given(_months)
def test_reopening_removes(records):
    """What counted does not count once it was reopened."""
    counted = [number for number, reason in _verdicts(records).items() if reason is None]
    for number in counted:
        again = incident(number, reopen_count="1")
        assert _verdicts([again]) == {number: Reason.REOPENED}


@given(_months)
def test_provisional_changes_no_verdict(records):
    """What may still be reopened counts; what does not count is never provisional."""
    judged = judge(records, RULES, MEMBERS, AS_OF)
    assert [item.reason for item in judged] == [item.reason for item in judge(records, RULES, MEMBERS)]
    assert all(item.reason is None for item in judged if item.is_provisional)


@given(_months, st.data())
def test_reopening_never_makes_more_count(records, data):
    """Whatever is reopened of a month, no more of it counts: not even of a batch that was broken up."""
    chosen = data.draw(st.sets(st.integers(0, len(records)), max_size=4))
    after = [replace(record, reopen_count=1) if at in chosen else record for at, record in enumerate(records)]
    assert _counted(after) <= _counted(records)


@given(_months, st.integers(5, 30))
def test_a_bulk_closer_gains_one_unit_in_two_minutes(records, count):
    """So many records closed in one go by somebody who closed nothing else are one."""
    closer = {"resolved_by": person("Closer"), "close_notes": "Closed.", "resolved_at": "2026-10-06 08:01:00"}
    bulk = [incident(f"INC8{at:06d}", caller_id=person(f"C{at}"), **closer) for at in range(count)]
    assert _counted([*records, *bulk]) == _counted(records) + 1


@given(_months, st.integers(1, 30))
def test_a_self_dealer_gains_nothing(records, count):
    """Tickets that somebody opens for oneself and resolves oneself add nothing, however many."""
    own = {"resolved_by": person("Dealer"), "caller_id": person("Dealer")}
    more = [incident(f"INC7{at:06d}", close_notes=f"Note {at}", **own) for at in range(count)]
    after = _verdicts([*records, *more])
    assert _counted([*records, *more]) == _counted(records)
    assert Counter(after.values())[Reason.SELF_DEALT] >= count


def _counted(records):
    return sum(reason is None for reason in _verdicts(records).values())
