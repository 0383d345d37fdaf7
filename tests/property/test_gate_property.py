"""The gate under changes that must change nothing, and changes that must (signals sheet 6.2 no. 6)."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from drumbeat.signals.gate import GateRules, Reason, judge
from rows import incident, person, sys_id

RULES = GateRules()
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
    }
)
_months = st.lists(_fields, max_size=8).map(
    lambda rows: [incident(f"INC{at:07d}", **fields) for at, fields in enumerate(rows)]
)


def _verdicts(records):
    return {item.record.number: item.reason for item in judge(records, RULES)}


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
        incident("INC9000001", state=("8", "Canceled")),
        incident("INC9000002", close_code="Duplicate"),
        incident("INC9000003", parent_incident=(sys_id("major"), "INC9")),
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
