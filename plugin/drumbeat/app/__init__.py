"""The composition root: settings in, wired parts out. The only module that names concrete adapters.

Adapters are imported inside the factories, so that a command pays only for what it uses.
"""

from __future__ import annotations

from drumbeat.app.backups import back_up, restore
from drumbeat.app.bounces import bounce_box, bounce_files, bounce_report
from drumbeat.app.evidence import (
    edition_contents,
    edition_file,
    evidence_address,
    evidence_page,
    opened_page,
    opens,
    publish,
    unserved_content,
    with_evidence_at,
)
from drumbeat.app.identity import voucher
from drumbeat.app.instance import exported_list, servicenow, servicenow_workers, sign_in_of
from drumbeat.app.judging import choices, gate_rules, policy, reading, skills, stock, tables
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
    notice_wording,
    outbox,
    pace,
    renderer,
    sending_time,
    transport,
    workers,
)
from drumbeat.app.operational import fact_source
from drumbeat.app.process import actor, clock, process_name, time_left
from drumbeat.app.reaching import evidence_opens
from drumbeat.app.schedule import countries, parts_of, timetable, wake, working_days
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
from drumbeat.app.storage import Schema, Store, migrate, open_store, schema_of

__all__ = [
    "Addressing",
    "Reader",
    "Schema",
    "Store",
    "actor",
    "back_up",
    "bounce_box",
    "bounce_files",
    "bounce_report",
    "choices",
    "clock",
    "compose",
    "countries",
    "demo_brand",
    "demo_consents",
    "demo_entries",
    "demo_facts",
    "demo_instance",
    "demo_sign_in",
    "domain_records",
    "edition_contents",
    "edition_file",
    "evidence_address",
    "evidence_opens",
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
    "migrate",
    "notice",
    "notice_wording",
    "open_store",
    "opened_page",
    "opens",
    "outbox",
    "pace",
    "parts_of",
    "policy",
    "process_name",
    "publish",
    "reading",
    "renderer",
    "restore",
    "schema_of",
    "sending_time",
    "servicenow",
    "servicenow_workers",
    "set_up",
    "sign_in_of",
    "simulated_sign_in",
    "simulator",
    "skills",
    "stock",
    "tables",
    "time_left",
    "timetable",
    "transport",
    "unserved_content",
    "user_address",
    "voucher",
    "wake",
    "with_evidence_at",
    "workers",
    "working_days",
]
