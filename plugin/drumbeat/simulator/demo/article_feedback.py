"""What readers said of articles: useful or not, by a click below the text (fact sheet 2.6)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise
from random import Random

from drumbeat.simulator.demo.horizon import Horizon, Month
from drumbeat.simulator.demo.knowledge import Article
from drumbeat.simulator.demo.people import Directory, Person
from drumbeat.simulator.demo.working_hours import at, is_working_day, office_moment
from drumbeat.simulator.instance import Row, sys_id_for
from drumbeat.simulator.moments import stored

_RATED_A_MONTH = 3
"""Articles of each team that readers say something of, a month."""
_USEFUL = 0.85
_ANSWERED_WITHIN = timedelta(days=9)
_FLAGGED_EVERY = 3
"""One in so many revisions by their authors answers a reader's flag; of those since the story's month, all."""
_BY_A_COLLEAGUE = 0.4
_RATINGS = {"yes": ("4", "5"), "no": ("2", "3")}


def feedback(articles: list[Article], horizon: Horizon, directory: Directory, rng: Random) -> dict[str, list[Row]]:
    """Feedback on some articles a month, each by a few callers, now and then by the author's team; tasks from it."""
    rows: list[Row] = []
    for month in horizon.months():
        for article in _rated(articles, month, directory, rng):
            readers = rng.sample(directory.callers, rng.choice((1, 2, 3, 4, 5)))
            if rng.random() < _BY_A_COLLEAGUE:
                readers.append(rng.choice(article.team.staff(month.index)))
            rows.extend(_said(article, month, reader, rng) for reader in readers)
    flagged = list(_flagged(articles, horizon, directory))
    rows.extend(row for row, _ in flagged)
    return {"kb_feedback": rows, "kb_feedback_task": [task for _, task in flagged]}


def _flagged(articles: list[Article], horizon: Horizon, directory: Directory) -> Iterator[tuple[Row, Row]]:
    """Revisions by the author that answer a reader who found a fault: the flag, and the task that it made."""
    revisions = [
        (article, before, version)
        for article in articles
        for before, version in pairwise(article.versions)
        if version.revised_by == article.author
    ]
    for index, (article, before, version) in enumerate(revisions):
        if before.published is None or version.published is None:
            continue
        if index % _FLAGGED_EVERY and version.published < horizon.story:
            continue
        reader = directory.callers[index % len(directory.callers)]
        seen = stored(at(max(before.published, version.published - _ANSWERED_WITHIN), 18, 5))
        row = {
            "sys_id": sys_id_for("kb_feedback", f"{before.sys_id}:flag"),
            "article": before.sys_id,
            "user": reader.sys_id,
            "useful": "no",
            "rating": "2",
            "flagged": "true",
            "sys_created_on": seen,
            "sys_created_by": reader.user_name,
        }
        yield row, _task(f"KFT{10001 + index:07d}", article, row, stored(at(version.published, 18, 30)))


def _task(number: str, article: Article, flag: Row, closed: str) -> Row:
    return {
        "sys_id": sys_id_for("kb_feedback_task", number),
        "number": number,
        "sys_class_name": "kb_feedback_task",
        "article": flag["article"],
        "feedback": flag["sys_id"],
        "short_description": f"Check what a reader says of {article.number}",
        "state": "3",
        "active": "false",
        "assignment_group": article.team.sys_id,
        "assigned_to": article.author.sys_id,
        "opened_at": flag["sys_created_on"],
        "closed_at": closed,
        "closed_by": article.author.sys_id,
    }


def _rated(articles: list[Article], month: Month, directory: Directory, rng: Random) -> list[Article]:
    """Some articles of each team that were out when the month began."""
    chosen = []
    for team in directory.teams:
        out = [each for each in articles if each.team == team and each.at(month.first - timedelta(days=1))]
        chosen.extend(rng.sample(out, min(round(_RATED_A_MONTH * month.share), len(out))))
    return chosen


def _said(article: Article, month: Month, reader: Person, rng: Random) -> Row:
    day = rng.choice([day for day in month.days if is_working_day(day)] or list(month.days))
    version = article.at(day) or article.versions[0]
    useful = "yes" if rng.random() < _USEFUL else "no"
    moment = stored(office_moment(day, rng))
    return {
        "sys_id": sys_id_for("kb_feedback", f"{version.sys_id}:{reader.user_name}:{moment}"),
        "article": version.sys_id,
        "user": reader.sys_id,
        "useful": useful,
        "rating": rng.choice(_RATINGS[useful]),
        "flagged": "false",
        "sys_created_on": moment,
        "sys_created_by": reader.user_name,
    }
