"""The task family and its choice lists (fact sheet 2.1 to 2.5).

State values collide between classes: `3` is On Hold for an incident, Closed for a change, Closed Complete for a
task (trap 55). Where a class has no documented values (continual improvement, demands), the labels are the
documented ones and the numbers are ours: read the labels.
"""

from __future__ import annotations

from drumbeat.simulator.schema import Choices, TableDef

PRIORITY: Choices = (
    ("1", "1 - Critical"),
    ("2", "2 - High"),
    ("3", "3 - Moderate"),
    ("4", "4 - Low"),
    ("5", "5 - Planning"),
)
LEVEL: Choices = (("1", "1 - High"), ("2", "2 - Medium"), ("3", "3 - Low"))
TASK_STATE: Choices = (
    ("-5", "Pending"),
    ("1", "Open"),
    ("2", "Work in Progress"),
    ("3", "Closed Complete"),
    ("4", "Closed Incomplete"),
    ("7", "Closed Skipped"),
)
INCIDENT_STATE: Choices = (
    ("1", "New"),
    ("2", "In Progress"),
    ("3", "On Hold"),
    ("6", "Resolved"),
    ("7", "Closed"),
    ("8", "Canceled"),
)
HOLD_REASON: Choices = (
    ("1", "Awaiting Caller"),
    ("3", "Awaiting Problem"),
    ("4", "Awaiting Vendor"),
    ("5", "Awaiting Change"),
)
INCIDENT_CLOSE_CODE: Choices = tuple(
    (label, label)
    for label in (
        "Solution provided",
        "Workaround provided",
        "Resolved by caller",
        "Resolved by change",
        "Resolved by problem",
        "Resolved by request",
        "Known error",
        "Duplicate",
        "User error",
        "No resolution provided",
    )
)
CHANGE_STATE: Choices = (
    ("-5", "New"),
    ("-4", "Assess"),
    ("-3", "Authorize"),
    ("-2", "Scheduled"),
    ("-1", "Implement"),
    ("0", "Review"),
    ("3", "Closed"),
    ("4", "Canceled"),
)
CHANGE_CLOSE_CODE: Choices = (
    ("successful", "Successful"),
    ("successful_issues", "Successful with issues"),
    ("unsuccessful", "Unsuccessful"),
)
CHANGE_TYPE: Choices = (("standard", "Standard"), ("normal", "Normal"), ("emergency", "Emergency"))
CHANGE_TASK_STATE: Choices = (
    ("-5", "Pending"),
    ("1", "Open"),
    ("2", "In Progress"),
    ("3", "Closed"),
    ("4", "Canceled"),
)
PROBLEM_STATE: Choices = (
    ("101", "New"),
    ("102", "Assess"),
    ("103", "Root Cause Analysis"),
    ("104", "Fix in Progress"),
    ("106", "Resolved"),
    ("107", "Closed"),
)
RESOLUTION_CODE: Choices = (
    ("fix_applied", "Fix Applied"),
    ("risk_accepted", "Risk Accepted"),
    ("duplicate", "Duplicate"),
    ("canceled", "Canceled"),
)
PROBLEM_TASK_STATE: Choices = (
    ("151", "New"),
    ("152", "Assess"),
    ("154", "Work in Progress"),
    ("157", "Closed"),
)
IMPROVEMENT_STATE: Choices = (
    ("1", "New"),
    ("2", "Accepted"),
    ("10", "Assess"),
    ("11", "Approved"),
    ("12", "In Progress"),
    ("13", "On Hold"),
    ("14", "Monitor/Review"),
    ("3", "Closed"),
    ("4", "Canceled"),
)
IMPROVEMENT_TASK_STATE: Choices = (*TASK_STATE, ("13", "On Hold"))
CLOSURE_CODE: Choices = (
    ("successful", "Successful"),
    ("withdrawn", "Withdrawn"),
    ("unsuccessful", "Unsuccessful"),
)
OUTCOME: Choices = (
    ("cost_reduction", "Cost Reduction"),
    ("revenue_generation", "Revenue Generation"),
    ("time_savings", "Time Savings"),
    ("customer_satisfaction", "Customer Satisfaction"),
    ("quality_improvement", "Quality Improvement"),
)
IDEA_STATE: Choices = (
    ("-5", "Draft"),
    ("1", "Submitted"),
    ("-1", "Under Review"),
    ("-2", "Need info"),
    ("2", "Accepted/In Backlog"),
    ("4", "Planned"),
    ("5", "In Development"),
    ("3", "Completed"),
    ("7", "Unlikely"),
    ("8", "Duplicate"),
    ("9", "Already Exists"),
)
DEMAND_STATE: Choices = (
    ("1", "Draft"),
    ("2", "Submitted"),
    ("3", "Screening"),
    ("4", "Qualified"),
    ("8", "Approved"),
    ("9", "Completed"),
)

