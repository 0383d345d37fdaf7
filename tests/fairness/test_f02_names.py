"""F2: names appear only with a stored, revocable consent per category, and leave when it is withdrawn."""

from __future__ import annotations

import json

import pytest

from drumbeat import app
from drumbeat.desk.drafts import draft, shown
from drumbeat.digest.contract import as_json
from drumbeat.digest.language.wording import ENGLISH
from drumbeat.digest.people.consent import Category
from drumbeat.editions.deliveries import DeliveryState, Outcome, Planned
from installation import NETWORK, OCTOBER, STAFF, again, consent, installed, october
from stores import claim, settle


def everything(context, built) -> str:
    """All that a digest can be handed out as."""
    renderer = app.renderer(context.settings)
    turned = [turn(built.digest) for turn in (renderer.html, renderer.text, renderer.markdown)]
    return "\n".join([*turned, json.dumps(as_json(built.digest, ENGLISH)), repr(built.evidence)])


def named(context, built) -> set[str]:
    """Technicians whose names stand anywhere in it."""
    text = everything(context, built)
    return {name for name in STAFF if name in text}


@pytest.fixture(name="context")
def _context(tmp_path):
    """An installation with personal records on: what could leak is there."""
    return installed(tmp_path, personal_records=True)


def test_f02_nobody_is_named_at_first(context):
    """Without consent no format of a digest names any technician."""
    assert named(context, october(context)) == set()


def test_f02_consent_names_that_person_alone(context):
    """A consent names its person in the lines of its category, in every format that has names, and nobody else."""
    consent(context, "Fay")
    built = october(context)
    assert named(context, built) == {"Fay"}
    lines = {line.id: line.names for line in built.digest.signals if line.names}
    assert lines == {"V02": ("Fay",)}


def test_f02_another_category_names_nobody(context):
    """A consent to knowledge names nobody in an improvement."""
    consent(context, "Fay", Category.KNOWLEDGE)
    assert named(context, october(context)) == set()


def test_f02_names_off_ends_naming(tmp_path):
    """With names = false a consent that was given before names nobody, nor does an edition that was made with it."""
    context = installed(tmp_path, names=False)
    consent(context, "Fay")
    assert named(context, october(context)) == set()


def test_f02_a_draft_with_names_is_shown_without_when_naming_ends(tmp_path):
    """An edition that was frozen with names is shown and sent without them once the settings end naming."""
    context = installed(tmp_path)
    consent(context, "Fay")
    context.store.teams.add(NETWORK)
    edition = draft(context, NETWORK, OCTOBER)
    assert "Fay" in shown(context, edition).text
    later = installed(tmp_path, {}, names=False)
    found = later.store.editions.find("Network", OCTOBER)
    assert "Fay" not in repr(shown(later, found))


@pytest.mark.parametrize("state", ["draft", "sending", "sent"])
def test_f02_withdrawal_takes_names_out_of_every_edition(context, state):
    """After a withdrawal no edition shows the name: not the draft, not one that is leaving, not the archive."""
    given = consent(context, "Fay")
    consent(context, "Ann")
    context.store.teams.add(NETWORK)
    edition = draft(context, NETWORK, OCTOBER)
    assert "Ann and Fay" in edition.content.text
    if state != "draft":
        context.store.editions.plan(edition.id, [Planned("x@x.example", "<1@x>")], context.clock())
    if state == "sent":
        claim(context.store.editions, edition.id, "x@x.example", context.clock())
        settle(context.store.editions, edition.id, Outcome("x@x.example", DeliveryState.SENT), context.clock())
        context.store.editions.close(edition.id)
    context.store.consents.withdraw(given, context.entry("withdraw consent", given.person))
    found = context.store.editions.find("Network", OCTOBER)
    assert found.state == state
    assert "Fay" not in repr(found)
    if state == "draft":
        assert "Ann" in draft(again(context), NETWORK, OCTOBER).content.text
