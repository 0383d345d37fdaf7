"""Users, groups and memberships; skills where they are asked for (fact sheet 2.7). No dated work: all rows are read.

Memberships are those of today: ServiceNow keeps no history of them.
"""

from __future__ import annotations

from drumbeat.records.tables.spec import Kind, Table

USER = Table(
    name="sys_user",
    label="users",
    dated_by="",
    kind=Kind.USER,
    fields=("sys_id", "user_name", "name", "email", "active", "department"),
    optional=("email", "active", "department"),
)
GROUP = Table(
    name="sys_user_group",
    label="groups",
    dated_by="",
    kind=Kind.GROUP,
    fields=("sys_id", "name", "active", "manager"),
    optional=("active", "manager"),
)
MEMBER = Table(
    name="sys_user_grmember",
    label="members of groups",
    dated_by="",
    kind=Kind.MEMBER,
    fields=("sys_id", "user", "group"),
)
SKILL = Table(name="cmn_skill", label="skills", dated_by="", fields=("sys_id", "name"))
USER_SKILL = Table(
    name="sys_user_has_skill",
    label="skills of users",
    dated_by="",
    fields=("sys_id", "user", "skill", "skill_level"),
    optional=("skill_level",),
)
