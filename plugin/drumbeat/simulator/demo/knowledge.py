"""Knowledge: articles, their versions, and the tickets they were attached to (fact sheet 2.6)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from random import Random

from drumbeat.simulator.demo import wording
from drumbeat.simulator.demo.horizon import Horizon, Month
from drumbeat.simulator.demo.incident_case import Case
from drumbeat.simulator.demo.incidents import every_topic
from drumbeat.simulator.demo.people import APPLICATIONS, NETWORK, SERVICE_DESK, Directory, Person, Team
from drumbeat.simulator.demo.working_hours import is_working_day, later, office_moment
from drumbeat.simulator.instance import Row, sys_id_for
from drumbeat.simulator.moments import stored

BASE = "IT knowledge"

_A_MONTH = {NETWORK: (2, 2, 3), SERVICE_DESK: (2, 3, 3), APPLICATIONS: (1, 2, 2)}
_IN_STORY = {NETWORK: 4, SERVICE_DESK: 2, APPLICATIONS: 2}
_REVISIONS = (2, 3, 3, 4)
_ATTACHED = {NETWORK: 0.22, SERVICE_DESK: 0.24, APPLICATIONS: 0.2}
"""How often an article is attached to a ticket for which there is one."""
_UNOWNED, _REVISED_BY_ANOTHER = 0.05, 0.5
_SETTLED = timedelta(days=30)
_NO_END = "2100-01-01"


@dataclass(slots=True)
class Version:
    """One version of an article: a row of its own with the same number."""

    sys_id: str
    published: date | None
    revised_by: Person
    label: str


@dataclass(slots=True)
class Article:
    """An article with its versions, the newest last. `uses` counts the tickets it was attached to."""

    number: str
    title: str
    subcategories: frozenset[str]
    team: Team
    author: Person
    versions: list[Version]
    owned: bool
    uses: dict[str, int] = field(default_factory=dict)

    def at(self, day: date) -> Version | None:
        """The version that readers saw on that day."""
        seen = [version for version in self.versions if version.published and version.published < day]
        return seen[-1] if seen else None


@dataclass(slots=True)
class Shelf:
    """The articles as they are written, month by month."""

    horizon: Horizon
    directory: Directory
    rng: Random
    articles: list[Article] = field(default_factory=list)
    _left: dict[str, list[list[str]]] = field(default_factory=dict)

    def write(self, team: Team, month: Month, *, is_draft: bool = False) -> None:
        """One new article; none when the team has run out of things to write about."""
        left = self._left.setdefault(team.name, self._shuffled(team))
        if not left:
            return
        subcategories, title = left.pop()
        number = f"KB{10001 + len(self.articles):07d}"
        author = team.pick(self.rng, subcategories.split()[0], month.index)
        published = None if is_draft else self._day(month)
        version = Version(sys_id_for("kb_knowledge", f"{number} v1.0"), published, author, "1.0")
        owned = self.rng.random() >= _UNOWNED
        # A subcategory may be of two words, so each article names whole ones: `order entry authorisation`.
        known = frozenset(name for name in _subcategories() if f" {name} " in f" {subcategories} ")
        self.articles.append(Article(number, title, known, team, author, [version], owned))

    def revise(self, month: Month) -> None:
        """A new version of an article that has been out for a month at least."""
        settled = [
            article
            for article in self.articles
            if (last := article.versions[-1].published) and last < month.first - _SETTLED
        ]
        if not settled:
            return
        article = self.rng.choice(settled)
        reviser = article.author
        if self.rng.random() < _REVISED_BY_ANOTHER or reviser not in article.team.staff(month.index):
            reviser = self.rng.choice(article.team.staff(month.index))
        label = f"{len(article.versions) + 1}.0"
        sys_id = sys_id_for("kb_knowledge", f"{article.number} v{label}")
        article.versions.append(Version(sys_id, self._day(month), reviser, label))

    def _shuffled(self, team: Team) -> list[list[str]]:
        texts: list[list[str]] = wording.table("knowledge")[team.name]
        return self.rng.sample(texts, len(texts))

    def _day(self, month: Month) -> date:
        return self.rng.choice([day for day in month.days if is_working_day(day)] or list(month.days))


def articles(horizon: Horizon, directory: Directory, rng: Random) -> list[Article]:
    """The articles of the fifteen months, numbered in the order in which they were written."""
    shelf = Shelf(horizon, directory, rng)
    for month in horizon.months():
        for team in directory.teams:
            count = rng.choice(_A_MONTH[team.name])
            if month.first == horizon.story:
                count = _IN_STORY[team.name]
            for _ in range(round(count * month.share)):
                shelf.write(team, month)
        for _ in range(round(rng.choice(_REVISIONS) * month.share)):
            shelf.revise(month)
    last = horizon.months()[-1]
    for team in directory.teams:
        shelf.write(team, last, is_draft=True)
    return shelf.articles


@cache
def _subcategories() -> frozenset[str]:
    """All subcategories that tickets have."""
    wireless = wording.topics("incidents_wireless")
    return frozenset(topic.subcategory for topic in (*wireless, *every_topic()))


def attach(found: list[Article], cases: list[Case], horizon: Horizon, rng: Random) -> list[Row]:
    """The rows of m2m_kb_task: articles attached while an incident was being solved."""
    by_subject: dict[str, list[Article]] = {}
    for article in found:
        for name in article.subcategories:
            by_subject.setdefault(name, []).append(article)
    rows = []
    for case in cases:
        if not case.is_resolved(horizon) or case.parent or rng.random() >= _ATTACHED[case.team.name]:
            continue
        row = _attached(by_subject.get(case.topic.subcategory, []), case, rng)
        if row:
            rows.append(row)
    return rows


def _attached(candidates: list[Article], case: Case, rng: Random) -> Row | None:
    if case.resolved is None:
        return None
    out = [article for article in candidates if article.at(case.opened.date())]
    if not out:
        return None
    article = rng.choice(out)
    version = article.at(case.opened.date())
    if version is None:
        return None
    article.uses[version.label] = article.uses.get(version.label, 0) + 1
    moment = max(later(case.resolved, minutes=-2), case.opened)
    return {
        "sys_id": sys_id_for("m2m_kb_task", f"{version.sys_id}:{case.number}"),
        "kb_knowledge": version.sys_id,
        "task": case.sys_id,
        "sys_created_on": stored(moment),
        "sys_created_by": case.technician.user_name,
    }


def tables(found: list[Article], rng: Random) -> dict[str, list[Row]]:
    """The rows of the knowledge base, its categories and all versions of all articles."""
    categories = sorted({_category(article) for article in found})
    return {
        "kb_knowledge_base": [{"sys_id": sys_id_for("kb_knowledge_base", BASE), "title": BASE}],
        "kb_category": [{"sys_id": sys_id_for("kb_category", name), "label": name} for name in categories],
        "kb_knowledge": [row for article in found for row in _versions(article, rng)],
    }


def _category(article: Article) -> str:
    return min(article.subcategories)


def _versions(article: Article, rng: Random) -> list[Row]:
    """One row a version. Views and uses are carried over from version to version (trap 58)."""
    views = uses = 0
    rows = []
    for version in article.versions:
        views += rng.randrange(12, 90) if version.published else 0
        uses += article.uses.get(version.label, 0)
        is_latest = version is article.versions[-1]
        state = "draft" if version.published is None else "published" if is_latest else "outdated"
        rows.append(
            _row(article, version, rng)
            | {
                "workflow_state": state,
                "latest": str(is_latest).lower(),
                "active": str(state == "published").lower(),
                "sys_view_count": str(views + 3 * uses),
                "use_count": str(uses),
                "helpful_count": str((views + uses) // 9),
                "base_version": "" if version is article.versions[0] else article.versions[0].sys_id,
            }
        )
    return rows


def _row(article: Article, version: Version, rng: Random) -> Row:
    written = office_moment(version.published, rng) if version.published else None
    return {
        "sys_id": version.sys_id,
        "number": article.number,
        "display_number": f"{article.number} v{version.label}",
        "version": version.label,
        "article_id": sys_id_for("kb_article", article.number),
        "sys_class_name": "kb_knowledge",
        "short_description": article.title,
        "text": f"<p>{article.title}.</p><ol><li>What you see</li><li>What to do</li><li>When to call us</li></ol>",
        "article_type": "text",
        "author": article.author.sys_id,
        "revised_by": version.revised_by.sys_id,
        "ownership_group": article.team.sys_id if article.owned else "",
        "kb_knowledge_base": sys_id_for("kb_knowledge_base", BASE),
        "kb_category": sys_id_for("kb_category", _category(article)),
        "published": version.published.isoformat() if version.published else "",
        "valid_to": _NO_END,
        "retired": "",
        "flagged": "false",
        "sys_created_on": stored(written) if written else "",
    }
