"""Pages of evidence by their names: in every language, as long as their edition is kept, since its last mail."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from drumbeat.editions.deliveries import DeliveryState, Outcome, Planned
from drumbeat.ports import Translation
from drumbeat.store.editions import EditionStore
from drumbeat.store.evidence_pages import EvidencePageStore, KeptPage
from stores import CONTENT, NOW, OCTOBER

ENGLISH = replace(CONTENT, evidence="<p>INC1</p>", evidence_name="e.html")
GERMAN = replace(CONTENT, evidence="<p>INC1, deutsch</p>", evidence_name="d.html")


def drafted(editions, content=ENGLISH) -> int:
    """The id of a draft in two languages."""
    translations = {"de": Translation(GERMAN, None)}
    return editions.save_draft("Network", OCTOBER, content, [], NOW, translations=translations).id


def test_each_language_has_its_page(place):
    """A name opens the page of its own language; any other name, and a part of one, opens none."""
    database = place.open()
    drafted(EditionStore(database))
    pages = EvidencePageStore(database)
    assert pages.find("e.html") == KeptPage("<p>INC1</p>", None)
    assert pages.find("d.html") == KeptPage("<p>INC1, deutsch</p>", None)
    assert [pages.find(each) for each in ("", "e", "E.html", "%.html", "_.html")] == [None] * 5


def test_its_time_counts_from_the_last_mail(place):
    """What is counted is when the last mail began to leave, in whatever language, and not what came back later."""
    database = place.open()
    editions, pages = EditionStore(database), EvidencePageStore(database)
    edition, later = drafted(editions), NOW + timedelta(days=2)
    editions.plan(edition, [Planned("a@x.example", "<1>"), Planned("b@x.example", "<2>")], NOW)
    editions.claim(edition, ["a@x.example"], NOW)
    editions.settle(edition, [Outcome("a@x.example", DeliveryState.SENT)], NOW)
    editions.claim(edition, ["b@x.example"], later)
    editions.settle(edition, [Outcome("b@x.example", DeliveryState.SENT)], later + timedelta(hours=1))
    assert [pages.find(each).left_at for each in ("e.html", "d.html")] == [later, later]


def test_a_draft_made_anew_takes_its_place(place):
    """The name of a former draft opens nothing once another page stands there."""
    database = place.open()
    editions = EditionStore(database)
    drafted(editions)
    drafted(editions, replace(ENGLISH, evidence_name="f.html"))
    assert EvidencePageStore(database).find("e.html") is None
    assert EvidencePageStore(database).find("f.html") is not None
