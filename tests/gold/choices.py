"""Choice labels as ServiceNow shows them, and the fields that are read beyond those of the tables today."""

from __future__ import annotations

_TASK = {"-5": "Pending", "1": "Open", "2": "Work in Progress", "3": "Closed Complete"}
_TASK |= {"4": "Closed Incomplete", "7": "Closed Skipped"}
_RISK = {"1": "Very High", "2": "High", "3": "Moderate", "4": "Low"}

CHOICES: dict[tuple[str, str], dict[str, str]] = {
    ("incident", "state"): {
        "1": "New",
        "2": "In Progress",
        "3": "On Hold",
        "6": "Resolved",
        "7": "Closed",
        "8": "Canceled",
    },
    ("incident", "hold_reason"): {
        "1": "Awaiting Caller",
        "3": "Awaiting Problem",
        "4": "Awaiting Vendor",
        "5": "Awaiting Change",
    },
    ("incident", "priority"): {"1": "1 - Critical", "2": "2 - High", "3": "3 - Moderate", "4": "4 - Low"},
    ("incident", "contact_type"): {"self-service": "Self-service", "monitoring": "Monitoring", "phone": "Phone"},
    ("incident", "major_incident_state"): {
        "proposed": "Proposed",
        "accepted": "Accepted",
        "rejected": "Rejected",
        "canceled": "Canceled",
    },
    ("incident", "category"): {"inquiry": "Inquiry / Help", "hardware": "Hardware", "facility": "Facility"},
    ("change_request", "state"): {
        "-5": "New",
        "-4": "Assess",
        "-3": "Authorize",
        "-2": "Scheduled",
        "-1": "Implement",
        "0": "Review",
        "3": "Closed",
        "4": "Canceled",
    },
    ("change_request", "close_code"): {
        "successful": "Successful",
        "successful_issues": "Successful with issues",
        "unsuccessful": "Unsuccessful",
    },
    ("change_request", "type"): {"standard": "Standard", "normal": "Normal", "emergency": "Emergency"},
    ("change_request", "risk"): _RISK,
    ("change_task", "state"): {"-5": "Pending", "1": "Open", "2": "In Progress", "3": "Closed", "4": "Canceled"},
    ("problem", "state"): {
        "101": "New",
        "102": "Assess",
        "103": "Root Cause Analysis",
        "104": "Fix in Progress",
        "106": "Resolved",
        "107": "Closed",
    },
    ("problem", "resolution_code"): {
        "fix_applied": "Fix Applied",
        "risk_accepted": "Risk Accepted",
        "duplicate": "Duplicate",
        "canceled": "Canceled",
    },
    ("problem_task", "state"): {"151": "New", "152": "Assess", "154": "Work in Progress", "157": "Closed"},
    ("problem_task", "close_code"): {"completed": "Completed", "canceled": "Canceled"},
    ("problem_task", "problem_task_type"): {"rca": "Root Cause Analysis", "general": "General"},
    ("sn_cim_register", "state"): {"1": "New", "2": "In Progress", "3": "Closed", "8": "Canceled"},
    ("sn_cim_register", "closure_code"): {
        "successful": "Successful",
        "withdrawn": "Withdrawn",
        "unsuccessful": "Unsuccessful",
    },
    ("sn_cim_register", "achieved_outcome_category"): {
        "cost_reduction": "Cost Reduction",
        "time_savings": "Time Savings",
        "customer_satisfaction": "Customer Satisfaction",
        "quality_improvement": "Quality Improvement",
    },
    ("dmn_demand", "state"): {"1": "Draft", "2": "Submitted", "8": "Approved", "9": "Completed", "7": "Rejected"},
    ("im_idea_core", "state"): {"1": "Submitted", "2": "Accepted", "3": "Completed", "7": "Unlikely"},
    ("kb_knowledge", "workflow_state"): {
        "draft": "Draft",
        "published": "Published",
        "retired": "Retired",
        "outdated": "Outdated",
    },
    ("task_sla", "stage"): {"completed": "Completed", "cancelled": "Cancelled", "in_progress": "In progress"},
    ("cmdb_ci_outage", "type"): {"outage": "Outage", "degradation": "Degradation", "planned": "Planned Outage"},
    **{
        (table, "state"): _TASK
        for table in (
            *("incident_task", "incident_alert_task", "sc_req_item", "sc_task", "sn_cim_task", "pm_project"),
            *("pm_project_task", "kb_feedback_task"),
        )
    },
}

_TICKET_EXTRAS = (
    *("cmdb_ci.sys_class_name", "cmdb_ci.support_group", "business_service.busines_criticality"),
    "additional_assignee_list",
)
EXTRA_FIELDS: dict[str, tuple[str, ...]] = {
    "incident": (
        *_TICKET_EXTRAS,
        *("rfc", "correlation_id", "business_impact", "overview", "findings", "reopened_time", "opened_by"),
        *("watch_list", "description"),
    ),
    "change_request": (*_TICKET_EXTRAS, "backout_plan", "test_plan"),
    "problem": ("cmdb_ci.sys_class_name", "additional_assignee_list"),
    "sn_cim_register": ("strategies", "business_service", "business_service.busines_criticality", "opened_by"),
    "pm_project": ("start_date", "end_date", "cost", "work_cost"),
    "dmn_demand": ("submitter",),
    "sys_journal_field": ("value",),
}
