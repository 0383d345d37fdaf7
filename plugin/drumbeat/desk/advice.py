"""What to ask the ServiceNow administrator for, table by table (fact sheet 2.5 to 2.8)."""

from __future__ import annotations

from drumbeat.records.tables import Table

_CIM = "Continual Improvement Management (com.sn_cim)"
_PPM = "Project Portfolio Management"
_IDEAS = "Innovation Management"
_DEMAND = "Demand Management"
_SKILLS = "Skills Management"

ROLES = {
    "incident": "the role sn_incident_read",
    "incident_task": "the role sn_incident_read",
    "incident_alert_task": "read access to incident_alert_task",
    "change_request": "the role sn_change_read",
    "change_task": "the role sn_change_read",
    "std_change_producer_version": "read access to std_change_producer_version",
    "problem": "the role sn_problem_read",
    "problem_task": "the role sn_problem_read",
    "sc_req_item": "the role sn_request_read",
    "sc_task": "the role sn_request_read",
    "sn_cim_register": "the role sn_cim.improvement_requester",
    "sn_cim_task": "the role sn_cim.improvement_requester",
    "sn_cim_related_kpi": "the role sn_cim.improvement_requester",
    "sn_cim_inbound_m2m": "the role sn_cim.improvement_requester",
    "kb_knowledge": "“can read” by user criteria on each knowledge base",
    "asmt_metric_result": "a role that reads survey results, or a read rule of its own",
}
"""The least that suffices; of tables that are not named, read access to the table itself."""

PLUGINS = {
    "incident_alert_task": "Incident Alert Management",
    "sn_cim_register": _CIM,
    "sn_cim_task": _CIM,
    "sn_cim_related_kpi": _CIM,
    "sn_cim_inbound_m2m": _CIM,
    "pm_project": _PPM,
    "pm_project_task": _PPM,
    "im_idea_core": _IDEAS,
    "dmn_demand": _DEMAND,
    "task_outage": "Task-Outage Relationship",
    "asmt_metric_result": "Assessments and Surveys",
    "cmn_skill": _SKILLS,
    "sys_user_has_skill": _SKILLS,
}


def role_for(table: Table) -> str:
    """What lets the account read the table."""
    return ROLES.get(table.name, f"read access to {table.name}")


def plugin_for(table: Table) -> str:
    """What brings the table to the instance; empty where no plugin is known to."""
    plugin = PLUGINS.get(table.name)
    return f"the plugin {plugin}, if you use it" if plugin else ""
