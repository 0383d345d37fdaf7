"""Months of evidence: digests with their frozen lists, small and as large as a whole company's."""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta

from drumbeat.digest.evidence.lines import EvidenceLine, part_of
from drumbeat.digest.language.phrase import PeriodView, Unit, phrase
from drumbeat.digest.model import Digest, FactLine, Figure, Highlight, Kind, SignalLine, Upcoming

OCTOBER = PeriodView(date(2026, 10, 1), date(2026, 11, 1), "Europe/Berlin", date(2026, 9, 1), 1)
SERVICES = (
    *("E-mail", "Network", "Order Management", "Payroll", "Telephony", "Remote Access", "Printing", "Identity"),
    *("Data Centre", "Wireless", "Intranet", "Backup", "File Shares", "Warehouse", "Point of Sale", "CRM"),
    *("Video Calls", "Databases", "Monitoring", "Meeting Rooms", "Time Recording", "Travel", "Web Shop", ""),
)

AWKWARD = (
    "<script>alert(1)</script>{{7*7}}{% raw %}\N{RIGHT-TO-LEFT OVERRIDE}gnp.exe\N{POP DIRECTIONAL FORMATTING} "
    "\N{FIRE}\r\nBcc: all@example.com\x00 \"'&amp; ^,;=1+1"
)
"""A name by somebody who wishes us ill."""


def line(figure: str, number: str, kind: str = "incident", **more: str) -> EvidenceLine:
    """One line, with a service and a day unless they are said."""
    said = {"service": "E-mail", "day": "2026-10-05", "reason": "", **more}
    return EvidenceLine(figure, number, kind, **said)


def figure(figure_id: str, lines: list[EvidenceLine], unit: Unit = Unit.COUNT, value: float | None = None) -> Figure:
    """A figure on the lines that are its own."""
    numbers = tuple(each.number for each in lines if each.figure == figure_id)
    label = figure_id.replace("_", " ").capitalize()
    return Figure(figure_id, label, len(numbers) if value is None else value, unit, len(numbers), None, None, numbers)


def digest_of(lines: list[EvidenceLine], **more) -> Digest:
    """A digest whose figures are those of the lines, as far as no other part is said to have them."""
    others = {part.id for name in ("highlights", "signals", "facts") for part in more.get(name, ())} | {"upcoming", ""}
    ids = [each for each in dict.fromkeys(line.figure for line in lines) if each not in others]
    figures = tuple(figure(each, lines) for each in ids)
    said = {"team": "Network", "period": OCTOBER, "outcome": phrase("a month"), "headline": tuple(ids[:4]), **more}
    return Digest(figures=figures, **said)


def small_month() -> tuple[Digest, list[EvidenceLine]]:
    """A month with one part of every kind, and records that count for several."""
    lines = [line("incidents_resolved", f"INC001000{at}", day=f"2026-10-0{at}") for at in range(1, 8)]
    lines += [line("people_helped", f"INC001000{at}", day=f"2026-10-0{at}") for at in range(1, 9)]
    lines += [line("article_reuses", "INC0019999", "article use")] * 2
    lines += [line("improvements_under_way", "PRJ0010001", "project", day="2026-09-30", service="")]
    lines += [line("", "INC0010008", day="2026-10-08", reason="counted with its parent incident")]
    lines += [line("", "INC0010010", reason="duplicate")]
    lines += [line("V07", "PRB0040011", "problem"), line("V07", "INC0010003", day="2026-10-03")]
    lines += [line("volume:incidents_resolved", f"INC001000{at}", day=f"2026-10-0{at}") for at in range(1, 8)]
    lines += [line("upcoming", "CHG0030099", "change", day="")]
    lines += [EvidenceLine("fact:spam", "", "fact", "", "", "the mail gateway’s own count")]
    spam = phrase("The mail gateway held back {n} mails.", n=12904)
    digest = digest_of(
        lines,
        highlights=(
            Highlight(Kind.FACT, "fact:spam", spam, ("spam",)),
            Highlight(
                Kind.VOLUME,
                "volume:incidents_resolved",
                phrase("We resolved a title of somebody."),
                tuple(f"INC001000{at}" for at in range(1, 8)),
            ),
        ),
        facts=(FactLine("spam", "Spam blocked", 1_204_332, "count", spam, phrase("the mail gateway’s own count")),),
        signals=(SignalLine("V07", "A repeated incident stopped coming back", ("PRB0040011",), ("Ann Ahlers",)),),
        upcoming=(Upcoming("CHG0030099", phrase("A change is planned.")),),
    )
    return digest, lines


