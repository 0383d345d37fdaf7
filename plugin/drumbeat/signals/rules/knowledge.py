"""V05 and V17: knowledge and work that others used (signals sheet 1.4)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from drumbeat.records.model import Article, ArticleUse, Change, Incident, Problem, Ref
from drumbeat.signals.gathered import done
from drumbeat.signals.held import Held
from drumbeat.signals.material import Material, Statement, evidence_of, lead_signal, signal_for
from drumbeat.signals.model import Default, Evidence, Role, Rule, Signal, Status
from drumbeat.signals.reciprocity import returned
from drumbeat.signals.retold import retold
from drumbeat.signals.world import World

USES = 2
USEFUL = 3
LINKED = 3
USERS = 3


def sharing(material: Material) -> Iterator[Signal]:
    """V05, on the article's latest version that counts."""
    world = material.world
    mutual = world.once(_returned_uses)
    for article in sorted(world.articles.values(), key=lambda each: each.number):
        if not material.is_mine(article):
            continue
        uses = _uses_by_others(article, material)
        free = [use for use in uses if use.sys_id not in mutual]
        praised = _useful_to_others(article, material)
        shown = (*(_use_evidence(free) if len(free) >= USES else ()), *(praised if len(praised) >= USEFUL else ()))
        if shown:
            said = Statement(article, (done(article), *shown))
            yield from lead_signal("V05", "1.1.0", material, said)
        elif len(uses) >= USES:
            said = Statement(article, (done(article), *_use_evidence(free), *_use_evidence(uses, mutual)))
            for signal in lead_signal("V05", "1.1.0", material, said):
                yield replace(signal, status=Status.FLAGGED)


def reuse(material: Material) -> Iterator[Signal]:
    """V17."""
    for problem in material.of(Problem):
        yield from _communicated(problem, material)
    yield from _templates(material)
    yield from retold(("V17", "1.0.0"), material.found(sharing))


RULES = (
    Rule(
        id="V05",
        version="1.1.0",
        label="Knowledge sharing",
        sentence="A published article by the person that, in the period, others attached to at least two tickets that "
        "other people solved and that count, or that at least three readers outside the author’s groups marked as "
        "useful (told only where memberships can be read). Attachments between two people who used each other’s "
        "articles within 30 days do not count for the team; their owner sees them, flagged. Views and the number of "
        "articles are nothing here.",
        default=Default.BOTH,
        tables=("kb_knowledge",),
        any_of=("m2m_kb_task", "kb_feedback"),
        find=sharing,
    ),
    Rule(
        id="V17",
        version="1.0.0",
        label="Work reused by others",
        sentence="A solved problem whose workaround or fix the person communicated, with at least three linked "
        "incidents that count and that other people resolved; or a standard change template by the person that at "
        "least three other people used for successful changes in the period; or knowledge that others used (V05). "
        "Views and likes are nothing here.",
        default=Default.BOTH,
        any_of=("problem", "std_change_producer_version", "m2m_kb_task", "kb_feedback"),
        find=reuse,
    ),
)


def _uses_by_others(article: Article, material: Material) -> list[ArticleUse]:
    """Uses in the period on tickets that others solved, each ticket once."""
    world = material.world
    writers = {article.author.key, article.principal.key}
    found: dict[str, ArticleUse] = {}
    for use in world.uses.get(article.article_id, ()):
        if use.task and material.period.holds(use.moment):
            solver, attacher = _solver(use, world), world.people.named(use.attached_by)
            if solver and solver.key not in writers and attacher.key not in writers:
                found.setdefault(use.task.key, use)
    return list(found.values())


def _solver(use: ArticleUse, world: World) -> Ref:
    """Who solved the ticket: by the ticket itself where it was read, and nobody where it does not count."""
    ticket = world.verdicts.get(use.task.key)
    if ticket is None:
        return use.assigned_to if world.is_person(use.assigned_to) else Ref()
    counts = ticket.reason is None and world.is_person(ticket.record.principal)
    return ticket.record.principal if counts else Ref()


