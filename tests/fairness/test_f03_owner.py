"""F3: a personal record is its owner's; what a team, a lead or anybody who explains sees has nothing of it."""

from __future__ import annotations

import json

import pytest

from drumbeat.desk.formats import Format, Report, render
from drumbeat.desk.own_records import personal_record
from drumbeat.digest.people.accomplishments import as_json
from drumbeat.records.model import Ref
from drumbeat.signals.catalogue import RULES
from drumbeat.signals.explain import Asking, explain, judged_as
from drumbeat.signals.material import Material
from installation import NETWORK, OCTOBER, STAFF, again, installed, october
from rows import person

PRIVATE = {rule.id for rule in RULES if rule.default.is_personal and not rule.default.is_for_team}


@pytest.fixture(name="context")
def _context(tmp_path):
    """An installation in which everybody's record was told."""
    context = installed(tmp_path, personal_records=True)
    for name in STAFF:
        personal_record(context, Ref(*person(name)), OCTOBER, "test")
    return again(context)


def test_f03_a_record_holds_its_owners_signals_alone(context):
    """The record of one person tells nothing of another, by key or by name."""
    told = {name: json.dumps(as_json(personal_record(context, Ref(*person(name)), OCTOBER, "x"))) for name in STAFF}
    assert '"V02"' in told["Fay"]
    assert '"V02"' not in told["Ben"]
    for name, text in told.items():
        others = set(STAFF) - {name}
        assert [other for other in others if other in text or person(other)[0] in text] == []


@pytest.mark.parametrize("form", [Format.HTML, Format.TEXT, Format.MARKDOWN, Format.JSON, Format.CSV])
def test_f03_no_format_of_a_digest_has_anything_personal(context, form):
    """No private rule, no person's key and no name stands in what a team's digest is handed out as."""
    content = render(form, Report(october(context), NETWORK, context.settings)).decode()
    assert [rule for rule in PRIVATE if f'"{rule}"' in content or f"({rule})" in content] == []
    assert [name for name in STAFF if name in content or person(name)[0] in content] == []


def test_f03_explaining_a_record_names_nobody(context):
    """`explain` without --person runs no private rule and says roles, never who."""
    world = context.stock.world
    item = judged_as("CIM0000", world)
    told = explain(item, Asking(Material(world, OCTOBER, lambda _record: True, context.stock.until)))
    assert {line.id for line in told.rules} & PRIVATE == set()
    assert [name for name in STAFF if name in repr(told) or person(name)[0] in repr(told)] == []
    assert any(line.id == "V02" and line.speaks for line in told.rules)


def test_f03_every_reading_is_known(context):
    """Each reading of a record is in the audit log with who read whose, of when and why."""
    personal_record(context, Ref(*person("Ann")), OCTOBER, "asked by Ann")
    last = context.store.audit.all()[-1]
    assert (last.actor, last.act, last.subject) == ("tester", "read record", person("Ann")[0])
    assert last.detail == "2026-10-01 to 2026-10-31: asked by Ann"


def test_f03_there_is_no_list_of_people():
    """No part of the store hands out signals of more than one person at once."""
    from drumbeat.store.signals import SignalStore  # noqa: PLC0415

    public = {name for name in vars(SignalStore) if not name.startswith("_")}
    assert public == {"tell", "remark", "remarks", "unsaid", "over", "let_go"}