def large_month(tickets: int = 5000) -> tuple[Digest, list[EvidenceLine]]:
    """So many tickets in a month, spread over services and days as tickets are, behind twenty figures.

    Twelve signals and two highlights stand on some of them.
    """
    lots = random.Random(7)
    parts: dict[str, list[EvidenceLine]] = defaultdict(list)
    weights = [1 / (at + 1) for at in range(len(SERVICES))]
    days = [OCTOBER.start + timedelta(days=at) for at in range(31)]
    busy = [0.15 if day.weekday() >= 5 else 1 for day in days]
    kinds = (("incident", "INC", 0.68), ("request", "RITM", 0.22), ("task", "SCTASK", 0.05), ("change", "CHG", 0.03))
    kinds += (("problem", "PRB", 0.01), ("article", "KB", 0.01))
    numbers = iter(range(95_000, 10_000_000))
    for _ in range(tickets):
        (kind, prefix, _share), service, day = (
            lots.choices(kinds, [each[2] for each in kinds])[0],
            lots.choices(SERVICES, weights)[0],
            lots.choices(days, busy)[0],
        )
        width = 5 if prefix == "SCTASK" else 7
        number = f"{prefix}{next(numbers):0{width}}"
        for _gap in range(lots.randrange(4)):
            next(numbers)
        for part, reason in _parts_of(kind, lots):
            parts[part].append(EvidenceLine(part, number, kind, service, day.isoformat(), reason))
    for part, kind, count in (
        ("article_reuses", "article use", 60),
        ("improvements_completed", "improvement", 4),
        ("improvements_under_way", "project", 9),
    ):
        parts[part] += [line(part, f"X{next(numbers):07}", kind, day=f"{lots.choice(days)}") for _ in range(count)]
    lines = [line for part in sorted(parts, key=lambda each: each == "") for line in parts[part]]
    signals = tuple(
        SignalLine(part, f"Something that rule {part} tells", tuple(each.number for each in found))
        for part, found in sorted(parts.items())
        if part.startswith("V")
    )
    lines += [EvidenceLine("volume:incidents_resolved", *_record(each)) for each in parts["incidents_resolved"]]
    lines += [EvidenceLine("changes:changes_delivered", *_record(each)) for each in parts["changes_delivered"]]
    told = (
        Highlight(Kind.CHANGES, "changes:changes_delivered", phrase("Changes."), ()),
        Highlight(Kind.VOLUME, "volume:incidents_resolved", phrase("Incidents."), ()),
    )
    return digest_of(lines, signals=signals, highlights=told), lines


def month_of_teams(tickets: int, teams: int = 8) -> tuple[Digest, list[EvidenceLine]]:
    """The same month as that of so many teams, of each of which four figures are told."""
    whole, lines = large_month(tickets)
    shown = ("incidents_resolved", "people_helped", "requests_fulfilled", "changes_delivered")
    sections = []
    for at in range(teams):
        its = [each for each in lines if each.figure in shown and int(each.number[-3:]) % teams == at]
        sections.append(replace(digest_of(its), team=f"Team {at}"))
        lines = [*lines, *(replace(each, figure=part_of(at + 1, each.figure)) for each in its)]
    return replace(whole, sections=tuple(sections)), lines


def _record(line: EvidenceLine) -> tuple[str, str, str, str, str]:
    return line.number, line.kind, line.service, line.day, line.reason


def _parts_of(kind: str, lots: random.Random) -> list[tuple[str, str]]:
    """What a record counts for."""
    if kind != "incident":
        figures = {
            "request": ("requests_fulfilled", "proactive_share"),
            "task": ("tasks_completed", "proactive_share"),
            "change": ("changes_delivered", "change_success_share"),
            "problem": ("problems_solved", "proactive_share"),
            "article": ("articles_published", "articles_revised", "proactive_share"),
        }[kind]
        return [(each, "") for each in figures] + [("V25", "")] * (kind == "change" and lots.random() < 0.2)
    shares = ["median_hours_to_resolve", "sla_met_share", "reopened_share", "first_assignment_share"]
    lot = lots.random()
    if lot < 0.04:
        return [*((each, "") for each in shares), ("", "reopened")]
    if lot < 0.09:
        return [("people_helped", ""), ("", "counted with its parent incident")]
    if lot < 0.12:
        return [("", "duplicate")]
    found = ["incidents_resolved", "people_helped", "proactive_share", *shares]
    found += ["satisfaction"] if lots.random() < 0.08 else []
    found += ["major_incidents_handled", "outage_minutes"] if lots.random() < 0.002 else []
    found += [rule for rule in ("V01", "V03", "V07", "V09", "V11") if lots.random() < 0.006]
    found += [rule for rule in ("V12", "V14", "V16", "V18", "V20", "V21") if lots.random() < 0.002]
    return [(each, "") for each in found]
