"""Fifteen months of an IT department as the rows of a ServiceNow instance."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from random import Random

from drumbeat.simulator.demo import (
    article_feedback,
    catalogue_requests,
    changes,
    improvements,
    incidents,
    knowledge,
    majors,
    notes,
    people,
    problems,
    service_levels,
    services,
    standard_changes,
    story_move,
    story_wireless,
    surveys,
)
from drumbeat.simulator.demo.afterthoughts import afterthoughts
from drumbeat.simulator.demo.horizon import Horizon
from drumbeat.simulator.demo.particulars import particulars
from drumbeat.simulator.instance import Row

SERVICE_ACCOUNTS = frozenset({people.AUTOMATION, people.MONITORING, people.SYSTEM})
"""The names of the accounts that are no people (gate rule E8)."""


def organisation(until: date, rng: Random) -> dict[str, list[Row]]:
    """The stored rows of each table, for the fifteen full months before `until` and the days since.

    The last full month is the story's: the one a digest is mailed for. All values are strings as ServiceNow
    stores them: references are sys_ids, times UTC. The same arguments give the same rows. What lies after
    `until` is planned: dates of changes ahead, the targets of initiatives under way.

    The account that pulls is none of the rows: the instance brings it along.
    """
    horizon = Horizon(until)
    directory = people.directory(_stream(rng))
    items = services.services(directory)
    tables: dict[str, list[Row]] = {}

    moves = story_move.move_changes(horizon, directory, items, _stream(rng))
    planned = changes.changes(horizon, directory, items, _stream(rng))
    all_changes = changes.tell_story(planned, list(moves.values()), horizon)
    all_changes += story_move.next_steps(horizon, directory, items)
    changes.number(all_changes)

    wireless_problem = story_wireless.problem(horizon, directory, items)
    all_problems = [*problems.problems(horizon, directory, items, _stream(rng)), wireless_problem]
    problems.number(all_problems)

    desk = incidents.Desk(
        horizon=horizon,
        directory=directory,
        services=items,
        problems=problems.by_subject(all_problems),
        disturbances=changes.disturbances(all_changes),
        rng=_stream(rng),
    )
    disasters = majors.majors(desk)
    cases = [case for major in disasters for case in (major.case, *major.children)]
    cases += story_wireless.wireless(desk, wireless_problem)
    cases += incidents.ordinary(desk)
    afterthoughts(desk, cases)
    particulars(cases, all_changes, horizon, directory)
    incident_rows = incidents.rows(cases, desk)

    articles = knowledge.articles(horizon, directory, _stream(rng))
    uses = knowledge.attach(articles, cases, horizon, _stream(rng))

    for part in (
        directory.tables,
        items.tables,
        {"change_request": changes.rows(all_changes)},
        problems.tables(all_problems, incident_rows, horizon),
        {"incident": incident_rows},
        majors.tables(disasters, directory),
        story_move.tables(moves, horizon, directory),
        catalogue_requests.requests(horizon, directory, _stream(rng)),
        improvements.initiatives(horizon, directory, majors.by_subject(disasters)),
        improvements.projects(horizon, directory),
        knowledge.tables(articles, _stream(rng)),
        {"m2m_kb_task": uses},
        _told_of((cases, all_changes, all_problems), articles, horizon, directory, rng),
    ):
        _add(tables, part)
    return tables


def _told_of(
    work: notes.Work, articles: list[knowledge.Article], horizon: Horizon, directory: people.Directory, rng: Random
) -> dict[str, list[Row]]:
    """How the work stood against agreements, what was written and answered about it, and templates made of it."""
    cases, all_changes, _ = work
    return {
        **service_levels.tables(cases, horizon, _stream(rng)),
        **standard_changes.templates(all_changes, horizon, directory),
        **notes.journal(work, horizon, directory, _stream(rng)),
        **surveys.surveys(cases, horizon, directory, _stream(rng)),
        **article_feedback.feedback(articles, horizon, directory, _stream(rng)),
    }


def _stream(rng: Random) -> Random:
    """Randomness of its own for one part, so that a change in one leaves the others as they are."""
    return Random(rng.getrandbits(64))


def _add(tables: dict[str, list[Row]], part: Mapping[str, list[Row]]) -> None:
    for name, rows in part.items():
        tables.setdefault(name, []).extend(rows)
