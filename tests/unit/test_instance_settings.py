"""Settings of a customised instance: tables, columns, states, codes and sources of improvements."""

from __future__ import annotations

import tomllib

import pytest

from drumbeat.errors import SettingsError
from drumbeat.records.model import Stage
from drumbeat.records.tables import TABLES, Condition, Kind, Operator
from drumbeat.settings import Settings, choices_of, load, tables_of

KAIZEN = """
[improvements.kaizen]
table = "u_kaizen"
label = "kaizen cards"
filter = [{ field = "u_area", operator = "IN", values = ["IT", "Network"] }, { field = "active", values = ["true"] }]
owner = "u_champion"
base = "u_before"
target = "u_goal"
result = "u_effect"
finished = "u_done_on"
done = ["Standardised"]
cancelled = ["Dropped"]
code = "u_verdict"
successful = ["It worked"]
"""


def settings_of(text: str) -> Settings:
    """The settings of a file's text."""
    return Settings.model_validate(tomllib.loads(text))


def table_of(text: str, name: str):
    """One table as these settings make it; None where it is not read."""
    return next((table for table in tables_of(settings_of(text)) if table.name == name), None)


def mistakes(tmp_path, text: str, environ: dict[str, str] | None = None) -> str:
    """What is said of wrong settings."""
    path = tmp_path / "drumbeat.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        load(path, environ or {})
    return str(caught.value)


def test_without_settings_everything_is_as_shipped():
    """Nothing said, nothing changed: all tables, no maps."""
    assert tables_of(Settings()) == TABLES
    assert choices_of(Settings()).states == {}


def test_tables_can_be_left_alone():
    """A table that is skipped is not asked for; the others stay in their order."""
    found = tables_of(settings_of('[tables]\nskip = ["sys_journal_field", "task_sla"]'))
    assert found == tuple(table for table in TABLES if table.name not in ("sys_journal_field", "task_sla"))
    assert found[0].name == "incident"


def test_tables_on_which_nothing_rests_are_read_on_request():
    """They come last where the settings name them, and not otherwise; older settings, which skip them, still hold."""
    found = tables_of(settings_of('[tables]\nalso = ["sys_user_has_skill", "kb_use"]'))
    assert [table.name for table in found] == [*(table.name for table in TABLES), "kb_use", "sys_user_has_skill"]
    assert tables_of(settings_of('[tables]\nskip = ["kb_use", "cmn_skill"]')) == TABLES
    assert tables_of(settings_of('[tables]\nskip = ["kb_use"]\nalso = ["kb_use"]')) == TABLES


def test_a_field_is_read_from_the_instances_column():
    """A field in another column keeps its name with us, and the column is asked for."""
    table = table_of('[fields.incident]\nresolved_at = "u_resolved_on"\n', "incident")
    assert table.column(table.dated_by) == "u_resolved_on"
    assert "resolved_at" in table.fields


def test_a_source_of_its_own_is_a_table_like_any_other():
    """Table, filter, owner, done states, base, target and result fields: all that the design asks for."""
    table = table_of(KAIZEN, "u_kaizen")
    assert (table.label, table.kind, table.dated_by, table.open_too) == (
        "kaizen cards",
        Kind.IMPROVEMENT,
        "closed_at",
        True,
    )
    assert table.conditions == (
        Condition("u_area", Operator.IN, ("IT", "Network")),
        Condition("active", Operator.IS, ("true",)),
    )
    assert {name: table.column(name) for name in table.renamed} == {
        "assigned_to": "u_champion",
        "base_value": "u_before",
        "target_value": "u_goal",
        "achieved_outcome_category": "u_effect",
        "closed_at": "u_done_on",
        "closure_code": "u_verdict",
    }
    assert set(table.renamed) <= set(table.fields)
    choices = choices_of(settings_of(KAIZEN))
    assert choices.stage("u_kaizen", "7", "Standardised") is Stage.DONE
    assert choices.stage("u_kaizen", "3", "Closed") is Stage.OTHER
    assert choices.code("u_kaizen", "1", "It worked") == "successful"


