"""Traps 57, 58, 60 and 64: articles and their versions, whose they are to read, and what must not leave."""

from __future__ import annotations

import json
import re

import pytest

from drumbeat.digest.contract import as_json
from drumbeat.digest.language.wording import ENGLISH
from drumbeat.digest.model import SourceStatus
from drumbeat.ports import PullStatus
from drumbeat.records.tables import ARTICLE, ARTICLE_USE, BY_NAME, IMPROVEMENT, INCIDENT, TABLES
from drumbeat.rendering import Renderer
from drumbeat.simulator.accounts import Properties
from drumbeat.simulator.lifecycle import fixtures, knowledge
from ground import evidence, group, missing, person, status_of, value
from said import notes_of

VIEWS = BY_NAME["kb_use"]
KNOWLEDGE = (ARTICLE, ARTICLE_USE, VIEWS)
SECRETS = (
    "pat.sample@example.org",
    "+49 30 5550100",
    "5550100",
    "Spring-2026!",
    "EXAMPLE0KEY0NOT0REAL",
    "abc.def.ghi",
)
"""What the hazardous texts give away."""


def published(ground, number: str, author: str = "Ann", **fields: str) -> str:
    """An article of Network, published now; its sys_id."""
    new = {"number": number, "short_description": f"How {number} works", "ownership_group": group("Network")}
    return knowledge.publish(ground.instance, {**new, **fields}, by=person(author))


def in_october(ground, day: int) -> None:
    """Go to a day of October."""
    ground.now = ground.now.replace(month=10, day=day)


def test_trap_57_versions_of_an_article_are_one_article(ground):
    """An article that was published and revised twice in a month is one new article; later months see a revision."""
    in_october(ground, 5)
    first = published(ground, "KB1")
    published(ground, "KB2", "Ben")
    second = knowledge.publish_version(ground.instance, first, by=person("Cem"))
    in_october(ground, 8)
    third = knowledge.publish_version(ground.instance, second, by=person("Ann"))
    ground.now = ground.now.replace(month=11, day=3)
    knowledge.publish_version(ground.instance, third, by=person("Dia"))
    published(ground, "KB3", "Ben")
    with ground.naive() as client:
        assert client.count("kb_knowledge", "published>=2026-10-01^published<2026-11-01") == 4
    ground.later(hours=1)
    ground.pull(*KNOWLEDGE)
    october, november = ground.digest(*KNOWLEDGE, month=10), ground.digest(*KNOWLEDGE, month=11)
    assert evidence(october, "articles_published") == ["KB1", "KB2"]
    assert evidence(october, "articles_revised") == []
    assert evidence(november, "articles_published") == ["KB3"]
    assert evidence(november, "articles_revised") == ["KB1"]
    assert [line.number for line in october.digest.articles] == ["KB1", "KB2"]


def test_trap_57_a_version_read_by_a_pull_of_changes(ground):
    """A version that is published after the first pull makes no second article, in whichever way it was read."""
    in_october(ground, 5)
    first = published(ground, "KB1")
    published(ground, "KB2", "Ben")
    ground.pull(*KNOWLEDGE)
    ground.later(days=1)
    knowledge.publish_version(ground.instance, first, by=person("Ann"))
    ground.later(hours=1)
    state = ground.pull(*KNOWLEDGE)["kb_knowledge"]
    assert (state.is_full, state.rows) == (False, 3)
    ground.now = ground.now.replace(month=11, day=3)
    ground.pull(*KNOWLEDGE)
    assert evidence(ground.digest(*KNOWLEDGE), "articles_published") == ["KB1", "KB2"]


def test_trap_58_carried_over_counters_are_never_read(ground):
    """Uses are counted by the tickets they lie on: counters that every version carries along are not asked for."""
    in_october(ground, 5)
    ids = [ground.opened(f"INC{place}", assigned_to=person("Fay")) for place in range(4)]
    first = published(ground, "KB1")
    other = published(ground, "KB2", "Ben")
    for sys_id in ids[:3]:
        knowledge.attach(ground.instance, first, task=sys_id, by=person("Fay"))
    for _ in range(5):
        knowledge.view(ground.instance, first, by=person("Cem"))
    second = knowledge.publish_version(ground.instance, first, by=person("Ann"))
    knowledge.view(ground.instance, first, by=person("Cem"))
    knowledge.attach(ground.instance, second, task=ids[0], by=person("Fay"))
    knowledge.attach(ground.instance, other, task=ids[3], by=person("Fay"))
    with ground.naive() as client:
        rows = client.rows("kb_knowledge")
        assert sum(int(row["use_count"]) for row in rows) == 8
        assert sum(int(row["sys_view_count"]) for row in rows) == 12
    ground.now = ground.now.replace(month=11, day=2)
    ground.patience = type(ground.patience)(limit=100)
    ground.pull(*TABLES, VIEWS)
    asked = {name for call in ground.calls for name in call.params.get("sysparm_fields", "").split(",")}
    assert not {name.rsplit(".")[-1] for name in asked} & set(knowledge.COUNTERS)
    built = ground.digest(*KNOWLEDGE)
    assert value(built, "article_reuses") == 4
    assert {line.number: line.reuses for line in built.digest.articles} == {"KB1": 3, "KB2": 1}
    assert len(ground.kept("kb_use")) == 6


