"""Which addresses look like lists."""

from __future__ import annotations

import pytest

from drumbeat.editions.list_names import is_usual_for_a_list

LISTS = ["all-staff", "ALL", "everyone", "it", "team", "info", "dl-network", "alle.mitarbeiter", "all_hands"]
PERSONS = ["ann.lee", "allison", "staffan.holm", "it.jane", "info.tech", "ben+all1", "teamann"]


@pytest.mark.parametrize(
    ("local", "is_list"), [*zip(LISTS, [True] * 9, strict=True), *zip(PERSONS, [False] * 7, strict=True)]
)
def test_usual_names_of_lists_are_known(local, is_list):
    """By the whole of what stands before the @, or by a word of it that no person's name is; a person's is none."""
    assert is_usual_for_a_list(f"{local}@example.com") is is_list
