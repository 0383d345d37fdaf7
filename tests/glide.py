"""A made-up ServiceNow instance for the administrator's script: tables, roles and read rules, and who passes them."""

from __future__ import annotations

import copy
import json
import re
import shutil
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from command import ROOT
from drumbeat.cli.access import script_for
from drumbeat.desk.access import grants
from drumbeat.records.tables import TABLES
from drumbeat.simulator.instance import SHIPPED

FAKE = Path(__file__).parent / "servicenow" / "fake_glide.js"
SCRIPT = (ROOT / "templates" / "servicenow" / "set-up.js").read_text(encoding="utf-8")
GRANTS = grants(TABLES)
READING_ROLES = sorted({role for grant in GRANTS.values() for role in grant["roles"]})
_COLUMNS = {
    "sys_security_acl": (
        *("name", "operation", "type", "active", "admin_overrides", "advanced", "condition", "script"),
        *("description", "decision_type"),
    ),
    "oauth_entity": ("name", "type", "active", "default_grant_type", "app_user"),
}
_PLAIN = (
    *("sys_user_role", "sys_user_role_contains", "sys_user_has_role", "sys_security_acl", "sys_security_acl_role"),
    *("sys_properties", "sys_dictionary", "oauth_entity", "user_criteria", "kb_knowledge_base"),
    *("kb_uc_can_read_mtom", "kb_uc_cannot_read_mtom"),
)

missing = "" if shutil.which("node") else "Node is not installed: install Node 20.19 or newer"


@dataclass
class Instance:
    """Rows by table, as ServiceNow holds them."""

    tables: dict[str, list[dict[str, str]]]
    properties: dict[str, str] = field(default_factory=lambda: {"glide.sm.default_mode": "deny"})
    refused: tuple[str, ...] = ()
    """Tables that take no rows from this session."""

    def rule(
        self, name: str, *roles: str, condition: str = "", decision: str = "allow", operation: str = "read"
    ) -> None:
        """Set a rule."""
        key = f"acl{len(self.tables['sys_security_acl'])}"
        self.tables["sys_security_acl"].append(
            {
                "sys_id": key,
                "name": name,
                "operation": operation,
                "type": "record",
                "active": "1",
                "condition": condition,
                "decision_type": decision,
            }
        )
        for role in roles:
            self.role(role)
            link = {"sys_id": f"{key}-{role}", "sys_security_acl": key, "sys_user_role": f"role-{role}"}
            self.tables["sys_security_acl_role"].append(link)

    def role(self, name: str) -> None:
        """See that there is a role."""
        row = {"sys_id": f"role-{name}", "name": name}
        if row not in self.tables["sys_user_role"]:
            self.tables["sys_user_role"].append(row)

    def rules(self) -> Rules:
        """The read rules that are switched on and allow."""
        names = {row["sys_id"]: row["name"] for row in self.tables["sys_user_role"]}
        bound: dict[str, set[str]] = {}
        for link in self.tables["sys_security_acl_role"]:
            bound.setdefault(link["sys_security_acl"], set()).add(names[link["sys_user_role"]])
        found: dict[str, list[Rule]] = {}
        for row in self.tables["sys_security_acl"]:
            if row["active"] == "1" and row["operation"] == "read" and row.get("decision_type") != "deny":
                rule = Rule(frozenset(bound.get(row["sys_id"], ())), bool(row.get("condition")))
                found.setdefault(row["name"], []).append(rule)
        return Rules(found, self.properties.get("glide.sm.default_mode") == "deny")


@dataclass(frozen=True)
class Rule:
    """A read rule."""

    roles: frozenset[str]
    is_conditional: bool

    def lets(self, held: Iterable[str], *, holds: bool) -> bool:
        """Whether somebody with these roles passes; `holds`: what conditions come to."""
        return (not self.roles or not self.roles.isdisjoint(held)) and (holds or not self.is_conditional)


