"""Evidence pages in the store: frozen with their edition, kept when names go, and gone with their draft."""

from __future__ import annotations

import sqlite3
from contextlib import closing
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
from stores import CONTENT, NOW, OCTOBER, open_database

PAGE = "<!doctype html>\n<p>INC1 ☎</p>\n"
SERVED = replace(CONTENT, evidence=PAGE, evidence_name="a.b-c_d.html", attached="evidence.html")
ANN = Consent("a" * 32, Category.IMPROVEMENT)


def rows(path, table):
    """How many rows there are."""
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608  names of ours


def test_a_page_comes_back_with_its_edition(tmp_path):
    """What was frozen is what is found, shown and sent, character by character."""
    editions = EditionStore(open_database(tmp_path / "store.db"))
    saved = editions.save_draft("Network", OCTOBER, SERVED, [], NOW)
    assert saved.content == SERVED
    assert editions.find("Network", OCTOBER).content == SERVED
    assert editions.content(saved.id) == SERVED
    assert editions.content(saved.id, names=False) == SERVED


@pytest.mark.parametrize("field", ["evidence", "evidence_name", "attached"])
def test_the_page_is_part_of_the_hash(field):
    """An edition with another page is another edition."""
    assert replace(SERVED, **{field: "other"}).hash != SERVED.hash


def test_a_draft_made_anew_leaves_no_page_behind(tmp_path):
    """The earlier draft's page goes with it; an edition without a page has none."""
    editions = EditionStore(open_database(tmp_path / "store.db"))
    editions.save_draft("Network", OCTOBER, SERVED, [], NOW)
    editions.save_draft("Network", OCTOBER, CONTENT, [], NOW)
    assert editions.find("Network", OCTOBER).content == CONTENT
    assert rows(tmp_path / "store.db", "evidence_page") == 0


def test_the_page_stays_when_names_go(tmp_path):
    """A consent that is taken back changes the mail; the page, which names nobody, stays with it."""
    database = open_database(tmp_path / "store.db")
    editions, consents = EditionStore(database), ConsentStore(database)
    consents.give(GivenConsent(ANN, "Ann", "form", NOW), AuditEntry(NOW, "root", "give consent", ANN.person))
    bare = replace(SERVED, text="the team")
    saved = editions.save_draft("Network", OCTOBER, SERVED, [], NOW, nameless=Nameless(bare, frozenset({ANN})))
    assert editions.content(saved.id, names=False) == bare
    assert consents.withdraw(ANN, AuditEntry(NOW, "root", "withdraw consent", ANN.person)) == 1
    assert editions.content(saved.id) == bare
    with closing(sqlite3.connect(tmp_path / "store.db")) as connection:
        [(kept,)] = connection.execute("SELECT content_hash FROM edition")
    assert kept == bare.hash


def test_evidence_takes_whatever_a_part_is_called(tmp_path):
    """A highlight's id, a fact's source and a long service come back as they were."""
    editions = EditionStore(open_database(tmp_path / "store.db"))
    lines = [
        EvidenceLine(f"improvement:{'X' * 80}", "CIM1", "improvement", "S" * 120, "2026-10-01", ""),
        EvidenceLine("fact:spam", "", "fact", "", "", "a source in many words " * 20),
    ]
    saved = editions.save_draft("Network", OCTOBER, CONTENT, lines, NOW)
    assert editions.evidence(saved.id) == lines


def test_editions_of_before_lose_nothing(tmp_path):
    """A store of before there were pages keeps its editions, evidence and deliveries, and has no page of them."""
    path = tmp_path / "store.db"
    engine = database_module._engine(f"sqlite:///{path}")
    config = Config()
    config.set_main_option("script_location", str(database_module._MIGRATIONS))
    with engine.execution_options(writes=True).begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0003")
    engine.dispose()
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(
            "INSERT INTO edition (team, period_start, period_end, state, subject, html, text, digest, content_hash, "
            "built_at) VALUES ('Network', '2026-10-01', '2026-11-01', 'sent', 's', 'h', 't', '{}', 'x', "
            "'2026-11-02 08:00:00')"
        )
        connection.execute("INSERT INTO evidence VALUES (1, 0, 'f', 'INC1', 'incident', 'Mail', '2026-10-05', '')")
        connection.execute(
            "INSERT INTO delivery VALUES (1, 'a@x.example', 'sent', '<1@x>', 1, '', '', '2026-11-02 08:00:00')"
        )
    editions = EditionStore(open_database(path))
    found = editions.find("Network", OCTOBER)
    assert (found.content.subject, found.content.evidence, found.content.attached) == ("s", "", "")
    assert [each.number for each in editions.evidence(found.id)] == ["INC1"]
    assert isinstance(editions, DeliveryLedger)
    assert [each.recipient for each in editions.deliveries(found.id)] == ["a@x.example"]
