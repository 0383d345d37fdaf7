"""What a lead hides, puts first and ticks about a draft, on a page that reads no record."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from all_formats import words_by_format
from drumbeat.desk.context import Context
from drumbeat.desk.drafts import beside_of, draft
from drumbeat.desk.editing import Changes, Editable, choices_now, edit, editable
from drumbeat.digest.build import build
from drumbeat.editions.deliveries import Planned
from drumbeat.errors import Conflict, SettingsError
from installation import NETWORK, NOW, OCTOBER, WORD, again, fill, improvements, incidents, installed
from rows import cells

GATEWAY, PRINTERS = "improvement:CIM0000", "improvement:CIM0001"


@pytest.fixture(name="context")
def _context(tmp_path):
    """October's draft of a team that completed two improvements."""
    made = installed(tmp_path)
    fill(made, "sn_cim_register", _two())
    made.store.teams.add(NETWORK)
    draft(made, NETWORK, OCTOBER)
    return Context(None, clock=lambda: NOW + timedelta(minutes=1), given=made.settings, actor=made.actor)


def _two():
    first, second = improvements("Fay", "Ann")
    return [first, second | cells(short_description="Printers in every hall")]


def shown(context) -> Editable:
    """What a page shows."""
    found = editable(context, NETWORK, OCTOBER)
    assert found is not None
    return found


def made_anew(context):
    """The digest with what was edited, and its edition."""
    later = again(context)
    edition = draft(later, NETWORK, OCTOBER)
    return later, edition, build(NETWORK, OCTOBER, later.stock, later.policy(), beside_of(later, NETWORK, OCTOBER))


def test_what_is_edited_in_the_second_of_the_draft_is_seen(context):
    """Edited after the draft was made, at the same time by the clock; undone, the draft holds all again."""
    at_once = replace(context, clock=lambda: NOW)
    edit(at_once, NETWORK, OCTOBER, Changes(hide=[PRINTERS]))
    assert shown(context).is_behind
    edit(at_once, NETWORK, OCTOBER, Changes(show=[PRINTERS]))
    assert not shown(context).is_behind


def test_what_is_hidden_is_in_no_form(context):
    """Title and sentence of a hidden improvement are in no format, nor in the edition; the figure and its list stay."""
    edit(context, NETWORK, OCTOBER, Changes(hide=[PRINTERS]))
    later, edition, built = made_anew(context)
    content = edition.content
    for words in (*words_by_format(built, later.settings).values(), content.html, content.text, content.evidence):
        assert "printers in every hall" not in words.lower()
    assert built.digest.figure("improvements_completed").evidence == ("CIM0000", "CIM0001")
    assert PRINTERS not in {line.figure for line in built.evidence}
    assert {line.number for line in built.evidence if line.figure == "improvements_completed"} == {"CIM0000", "CIM0001"}
    assert shown(later).hidden[0].id == PRINTERS


def test_the_subject_follows_the_first_sentence(context):
    """What comes first is what the subject says; hidden, it is not said there either."""
    edit(context, NETWORK, OCTOBER, Changes(first=[PRINTERS]))
    _, edition, built = made_anew(context)
    assert "Printers in every hall" in edition.content.subject
    assert built.digest.highlights[0].id == PRINTERS
    edit(context, NETWORK, OCTOBER, Changes(hide=[PRINTERS]))
    assert "Printers" not in made_anew(context)[1].content.subject


