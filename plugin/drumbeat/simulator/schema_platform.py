"""Tables outside the task family: knowledge, service levels, outages, surveys, people, skills, items (2.6, 2.7)."""

from __future__ import annotations

from drumbeat.simulator.schema import Choices, TableDef

WORKFLOW_STATE: Choices = (
    ("draft", "Draft"),
    ("review", "Review"),
    ("scheduled", "Scheduled for publish"),
    ("published", "Published"),
    ("pending_retirement", "Pending Retirement"),
    ("retired", "Retired"),
    ("outdated", "Outdated"),
)
SLA_STAGE: Choices = (
    ("in_progress", "In Progress"),
    ("paused", "Paused"),
    ("completed", "Completed"),
    ("achieved", "Achieved"),
    ("breached", "Breached"),
    ("cancelled", "Cancelled"),
)
CRITICALITY: Choices = tuple(
    (label, label) for label in ("1 - most critical", "2 - somewhat critical", "3 - less critical", "4 - not critical")
)
OUTAGE_TYPE: Choices = (
    ("outage", "Outage"),
    ("degradation", "Degradation"),
    ("planned", "Planned Outage"),
)

PEOPLE: tuple[TableDef, ...] = (
    TableDef(
        name="sys_user",
        label="User",
        display="name",
        strings="user_name name first_name last_name email title time_zone date_format time_format roles",
        booleans="active locked_out web_service_access_only",
        references={"manager": "sys_user", "department": "cmn_department", "location": "cmn_location"},
    ),
    TableDef(
        name="sys_user_group",
        label="Group",
        display="name",
        strings="name description email type",
        booleans="active",
        references={"manager": "sys_user", "parent": "sys_user_group"},
    ),
    TableDef(
        name="sys_user_grmember",
        label="Group Member",
        references={"user": "sys_user", "group": "sys_user_group"},
    ),
    TableDef(name="cmn_department", label="Department", display="name", strings="name"),
    TableDef(name="cmn_location", label="Location", display="name", strings="name city country"),
    TableDef(name="core_company", label="Company", display="name", strings="name"),
    TableDef(name="cmn_skill", label="Skill", display="name", strings="name description"),
    TableDef(name="cmn_skill_level", label="Skill Level", display="name", strings="name", integers="value"),
    TableDef(
        name="sys_user_has_skill",
        label="User Skill",
        booleans="active",
        references={"user": "sys_user", "skill": "cmn_skill", "skill_level": "cmn_skill_level"},
    ),
)

KNOWLEDGE: tuple[TableDef, ...] = (
    TableDef(name="kb_knowledge_base", label="Knowledge Base", display="title", strings="title description"),
    TableDef(
        name="kb_category",
        label="Knowledge Category",
        display="label",
        strings="label",
        references={"parent_id": "kb_category"},
    ),
    TableDef(
        name="kb_knowledge",
        label="Knowledge",
        display="number",
        strings="number display_number version short_description text article_id article_type topic sys_class_name",
        integers="use_count sys_view_count helpful_count",
        decimals="rating",
        booleans="active latest flagged",
        dates="published retired valid_to",
        references={
            "author": "sys_user",
            "revised_by": "sys_user",
            "ownership_group": "sys_user_group",
            "base_version": "kb_knowledge",
            "kb_knowledge_base": "kb_knowledge_base",
            "kb_category": "kb_category",
        },
        choices={"workflow_state": WORKFLOW_STATE},
    ),
    TableDef(name="kb_knowledge_block", label="Knowledge Block", parent="kb_knowledge"),
    TableDef(name="kb_template_incident_kcs_article", label="KCS Article", parent="kb_knowledge"),
    TableDef(name="kb_template_known_error_article", label="Known Error Article", parent="kb_knowledge"),
    TableDef(
        name="kb_use",
        label="Knowledge Use",
        strings="article_summary search_id session_id",
        integers="times_viewed",
        booleans="viewed used",
        references={"article": "kb_knowledge", "user": "sys_user"},
    ),
    TableDef(
        name="kb_feedback",
        label="Knowledge Feedback",
        strings="comments useful",
        integers="rating",
        booleans="flagged",
        references={"article": "kb_knowledge", "user": "sys_user"},
    ),
    TableDef(
        name="m2m_kb_task",
        label="Knowledge Applied to Task",
        references={"kb_knowledge": "kb_knowledge", "task": "task"},
    ),
    TableDef(name="kb_2_kb", label="Related Article", references={"kb": "kb_knowledge"}),
)

