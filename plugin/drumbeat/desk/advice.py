"""What to ask the ServiceNow administrator for, table by table (fact sheet 2.5 to 2.8)."""

from __future__ import annotations

from drumbeat.records.tables import Table
from drumbeat.sentences import sentence

_CIM = "Continual Improvement Management (com.sn_cim)"
_PPM = "Project Portfolio Management"
_IDEAS = "Innovation Management"
_DEMAND = "Demand Management"
_SKILLS = "Skills Management"

ROLES = {
    "incident": sentence("the role {role}", role="sn_incident_read"),
    "incident_task": sentence("the role {role}", role="sn_incident_read"),
    "incident_alert_task": sentence("read access to {table}", table="incident_alert_task"),
    "change_request": sentence("the role {role}", role="sn_change_read"),
    "change_task": sentence("the role {role}", role="sn_change_read"),
    "std_change_producer_version": sentence("read access to {table}", table="std_change_producer_version"),
    "problem": sentence("the role {role}", role="sn_problem_read"),
    "problem_task": sentence("the role {role}", role="sn_problem_read"),
    "sc_req_item": sentence("the role {role}", role="sn_request_read"),
    "sc_task": sentence("the role {role}", role="sn_request_read"),
    "sn_cim_register": sentence("the role {role}", role="sn_cim.improvement_requester"),
    "sn_cim_task": sentence("the role {role}", role="sn_cim.improvement_requester"),
    "sn_cim_related_kpi": sentence("the role {role}", role="sn_cim.improvement_requester"),
    "sn_cim_inbound_m2m": sentence("the role {role}", role="sn_cim.improvement_requester"),
    "kb_knowledge": sentence("“can read” by user criteria on each knowledge base"),
    "asmt_metric_result": sentence("a role that reads survey results, or a read rule of its own"),
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
    return ROLES.get(table.name, sentence("read access to {table}", table=table.name))


def plugin_for(table: Table) -> str:
    """What brings the table to the instance; empty where no plugin is known to."""
    plugin = PLUGINS.get(table.name)
    return sentence("the plugin {plugin}, if you use it", plugin=plugin) if plugin else ""