def test_a_page_shows_what_can_be_edited(context, monkeypatch):
    """Sentences, lines and titles come from what was kept with the draft, as they stand after the last edit."""
    monkeypatch.setattr(Context, "stock", property(lambda _self: pytest.fail("the stock was read")))
    before = shown(context)
    assert [each.id for each in before.outcomes] == [GATEWAY, PRINTERS]
    assert not before.is_behind
    number = before.titles[0].number
    wanted = Changes(note="Thanks.", tick={number: before.titles[0].hash}, order=[PRINTERS], hide=[GATEWAY])
    edit(context, NETWORK, OCTOBER, wanted, seen=before.version)
    after = shown(context)
    assert (after.note, [each.id for each in after.outcomes], after.is_behind) == ("Thanks.", [PRINTERS], True)
    assert [each.id for each in after.hidden] == [GATEWAY]
    assert [each.number for each in after.titles if each.is_ticked] == [number]
    with pytest.raises(Conflict):
        edit(context, NETWORK, OCTOBER, Changes(note="Mine."), seen=before.version)
    assert shown(context).note == "Thanks."


def test_a_title_that_a_page_ticked_appears(context):
    """The tick of the title that was shown with the draft shows it, as long as it is the same."""
    title = shown(context).titles[0]
    assert f"“{WORD} {int(title.number.removeprefix('INC'))}”" in title.text
    edit(context, NETWORK, OCTOBER, Changes(tick={title.number: title.hash}))
    assert f"{WORD} {int(title.number.removeprefix('INC'))}" in made_anew(context)[1].content.text
    edit(context, NETWORK, OCTOBER, Changes(tick={title.number: "0" * 64}))
    assert WORD not in made_anew(context)[1].content.text


def test_no_more_titles_are_offered_than_anybody_reads(tmp_path):
    """Of thousands the major ones and the urgent ones are offered; the draft needs no time for all."""
    made = installed(tmp_path)
    rows = incidents(80)
    rows[70] |= cells(major_incident_state="accepted")
    rows[60] |= cells(priority=("1", "1 - Critical"))
    fill(made, "incident", rows)
    found = choices_now(made, NETWORK, OCTOBER).titles
    assert (len(found), [each.id for each in found[:3]]) == (50, ["INC0070", "INC0060", "INC0000"])


def test_an_id_of_nothing_is_refused(context):
    """A mistyped id would hide nothing, unseen: it is refused with some of those that there are."""
    with pytest.raises(SettingsError, match="improvement:CIM9") as refused:
        edit(context, NETWORK, OCTOBER, Changes(note="x", hide=["improvement:CIM9"]))
    assert GATEWAY in refused.value.recovery
    assert shown(context).note == ""


def test_hidden_is_shown_again_and_order_is_usual_again(context):
    """Each decision can be taken back, and is then as if it had never been."""
    edit(context, NETWORK, OCTOBER, Changes(hide=[GATEWAY], first=[PRINTERS]))
    edit(context, NETWORK, OCTOBER, Changes(show=[GATEWAY], order=[]))
    assert [each.id for each in shown(context).outcomes] == [GATEWAY, PRINTERS]
    assert made_anew(context)[1].content == draft(again(context), NETWORK, OCTOBER).content


def test_there_is_nothing_to_edit_once_it_leaves(context):
    """Without a draft there is nothing to edit, and none of what has begun to leave."""
    assert editable(context, replace(NETWORK, name="Other"), OCTOBER) is None
    edition = context.store.editions.find("Network", OCTOBER)
    context.store.editions.plan(edition.id, [Planned("x@x.example", "<1@x>")], context.clock())
    assert editable(context, NETWORK, OCTOBER) is None
    with pytest.raises(SettingsError, match="begun to leave"):
        edit(context, NETWORK, OCTOBER, Changes(hide=[GATEWAY]))


def test_the_log_says_what_was_edited_and_no_words(context):
    """Ids and numbers are in the audit log, with the team; note and titles are not."""
    title = shown(context).titles[0]
    edit(context, NETWORK, OCTOBER, Changes(note="A secret word.", tick={title.number: title.hash}, hide=[GATEWAY]))
    last = context.store.audit.of_team("Network")[0]
    assert (last.act, last.team) == ("edit edition", "Network")
    assert all(each in last.detail for each in ("note", title.number, GATEWAY))
    assert "secret" not in last.detail
    assert WORD not in last.detail