def test_a_column_that_holds_one_field_is_not_read_as_another():
    """The source hands a column back under one name, so no column is asked for twice."""
    table = table_of('[improvements.kaizen]\ntable = "u_kaizen"\nfinished = "work_end"\n', "u_kaizen")
    columns = [table.column(name) for name in table.fields]
    assert sorted(set(columns)) == sorted(columns)
    assert "work_end" not in table.fields


@pytest.mark.parametrize(
    ("name", "gone"),
    [
        ("initiatives", {"sn_cim_register", "sn_cim_task", "sn_cim_related_kpi", "sn_cim_inbound_m2m"}),
        ("projects", {"pm_project", "pm_project_task"}),
        ("demands", {"dmn_demand"}),
        ("ideas", {"im_idea_core"}),
    ],
)
def test_shipped_sources_can_be_switched_off(name, gone):
    """A source that is switched off is not read, nor is what lies below it."""
    found = {table.name for table in tables_of(settings_of(f"[improvements.{name}]\nenabled = false\n"))}
    assert {table.name for table in TABLES} - found == gone


def test_shipped_sources_can_be_changed():
    """A project's lead and base value may stand in other columns, its closure in a code; ideas in another table."""
    project = table_of('[improvements.projects]\nowner = "u_lead"\nbase = "u_base"\ncode = "u_end"\n', "pm_project")
    assert (project.column("project_manager"), project.column("base_value")) == ("u_lead", "u_base")
    assert (project.kind, project.code) == (Kind.PROJECT, "closure_code")
    idea = table_of('[improvements.ideas]\ntable = "idea"\n', "idea")
    assert (idea.kind, idea.label) == (Kind.IDEA, "ideas")


def test_what_counts_can_be_said():
    """Demands count only where it is said, and then are their manager's; a source that does not count is a proposal."""
    demand = table_of("[improvements.demands]\ncounts = true\n", "dmn_demand")
    assert (demand.kind, demand.column("assigned_to")) == (Kind.IMPROVEMENT, "demand_manager")
    assert table_of(f"{KAIZEN}counts = false\n", "u_kaizen").kind is Kind.PROPOSAL