def two_bases(ground) -> None:
    """Six articles of October in two knowledge bases, of which the account may read one."""
    bases = {name: ground.instance.insert("kb_knowledge_base", {"title": name}) for name in ("IT help", "Security")}
    in_october(ground, 5)
    for place in range(6):
        base = bases["IT help" if place < 4 else "Security"]
        published(ground, f"KB{place}", ("Ann", "Ben")[place % 2], kb_knowledge_base=base)
    ground.allow(knowledge_bases=frozenset({bases["IT help"]}))
    ground.now = ground.now.replace(month=11, day=2)


def test_trap_60_private_articles_are_told(ground):
    """Articles of a base that user criteria close are missing without an error: the digest says how many."""
    two_bases(ground)
    with ground.naive() as client:
        assert len(client.rows("kb_knowledge")) == 4
    state = ground.pull(ARTICLE)["kb_knowledge"]
    told = status_of(ground.digest(ARTICLE), "kb_knowledge")
    assert (state.status, missing(state)) == (PullStatus.PARTIAL, 2)
    assert (told.status, told.is_told) == (SourceStatus.PARTIAL, True)
    assert "2 of 6 rows" in notes_of(told)


def test_trap_60_the_bases_that_were_read_are_named(lay):
    """Where no count knows of articles that are kept back, only the names of the bases that were read tell of it."""
    ground = lay(properties=Properties(count_after_acl=True, stats_after_acl=True))
    two_bases(ground)
    state = ground.pull(ARTICLE)["kb_knowledge"]
    assert (state.rows, missing(state)) == (4, 0)
    assert "IT help" in notes_of(status_of(ground.digest(ARTICLE), "kb_knowledge"))


def test_trap_60_who_may_read_no_base_reads_no_nought(ground):
    """An account that may read no knowledge base at all is denied the articles; the month has not been without any."""
    base = ground.instance.insert("kb_knowledge_base", {"title": "Security"})
    in_october(ground, 5)
    published(ground, "KB1", kb_knowledge_base=base)
    ground.now = ground.now.replace(month=11, day=2)
    ground.month(6)
    ground.allow(knowledge_bases=frozenset())
    assert ground.pull(INCIDENT, ARTICLE)["kb_knowledge"].status is PullStatus.DENIED
    assert value(ground.digest(INCIDENT, ARTICLE), "articles_published") is None


def everything_said(ground, built) -> dict[str, str]:
    """All that leaves of a digest, by where."""
    renderer = Renderer()
    digest = built.digest
    return {
        "html": renderer.html(digest),
        "text": renderer.text(digest),
        "markdown": renderer.markdown(digest),
        "json": json.dumps(as_json(digest, ENGLISH), ensure_ascii=False),
        "evidence": repr(built.evidence),
    }


def test_trap_64_closing_remarks_never_leave(ground):
    """Markup, addresses, passwords and keys of closing remarks are in no form of a digest, nor are their words."""
    in_october(ground, 10)
    hazards = fixtures.hazardous_incidents(ground.instance, by=person("Ann"))
    for place, sys_id in enumerate(hazards):
        who = {"assignment_group": group("Network"), "resolved_by": person(("Ann", "Ben")[place % 2])}
        ground.instance.update("incident", sys_id, who)
    ground.now = ground.now.replace(month=11, day=2)
    with ground.naive() as client:
        assert "<script>" in client.rows("incident", "number=HAZ0000")[0]["close_notes"]
    ground.pull()
    built = ground.digest()
    assert value(built, "incidents_resolved") == len(fixtures.HAZARDOUS_NOTES)
    for form, said in everything_said(ground, built).items():
        for notes in fixtures.HAZARDOUS_NOTES:
            assert notes not in said, form
        for bad in (*SECRETS, "<script", "onerror", "javascript:alert", "Bcc:", "cmd|", "spooler", "\u202e", "\x07"):
            assert bad not in said, (form, bad)


@pytest.mark.parametrize("place", range(len(fixtures.HAZARDOUS_NOTES)))
def test_trap_64_titles_are_redacted_and_escaped(ground, place):
    """A title that was meant to be read and holds such things is shown without secrets, and nothing in it can act."""
    title = fixtures.HAZARDOUS_NOTES[place]
    closed = {"state": "Closed", "closure_code": "successful", "closed_at": "2026-10-06 08:00:00"}
    for number, who, text in (("CIM1", "Ann", title), ("CIM2", "Ben", "Plain")):
        row = {"number": number, "short_description": text, "assigned_to": person(who), **closed}
        ground.instance.insert("sn_cim_register", {**row, "assignment_group": group("Network")})
    in_october(ground, 5)
    published(ground, "KB1", short_description=title)
    ground.now = ground.now.replace(month=11, day=2)
    tables = (IMPROVEMENT, ARTICLE)
    ground.pull(*tables)
    built = ground.digest(*tables)
    assert value(built, "improvements_completed") == 2
    said = everything_said(ground, built)
    for form, text in said.items():
        for secret in (*SECRETS, "\u202e", "\x07", "\r"):
            assert secret not in text, (form, secret)
    for acting in ("<script>", "<img src=x", "<a href='javascript"):
        assert acting not in said["html"]
        assert not re.search(rf"(?<!\\){re.escape(acting)}", said["markdown"])
