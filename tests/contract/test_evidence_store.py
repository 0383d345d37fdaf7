"""Evidence pages in the store: frozen with their edition, kept when names go, and gone with their draft."""

from __future__ import annotations

from dataclasses import replace

import pytest
from alembic import command
from alembic.config import Config

from drumbeat.digest.evidence.lines import EvidenceLine
from drumbeat.digest.people.consent import Category, Consent
from drumbeat.ports import AuditEntry, GivenConsent, Nameless
from drumbeat.store import database as database_module
from drumbeat.store.consents import ConsentStore
from drumbeat.store.deliveries import DeliveryLedger
from drumbeat.store.editions import EditionStore
from stores import CONTENT, NOW, OCTOBER

PAGE = "<!doctype html>\n<p>INC1 ☎</p>\n"
SERVED = replace(CONTENT, evidence=PAGE, evidence_name="a.b-c_d.html", attached="evidence.html")
ANN = Consent("a" * 32, Category.IMPROVEMENT)


def test_a_page_comes_back_with_its_edition(place):
    """What was frozen is what is found, shown and sent, character by character."""
    editions = EditionStore(place.open())
    saved = editions.save_draft("Network", OCTOBER, SERVED, [], NOW)
    assert saved.content == SERVED
    assert editions.find("Network", OCTOBER).content == SERVED
    assert editions.content(saved.id) == SERVED
    assert editions.content(saved.id, names=False) == SERVED


@pytest.mark.parametrize("field", ["evidence", "evidence_name", "attached"])
def test_the_page_is_part_of_the_hash(field):
    """An edition with another page is another edition."""
    assert replace(SERVED, **{field: "other"}).hash != SERVED.hash


def test_a_draft_made_anew_leaves_no_page_behind(place):
    """The earlier draft's page goes with it; an edition without a page has none."""
    editions = EditionStore(place.open())
    editions.save_draft("Network", OCTOBER, SERVED, [], NOW)
    editions.save_draft("Network", OCTOBER, CONTENT, [], NOW)
    assert editions.find("Network", OCTOBER).content == CONTENT
    assert place.dump("evidence_page") == []


def test_the_page_stays_when_names_go(place):
    """A consent that is taken back changes the mail; the page, which names nobody, stays with it."""
    database = place.open()
    editions, consents = EditionStore(database), ConsentStore(database)
    consents.give(GivenConsent(ANN, "Ann", "form", NOW), AuditEntry(NOW, "root", "give consent", ANN.person))
    bare = replace(SERVED, text="the team")
    saved = editions.save_draft("Network", OCTOBER, SERVED, [], NOW, nameless=Nameless(bare, {ANN: frozenset()}))
    assert editions.content(saved.id, names=False) == bare
    assert consents.withdraw(ANN, AuditEntry(NOW, "root", "withdraw consent", ANN.person)) == 1
    assert editions.content(saved.id) == bare
    assert place.dump("edition", "content_hash") == [(bare.hash,)]


def test_evidence_takes_whatever_a_part_is_called(place):
    """A highlight's id, a fact's source and a long service come back as they were."""
    editions = EditionStore(place.open())
    lines = [
        EvidenceLine(f"improvement:{'X' * 80}", "CIM1", "improvement", "S" * 120, "2026-10-01", ""),
        EvidenceLine("fact:spam", "", "fact", "", "", "a source in many words " * 20),
    ]
    saved = editions.save_draft("Network", OCTOBER, CONTENT, lines, NOW)
    assert editions.evidence(saved.id) == lines


def test_editions_of_before_lose_nothing(place):
    """A store of before there were pages keeps its editions, evidence and deliveries, and has no page of them."""
    engine = database_module._backend(place.url("before")).writing
    config = Config()
    config.set_main_option("script_location", str(database_module._MIGRATIONS))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0003")
    engine.dispose()
    place.run(
        "INSERT INTO edition (team, period_start, period_end, state, subject, html, text, digest, content_hash, "
        "built_at) VALUES ('Network', '2026-10-01', '2026-11-01', 'sent', 's', 'h', 't', '{}', 'x', "
        "'2026-11-02 08:00:00')",
        "before",
    )
    place.run("INSERT INTO evidence VALUES (1, 0, 'f', 'INC1', 'incident', 'Mail', '2026-10-05', '')", "before")
    place.run(
        "INSERT INTO delivery VALUES (1, 'a@x.example', 'sent', '<1@x>', 1, '', '', '2026-11-02 08:00:00')",
        "before",
    )
    editions = EditionStore(place.open("before"))
    found = editions.find("Network", OCTOBER)
    assert (found.content.subject, found.content.evidence, found.content.attached) == ("s", "", "")
    assert [each.number for each in editions.evidence(found.id)] == ["INC1"]
    assert isinstance(editions, DeliveryLedger)
    assert [each.recipient for each in editions.deliveries(found.id)] == ["a@x.example"]
