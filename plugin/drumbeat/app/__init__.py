"""The composition root: settings in, wired parts out. The only module that names concrete adapters.

Adapters are imported inside the factories, so that a command pays only for what it uses.
"""

from __future__ import annotations

from drumbeat.app.backups import back_up, restore
from drumbeat.app.evidence import edition_contents, edition_file, evidence_page, opens, publish, unserved_content
from drumbeat.app.identity import voucher
from drumbeat.app.instance import exported_list, servicenow, servicenow_workers, sign_in_of
from drumbeat.app.judging import choices, gate_rules, policy, reading, skills, tables
from drumbeat.app.leaving import Reader, leaving
from drumbeat.app.mail import (
    Addressing,
    compose,
    domain_records,
    html_file,
    languages,
    letters,
    lost_headers,
    message_id,
    notice,
    outbox,
    pace,
    renderer,
    sending_time,
    transport,
    workers,
)
from drumbeat.app.operational import fact_source
from drumbeat.app.process import actor, clock, process_name, time_left
from drumbeat.app.schedule import places_near, timetable, wake, working_days
from drumbeat.app.simulated import (
    demo_brand,
    demo_consents,
    demo_entries,
    demo_facts,
    demo_instance,
    demo_sign_in,
    fault_table,
    group_manager,
    loaded_instance,
    set_up,
    simulated_sign_in,
    simulator,
    user_address,
)
from drumbeat.app.storage import Store, open_store

__all__ = [
    "Addressing",
    "Reader",
    "Store",
    "actor",
    "back_up",
    "choices",
    "clock",
    "compose",
    "demo_brand",
    "demo_consents",
    "demo_entries",
    "demo_facts",
    "demo_instance",
    "demo_sign_in",
    "domain_records",
    "edition_contents",
    "edition_file",
    "evidence_page",
    "exported_list",
    "fact_source",
    "fault_table",
    "gate_rules",
    "group_manager",
    "html_file",
    "languages",
    "leaving",
    "letters",
    "loaded_instance",
    "lost_headers",
    "message_id",
    "notice",
    "open_store",
    "opens",
    "outbox",
    "pace",
    "places_near",
    "policy",
    "process_name",
    "publish",
    "reading",
    "renderer",
    "restore",
    "sending_time",
    "servicenow",
    "servicenow_workers",
    "set_up",
    "sign_in_of",
    "simulated_sign_in",
    "simulator",
    "skills",
    "tables",
    "time_left",
    "timetable",
    "transport",
    "unserved_content",
    "user_address",
    "voucher",
    "wake",
    "workers",
    "working_days",
]
