"""F9: the owner can hide, dispute or annotate any line; it is kept, logged, and nobody is named by it meanwhile."""

from __future__ import annotations

import pytest

from drumbeat.desk.drafts import draft
from drumbeat.desk.own_records import personal_record
from drumbeat.ports import Remark
from drumbeat.records.model import Ref
from drumbeat.signals.model import Status
from installation import NETWORK, OCTOBER, again, consent, installed, october
from rows import person

FAY = Ref(*person("Fay"))


@pytest.fixture(name="context")
def _context(tmp_path):
    """An installation in which Fay was told of an improvement, and is named with it."""
    context = installed(tmp_path, personal_records=True)
    consent(context, "Fay")
    return context


def lines(context):
    """The lines about the improvement that Fay led."""
    return [line for line in personal_record(again(context), FAY, OCTOBER, "x").lines if line.rule == "V02"]


def remark(context, act, note="") -> bool:
    """What Fay says of that line."""
    said = Remark(line, act, note) if (line := _line(context)) else None
    return context.store.signals.remark(FAY.key, said, context.entry(act, FAY.key, said.statement))


def _line(context) -> str:
    return lines(context)[0].line


def names(context) -> list[str]:
    """Who is named in a digest made now."""
    return [naming.name for naming in october(again(context)).namings]


def test_f09_a_disputed_line_is_marked_and_names_nobody(context):
    """A dispute shows in the record and takes the name out of the next digest, until it is settled."""
    assert names(context) == ["Fay"]
    assert remark(context, "dispute", "Ann led it")
    (line,) = lines(context)
    assert (line.status, line.note) == (Status.DISPUTED, "Ann led it")
    assert names(context) == []
    assert remark(context, "settle")
    assert lines(context)[0].status is Status.FINAL
    assert names(context) == ["Fay"]


def test_f09_a_hidden_line_is_gone_and_names_nobody(context):
    """What the owner hides is in no record and no digest by name; shown again it is there again."""
    line = _line(context)
    assert remark(context, "hide")
    assert (lines(context), names(context)) == ([], [])
    back = Remark(line, "show")
    assert context.store.signals.remark(FAY.key, back, context.entry("show", FAY.key))
    assert lines(context)[0].line == line


@pytest.mark.parametrize("act", ["hide", "dispute"])
def test_f09_a_draft_loses_the_name_at_once(context, act):
    """A draft that names the person is without names from the moment in which the line is hidden or disputed."""
    context.store.teams.add(NETWORK)
    assert "Fay" in draft(again(context), NETWORK, OCTOBER).content.text
    assert remark(context, act)
    assert "Fay" not in repr(context.store.editions.find("Network", OCTOBER))


def test_f09_a_note_stands_beside_the_line(context):
    """The owner's own words stand with the line, and go when they are emptied; naming goes on."""
    assert remark(context, "annotate", "With great help of Ben.")
    assert lines(context)[0].note == "With great help of Ben."
    assert names(context) == ["Fay"]
    assert remark(context, "annotate", "")
    assert lines(context)[0].note == ""


def test_f09_every_word_is_logged(context):
    """Each word of the owner is in the audit log with the line it is about."""
    remark(context, "dispute", "no")
    assert [(each.act, each.detail) for each in context.store.audit.all(FAY.key)][-1] == ("dispute", _of_last(context))


def _of_last(context) -> str:
    return next(each.detail for each in reversed(context.store.audit.all(FAY.key)) if each.act == "dispute")


def test_f09_nobody_speaks_of_anothers_line(context):
    """A line can be spoken of only as its own person."""
    ann = person("Ann")[0]
    said = Remark(_line(context), "hide")
    assert not context.store.signals.remark(ann, said, context.entry("hide", ann))
    assert lines(context)
