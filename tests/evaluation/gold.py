"""The rules against the gold bundles: what fired for whom, compared with a verdict written from the fact sheet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from drumbeat import app
from drumbeat.digest.build import Stock
from drumbeat.digest.model import SourceStatus
from drumbeat.pipeline import Read, Reading, stock
from drumbeat.ports import Window
from drumbeat.records.model import Declaration, Declared, WorkRecord
from drumbeat.records.parse import parse_all
from drumbeat.records.parse.declared import entries
from drumbeat.records.period import Period
from drumbeat.records.persons import Persons
from drumbeat.records.row import Cell
from drumbeat.records.tables import BY_NAME
from drumbeat.records.team import Team, membership
from drumbeat.settings import Settings
from drumbeat.signals.catalogue import RULES, classify
from drumbeat.signals.gate import GateRules
from drumbeat.signals.gate.rules import Names, Scope
from drumbeat.signals.material import Material
from drumbeat.signals.model import Rule, Signal, Status
from drumbeat.signals.skills import SkillMatcher
from evaluation.statistics import Proportion
from gold import Bundle, bundles, held_out

EACH = 0.9
ALL = 0.97
"""The goals: every signal's precision and recall, and the lower bound of the precision of all."""
HORIZON = timedelta(days=450)

Statement = tuple[str, str, str]
"""Whom it is about (a name, or `team`), the signal's id, the role (empty for the team)."""


@dataclass(slots=True)
class Verdicts:
    """How a signal's statements compare with gold."""

    right: int = 0
    wrong: list[str] = field(default_factory=list)
    """Statements that gold does not have, each with its bundle."""
    missed: list[str] = field(default_factory=list)
    bundles: int = 0

    @property
    def precision(self) -> Proportion:
        """Of what was said, how much is gold's."""
        return Proportion(self.right, self.right + len(self.wrong))

    @property
    def recall(self) -> Proportion:
        """Of gold's, how much was said."""
        return Proportion(self.right, self.right + len(self.missed))

    def add(self, said: set[Statement], gold: set[Statement], where: str) -> None:
        """Compare one bundle."""
        self.bundles += 1
        self.right += len(said & gold)
        self.wrong += [f"{where}: {each}" for each in sorted(said - gold)]
        self.missed += [f"{where}: {each}" for each in sorted(gold - said)]


def judged(chosen: Iterable[Bundle]) -> dict[str, Verdicts]:
    """The verdicts on each signal, over all bundles, in the order of the signals' ids."""
    found: dict[str, Verdicts] = defaultdict(Verdicts)
    for each in chosen:
        said, gold = statements(each), _gold(each)
        for signal in sorted({each.signal, *each.also}):
            found[signal].add(_about(said, signal), _about(gold, signal), each.id)
    return dict(sorted(found.items()))


def together(verdicts: Iterable[Verdicts]) -> Verdicts:
    """All signals as one."""
    total = Verdicts()
    for each in verdicts:
        total.right += each.right
        total.bundles += each.bundles
        total.wrong += each.wrong
        total.missed += each.missed
    return total


def statements(bundle: Bundle) -> set[Statement]:
    """What the rules say in the bundle's world: the team's digest, and everybody's own record."""
    found = stocked(bundle)
    zone = ZoneInfo(bundle.zone)
    year, month = map(int, bundle.month.split("-"))
    period = Period.month(year, month, zone)
    team = Team("Gold", bundle.groups, (), zone)
    is_of = membership(team, [item.record for item in found.judged], found.home)
    of_team = _found(found, period, is_of, lambda rule: rule.default.is_for_team and not rule.opt_in)
    of_people = _found(found, period, lambda _: True, lambda rule: rule.default.is_personal)
    said = {("team", signal.rule, "") for signal in of_team}
    asked = _members(bundle)
    return said | {
        (each.subject.name, each.rule, each.role.value) for each in of_people if each.subject.sys_id in asked
    }


def _members(bundle: Bundle) -> frozenset[str]:
    """The people of the team's groups: of others' own records gold says nothing."""
    groups = {
        row["sys_id"]["value"] for row in bundle.tables["sys_user_group"] if row["name"]["value"] in bundle.groups
    }
    members = bundle.tables["sys_user_grmember"]
    return frozenset(row["user"]["value"] for row in members if row["group"]["value"] in groups)


