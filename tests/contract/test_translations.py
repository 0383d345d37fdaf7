"""Editions in further languages, over a real database."""

from __future__ import annotations

from dataclasses import replace

import pytest

from drumbeat.digest.people.consent import Category, Consent
from drumbeat.ports import AuditEntry, GivenConsent, Nameless, Translation
from drumbeat.store.consents import ConsentStore
from drumbeat.store.editions import EditionStore
from drumbeat.store.teams import TeamStore
from installation import NETWORK
from stores import CONTENT, NOW, OCTOBER, open_database

GERMAN = replace(
    CONTENT, subject="Oktober", html="<p>Fay half</p>", text="Fay half", digest='{"a": 1}', evidence="<p>E</p>"
)
BARE = replace(GERMAN, html="<p>Dank</p>", text="Dank")
FAY = Consent("f" * 32, Category.IMPROVEMENT)


@pytest.fixture(name="database")
def _database(tmp_path):
    return open_database(tmp_path / "store.db")


def drafted(database, **more):
    """A draft in English and German; its id."""
    return EditionStore(database).save_draft("Network", OCTOBER, CONTENT, [], NOW, **more).id


def test_a_recipient_reads_the_own_language(database):
    """What was made in a language comes back as it was; another language, or none, gives the edition's own."""
    editions = EditionStore(database)
    edition = drafted(database, translations={"de": Translation(GERMAN)})
    assert editions.content(edition, language="de") == GERMAN
    assert editions.content(edition) == editions.content(edition, language="fr") == CONTENT
    assert editions.languages(edition) == ["de"]


def test_every_language_is_part_of_what_is_approved(database):
    """Another German text is another hash, though the English one stayed."""
    editions = EditionStore(database)
    TeamStore(database).add(NETWORK)
    texts = ({"de": Translation(GERMAN)}, {"de": Translation(BARE)}, {"de": Translation(GERMAN)}, {})
    first, second, as_first, none = (editions.seal(drafted(database, translations=each)) for each in texts)
    assert first == as_first
    assert len({first, second, none}) == 3


def given(database):
    """Fay's consent to be named."""
    consents = ConsentStore(database)
    consents.give(GivenConsent(FAY, "Fay", "form", NOW), AuditEntry(NOW, "t", "give consent"))
    return consents


def test_names_leave_every_language(database):
    """A consent that is taken back takes the name out of the translations as well, and for good."""
    editions, consents = EditionStore(database), given(database)
    more = {
        "nameless": Nameless(CONTENT, {FAY: frozenset()}),
        "translations": {"de": Translation(GERMAN, BARE)},
    }
    edition = drafted(database, **more)
    assert editions.content(edition, language="de") == GERMAN
    assert editions.content(edition, names=False, language="de") == BARE
    consents.withdraw(FAY, AuditEntry(NOW, "t", "withdraw consent"))
    assert editions.content(edition, language="de") == BARE


def test_a_consent_taken_back_before_the_draft_is_kept_is_out_of_it(database):
    """Where the names may not stand any more when the draft is kept, no language has them."""
    editions = EditionStore(database)
    more = {
        "nameless": Nameless(CONTENT, {FAY: frozenset()}),
        "translations": {"de": Translation(GERMAN, BARE)},
    }
    assert editions.content(drafted(database, **more), language="de") == BARE
