"""What a list of drafts knows of each, over a real database of either kind."""

from __future__ import annotations

from dataclasses import replace

from drumbeat.digest.editing import UNEDITED
from drumbeat.editions.recipients import RecipientKind, Rule, RuleChange
from drumbeat.ports import AuditEntry
from drumbeat.store.drafts import DraftStore
from drumbeat.store.editing import EditingStore
from drumbeat.store.editions import EditionStore
from drumbeat.store.recipients import RecipientStore
from drumbeat.store.teams import TeamStore
from installation import NETWORK
from stores import CONTENT, NOW, OCTOBER

ENTRY = AuditEntry(NOW, "marit", "edit edition")


def test_each_draft_is_told_apart(place):
    """Of two drafts each has its own: choices, decisions of all its leads, first or not, to the company or not."""
    database = place.open()
    editions, teams = EditionStore(database, "here"), TeamStore(database)
    ids = {}
    for name in ("A", "B"):
        teams.add(replace(NETWORK, name=name))
        ids[name] = editions.save_draft(name, OCTOBER, CONTENT, [], NOW, choices=f'"{name}"', decided=name.lower()).id
    EditingStore(database).change("B", OCTOBER, lambda before: replace(before, note="Thanks."), ENTRY)
    RecipientStore(database).change("B", RuleChange([Rule(RecipientKind.COMPANY, "all@b.example")], [], []), ENTRY)
    found = DraftStore(database).several({ids["A"]: ("A", "B"), ids["B"]: ("B",)})
    of_a, of_b = found[ids["A"]], found[ids["B"]]
    assert (of_a.decided, of_a.choices, of_b.decided, of_b.choices) == ("a", '"A"', "b", '"B"')
    assert [each.note for each in of_a.editings] == [UNEDITED.note, "Thanks."]
    assert [each.note for each in of_b.editings] == ["Thanks."]
    assert (of_a.is_company_wide, of_b.is_company_wide) == (False, True)
    assert (of_a.is_first, of_b.has_figures) == (True, False)


def test_none_of_none(place):
    """Asked for none, there is none; an id that is not there is passed over."""
    store = DraftStore(place.open())
    assert store.several({}) == store.several({7: ("A",)}) == {}