def _found(
    found: Stock, period: Period, is_mine: Callable[[WorkRecord], bool], is_wanted: Callable[[Rule], bool]
) -> tuple[Signal, ...]:
    """What is told; what is only flagged to its owner (F8) is not."""
    told = classify(Material(found.world, period, is_mine, found.until), is_wanted, RULES).signals
    return tuple(signal for signal in told if signal.status is not Status.FLAGGED)


def stocked(bundle: Bundle) -> Stock:
    """The bundle's rows, as a pull of them would be read."""
    settings = bundle.settings
    accounts = frozenset(map(str, settings.get("service_accounts", ())))
    denied = frozenset(map(str, settings.get("denied_categories", ())))
    reading = Reading(
        rules=GateRules(accounts or GateRules().service_accounts, scope=Scope(categories=Names(denied))),
        skills=_skills(),
        monitored=frozenset(map(str, settings.get("monitored_services", ()))),
    )
    since = (
        datetime.combine(date.fromisoformat(str(settings["records_since"])), time(), UTC)
        if ("records_since" in settings)
        else bundle.now - HORIZON
    )
    window = Window(since, bundle.now)
    reads = []
    for name, rows in bundle.tables.items():
        raw = [{field: Cell(cell["value"], cell["display_value"]) for field, cell in row.items()} for row in rows]
        reads.append(Read(BY_NAME[name], raw, SourceStatus.OK, len(raw), len(raw), "", window))
    return stock(reads, reading, bundle.now, tuple(_declared(bundle, reads)))


@cache
def _skills() -> SkillMatcher:
    return app.skills(Settings())


def _declared(bundle: Bundle, reads: list[Read]) -> Iterator[Declared]:
    """What `drumbeat import` makes of the bundle's lists; rows that are none stay out."""
    users, _ = parse_all(BY_NAME["sys_user"], next((each.rows for each in reads if each.table.name == "sys_user"), ()))
    persons = Persons.of(users)
    for kind, rows in bundle.imports.items():
        if rows:
            numbered = enumerate((tuple(row.values()) for row in rows), 2)
            yield from entries(Declaration(kind), tuple(rows[0]), numbered, persons, bundle.now.date()).good


def _gold(bundle: Bundle) -> set[Statement]:
    return {("team", signal, "") for signal in bundle.team} | {
        (person, signal, role) for person, signal, role in bundle.personal
    }


def _about(said: set[Statement], signal: str) -> set[Statement]:
    return {each for each in said if each[1] == signal}


def section() -> tuple[list[str], list[str]]:
    """Lines of Markdown, and what falls short of the goals."""
    verdicts = judged(bundles())
    total = together(verdicts.values())
    second = together(judged(held_out()).values())
    rates = [(f"{id_}: {each.precision}, recall {each.recall}", each) for id_, each in verdicts.items()]
    short = [said for said, each in rates if min(each.precision.value, each.recall.value) < EACH]
    if min(total.precision.lower, second.precision.lower) < ALL:
        short.append(f"all rules: precision {total.precision}")
    return [
        "## Rules, against generated gold",
        "",
        f"{total.bundles} verdicts on generated bundles (tests/gold), written from the fact sheet by somebody who had",
        "not seen the rules; more than a third are hard negatives. They test the rules' logic, not how often a signal",
        "occurs in the world. Gold and rules were brought together by reading the fact sheet once more",
        "(tests/gold/README.md), so this shows that they agree, not how the rules would fare on other gold. Bounds are",
        "one-sided, 95 %, exact.",
        "",
        "| signal | bundles | precision | recall |",
        "|---|---:|---|---|",
        *(f"| {signal} | {each.bundles} | {each.precision} | {each.recall} |" for signal, each in verdicts.items()),
        f"| all | {total.bundles} | {total.precision} | {total.recall} |",
        f"| all, of {second.bundles} held out | {second.bundles} | {second.precision} | {second.recall} |",
        "",
        "What the held-out ones said when the rules first met them stands in tests/gold/README.md.",
        "",
    ], short