SERVICE: tuple[TableDef, ...] = (
    TableDef(
        name="cmdb_ci",
        label="Configuration Item",
        display="name",
        strings="name short_description sys_class_name install_status",
        references={"support_group": "sys_user_group", "owned_by": "sys_user"},
    ),
    TableDef(name="cmdb_ci_service", label="Service", parent="cmdb_ci", choices={"busines_criticality": CRITICALITY}),
    TableDef(name="cmdb_ci_server", label="Server", parent="cmdb_ci"),
    TableDef(name="cmdb_ci_appl", label="Application", parent="cmdb_ci"),
    TableDef(
        name="cmdb_ci_outage",
        label="Outage",
        strings="short_description details",
        datetimes="begin end",
        durations="duration",
        references={"cmdb_ci": "cmdb_ci", "task_number": "task"},
        choices={"type": OUTAGE_TYPE},
    ),
    TableDef(
        name="task_outage",
        label="Task Outage",
        references={"task": "task", "outage": "cmdb_ci_outage"},
    ),
    TableDef(
        name="contract_sla",
        label="SLA Definition",
        display="name",
        strings="name type target",
        durations="duration",
    ),
    TableDef(
        name="task_sla",
        label="Task SLA",
        decimals="percentage business_percentage",
        booleans="active has_breached",
        datetimes="start_time end_time planned_end_time",
        durations="duration business_duration pause_duration",
        references={"task": "task", "sla": "contract_sla"},
        choices={"stage": SLA_STAGE},
    ),
    TableDef(name="sc_cat_item", label="Catalog Item", display="name", strings="name short_description"),
    TableDef(
        name="std_change_producer_version",
        label="Standard Change Template Version",
        display="name",
        strings="name short_description state std_change_producer",
        integers="version closed_change_count unsuccessful_change_count",
        booleans="active",
        datetimes="published",
        references={"assignment_group": "sys_user_group"},
    ),
    TableDef(name="sn_gf_strategy", label="Strategy", display="name", strings="name description"),
    TableDef(
        name="sn_cim_related_kpi",
        label="Impacted KPI",
        strings="kpi",
        references={"cim_register": "sn_cim_register"},
    ),
    TableDef(
        name="sn_cim_inbound_m2m",
        label="Improvement Source",
        strings="source_table source_id",
        references={"cim_register": "sn_cim_register"},
    ),
    TableDef(
        name="sn_cim_outbound_m2m",
        label="Improvement Target",
        strings="source_table source_id",
        references={"cim_register": "sn_cim_register"},
    ),
)

SURVEYS_AND_SYSTEM: tuple[TableDef, ...] = (
    TableDef(name="asmt_metric_type", label="Metric Type", display="name", strings="name"),
    TableDef(name="asmt_metric", label="Assessment Metric", display="name", strings="name question"),
    TableDef(
        name="asmt_assessment_instance",
        label="Assessment Instance",
        display="number",
        strings="number state trigger_table trigger_id",
        integers="percent_answered",
        datetimes="taken_on due_date",
        references={"metric_type": "asmt_metric_type", "user": "sys_user", "task_id": "task"},
    ),
    TableDef(
        name="asmt_metric_result",
        label="Metric Result",
        strings="string_value source_table source_id",
        decimals="actual_value normalized_value scaled_value",
        references={
            "instance": "asmt_assessment_instance",
            "metric": "asmt_metric",
            "user": "sys_user",
        },
    ),
    TableDef(name="metric_definition", label="Metric Definition", display="name", strings="name type table field"),
    TableDef(
        name="metric_instance",
        label="Metric Instance",
        strings="field field_value value table id",
        booleans="calculation_complete",
        datetimes="start end",
        durations="duration business_duration",
        references={"definition": "metric_definition"},
    ),
    TableDef(name="sys_journal_field", label="Journal Entry", strings="name element element_id value"),
    TableDef(
        name="sys_choice",
        label="Choice",
        display="label",
        strings="name element value label language dependent_value",
        integers="sequence",
        booleans="inactive",
    ),
)

PLATFORM_TABLES: tuple[TableDef, ...] = (*PEOPLE, *KNOWLEDGE, *SERVICE, *SURVEYS_AND_SYSTEM)
