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
    "incident": "sn_incident_read",
    "incident_task": "sn_incident_read",
    "change_request": "sn_change_read",
    "change_task": "sn_change_read",
    "problem": "sn_problem_read",
    "problem_task": "sn_problem_read",
    "sc_req_item": "sn_request_read",
    "sc_task": "sn_request_read",
    "sn_cim_register": "sn_cim.improvement_requester",
    "sn_cim_task": "sn_cim.improvement_requester",
    "sn_cim_related_kpi": "sn_cim.improvement_requester",
    "sn_cim_inbound_m2m": "sn_cim.improvement_requester",
}
"""ServiceNow's own roles that open a table, the least that suffices; of others, read access to the table itself."""

_OTHERWISE = {
    "kb_knowledge": sentence("“can read” by user criteria on each knowledge base"),
    "asmt_metric_result": sentence("a role that reads survey results, or a read rule of its own"),
}

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
    role = ROLES.get(table.name)
    if role:
        return sentence("the role {role}", role=role)
    return _OTHERWISE.get(table.name, sentence("read access to {table}", table=table.name))


def plugin_for(table: Table) -> str:
    """What brings the table to the instance; empty where no plugin is known to."""
    plugin = PLUGINS.get(table.name)
    return sentence("the plugin {plugin}, if you use it", plugin=plugin) if plugin else ""
