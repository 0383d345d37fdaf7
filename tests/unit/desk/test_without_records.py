"""What a page does in its time: it decides about a draft without reading a single record."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from drumbeat.desk import decisions, facts
from drumbeat.desk.audit import acts_of
from drumbeat.desk.context import Context
from drumbeat.desk.downtimes import approve_offered
from drumbeat.desk.drafts import draft
from drumbeat.desk.history import past, sheet
from drumbeat.desk.operational import facts_of
from drumbeat.desk.versions import edition_version
from drumbeat.digest.choices import Choices, Offer, as_json
from drumbeat.editions.standing import Standing
from drumbeat.errors import Conflict, SettingsError
from installation import NETWORK, OCTOBER
from schedules import office
from stores import CONTENT

OFFER = Offer("downtime:PRJ0010003", "“The move” is complete. Mail was down for 2 h 04 min.", "a" * 64)


@pytest.fixture(name="context")
def _context(tmp_path, monkeypatch):
    """October's draft with an approved fact; from here on no record may be read."""
    here = office(tmp_path)
    here.clock.now = datetime(2026, 11, 20, 8, tzinfo=UTC)
    facts.add_fact(here.context, NETWORK, OCTOBER, facts.Typed("leaks", "12", "count", note="counted"), "Ann")
    facts.approve(here.context, NETWORK, OCTOBER, "leaks", by="Ben")
    draft(here.context, NETWORK, OCTOBER)
    monkeypatch.setattr(Context, "stock", property(lambda _self: pytest.fail("the records were read")))
    return here.fresh()


def test_a_draft_is_approved_as_the_store_tells_it(context):
    """The lead approves on the page; the standing, the list and the sheet say so."""
    seen = edition_version(context, NETWORK, OCTOBER)
    decisions.approve(context, NETWORK, OCTOBER, by="Marit", seen=seen, asks_records=False)
    found = sheet(context, NETWORK, OCTOBER)
    assert (found.stood.standing, found.why_not, found.deliveries, found.steps) == (Standing.APPROVED, "", (), ())
    assert [(each.team, each.start) for each in past(context)] == [("Network", OCTOBER.start)]
    with pytest.raises(SettingsError, match="no edition"):
        sheet(context, NETWORK, OCTOBER.before())


def test_what_nobody_stands_behind_any_more_is_not_approved(context):
    """A fact that was left out since the draft was made is found in the store alone."""
    facts.reject(context, NETWORK, OCTOBER, "leaks", "counted twice", by="Ben")
    assert not facts_of(context, NETWORK, OCTOBER).told
    with pytest.raises(SettingsError, match="not approved any more: leaks"):
        decisions.approve(context, NETWORK, OCTOBER, asks_records=False)


def test_downtime_is_approved_as_it_was_shown(context):
    """What was kept with the draft is approved by its hash; another value is a conflict, another id is not there."""
    kept = json.dumps(as_json(Choices(pending=(OFFER,))))
    context.store.editions.save_draft("Network", OCTOBER, CONTENT, [], context.clock(), choices=kept)
    with pytest.raises(Conflict, match="2 h 04 min"):
        approve_offered(context, NETWORK, OCTOBER, OFFER.id, by="Ben", seen="b" * 64)
    with pytest.raises(SettingsError, match="waits for no approval"):
        approve_offered(context, NETWORK, OCTOBER, "downtime:PRJ1", by="Ben", seen=OFFER.hash)
    assert approve_offered(context, NETWORK, OCTOBER, OFFER.id, by="Ben", seen=OFFER.hash) == OFFER
    assert context.store.editing.get("Network", OCTOBER).approved == {OFFER.id: OFFER.hash}
    with pytest.raises(SettingsError, match="waits for no approval"):
        approve_offered(context, NETWORK, OCTOBER, OFFER.id, by="Ben", seen=OFFER.hash)


def test_every_act_is_listed_with_its_team(context):
    """Facts, decisions and recipients are in the team's list, the newest first, and nobody else's acts are."""
    decisions.hold(context, NETWORK, OCTOBER, "wait", by="Marit")
    acts = [each.act for each in acts_of(context, "Network")]
    assert acts[:3] == ["hold edition", "approve fact", "add fact"]
    assert "add recipient" in acts
    assert acts_of(context, "Other") == []
