"""F4: what tells of few people is withheld, and so is what they could be reckoned from."""

from __future__ import annotations

from itertools import product

import pytest

from drumbeat.digest.build import build
from drumbeat.digest.people.privacy import is_enough
from drumbeat.records.team import Team
from installation import OCTOBER, STAFF, incidents, installed
from rows import group, incident_row, person

SPEED = {"median_hours_to_resolve", "sla_met_share", "reopened_share", "first_assignment_share"}
FIVE = 5


def both(desk: int, folder):
    """A store with six people in Network and so many others in Desk."""
    others = [f"Other {at}" for at in range(desk)]
    rows = incidents(24)
    rows += [
        incident_row(
            f"INC9{at:03}",
            resolved_by=person(others[at % desk]),
            caller_id=person(f"Somebody {at}"),
            assignment_group=group("Desk"),
            close_notes=f"Case {at} was mended.",
        )
        for at in range(20 if desk else 0)
    ]
    return installed(folder, {"incident": rows})


def shown(context, *groups: str) -> set[str]:
    """The figures about speed that a digest of these groups shows."""
    team = Team("+".join(groups), groups, (), OCTOBER.zone)
    built = build(team, OCTOBER, context.stock, context.policy())
    return SPEED & {figure.id for figure in built.digest.figures}


def test_f04_a_small_group_shows_no_speed(tmp_path):
    """A group of two shows counts and outcomes only, and its digest says what was withheld."""
    context = both(2, tmp_path)
    assert shown(context, "Network") == SPEED
    assert shown(context, "Desk") == set()
    built = build(Team("Desk", ("Desk",), (), OCTOBER.zone), OCTOBER, context.stock, context.policy())
    assert built.digest.withheld
    assert built.digest.figure("incidents_resolved").value == 20


def test_f04_a_small_group_cannot_be_reckoned_from_the_whole(tmp_path):
    """A team of a large and a small group shows no speed either: less the large group it would be the small one's."""
    assert shown(both(2, tmp_path), "Network", "Desk") == set()


def test_f04_a_small_group_names_no_skills(tmp_path):
    """What both of two people exercised is private to each: skills are named of five people or more, else withheld."""
    words = [f"Restarted the Microsoft Exchange server for case {at}." for at in range(12)]
    few, many = (
        [
            incident_row(
                f"INC{at:04}",
                resolved_by=person(f"Person {at % people}"),
                assigned_to=person(f"Person {at % people}"),
                caller_id=person(f"Somebody {at}"),
                assignment_group=group("Desk"),
                close_notes=words[at],
            )
            for at in range(12)
        ]
        for people in (2, 5)
    )
    team = Team("Desk", ("Desk",), (), OCTOBER.zone)

    def digest(name: str, rows):
        (tmp_path / name).mkdir()
        context = installed(tmp_path / name, {"incident": rows})
        return build(team, OCTOBER, context.stock, context.policy()).digest

    assert digest("many", many).skills == ("Microsoft Exchange",)
    assert digest("few", few).skills == ()
    assert "Skills exercised" in digest("few again", few).withheld


@pytest.mark.parametrize("desk", [5, 6])
def test_f04_two_large_groups_are_shown_together(tmp_path, desk):
    """Where each group has people enough, so has the whole."""
    context = both(desk, tmp_path)
    assert shown(context, "Network", "Desk") == shown(context, "Desk") == SPEED


def test_f04_no_difference_of_shown_scopes_isolates_few():
    """For all sizes of three groups: what remains of a shown whole without shown groups is nobody or people enough."""
    for sizes in product(range(8), repeat=3):
        people = [(f"g{at}", f"p{at}-{number}") for at, size in enumerate(sizes) for number in range(size)]
        if not is_enough(people, FIVE):
            continue
        hidden = [size for size in sizes if 0 < size < FIVE]
        is_split = any(size >= FIVE for size in sizes)
        assert sum(sizes) >= FIVE
        assert not (is_split and hidden) or sum(hidden) >= FIVE, sizes


def test_f04_work_without_a_queue_is_no_group_of_its_own():
    """Improvements and articles without a group go with their people: nobody can ask for them alone."""
    people = [("g", name) for name in STAFF] + [("", "Ann")]
    assert is_enough(people, FIVE)
    assert not is_enough([("", "Ann"), ("", "Ben")], FIVE)
