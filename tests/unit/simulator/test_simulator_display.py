"""Stored and display values (fact sheet 1.2)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from drumbeat.simulator.accounts import DEFAULT_USER
from drumbeat.simulator.display import View, display_value, renderers
from drumbeat.simulator.instance import STANDING_STILL, Instance
from drumbeat.simulator.paths import resolve
from drumbeat.simulator.session import Session

SESSION = Session(DEFAULT_USER, STANDING_STILL)
BERLIN = Session(replace(DEFAULT_USER, time_zone="Europe/Berlin", date_format="dd/MM/yyyy"), STANDING_STILL)


def shown(table: str, field: str, value: str, session: Session = SESSION) -> str:
    instance = Instance()
    return display_value(instance, session, instance.columns(table)[field], value)


@pytest.mark.parametrize(
    ("table", "value", "label"),
    [
        ("incident", "7", "Closed"),
        ("change_request", "3", "Closed"),
        ("problem", "107", "Closed"),
        ("incident", "3", "On Hold"),
        ("sc_task", "3", "Closed Complete"),
        ("change_request", "-5", "New"),
        ("incident", "-100", "-100"),
    ],
)
def test_states_collide_between_classes(table, value, label):
    """The same number is another state in another class; a value without label shows itself (trap 55)."""
    assert shown(table, "state", value) == label


def test_times_are_shown_in_the_users_zone_and_format():
    """A time's display value is local and in the user's format, over the month's edge (traps 43 and 46)."""
    assert shown("incident", "resolved_at", "2026-10-31 23:30:00") == "2026-10-31 23:30:00"
    assert shown("incident", "resolved_at", "2026-10-31 23:30:00", BERLIN) == "01/11/2026 00:30:00"
    assert shown("kb_knowledge", "published", "2026-10-31", BERLIN) == "31/10/2026"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("1970-01-01 00:02:17", "2 Minutes"),
        ("1970-01-01 00:00:17", "17 Seconds"),
        ("1970-01-01 01:01:00", "1 Hour 1 Minute"),
        ("1970-01-03 00:00:00", "2 Days"),
    ],
)
def test_durations_are_shown_in_words(value, words):
    """A duration's stored form is a date of 1970, its display value is words (trap 49, sample in 1.2)."""
    assert shown("incident", "calendar_duration", value) == words


def test_class_and_number_displays():
    """sys_class_name shows the table's label (fact sheet 1.2); a whole number is grouped and no longer a number."""
    assert shown("task", "sys_class_name", "change_request") == "Change Request"
    assert shown("incident", "calendar_stc", "9137") == "9,137"


def rendered(instance: Instance, field: str, view: View):
    row = instance.rows("incident")[0]
    return renderers(instance, SESSION, {field: resolve(instance, "incident", field)}, view)[field](row)


@pytest.fixture
def instance() -> Instance:
    instance = Instance()
    manager = instance.insert("sys_user", {"name": "Ada", "sys_id": "a" * 32})
    beth = instance.insert("sys_user", {"name": "Beth Anglin", "sys_id": "b" * 32, "manager": manager})
    instance.insert("incident", {"number": "INC1", "assigned_to": beth, "sys_domain": "global", "state": "7"})
    return instance


LINK = f"http://here/api/now/table/sys_user/{'b' * 32}"


@pytest.mark.parametrize(
    ("view", "expected"),
    [
        (View(base="http://here"), {"link": LINK, "value": "b" * 32}),
        (View("true", base="http://here"), {"display_value": "Beth Anglin", "link": LINK}),
        (View("all", base="http://here"), {"display_value": "Beth Anglin", "link": LINK, "value": "b" * 32}),
        (View(links=False), "b" * 32),
        (View("true", links=False), "Beth Anglin"),
        (View("all", links=False), {"display_value": "Beth Anglin", "value": "b" * 32}),
    ],
)
def test_shapes_of_a_reference(instance, view, expected):
    """A reference is an object with a link, or plain text without links, per display mode (fact sheet 1.2)."""
    assert rendered(instance, "assigned_to", view) == expected


@pytest.mark.parametrize(
    ("view", "expected"),
    [(View(), ""), (View("true"), ""), (View("all"), {"display_value": "", "value": ""})],
)
def test_an_empty_reference_is_a_string(instance, view, expected):
    """An empty reference is "" and not an object; only `all` makes it one (trap 48)."""
    assert rendered(instance, "resolved_by", view) == expected
    assert rendered(instance, "resolved_by.name", view) == expected


def test_dot_walks_reach_values_and_references(instance):
    """A dot-walked name is text, a dot-walked reference is itself an object (fact sheet 1.2)."""
    assert rendered(instance, "assigned_to.name", View()) == "Beth Anglin"
    assert rendered(instance, "assigned_to.manager", View("true", links=False)) == "Ada"
    assert rendered(instance, "assigned_to.manager", View(base="http://here"))["value"] == "a" * 32


def test_a_reference_value_need_not_be_a_sys_id(instance):
    """`sys_domain` holds the word global (fact sheet 1.2)."""
    assert rendered(instance, "sys_domain", View("all", links=False)) == {"display_value": "global", "value": "global"}


def test_a_reference_to_a_row_that_is_gone_shows_nothing(instance):
    """A leaver's deleted row leaves the sys_id without a name (trap 61)."""
    instance.delete("sys_user", "b" * 32)
    assert rendered(instance, "assigned_to", View("all", links=False)) == {"display_value": "", "value": "b" * 32}


def test_all_makes_every_field_an_object(instance):
    """Under `all` every field has value and display value (fact sheet 1.2)."""
    assert rendered(instance, "state", View("all")) == {"display_value": "Closed", "value": "7"}
    assert rendered(instance, "close_code", View("all")) == {"display_value": "", "value": ""}


def test_a_list_shows_names_with_commas_between(instance):
    """A glide_list holds sys_ids and shows names; a row that is gone shows its sys_id, and no walk leads through."""
    ids = ",".join(("b" * 32, "a" * 32, "c" * 32))
    instance.update("incident", instance.rows("incident")[0]["sys_id"], {"additional_assignee_list": ids})
    assert rendered(instance, "additional_assignee_list", View("all")) == {
        "display_value": f"Beth Anglin, Ada, {'c' * 32}",
        "value": ids,
    }
    assert rendered(instance, "additional_assignee_list", View()) == ids
    assert rendered(instance, "watch_list", View("true")) == ""
    assert resolve(instance, "incident", "additional_assignee_list.name") is None
