"""Attacks with words: near-duplicate articles, praise in a circle, names of technologies."""

from __future__ import annotations

import csv
from functools import lru_cache
from importlib import resources

from drumbeat.records.model import Declaration
from gaming.attack import Attack, mates, own
from gaming.honest import attached_by
from gaming.year import Year
from gold.bundle import Person, Row
from gold.records import article, feedback, note

COPIES = 20
EIGHT = ("Docker", "Kubernetes", "Terraform", "PostgreSQL", "Jenkins", "MongoDB", "Oracle Database", "Citrix ADC")


def duplicate_articles(w: Year, me: Person) -> None:
    """(f) Twenty articles of one and the same matter, seen, rated and attached to own tickets by their author."""
    tasks = own(w, me)
    for number in range(COPIES):
        page = _page(w, me, number)
        for turn in range(4):
            attached_by(w, page, tasks[(number + turn) % len(tasks)], me)


def attach_to_colleagues(w: Year, me: Person) -> None:
    """(f) The same, attached by their author to tickets that colleagues resolved."""
    tasks = [row for mate in mates(w, me) for row in own(w, mate)]
    for number in range(COPIES):
        page = _page(w, me, number)
        for turn in range(4):
            attached_by(w, page, tasks[(3 * number + turn) % len(tasks)], me)


def _page(w: Year, me: Person, number: int) -> Row:
    page = article(w, me, w.day(2 + number % 5), short_description=f"How to free a stuck window blind ({number + 1})")
    for turn in range(5):
        feedback(w, page, me, w.day(8 + turn))
        facts = {"viewed": True, "used": True, "times_viewed": 40}
        w.add("kb_use", sys_created_on=w.day(8 + turn), article=page, user=me, **facts)
    return page


def praise_each_other(w: Year, me: Person) -> None:
    """(g) Ten times praise for a colleague and back."""
    friend = mates(w, me)[-1]
    for number in range(10):
        for one, other in ((me, friend), (friend, me)):
            day = w.day(4 + 2 * number).date()
            w.declare(Declaration.RECOGNITION, one, f"Thanks for help no. {number + 1}", day, by=other)


def attach_each_other(w: Year, me: Person) -> None:
    """(g) An article each of the months before, which the other attaches to four own tickets and finds useful."""
    friend = mates(w, me)[-1]
    for one, other in ((me, friend), (friend, me)):
        page = article(w, one, w.day(-20), short_description="Which key fits which locker")
        feedback(w, page, other)
        for row in own(w, other)[:4]:
            attached_by(w, page, row, other)


def stuff_one(w: Year, me: Person) -> None:
    """(h) Two hundred technologies in one work note and in the close notes of one own incident."""
    row = own(w, me)[0]
    text = "Checked " + ", ".join(technologies()[:200]) + "."
    w.put(row, close_notes=f"{row['close_notes']['value']} {text}")
    note(w, row, me, text)


def stuff_all(w: Year, me: Person) -> None:
    """(h) Eight technologies in the notes of each own incident."""
    for number, row in enumerate(own(w, me)):
        text = f"Also checked {', '.join(EIGHT[:-1])} and {EIGHT[-1]}, round {number + 1}."
        w.put(row, close_notes=f"{row['close_notes']['value']} {text}")
        note(w, row, me, text)


@lru_cache(maxsize=1)
def technologies() -> tuple[str, ...]:
    """The names of the shipped skill file, as an attacker reads them there."""
    text = (resources.files("drumbeat.signals") / "skills.csv").read_text(encoding="utf-8")
    return tuple(row["name"] for row in csv.DictReader(text.splitlines()) if row["group"] == "technical")


WORDS = (
    Attack("f", "twenty near-duplicate articles on own tickets", duplicate_articles),
    Attack("f", "the same, attached by the author to colleagues’ tickets", attach_to_colleagues),
    Attack("g", "reciprocal praise, ten times", praise_each_other),
    Attack("g", "reciprocal attachments", attach_each_other),
    Attack("h", "200 technologies in one note", stuff_one),
    Attack("h", "8 technologies in each note", stuff_all),
)