TASK_TABLES: tuple[TableDef, ...] = (
    TableDef(
        name="task",
        label="Task",
        display="number",
        strings="number short_description description close_notes sys_class_name contact_type escalation "
        "approval watch_list work_notes comments correlation_id",
        integers="reassignment_count calendar_stc business_stc order",
        booleans="active made_sla knowledge",
        datetimes="opened_at closed_at due_date sla_due activity_due work_start work_end expected_start follow_up",
        durations="calendar_duration business_duration time_worked",
        references={
            "assignment_group": "sys_user_group",
            "assigned_to": "sys_user",
            "opened_by": "sys_user",
            "closed_by": "sys_user",
            "parent": "task",
            "cmdb_ci": "cmdb_ci",
            "business_service": "cmdb_ci_service",
            "service_offering": "cmdb_ci_service",
            "location": "cmn_location",
            "company": "core_company",
            "sys_domain": "sys_user_group",
        },
        lists={"additional_assignee_list": "sys_user"},
        choices={"state": TASK_STATE, "priority": PRIORITY, "impact": LEVEL, "urgency": LEVEL},
    ),
    TableDef(
        name="incident",
        label="Incident",
        parent="task",
        strings="category subcategory major_incident_state notify business_impact overview findings",
        integers="reopen_count child_incidents",
        datetimes="resolved_at reopened_time",
        references={
            "caller_id": "sys_user",
            "resolved_by": "sys_user",
            "reopened_by": "sys_user",
            "parent_incident": "incident",
            "problem_id": "problem",
            "rfc": "change_request",
            "caused_by": "change_request",
            "vendor": "core_company",
        },
        choices={
            "state": INCIDENT_STATE,
            "incident_state": INCIDENT_STATE,
            "hold_reason": HOLD_REASON,
            "close_code": INCIDENT_CLOSE_CODE,
            "severity": LEVEL,
        },
    ),
    TableDef(name="incident_task", label="Incident Task", parent="task", references={"incident": "incident"}),
    TableDef(name="incident_alert", label="Incident Alert", parent="task", references={"source_incident": "incident"}),
    TableDef(
        name="incident_alert_task",
        label="Incident Alert Task",
        parent="task",
        references={"incident_alert": "incident_alert"},
    ),
    TableDef(name="sc_request", label="Request", parent="task", references={"requested_for": "sys_user"}),
    TableDef(
        name="sc_req_item",
        label="Requested Item",
        parent="task",
        strings="stage price",
        integers="quantity",
        booleans="backordered",
        references={
            "request": "sc_request",
            "cat_item": "sc_cat_item",
            "requested_for": "sys_user",
        },
    ),
    TableDef(
        name="sc_task",
        label="Catalog Task",
        parent="task",
        references={"request": "sc_request", "request_item": "sc_req_item", "cat_item": "sc_cat_item"},
    ),
    TableDef(
        name="change_request",
        label="Change Request",
        parent="task",
        strings="category risk reason backout_plan test_plan chg_model",
        booleans="unauthorized on_hold cab_required",
        datetimes="start_date end_date",
        references={
            "requested_by": "sys_user",
            "std_change_producer_version": "std_change_producer_version",
        },
        choices={"state": CHANGE_STATE, "type": CHANGE_TYPE, "close_code": CHANGE_CLOSE_CODE},
    ),
    TableDef(
        name="change_task",
        label="Change Task",
        parent="task",
        strings="change_task_type close_code",
        references={"change_request": "change_request"},
        choices={"state": CHANGE_TASK_STATE},
    ),
    TableDef(
        name="problem",
        label="Problem",
        parent="task",
        strings="category subcategory cause_notes fix_notes workaround",
        integers="related_incidents",
        booleans="known_error major_problem",
        datetimes="resolved_at confirmed_at fix_at",
        references={
            "resolved_by": "sys_user",
            "confirmed_by": "sys_user",
            "fix_by": "sys_user",
            "duplicate_of": "problem",
            "rfc": "change_request",
            "first_reported_by_task": "task",
            "workaround_communicated_by": "sys_user",
            "fix_communicated_by": "sys_user",
        },
        choices={
            "state": PROBLEM_STATE,
            "problem_state": PROBLEM_STATE,
            "resolution_code": RESOLUTION_CODE,
        },
    ),
    TableDef(
        name="problem_task",
        label="Problem Task",
        parent="task",
        strings="problem_task_type close_code",
        references={"problem": "problem"},
        choices={"state": PROBLEM_TASK_STATE},
    ),
    TableDef(
        name="sn_cim_register",
        label="Improvement Initiative",
        parent="task",
        strings="base_value target_value benefits business_justification expected_outcomes "
        "success_measurement_method effort_estimate type",
        decimals="percent_complete percentage_improvement",
        dates="target_review_date",
        references={"requested_for": "sys_user", "parent_initiative": "sn_cim_register"},
        lists={"strategies": "sn_gf_strategy"},
        choices={
            "state": IMPROVEMENT_STATE,
            "closure_code": CLOSURE_CODE,
            "achieved_outcome_category": OUTCOME,
        },
    ),
    TableDef(
        name="sn_cim_task",
        label="CIM Task",
        parent="task",
        references={"cim_register": "sn_cim_register"},
        choices={"state": IMPROVEMENT_TASK_STATE},
    ),
    TableDef(
        name="planned_task",
        label="Planned Task",
        parent="task",
        decimals="percent_complete",
        datetimes="start_date end_date",
    ),
    TableDef(
        name="pm_project",
        label="Project",
        parent="planned_task",
        strings="phase",
        decimals="cost work_cost",
        references={"project_manager": "sys_user"},
    ),
    TableDef(
        name="pm_project_task", label="Project Task", parent="planned_task", references={"top_task": "planned_task"}
    ),
    TableDef(
        name="dmn_demand",
        label="Demand",
        parent="planned_task",
        references={"demand_manager": "sys_user", "project": "pm_project"},
        choices={"state": DEMAND_STATE},
    ),
    TableDef(name="dmn_demand_task", label="Demand Task", parent="task"),
    TableDef(
        name="im_idea_core",
        label="Idea",
        parent="task",
        strings="submitted_by_department",
        references={"submitter": "sys_user"},
        choices={"state": IDEA_STATE},
    ),
    TableDef(
        name="kb_feedback_task",
        label="Knowledge Feedback Task",
        parent="task",
        references={"article": "kb_knowledge", "feedback": "kb_feedback"},
    ),
)
