"""Evidence that exists, and the same bytes for the same records in any order, on the demo's fifteen months."""

from __future__ import annotations

import json
import random
import tempfile
import time
from dataclasses import asdict, replace
from pathlib import Path
from zoneinfo import ZoneInfo

from command import drumbeat
from drumbeat import app
from drumbeat.digest.build import Stock
from drumbeat.pipeline import Read, Reading, read_store, stock
from drumbeat.records import fields
from drumbeat.records.period import Period
from drumbeat.records.row import RawRow
from drumbeat.records.tables import TABLES
from drumbeat.settings import Settings
from drumbeat.signals.catalogue import classify
from drumbeat.signals.gate import GateRules, judge
from drumbeat.signals.material import Material
from drumbeat.signals.model import Evidence, Signal, Span

SHUFFLES = 3
GOAL = 5000
OCTOBER = Period.month(2026, 10, ZoneInfo("Europe/Berlin"))
ACCOUNTS = frozenset({"Larkfield Automation", "Larkfield Monitoring", "system", "System Administrator"})


def section() -> tuple[list[str], list[str]]:
    """Lines of Markdown, and what falls short."""
    with tempfile.TemporaryDirectory() as folder:
        drumbeat("demo", cwd=Path(folder))
        reads = _reads(Path(folder) / "demo-out" / "demo.db")
    reading = Reading(rules=GateRules(ACCOUNTS), skills=app.skills(Settings()))
    until = min(each.window.end for each in reads if each.window)
    found = stock(reads, reading, until)
    records = [item.record for item in found.judged]
    began = time.perf_counter()
    judged = judge(records, found.rules, found.beside, until, found.missing)
    signals = _signals(replace(found, judged=tuple(judged)))
    seconds = time.perf_counter() - began
    others = (stock(_shuffled(reads, seed), reading, until) for seed in range(SHUFFLES))
    texts = {_text(signals), *(_text(_signals(each)) for each in others)}
    facts = [fact for signal in signals for fact in signal.evidence]
    astray = sum(not _exists(fact, found) for fact in facts)
    spans, rows = [span for signal in signals for span in signal.spans], _texts(reads)
    wrong = sum(not _stands(span, rows) for span in spans)
    short = [f"evidence: {astray} facts name no record"] if astray else []
    short += [f"spans: {wrong} do not hold their alias"] if wrong else []
    short += [f"determinism: {len(texts)} different results"] if len(texts) > 1 else []
    speed = len(records) / seconds
    short += [f"speed: {speed:.0f} records a second"] if speed < GOAL else []
    return [
        "## Evidence, determinism and speed, on the demo's records",
        "",
        f"{len(records):,} records of fifteen generated months; {len(signals):,} signals of October about persons, on",
        f"{len(facts):,} facts and {len(spans):,} places in texts.",
        "",
        "| measure | value |",
        "|---|---|",
        f"| facts that name a record that was read | {len(facts) - astray} of {len(facts)} |",
        f"| places that hold their alias | {len(spans) - wrong} of {len(spans)} |",
        f"| different results over {SHUFFLES} shuffles of the rows | {len(texts) - 1} |",
        f"| records a second, from the gate to signals with evidence, one core | {speed:,.0f} |",
        "",
    ], short


def _reads(path: Path) -> list[Read]:
    store = app.open_store(Settings.model_validate({"store": {"url": f"sqlite:///{path}"}}))
    return [
        Read(each.table, list(each.rows), each.status, each.received, each.expected, each.note, each.window)
        for each in read_store(store.records, TABLES)
    ]


def _shuffled(reads: list[Read], seed: int) -> list[Read]:
    rng = random.Random(seed)
    mixed = []
    for each in reads:
        rows = list(each.rows)
        rng.shuffle(rows)
        mixed.append(Read(each.table, rows, each.status, each.received, each.expected, each.note, each.window))
    return mixed


def _signals(found: Stock) -> tuple[Signal, ...]:
    material = Material(found.world, OCTOBER, lambda _: True, found.until)
    return classify(material, lambda rule: rule.default.is_personal or rule.default.is_for_team).signals


def _text(signals: tuple[Signal, ...]) -> str:
    return json.dumps([asdict(each) for each in signals], ensure_ascii=False)


def _exists(fact: Evidence, found: Stock) -> bool:
    """Whether the fact's record, or the task or article that it belongs to, was read."""
    return fact.number in found.world.verdicts or fact.number in _besides(found)


def _besides(found: Stock) -> frozenset[str]:
    names = (getattr(each, "number", each.sys_id) for each in found.beside)
    return found.world.once(lambda _: frozenset(names))


def _texts(reads: list[Read]) -> dict[tuple[str, str], RawRow]:
    """Rows by table and number; notes by their sys_id."""
    rows = {}
    for each in reads:
        for row in each.rows:
            rows[each.table.name, fields.text(row, "number") or fields.text(row, "sys_id")] = row
    return rows


def _stands(span: Span, rows: dict[tuple[str, str], RawRow]) -> bool:
    """Whether the place in the row's own text holds the alias."""
    text = fields.text(rows[span.table, span.number], span.field)
    return " ".join(text[span.start : span.end].lower().split()) == span.alias