def test_states_and_codes_become_choices():
    """What is said of a shipped table's states and codes is how they are read, in whatever spelling they come."""
    choices = choices_of(
        settings_of(
            '[states.incident]\n"Waiting for vendor" = "open"\n"-100" = "cancelled"\n'
            '[close_codes.change_request]\n"Rolled back" = "unsuccessful"\n'
        )
    )
    assert choices.stage("incident", "-100", "x") is Stage.CANCELLED
    assert choices.stage("incident", "9", "waiting for Vendor") is Stage.OPEN
    assert choices.code("change_request", "rolled-back", "") == "unsuccessful"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[tables]\nskip = ["incident"]', "without incident there is no digest"),
        ('[tables]\nskip = ["incidents"]', "incidents is no table that is read"),
        ('[tables]\nalso = ["hr_case"]', "hr_case is none of cmn_skill, kb_use, sys_user_has_skill"),
        ('[fields.incidents]\nresolved_at = "x"', "incidents is no table that is read"),
        ('[fields.incident]\nresolved = "x"', "incident.resolved is no field that is read"),
        ('[fields.incident]\nresolved_at = "Resolved"', "“Resolved” is not a field name"),
        ('[fields.incident]\nresolved_at = "x^ORy"', "“x^ORy” is not a field name"),
        ('[fields.incident]\nsys_id = "u_key"', "incident.sys_id is the same everywhere"),
        ('[fields.incident]\nresolved_at = "closed_at"', "the column closed_at is read as two fields"),
        ('[states.incident]\n"-100" = "gone"', "states.incident.-100"),
        ('[states.sys_user]\n"1" = "done"', "sys_user has no states"),
        ('[states.task]\n"1" = "done"', "task is no table that is read"),
        ('[close_codes.incident]\n"X" = "great"', "incident: great is no code; there are"),
        ('[close_codes.sc_task]\n"X" = "other"', "sc_task has no closure codes"),
        ('[improvements.kaizen]\nlabel = "cards"', "kaizen: table is needed"),
        ('[improvements.kaizen]\ntable = "U Kaizen"', "must be a table's name"),
        ('[improvements.kaizen]\ntable = "incident"', "incident is read already, as incidents"),
        ('[improvements.a]\ntable = "u_x"\n[improvements.b]\ntable = "u_x"', "u_x is read by another source"),
        ('[improvements.a]\ntable = "pm_project"', "pm_project is read by another source"),
        ('[improvements.a]\ntable = "u_x"\nowner = "Owner"', "must be a field's name, like u_owner"),
        ('[improvements.a]\ntable = "u_x"\nbase = "short_description"', "must be a field's name, like u_owner"),
        ('[improvements.a]\ntable = "u_x"\nbase = "u_v"\ntarget = "u_v"', "the field u_v is said twice"),
        ('[improvements.a]\ntable = "u_x"\ndone = ["Z"]\nopen = ["z"]', "the state “z” is said twice"),
        ('[improvements.a]\ntable = "u_x"\ndone = [" "]', "none of them empty"),
        ('[improvements.a]\ntable = "u_x"\nsuccessful = ["Z"]', "need the field that holds them: code"),
        ('[improvements.a]\ntable = "u_x"\nfilter = [{ field = "x y", values = ["1"] }]', "“x y” is not a field name"),
        ('[improvements.a]\ntable = "u_x"\nfilter = [{ field = "x", values = ["1^ORy=2"] }]', "holds ^ , @"),
        ('[improvements.a]\ntable = "u_x"\nfilter = [{ field = "x", values = ["javascript:f()"] }]', "javascript"),
        ('[improvements.a]\ntable = "u_x"\nfilter = [{ field = "x", operator = "==", values = ["1"] }]', "operator"),
        ('[improvements.a]\ntable = "u_x"\nfilter = [{ field = "x" }]', "takes one value"),
        ('[improvements.a]\ntable = "u_x"\nfilter = "active=true"', "improvements.a.filter"),
        ('[improvements.a]\ntable = "u_x"\nlabel = "a\\nb"', "without control characters"),
        ('[improvements.a]\ntable = "u_x"\nfields = "x"', "is not a setting"),
    ],
)
def test_each_mistake_is_named(tmp_path, text, said):
    """A wrong name, code, state or condition is told in the file's words before anything is asked of ServiceNow."""
    found = mistakes(tmp_path, text)
    assert said in found
    assert "drumbeat.toml" in found


def test_all_mistakes_are_told_together(tmp_path):
    """Mistakes of every section, and several of one section, come in one message."""
    found = mistakes(
        tmp_path,
        '[tables]\nskip = ["nothing", "incident"]\n[fields.incident]\nresolved = "x"\ncaller_id = "Caller"\n'
        '[states.incident]\n"1" = "gone"\n[close_codes.problem]\n"A" = "great"\n'
        '[improvements.a]\ntable = "A B"\n[improvements.b]\nowner = "O"\n[mail]\nport = 0\n',
    )
    for told in (
        "nothing",
        "without incident",
        "incident.resolved",
        "“Caller”",
        "states.incident.1",
        "great",
        "mail.port",
    ):
        assert told in found
    assert "improvements.a.table" in found
    assert "improvements.b.owner" in found


def test_the_environment_says_it_too(tmp_path):
    """A skipped table, a column and a source's done states come from variables as well."""
    path = tmp_path / "drumbeat.toml"
    path.write_text('[improvements.kaizen]\ntable = "u_kaizen"\n', encoding="utf-8")
    found = load(
        path,
        {
            "DRUMBEAT_TABLES__SKIP": "kb_use,sys_user",
            "DRUMBEAT_FIELDS__INCIDENT__RESOLVED_AT": "u_resolved_on",
            "DRUMBEAT_STATES__INCIDENT__DONE": "done",
            "DRUMBEAT_IMPROVEMENTS__KAIZEN__DONE": "Standardised,Kept",
        },
    )
    assert found.tables.skip == ("kb_use", "sys_user")
    assert found.fields == {"incident": {"resolved_at": "u_resolved_on"}}
    assert found.states == {"incident": {"done": Stage.DONE}}
    assert found.improvements["kaizen"].done == ("Standardised", "Kept")
