"""What an installation's own records teach: names that go with its categories, items and offerings (sheet, 4.2).

A record that counts is one passage: what IT wrote in it, without what is quoted or pasted. It is about the skills that
its structural fields name, and about each structural label that no skill knows. A name is proposed that goes with one
of them in most of its records, written by at least two technicians, and at least twice as often as any record does.
Names of people and of single machines are left out, and so is what the skill file knows already.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, groupby
from typing import NamedTuple

from drumbeat.records.model import WorkRecord
from drumbeat.signals.credit import credit
from drumbeat.signals.skills.exercised import corroborated, own_texts, structural
from drumbeat.signals.skills.folding import folded
from drumbeat.signals.skills.harvest import Passage, Proposal, Thresholds, harvest
from drumbeat.signals.skills.matcher import SkillMatcher
from drumbeat.signals.skills.taxonomy import TECHNICAL
from drumbeat.signals.skills.words import own_words
from drumbeat.signals.world import World

THRESHOLDS = Thresholds(people=2, company=4, lift=2.0)
MOST_RECORDS = 20_000
"""The newest records that are looked at."""
COLUMNS = ("skill_id", "name", "group", "aliases_A", "aliases_B", "anchors", "negative_contexts", "categories")
"""Of the file that a person accepts."""
_NEW = "service_offering"
"""The field whose labels may be skills that nobody has listed; categories are too wide, items too narrow."""
_MOST_NAMES = 15
"""Names proposed for one skill: a person is to read them."""
_NUMBERED = re.compile(r"^\d+$|\d.*[-/._]|[-/._].*\d")
"""Numbers, and names of single machines, ports and versions: kie-fw-01, gi1/0/37."""
_BETWEEN = " ; "
"""Between two texts of a record: no name reaches over it."""
_OWN = "OWN-"
_LONGEST_ID = 36


class Suggestion(NamedTuple):
    """A name that could be an alias."""

    skill_id: str
    skill: str
    """The skill's name; a structural label's own where no skill is known by it."""
    field: str
    """Empty for a known skill; else the structural field that holds the label."""
    proposal: Proposal


def suggestions(world: World, matcher: SkillMatcher) -> list[Suggestion]:
    """Names that the records propose, by skill and name."""
    newest = sorted(world.eligible, key=lambda record: (str(record.moment), record.sys_id), reverse=True)
    labels: dict[str, tuple[str, str, str]] = {}
    passages = [passage for record in newest[:MOST_RECORDS] for passage in _passages(record, world, matcher, labels)]
    unwanted = _people(world)
    proposals = [
        each
        for each in harvest(passages, THRESHOLDS)
        if not any(word in unwanted or _NUMBERED.search(word) for word in folded(each.name).split())
        and not matcher.judged(each.name)
    ]
    return [Suggestion(*labels[each.subject], each) for each in _strongest(_shortest(proposals))]


def rows(found: Iterable[Suggestion]) -> list[dict[str, str]]:
    """The suggestions as lines of a customer's skill file: they add to shipped skills, or make skills of labels."""
    by_skill: dict[str, list[Suggestion]] = {}
    for each in found:
        by_skill.setdefault(each.skill_id, []).append(each)
    return [_row(skill_id, held) for skill_id, held in sorted(by_skill.items())]


def _row(skill_id: str, held: Sequence[Suggestion]) -> dict[str, str]:
    first = held[0]
    proposals = [each.proposal for each in held]
    is_new = bool(first.field)
    lists = {
        "aliases_A": [each.name for each in proposals if each.tier == "A"],
        "aliases_B": [each.name for each in proposals if each.tier == "B"],
        "anchors": [anchor for each in proposals for anchor in each.anchors],
        "negative_contexts": [context for each in proposals for context in each.negative_contexts],
    }
    row = {
        name: ("" if is_new else "|") + "|".join(dict.fromkeys(held)) if held else "" for name, held in lists.items()
    }
    own = {"name": first.skill, "group": TECHNICAL, "categories": first.skill.lower()} if is_new else {}
    return dict.fromkeys(COLUMNS, "") | {"skill_id": skill_id} | row | own


def _passages(
    record: WorkRecord, world: World, matcher: SkillMatcher, labels: dict[str, tuple[str, str, str]]
) -> Iterator[Passage]:
    """The record as a passage; none where IT wrote nothing, or no field says what it is about."""
    fields = [(field, value) for field, value in structural(record) if value]
    subjects = set()
    for field, value in fields:
        known = corroborated([(field, value)], matcher)
        for skill_id, (skill, _) in known.items():
            labels[skill_id] = (skill_id, skill.name, "")
            subjects.add(skill_id)
        if not known and field == _NEW:
            subject = f"{field}: {value.lower()}"
            labels[subject] = (_id_for(value), value, field)
            subjects.add(subject)
    texts = [own_words(words.text) for words in own_texts(record, credit(record, world), world)]
    if texts and fields:
        yield Passage(_BETWEEN.join(texts), frozenset(subjects), who=record.principal.key)


def _people(world: World) -> frozenset[str]:
    """Words of the names of people: no technologies."""
    return frozenset(chain.from_iterable(folded(user.name).split() for user in world.people.by_key.values()))


def _id_for(label: str) -> str:
    return _OWN + re.sub(r"[^a-z0-9]+", "-", label.lower()).strip("-")[:_LONGEST_ID]


def _strongest(proposals: Iterable[Proposal]) -> Iterator[Proposal]:
    """Of each subject those that stand in most records, by name."""
    for _, held in groupby(proposals, key=lambda each: each.subject):
        yield from sorted(sorted(held, key=lambda each: (-each.right, each.name))[:_MOST_NAMES])


def _shortest(proposals: Sequence[Proposal]) -> Iterator[Proposal]:
    """Without names that hold a name of tier A of the same subject: the shorter one finds them, too."""
    sure: Mapping[str, set[str]] = {each.subject: set() for each in proposals}
    for each in proposals:
        if each.tier == "A":
            sure[each.subject].add(each.name)
    for each in proposals:
        words = each.name.split()
        parts = {" ".join(words[a:b]) for a in range(len(words)) for b in range(a + 1, len(words) + 1)} - {each.name}
        if not parts & sure[each.subject]:
            yield each
