"""What pages are handed as values: reports as files, verdicts about the installation, groups and people."""

from __future__ import annotations

from dataclasses import replace

import pytest

from drumbeat.desk import recipient_lists, reports
from drumbeat.desk.checks import check
from drumbeat.desk.context import Context
from drumbeat.desk.directory import directory_of, groups_with, person_at
from drumbeat.desk.formats import MEDIA_TYPES, Format
from drumbeat.desk.recipients import rules_version
from drumbeat.desk.timetables import next_dates
from drumbeat.desk.verdicts import Part
from drumbeat.editions.rule_rows import RowVerdict
from drumbeat.errors import Conflict, SettingsError
from drumbeat.list_files import list_of
from drumbeat.settings import Settings
from drumbeat.web.layouts import try_web_pages
from installation import NETWORK, NOW, OCTOBER, fill, installed
from rows import cells, group, person, sys_id


@pytest.fixture(name="context")
def _context(tmp_path):
    """A store with the team Network."""
    made = installed(tmp_path)
    made.store.teams.add(NETWORK)
    return made


def test_a_report_is_files_with_their_media_types(context):
    """Each format is a file; a page of HTML comes after the page of evidence that it links to."""
    found = list(reports.report(context, ["Network"], OCTOBER, list(Format)))
    names = [each.name for each in found]
    assert names[:2] == ["network-2026-10-evidence.html", "network-2026-10.html"]
    assert [name.rpartition(".")[2] for name in names[2:]] == ["txt", "md", "json", "csv", "eml"]
    assert all(each.content for each in found)
    assert b"network-2026-10-evidence.html" in found[1].content
    assert {each.media_type for each in found} == set(MEDIA_TYPES.values())


def test_several_teams_are_one_report(context):
    """A department has a name of its own; an unknown team is refused, and nobody at all."""
    context.store.teams.add(replace(NETWORK, name="Printers", groups=("Printers",)))
    both = ["Network", "Printers"]
    (file,) = reports.report(context, both, OCTOBER, [Format.TEXT], name="Operations")
    assert file.name == "operations-2026-10.txt"
    for names in (["Unknown"], []):
        with pytest.raises(SettingsError):
            list(reports.report(context, names, OCTOBER, [Format.TEXT]))


def test_one_part_that_fails_keeps_none_from_being_looked_at(tmp_path):
    """An instance that is away and a wrong template are each told with what to do; all between them is looked at."""
    (tmp_path / "web").mkdir()
    (tmp_path / "web" / "page.html.j2").write_text("{{ nothing }}")
    said = {
        "servicenow": {"url": "http://127.0.0.1:9", "user": "u", "password": "p", "attempts": 1},
        "report": {"templates": tmp_path},
        "mail": {"outbox": tmp_path / "outbox"},
    }
    given = Settings.model_validate(said)
    found = list(check(Context(None, clock=lambda: NOW, given=given), try_web_pages))
    assert [each.part for each in found] == [Part.STORE, Part.INSTANCE, Part.MAIL, Part.EVIDENCE, Part.TEMPLATES]
    assert [each.error is None for each in found] == [True, False, True, True, False]
    assert all(each.error is None or each.error.recovery for each in found)


def test_the_directory_is_read_again_after_a_pull_alone(context, monkeypatch):
    """Groups and people are found from what is kept, without another look at the rows, until a pull moves them."""
    fill(context, "sys_user_group", [cells(sys_id=group("Network")[0], name="Network", active="true")])
    member = cells(sys_id=sys_id("m1"), user=person("Ann"), group=group("Network"))
    fill(context, "sys_user_grmember", [member])
    assert [(each.name, each.members) for each in groups_with(context, "net")] == [("Network", 1)]
    monkeypatch.setattr(context.store.records, "rows", lambda _table: pytest.fail("the rows were read"))
    assert directory_of(context) is directory_of(context)
    assert person_at(context, "ann@x.example") is None
    monkeypatch.undo()
    fill(context, "sys_user", [cells(sys_id=person("Ann")[0], name="Ann", email="Ann@x.example", active="true")])
    found = person_at(context, "ann@X.example")
    assert found is not None
    assert found.name == "Ann"
    fill(context, "sys_user", [cells(sys_id=person(who)[0], name=who, email="x@x.example") for who in ("Ann", "Ben")])
    assert person_at(context, "x@x.example") is None


def test_each_pasted_line_has_its_verdict(context):
    """Good, known, twice and bad, in the order of the lines; nothing changes unless all are good, or that is said."""
    text = "ann@x.example\r\nnobody\nANN@x.example\n\nben@x.example"
    found = recipient_lists.paste(context, "Network", text)
    assert [(row.number, row.verdict) for row in found.rows] == [
        *((1, RowVerdict.GOOD), (2, RowVerdict.BAD), (3, RowVerdict.TWICE), (5, RowVerdict.GOOD))
    ]
    assert list(context.store.recipients.rules("Network")) == []
    seen = rules_version([])
    recipient_lists.paste(context, "Network", text, skip_bad=True, seen=seen)
    again = recipient_lists.judge_pasted(context, "Network", text)
    assert (again.count(RowVerdict.KNOWN), again.count(RowVerdict.GOOD)) == (2, 0)
    with pytest.raises(Conflict):
        recipient_lists.paste(context, "Network", "cy@x.example", seen=seen)


def test_a_list_goes_out_and_comes_back(context):
    """What is exported is imported as it was, and changes nothing."""
    recipient_lists.paste(context, "Network", "ann@x.example\nben@x.example", "de")
    rules = context.store.recipients.rules("Network")
    held = list_of(recipient_lists.exported(rules).encode(), "list.csv")
    done = recipient_lists.import_list(context, "Network", held, replace=True)
    assert (done.added, done.changed, done.removed, done.judged.count(RowVerdict.KNOWN)) == (0, 0, 0, 2)
    assert context.store.recipients.rules("Network") == rules


def test_the_next_six_dates(context):
    """Three drafts and three sendings, each after now; none where the schedule is off."""
    on = replace(NETWORK, schedule=replace(NETWORK.schedule, begins=OCTOBER.start))
    dates = next_dates(on, context.clock())
    assert [each.step.value for each in dates] == ["draft", "send"] * 3
    assert all(each.at > context.clock() for each in dates)
    assert next_dates(NETWORK, context.clock()) == []