def _use_evidence(uses: Iterable[ArticleUse], only: frozenset[str] | None = None) -> Iterator[Evidence]:
    """The tickets; of the returned uses alone, that they are such."""
    for use in uses:
        if only is None:
            yield Evidence(use.table, use.number, "task", use.task.name or use.number)
        elif use.sys_id in only:
            yield Evidence(use.table, use.number, "task", Held.RECIPROCAL)


def _returned_uses(world: World) -> frozenset[str]:
    """sys_ids of uses between two people who used each other's articles within 30 days (F8)."""
    given = {
        use.sys_id: (use.author.key, solver.key, use.moment)
        for uses in world.uses.values()
        for use in uses
        if (solver := _solver(use, world)) and use.author and isinstance(use.moment, datetime)
    }
    return returned(given)


def _useful_to_others(article: Article, material: Material) -> tuple[Evidence, ...]:
    """Distinct readers outside the writers' groups; told of any version of the article."""
    world, people = material.world, material.world.people
    if not people.knows_groups and "sys_user_grmember" not in world.readable:
        return ()
    writers = (article.author, article.principal)
    readers = {
        each.user.key: Evidence(each.table, article.number, "useful", Held.YES)
        for version in world.once(_versions)[article.article_id]
        for each in world.feedback.get(version, ())
        if each.is_useful
        and world.is_person(each.user)
        and all(each.user.key != writer.key and not people.share_a_group(each.user, writer) for writer in writers)
        and material.period.holds(each.moment)
    }
    return tuple(readers.values())


def _versions(world: World) -> Mapping[str, list[str]]:
    """Article id -> sys_ids of all its versions, of any verdict."""
    found: dict[str, list[str]] = defaultdict(list)
    for item in world.judged:
        if isinstance(item.record, Article):
            found[item.record.article_id].append(item.record.sys_id)
    return found


def _communicated(problem: Problem, material: Material) -> Iterator[Signal]:
    world = material.world
    linked: dict[str, Incident] = {}
    for key in (problem.sys_id, problem.number):
        linked |= {
            each.sys_id: each for each in world.incidents_of_problem.get(key, ()) if world.is_eligible(each.sys_id)
        }
    told: dict[str, tuple[Ref, list[str]]] = {}
    for field in ("workaround_communicated_by", "fix_communicated_by"):
        who: Ref = getattr(problem, field)
        if world.is_person(who):
            told.setdefault(who.key, (who, []))[1].append(field)
    for who, fields in told.values():
        solved = [each for each in linked.values() if world.is_person(each.principal) and each.principal.key != who.key]
        if len(solved) >= LINKED:
            shown = (
                *(evidence_of(problem, field, Held.THE_PERSON) for field in fields),
                *(
                    evidence_of(each, "problem_id", problem.number)
                    for each in sorted(solved, key=lambda each: each.number)
                ),
            )
            yield signal_for(("V17", "1.0.0"), material, Statement(problem, shown), (who, Role.LEAD))


def _templates(material: Material) -> Iterator[Signal]:
    """Templates, all versions of one author as one, by what others did with them."""
    world = material.world
    used: dict[tuple[str, str], list[Change]] = defaultdict(list)
    for change in material.of(Change):
        template = world.templates.get(change.template.key)
        author = world.people.named(template.author) if template is not None else Ref()
        if template is None or not world.is_person(author) or not world.is_person(change.principal):
            continue
        if change.principal.key != author.key:
            used[author.key, template.producer.key or template.sys_id].append(change)
    for (author_key, _), changes in used.items():
        if len({change.principal.key for change in changes}) >= USERS:
            changes.sort(key=lambda each: each.number)
            shown = tuple(evidence_of(each, "std_change_producer_version", each.template.key) for each in changes)
            who = (world.people.by_key[author_key].ref, Role.LEAD)
            yield signal_for(("V17", "1.0.0"), material, Statement(changes[0], shown), who)
