"""The platform's own tables that a connector asks about and mostly may not read (fact sheet 1.5, no. 6; 2.8)."""

from __future__ import annotations

from drumbeat.simulator.schema import TableDef

SYSTEM_TABLES: tuple[TableDef, ...] = (
    TableDef(
        name="sys_db_object",
        label="Table",
        display="label",
        strings="name label",
        references={"super_class": "sys_db_object"},
    ),
    TableDef(name="sys_dictionary", label="Dictionary Entry", strings="name element internal_type reference"),
    TableDef(name="sys_plugins", label="System Plugin", display="name", strings="name source version active"),
    TableDef(name="sys_properties", label="System Property", display="name", strings="name value type"),
)
