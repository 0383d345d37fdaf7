"""F13 and F14: no word of a ticket leaves, and nothing is made of anybody's tone."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from drumbeat import app
from drumbeat.desk.own_records import personal_record
from drumbeat.digest.contract import as_json
from drumbeat.digest.language.wording import ENGLISH
from drumbeat.digest.people.accomplishments import as_json as record_json
from drumbeat.records.model import Ref
from drumbeat.signals.catalogue import RULES
from drumbeat.signals.explain import Asking, explain
from drumbeat.signals.material import Material
from installation import OCTOBER, STAFF, WORD, again, incidents, installed, october, usual
from rows import person

PRAISE, ANGER = "You are wonderful, thank you so much!", "This is a disgrace, I am furious with you!"


def test_f14_no_word_of_a_ticket_is_in_a_digest(tmp_path):
    """A word that stands in every ticket stands in no format of the digest and in no line of its evidence."""
    context = installed(tmp_path)
    built = october(context)
    renderer = app.renderer(context.settings)
    told = [renderer.html(built.digest), renderer.text(built.digest), renderer.markdown(built.digest)]
    assert WORD not in "\n".join([*told, json.dumps(as_json(built.digest, ENGLISH)), repr(built.evidence)])


def test_f14_no_word_of_a_ticket_is_in_a_personal_record(tmp_path):
    """A personal record has places and names of skills, not the text around them; nor has what is kept of it."""
    context = installed(tmp_path, personal_records=True)
    records = [personal_record(context, Ref(*person(name)), OCTOBER, "x") for name in STAFF]
    assert any(record.skills for record in records)
    renderer = app.renderer(context.settings)
    told = [json.dumps(record_json(record)) + renderer.record_text(record) for record in records]
    kept = [context.store.persons.export(person(name)[0], context.entry("export person")) for name in STAFF]
    assert WORD not in "\n".join([*told, repr(kept)])


def test_f14_what_became_confidential_stands_in_no_record(tmp_path):
    """A record that was told of, and is kept out of scope since, is named in no line, withdrawn or not (E9)."""
    context = installed(tmp_path, personal_records=True)

    def told(run) -> str:
        return json.dumps(record_json(personal_record(run, Ref(*person("Ann")), OCTOBER, "x")))

    assert "INC0" in told(context)
    gate = context.settings.gate.model_copy(update={"out_of_scope_groups": ("Network",)})
    closed = replace(again(context), given=context.settings.model_copy(update={"gate": gate}))
    assert "INC0" not in told(closed)
    assert "out_of_scope" in told(closed)


def test_f14_explaining_shows_places_not_text(tmp_path):
    """`explain` shows which alias stands where, and none of the text around it."""
    context = installed(tmp_path)
    material = Material(context.stock.world, OCTOBER, lambda _record: True, context.stock.until)
    told = [explain(item, Asking(material)) for item in context.stock.judged]
    assert any(each.mentions for each in told)
    assert WORD not in repr(told)


@pytest.mark.parametrize("words", [PRAISE, ANGER, "", WORD * 50])
def test_f13_a_callers_tone_changes_nothing(tmp_path, words):
    """Whether callers write praise, anger or nothing, digest and personal records are the same."""
    told = []
    for name, said in (("neutral", "Printer"), ("toned", words)):
        (tmp_path / name).mkdir()
        rows = usual() | {"incident": incidents(comments=said, description=said)}
        context = installed(tmp_path / name, rows, personal_records=True)
        record = record_json(personal_record(context, Ref(*person("Ann")), OCTOBER, "x"))
        told.append((as_json(october(context).digest, ENGLISH)["figures"], record))
    assert told[0] == told[1]


def test_f13_no_rule_reads_a_trait():
    """No rule with code speaks of attitude, emotion, character, health or effort."""
    traits = ("attitude", "emotion", "passion", "empathy", "integrity", "resilien", "mood", "health", "personality")
    speaking = [rule for rule in RULES if rule.find is not None]
    assert [rule.id for rule in speaking if any(trait in rule.label.casefold() for trait in traits)] == []
