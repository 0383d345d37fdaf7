"""F1: no code path orders people by a number, and who did what changes no order."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from itertools import permutations
from pathlib import Path

from command import ROOT
from drumbeat.digest.contract import as_json
from drumbeat.digest.language.wording import ENGLISH
from drumbeat.digest.people.consent import Category
from installation import STAFF, consent, improvements, incidents, installed, october, tasks, usual
from rows import person

PACKAGE = ROOT / "plugin" / "drumbeat"
ROOMS = ("records", "signals", "digest", "desk", "cli", "store", "pipeline.py", "rendering")
ORDERS_BY_NUMBER = {
    "records/team.py homes": "which group a person's tickets lie in; the person is at home there, nobody is compared",
    "records/choices.py unknown_choices": "states that nobody knows, the most frequent first",
    "digest/lists/gathered.py articles": "articles, the most used first",
    "digest/undertakings/bounded.py _longest_first": "services, the one that was out longest first",
    "desk/bounces.py _periods_of": "a team’s months of which mails came back, the latest first",
    "desk/crowding.py _beside": "teams, the one of which most mails may leave first",
    "desk/history.py pasts_of": "a team’s periods, the latest first",
    "digest/people/alone.py silenced": "sections, the smallest first, to tell no numbers of",
    "digest/evidence/page/groups.py bundles": "groups of records, the largest first",
    "digest/highlights/arranging.py arranged": "sentences, as the lead or the order of kinds has them",
    "digest/highlights/prevention.py _most_named": "which service more than half of the incidents name",
    "digest/lists/new_skills.py _before": "records, the newest first",
    "digest/redaction/people.py _beginning": "spellings of one name, the longest first, so that it is hidden whole",
    "digest/redaction/people.py _known": "spellings of one name, the longest first, so that it is hidden whole",
    "signals/gathered.py gathered_signal": "one person's own records, the newest first",
    "signals/rules/delivery.py business": "records by their numbers, the newest first",
    "signals/skills/harvest.py": "proposed words, by measured precision and by how often they stand there",
    "signals/skills/suggestions.py": "proposed words, by measured precision and by how often they stand there",
    "signals/rules/technology.py _beside": "one person's own records, the newest first",
    "signals/rules/technology.py _recent": "one person's own records, the newest first",
}
"""Every function, or module, that orders by a number, and of what: none of them orders people."""
SUSPECT = {"most_common", "nlargest", "nsmallest"}


def ordering(path: Path) -> Iterator[str]:
    """Functions of a module in which something is ordered by a count, by a length, backwards or by a negated key."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef) and any(_is_suspect(node) for node in ast.walk(function)):
            yield f"{path.relative_to(PACKAGE)} {function.name}"


def _is_suspect(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call):
        return False
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    if name in SUSPECT:
        return True
    return name in {"sorted", "sort", "max", "min"} and any(_is_numeric(keyword) for keyword in node.keywords)


def _is_numeric(keyword: ast.keyword) -> bool:
    if keyword.arg == "reverse":
        return True
    if keyword.arg != "key":
        return False
    key = keyword.value
    body = key.body if isinstance(key, ast.Lambda) else key
    called = {getattr(each.func, "id", "") for each in ast.walk(body) if isinstance(each, ast.Call)}
    negated = any(isinstance(each, ast.UnaryOp) and isinstance(each.op, ast.USub) for each in ast.walk(body))
    bare = isinstance(body, ast.Name) and body.id == "len"
    gets = isinstance(body, ast.Attribute) and body.attr in {"get", "__getitem__"}
    return negated or bare or gets or "len" in called


def test_f01_nothing_orders_by_a_number_but_what_was_looked_at():
    """Each function that orders by a number stands in the list above with what it orders; none orders people."""
    files = [path for room in ROOMS for path in sorted((PACKAGE / room).rglob("*.py")) or [PACKAGE / room]]
    found = {name for path in files for name in ordering(path)}
    assert {name for name in found if not {name, name.split()[0]} & set(ORDERS_BY_NUMBER)} == set()


def test_f01_the_search_finds_what_it_is_for(tmp_path):
    """Each way of ordering by a number is found: the search can fail."""
    ways = ("counts.most_common(3)", "sorted(who, key=lambda each: -done[each])", "sorted(who, key=done.get)")
    ways += ("sorted(who, key=len)", "max(who, key=lambda each: len(done[each]))", "sorted(who, reverse=True)")
    for way in ways:
        assert _is_suspect(ast.parse(way).body[0].value), way
    assert not _is_suspect(ast.parse("sorted(who, key=lambda each: each.name.casefold())").body[0].value)


def told(folder: Path, people: tuple[str, ...]) -> dict:
    """A digest of a month in which these people did the same work in this order, all of them consenting."""
    folder.mkdir()
    leads = (people[0], people[0], people[0], people[1])
    rows = usual() | {"incident": incidents(40, (people[0], *people)), "sn_cim_task": tasks(4, people[2])}
    rows["sn_cim_register"] = improvements(*leads)
    context = installed(folder, rows)
    for name in STAFF:
        consent(context, name, Category.IMPROVEMENT)
    return as_json(october(context).digest, ENGLISH)


def test_f01_who_did_how_much_changes_no_order(tmp_path):
    """Swapping who did most and who did least changes nothing but which names stand there, in alphabetical order."""
    digests = []
    for at, pair in enumerate(permutations(("Ann", "Fay", "Cem"), 3)):
        people = (*pair, *(name for name in STAFF if name not in pair))
        digests.append(told(tmp_path / str(at), people))
    for digest in digests:
        lines = {line["id"]: line.pop("names") for line in digest["signals"]}
        assert lines["V02"], "somebody has to be named"
        assert all(names == sorted(names, key=str.casefold) for names in lines.values())
    assert len({json.dumps(digest, sort_keys=True) for digest in digests}) == 1


def test_f01_no_shared_output_has_a_number_of_a_person(tmp_path):
    """Nothing in a digest's JSON is a count under a person: no key and no value holds a technician's key or name."""
    text = json.dumps(as_json(october(installed(tmp_path)).digest, ENGLISH))
    assert [name for name in STAFF if name in text or person(name)[0] in text] == []
