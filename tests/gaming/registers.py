"""Attacks with registers and signatures: tiny improvements, and a name in every field that takes one."""

from __future__ import annotations

from datetime import timedelta

from gaming.attack import Attack, foreign
from gaming.honest import STRATEGY
from gaming.year import Facts, Year
from gold.bundle import Person
from gold.records import below, improvement


def fill_register(w: Year, me: Person) -> None:
    """(k) Twenty improvements of a day with one own task, and every field of the form filled in."""
    majors = [row["sys_id"]["value"] for row in w.rows("incident", major_incident_state="accepted")]
    for number in range(20):
        at = w.day(3 + number, 15)
        figures: Facts = {"base_value": "120", "target_value": "80", "achieved_outcome_category": "cost_reduction"}
        meant: Facts = {
            "strategies": STRATEGY,
            "business_service": w.service("1 - most critical"),
        }
        times: Facts = {"opened_at": at - timedelta(hours=5), "work_start": at - timedelta(hours=4), "work_end": at}
        record = improvement(w, me, at, short_description=f"Improve drawer {number + 1}", **figures, **meant, **times)
        below(w, record, me)
        w.add("sn_cim_related_kpi", cim_register=record, kpi=w.thing("Drawers"))
        for table, key in (*(("incident", major) for major in majors), ("sn_grc_issue", w.sys_id())):
            w.add("sn_cim_inbound_m2m", cim_register=record, source_table=table, source_id=key)


def confirm(w: Year, me: Person) -> None:
    """(l) Confirms every problem of the colleagues, and approves what can be approved."""
    for row in foreign(w, me, "problem"):
        w.put(row, confirmed_by=me)
    for row in foreign(w, me, "change_request"):
        row |= {name: {"value": me.sys_id, "display_value": me.name} for name in ("approved_by", "requested_by")}
        row["approval"] = {"value": "approved", "display_value": "Approved"}


REGISTERS = (
    Attack("k", "register of twenty micro-improvements", fill_register),
    Attack("l", "approval farmer", confirm),
)
