"""F15 and F16: what is kept of people is known, handed over, forgotten, and no longer kept than needed."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from drumbeat.desk.drafts import draft
from drumbeat.desk.own_records import personal_record
from drumbeat.desk.retention import LetGo, let_go
from drumbeat.digest.contract import as_json
from drumbeat.digest.language.wording import ENGLISH
from drumbeat.digest.people import accomplishments
from drumbeat.editions.deliveries import DeliveryState, Outcome, Planned
from drumbeat.ports import Remark
from drumbeat.records.model import Declaration, Declared, Ref
from drumbeat.records.period import Period
from drumbeat.settings.privacy import PrivacySettings
from drumbeat.signals import catalogue
from drumbeat.signals.sameness import is_gone
from installation import NETWORK, NOW, OCTOBER, STAFF, WORD, again, consent, installed, october
from rows import person
from stores import claim, settle

NOTHING = LetGo(*[0] * 8)
FAY = Ref(*person("Fay"))


@pytest.fixture(name="context")
def _context(tmp_path):
    """An installation that knows something of everybody."""
    context = installed(tmp_path, personal_records=True)
    consent(context, "Fay")
    for name in STAFF:
        personal_record(context, Ref(*person(name)), OCTOBER, "test")
    usual = {"kind": Declaration.TALK, "title": "On gateways", "day": date(2026, 10, 3)}
    context.store.declared.add([Declared(sys_id="d1", person=FAY, **usual)], context.entry("import"))
    return context


def rows_with(context, key: str) -> dict[str, int]:
    """Tables of ours in which the key stands, with how many rows; ServiceNow's own rows are not ours."""
    path = context.settings.store.url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(path)) as connection:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        found = {
            table: sum(key in repr(row) for row in connection.execute(f"SELECT * FROM {table}"))  # noqa: S608  names of ours
            for table in tables
            if table not in ("record", "pull")
        }
    return {table: count for table, count in found.items() if count}


def test_f15_an_export_holds_everything_about_the_person(context):
    """What is handed over has every row about the person, of every kind, and nothing of anybody else."""
    line = personal_record(context, FAY, OCTOBER, "x").lines[0].line
    context.store.signals.remark(FAY.key, Remark(line, "annotate", "mine"), context.entry("annotate", FAY.key))
    held = context.store.persons.export(FAY.key, context.entry("export person", FAY.key))
    expected = {"signal": "signals", "remark": "remarks", "consent": "consents", "declared": "declared"}
    found = rows_with(context, FAY.key)
    assert {table: len(held[name]) for table, name in expected.items()} == {name: found[name] for name in expected}
    assert len(held["audit"]) == found["audit"]
    others = [person(name)[0] for name in STAFF if name != "Fay"]
    assert [key for key in others if key in json.dumps(held)] == []


def test_f15_deletion_leaves_the_log_alone(context):
    """After a deletion nothing is kept about the person but what was done with it, and others' rows stay."""
    context.store.teams.add(NETWORK)
    draft(again(context), NETWORK, OCTOBER)
    ben = rows_with(context, person("Ben")[0])
    context.store.persons.delete(FAY.key, context.entry("delete person", FAY.key))
    assert set(rows_with(context, FAY.key)) <= {"audit", "naming"}
    assert "Fay" not in repr(context.store.editions.find("Network", OCTOBER))
    assert rows_with(context, person("Ben")[0]) == ben
    assert context.store.audit.all(FAY.key)[-1].act == "delete person"


def test_f15_signals_are_let_go_after_thirteen_months(context):
    """Signals of periods that ended more than thirteen months ago go, with what was said of them; others stay."""
    later = replace(context, clock=lambda: datetime(2027, 12, 2, tzinfo=UTC))
    assert let_go(replace(context, clock=lambda: datetime(2027, 11, 30, tzinfo=UTC))).signals == 0
    assert let_go(later).signals > 0
    assert "signal" not in rows_with(context, FAY.key)
    assert later.store.audit.all()[-1].act.startswith("purge")


