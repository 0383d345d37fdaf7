"""A share opens its whole population: what it counts first, the rest marked as such."""

from __future__ import annotations

from dataclasses import replace

import pytest

from autumn import NETWORK, OCTOBER, month, october, policy, read, stocked
from drumbeat.digest.build import build
from drumbeat.digest.language.wording import ENGLISH
from drumbeat.digest.later.corrections import Frozen, corrections
from rows import cells, group, person, sys_id

REST = "not counted in the share"


def change(number, close_code="successful"):
    """A change of October that Ann carried out."""
    return cells(
        sys_id=sys_id(number),
        number=number,
        state=("3", "Closed"),
        close_code=close_code,
        closed_at="2026-10-12 08:00:00",
        assignment_group=group("Network"),
        assigned_to=person("Ann"),
        type="normal",
    )


CHANGES = [*(change(f"CHG{at}") for at in range(61)), *(change(f"CHG9{at}", "unsuccessful") for at in range(2))]


def lines(built, part):
    """What stands under a part: number -> how it counts."""
    return {line.number: line.reason for line in built.evidence if line.figure == part}


def changes_said(built):
    """What is said of changes, with the numbers behind it."""
    [told] = [each for each in built.digest.highlights if each.kind == "changes"]
    return ENGLISH.say(told.sentence), told.evidence


@pytest.mark.parametrize(
    ("figure_id", "fields", "value"),
    [
        ("sla_met_share", {"made_sla": "false"}, 12 / 16),
        ("reopened_share", {"reopen_count": "1"}, 4 / 16),
        ("first_assignment_share", {"reassignment_count": "2"}, 12 / 16),
    ],
)
def test_both_numbers_of_a_share_are_in_its_evidence(figure_id, fields, value):
    """Its n is the length of its evidence; what it counts comes first, and each other record is marked."""
    built = october(read("incident", [*month(10, 12), *month(10, 4, prefix="ODD", **fields)]))
    share = built.digest.figure(figure_id)
    assert (share.value, share.n, len(share.evidence)) == (value, 16, 16)
    counted = round(share.value * share.n)
    assert lines(built, figure_id) == dict.fromkeys(share.evidence[:counted], "") | dict.fromkeys(
        share.evidence[counted:], REST
    )
    assert {number[:3] for number in share.evidence[:counted]} == {"ODD" if figure_id == "reopened_share" else "INC"}
    assert share.others == share.evidence[counted:]


def test_proactive_work_is_a_share_of_all_work():
    """What was no proactive work is in its evidence as well, or nobody could tell of how much it is a share."""
    quiet = [read(table, []) for table in ("sc_req_item", "sc_task", "problem", "kb_knowledge")]
    built = october(read("incident", month(10, 12)), read("change_request", CHANGES[:4]), *quiet)
    share = built.digest.figure("proactive_share")
    assert (share.n, len(share.evidence)) == (16, 16)
    assert {number for number, mark in lines(built, "proactive_share").items() if not mark} == {
        "CHG0",
        "CHG1",
        "CHG2",
        "CHG3",
    }


def test_changes_that_failed_are_behind_the_sentence():
    """Of 63 changes the sentence opens 63, and says of two that they were not successful."""
    built = october(read("incident", month(10, 12)), read("change_request", CHANGES))
    sentence, numbers = changes_said(built)
    assert sentence == "Of 63 changes, 61 succeeded."
    assert len(numbers) == built.digest.figure("change_success_share").n == 63
    marks = lines(built, "changes:changes_delivered")
    assert {number for number, mark in marks.items() if mark} == {"CHG90", "CHG91"}
    assert set(marks.values()) == {"", "not successful"}


@pytest.mark.parametrize(
    ("some", "said"),
    [
        (CHANGES[:5], "All 5 changes succeeded."),
        ([*CHANGES[61:], change("CHG95", "unsuccessful")], "Of 3 changes, none"),
    ],
    ids=["all", "none"],
)
def test_all_or_none(some, said):
    """Where all succeeded or none did, the sentence says so, and opens all."""
    sentence, numbers = changes_said(october(read("incident", month(10, 12)), read("change_request", some)))
    assert sentence.startswith(said)
    assert len(numbers) == len(some)


def test_without_the_gate_a_failed_change_has_still_failed():
    """Where every record counts, the sentence still tells success from completion."""
    stock = stocked(read("incident", month(10, 12)), read("change_request", CHANGES))
    built = build(NETWORK, OCTOBER, stock, replace(policy(), gate=False))
    assert changes_said(built)[0] == "Of 63 changes, 61 succeeded."


def test_corrections_are_of_what_a_share_counts():
    """An edition of before that listed only what it counted needs no correction; what is counted no more does."""
    rows = month(10, 12)
    then = october(read("incident", rows), read("change_request", CHANGES))
    figures = [figure.id for figure in then.digest.figures]
    older = Frozen(OCTOBER, figures, [line for line in then.evidence if not line.reason])
    stock = stocked(read("incident", rows), read("change_request", CHANGES))
    assert corrections(older, then, stock.judged) == ()
    missed = stocked(read("incident", [rows[0] | cells(made_sla="false"), *rows[1:]]), read("change_request", CHANGES))
    found = corrections(older, build(NETWORK, OCTOBER, missed, policy()), missed.judged)
    assert [(each.figure, each.number) for each in found] == [("sla_met_share", "INC2610000")]
