"""Skill hits on real help-desk tickets: a sample of places, judged by somebody who did not write the rules.

The tickets' text stays where it is; the project holds places and verdicts (tests/data/helpdesk_hits.csv). The tickets
have no fields that IT writes, so title and body are read as if they were close notes, without any structure beside.
"""

from __future__ import annotations

import csv
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import astuple, dataclass, fields
from pathlib import Path

from drumbeat import app
from drumbeat.settings import Settings
from drumbeat.signals.skills.taxonomy import TECHNICAL
from drumbeat.signals.skills.words import own_words
from evaluation.statistics import Proportion

SAMPLE = 400
MOST_OF_AN_ALIAS = 20
SEED = 2716
GOAL = 0.95
VERDICTS = Path(__file__).parents[1] / "data" / "helpdesk_hits.csv"
TEXTS = ("title", "body")
RIGHT = "right"
WRONG = "wrong"


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where an alias stands: the ticket's row (from 1), the field, the characters; and what it is taken for."""

    row: int
    field: str
    start: int
    end: int
    alias: str
    skill: str
    tier: str


def places(data: Path) -> Iterator[Place]:
    """Every hit in the tickets, in their order."""
    matcher = app.skills(Settings())
    with (data / "helpdesk_tickets" / "tickets.csv").open(encoding="utf-8", newline="") as lines:
        for row, ticket in enumerate(csv.DictReader(lines), 1):
            for field in TEXTS:
                for hit in matcher.find(own_words(ticket[field] or ""), frozenset()):
                    if hit.skill.group == TECHNICAL:
                        yield Place(row, field, hit.start, hit.end, hit.alias, hit.skill.skill_id, hit.tier)


def sample(found: list[Place]) -> list[Place]:
    """So many at random, at most twenty of an alias; the same ones for the same hits."""
    shuffled = sorted(found)
    random.Random(SEED).shuffle(shuffled)
    taken: Counter[str] = Counter()
    chosen = []
    for place in shuffled:
        if taken[place.alias] < MOST_OF_AN_ALIAS and len(chosen) < SAMPLE:
            taken[place.alias] += 1
            chosen.append(place)
    return sorted(chosen)


def write_sheet(chosen: list[Place], path: Path) -> None:
    """A sheet for the judge: places, and an empty column for the verdict. No text of the tickets."""
    with path.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.writer(lines, lineterminator="\n")
        writer.writerow([*(each.name for each in fields(Place)), "verdict"])
        writer.writerows([*astuple(place), ""] for place in chosen)


def verdicts(path: Path = VERDICTS) -> dict[Place, str]:
    """The judged sheet."""
    with path.open(encoding="utf-8", newline="") as lines:
        return {
            Place(
                int(row["row"]),
                row["field"],
                int(row["start"]),
                int(row["end"]),
                row["alias"],
                row["skill"],
                row["tier"],
            ): row["verdict"]
            for row in csv.DictReader(lines)
        }


def section(data: Path) -> tuple[list[str], list[str]]:
    """Lines of Markdown, and what falls short. A hit that nobody judged yet is told, not guessed."""
    found = list(places(data))
    chosen, judged = sample(found), verdicts()
    known = [judged[place] for place in chosen if judged.get(place)]
    shares = Proportion(known.count(RIGHT), len(known))
    short = [] if shares.lower >= GOAL else [f"skill hits on help-desk tickets: {shares}"]
    short += [f"{len(chosen) - len(known)} hits of the sample have no verdict"] if len(known) < len(chosen) else []
    aliases = len({place.alias for place in found})
    return [
        "## Skill hits, on real help-desk tickets",
        "",
        f"2,716 anonymised tickets, {len(found):,} hits of {aliases} aliases. Judged: {len(known)} random hits, at",
        f"most {MOST_OF_AN_ALIAS} of an alias, by two who had not written the rules nor seen the skill file, and who",
        "agreed on each (tests/data/helpdesk_hits.csv). Right means that the words name the technology that the skill",
        "stands for. Title and body are read as if IT had written them. Many tickets are filled-in forms, so the hits",
        "are not independent of each other, and the bound is narrower than it should be. The shipped skill file was",
        "written with these tickets at hand: on others it may be right less often.",
        "",
        "| measure | value |",
        "|---|---|",
        f"| precision (one-sided 95 % lower bound) | {shares} |",
        "",
    ], short
