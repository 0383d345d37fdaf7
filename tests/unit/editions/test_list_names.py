"""Which addresses look like lists."""

from __future__ import annotations

import pytest

from drumbeat.editions.list_names import is_doubtful, is_usual_for_a_list
from drumbeat.editions.recipients import RecipientKind, Rule

LISTS = ["all-staff", "ALL", "everyone", "it", "team", "info", "dl-network", "alle.mitarbeiter", "all_hands"]
LISTS += ["it-dept", "network-team", "service-desk", "support", "abteilung.it"]
PERSONS = ["ann.lee", "allison", "staffan.holm", "it.jane", "info.tech", "ben+all1", "teamann"]


@pytest.mark.parametrize(
    ("local", "is_list"), [*((each, True) for each in LISTS), *((each, False) for each in PERSONS)]
)
def test_usual_names_of_lists_are_known(local, is_list):
    """By the whole of what stands before the @, or by a word of it that no person's name is; a person's is none."""
    assert is_usual_for_a_list(f"{local}@example.com") is is_list


def test_only_what_was_said_to_be_a_persons_is_doubtful():
    """Who said that it is a list, or left it out, is asked nothing."""
    kinds = [is_doubtful(Rule(kind, "all@example.com")) for kind in RecipientKind]
    assert kinds == [kind is RecipientKind.ADDRESS for kind in RecipientKind]
    assert not is_doubtful(Rule(RecipientKind.ADDRESS, "all@example.com", is_excluded=True))