def test_f15_switching_off_lets_go_of_what_was_kept(context):
    """Where personal records are switched off, signals told before go with the next purge, which is logged."""
    personal_record(context, FAY, OCTOBER, "x")
    assert "signal" in rows_with(context, FAY.key)
    settings = context.settings.model_copy(update={"privacy": PrivacySettings()})
    off = replace(context, given=settings)
    assert let_go(off).signals > 0
    assert "signal" not in rows_with(context, FAY.key)
    assert off.store.audit.all()[-1].detail.endswith("as personal records are off")


def sent(context) -> None:
    """October's edition is sent, so that September can be restated no more."""
    context.store.teams.add(NETWORK)
    edition = draft(again(context), NETWORK, OCTOBER)
    context.store.editions.plan(edition.id, [Planned("x@x.example", "<1@x>")], NOW)
    claim(context.store.editions, edition.id, "x@x.example", NOW)
    settle(context.store.editions, edition.id, Outcome("x@x.example", DeliveryState.SENT))
    context.store.editions.close(edition.id)


def texts(context, word: str = WORD) -> int:
    """Rows of ServiceNow in which the word stands."""
    return sum(word in repr(row) for row in context.store.records.rows("incident"))


def test_f15_words_stay_until_the_month_is_restated(context):
    """October's words stay while November's edition can restate them; without any sent edition all words stay."""
    assert let_go(context) == NOTHING
    sent(context)
    assert let_go(again(context)) == NOTHING
    assert texts(context) == 24


def test_f15_words_go_and_figures_stay(tmp_path):
    """When words go, no figure, reason, skill or signal of any month changes, and it is done once."""
    before = installed(tmp_path, personal_records=True)
    told = as_json(october(before).digest, ENGLISH), personal_record(before, FAY, OCTOBER, "x")
    later = replace(again(before), clock=lambda: datetime(2027, 12, 2, tzinfo=UTC))
    assert let_go(later).texts == 24
    assert texts(before) == 0
    assert "vpn" in repr(list(before.store.records.rows("incident")))
    assert all(is_gone(row["short_description"].value) for row in before.store.records.rows("incident"))
    assert let_go(replace(later)) == NOTHING
    after = again(before)
    assert as_json(october(after).digest, ENGLISH) == told[0]
    record = personal_record(after, FAY, OCTOBER, "x")
    assert record == told[1]
    assert record.skills


def test_f16_a_newer_rule_does_not_rewrite_what_was_told(context, monkeypatch):
    """After a rule has a newer version, a line that was told keeps its version, its sentence and its standing."""
    (line,) = [each for each in personal_record(context, FAY, OCTOBER, "x").lines if each.rule == "V02"]
    newer = tuple(
        replace(rule, version="9.0.0", sentence="Nothing is led.", find=lambda _material: iter(()))
        if rule.id == "V02"
        else rule
        for rule in catalogue.RULES
    )
    monkeypatch.setattr(accomplishments, "RULES", newer)
    monkeypatch.setattr(accomplishments, "classify", lambda *args: catalogue.classify(*args, newer))
    again_told = personal_record(again(context), FAY, OCTOBER, "x")
    assert [each for each in again_told.lines if each.rule == "V02"] == [line]
    september = Period(date(2026, 9, 1), date(2026, 10, 1), OCTOBER.zone)
    assert [each for each in personal_record(again(context), FAY, september, "x").lines if each.rule == "V02"] == []


def test_f16_every_line_has_rule_version_and_sentence(context):
    """Each line of a record says by which rule, in which version and by which words it was told."""
    record = personal_record(context, FAY, OCTOBER, "x")
    by_id = {rule.id: rule for rule in catalogue.RULES}
    assert record.lines
    for line in record.lines:
        rule = by_id[line.rule]
        assert (line.version, line.sentence) == (rule.version, rule.sentence)