@dataclass(frozen=True)
class Rules:
    """The read rules of an instance by name, and what becomes of what only `*` matches."""

    by_name: Mapping[str, list[Rule]]
    denies_by_default: bool


@dataclass(frozen=True)
class Reading:
    """How an instance reads its rules; documents differ on the first, and both are safe for others."""

    goes_on: bool
    """Whether who fails at the nearest name may still pass at a later one."""
    holds: bool
    """What conditions come to."""

    def may(self, rules: Rules, held: frozenset[str], table: str, column: str) -> bool:
        """Whether somebody with these roles sees the field: a table rule and a field rule must let them."""
        above = (*SHIPPED.lineage(table), "*")
        named = (*(f"{name}.{column}" for name in above), *(f"{name}.*" for name in above))
        return self._pass(rules, above, held) and self._pass(rules, named, held)

    def _pass(self, rules: Rules, names: Sequence[str], held: frozenset[str]) -> bool:
        standing = [name for name in names if name in rules.by_name]
        if not standing:
            return True
        tried = standing if self.goes_on else standing[:1]
        return any(
            each.lets(held, holds=self.holds) and (name != "*" or not rules.denies_by_default)
            for name in tried
            for each in rules.by_name[name]
        )


READINGS = [Reading(goes_on, holds) for goes_on in (True, False) for holds in (True, False)]


def instance(*, roles: Iterable[str] = READING_ROLES, absent: Iterable[str] = ()) -> Instance:
    """An instance with all tables that are read, ServiceNow's reading roles, and no rule."""
    names = {parent for table in GRANTS for parent in SHIPPED.lineage(table)} - set(absent)
    tables: dict[str, list[dict[str, str]]] = {name: [] for name in (*names, *_PLAIN, "sys_user")}
    tables["sys_db_object"] = [
        {"sys_id": f"db-{name}", "name": name, "super_class": f"db-{parent}" if parent else ""}
        for name in sorted(names)
        for parent in [next(iter(SHIPPED.lineage(name)[1:]), "")]
    ]
    for kind, values in (("operation", ("read", "query_range", "query_match")), ("type", ("record",))):
        tables[f"sys_security_{kind}"] = [{"sys_id": each, "name": each} for each in values]
    made = Instance(tables)
    for role in roles:
        made.role(role)
    label = {"name": "oauth_entity", "reference": "sys_user", "column_label": "OAuth Application User"}
    tables["sys_dictionary"].append({**label, "sys_id": "dictionary1", "element": "app_user"})
    return made


@dataclass(frozen=True)
class Ran:
    """What a run left behind."""

    printed: list[str]
    written: list[Any]
    instance: Instance

    def said(self, start: str) -> list[str]:
        """The lines that begin so, without it."""
        return [line.removeprefix(start).strip() for line in self.printed if line.startswith(start)]


def run(*instances: Instance, **settings: Any) -> list[Ran]:
    """Run the script on each, with these values for its settings (DRY_RUN=False, CONSENTED=[…])."""
    text = SCRIPT
    for name, value in settings.items():
        text, count = re.subn(
            rf"(?m)^var {name} = .*;$", lambda _, n=name, v=value: f"var {n} = {json.dumps(v)};", text
        )
        assert count == 1, name
    columns = {name: [*SHIPPED.columns(name)] for name in GRANTS} | _COLUMNS
    columns["sys_user"] = [*SHIPPED.columns("sys_user"), "web_service_access_only", "first_name", "last_name"]
    asked = [
        {
            "script": text,
            "tables": copy.deepcopy(each.tables),
            "columns": columns,
            "properties": each.properties,
            "refused": each.refused,
        }
        for each in instances
    ]
    done = subprocess.run(
        ["node", FAKE], input=json.dumps(asked), capture_output=True, encoding="utf-8", timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr
    return [
        Ran(each["printed"], each["written"], Instance(each["tables"], before.properties, before.refused))
        for each, before in zip(json.loads(done.stdout), instances, strict=True)
    ]


def made_from_tables() -> str:
    """The script as the program prints it."""
    return script_for(TABLES)
