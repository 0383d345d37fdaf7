"""What a naive product would count: raw numbers of one person's month, without asking what is behind them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from drumbeat.records.model import Declaration
from gaming.attack import own
from gaming.words import technologies
from gaming.year import Year, in_month
from gold.bundle import Person, Row

_DONE = {"incident": ("6", "7"), "sc_req_item": ("3",), "change_request": ("3",), "problem": ("106", "107")}


def raw_counts(w: Year, who: Person) -> dict[str, int]:
    """Name of the count -> the person's number in the month."""
    tickets = [row for table in _DONE for row in own(w, who, table) if row["state"]["value"] in _DONE[table]]
    incidents = own(w, who)
    notes = [row for row in w.rows("sys_journal_field", sys_created_by=who.user_name) if in_month(row)]
    texts = [*(row["value"]["value"] for row in notes), *(row["close_notes"]["value"] for row in incidents)]
    pages = {row["sys_id"]["value"]: in_month(row) for row in w.rows("kb_knowledge", author=who) if _has_day(row)}
    uses = [row for row in w.rows("m2m_kb_task") if row["kb_knowledge"]["value"] in pages and in_month(row)]
    return {
        "tickets": len(tickets),
        "articles": sum(pages.values()),
        "uses of articles": len(uses),
        "reassignments": sum(int(row["reassignment_count"]["value"] or 0) for row in incidents),
        "improvements": len(own(w, who, "sn_cim_register")) + len(own(w, who, "pm_project")),
        "notes": len(notes),
        "praise": sum(each.kind is Declaration.RECOGNITION and each.person.key == who.sys_id for each in w.declared),
        "technologies named": sum(1 for text in texts for _ in _named(text)),
        "tickets of priority 1": sum(row["priority"]["value"] == "1" for row in incidents),
        "vendor holds": sum(row["hold_reason"]["value"] == "4" for row in incidents),
        "risky changes": sum(row["risk"]["value"] == "1" for row in own(w, who, "change_request")),
        "signatures": sum(_signatures(w, who)),
    }


def _named(text: str) -> Iterator[str]:
    folded = f" {re.sub(r'[^a-z0-9+#.]+', ' ', text.lower())} "
    return (name for name in technologies() if f" {name.lower()} " in folded)


def _signatures(w: Year, who: Person) -> Iterator[int]:
    fields = ("confirmed_by", "workaround_communicated_by", "fix_communicated_by", "approved_by")
    for table in ("problem", "change_request"):
        for row in filter(in_month, w.rows(table)):
            yield sum(_holds(row, name, who) for name in fields)


def _has_day(row: Row) -> bool:
    return bool(row["published"]["value"])


def _holds(row: Row, name: str, who: Person) -> bool:
    return name in row and row[name]["value"] == who.sys_id
