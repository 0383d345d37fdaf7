"""Who worked on a record is not named by its title (F2); names of teams and services stay readable."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest

from drumbeat.digest.build import Beside, Policy, build
from drumbeat.digest.editing import Editing
from drumbeat.digest.people.consent import Category, Consent
from drumbeat.digest.people.names import Consents
from drumbeat.digest.redaction import people_of, shown
from drumbeat.records import model
from drumbeat.records.model import Incident, Project, Ref, Stage, WorkRecord
from drumbeat.records.parse import parse
from drumbeat.records.tables import BY_NAME
from drumbeat.rendering import Renderer
from installation import NETWORK, OCTOBER
from moves import moved, october, outage, project
from rows import cells, group, person

BEN = Ref(*person("Ben Bauer"))
WORKERS = [
    ("change_request", "assigned_to"),
    ("change_request", "additional_assignee_list"),
    ("dmn_demand", "demand_manager"),
    ("im_idea_core", "assigned_to"),
    ("incident", "assigned_to"),
    ("incident", "resolved_by"),
    ("kb_knowledge", "author"),
    ("kb_knowledge", "revised_by"),
    ("pm_project", "assigned_to"),
    ("pm_project", "project_manager"),
    ("problem", "confirmed_by"),
    ("problem", "fix_communicated_by"),
    ("problem", "resolved_by"),
    ("problem", "workaround_communicated_by"),
    ("sc_req_item", "closed_by"),
    ("sc_task", "closed_by"),
    ("sn_cim_register", "assigned_to"),
]


def _incident_of(title: str, **more: Ref) -> Incident:
    return Incident(sys_id="1", number="INC1", stage=Stage.DONE, short_description=title, **more)


@pytest.mark.parametrize(("table", "field"), WORKERS)
def test_who_worked_on_a_record_is_not_named_by_its_title(table, field):
    """Assignees, managers, resolvers, closers, authors and whoever a record names as having had a part are hidden."""
    row = cells(
        sys_id="1" * 32,
        number="X1",
        state=("3", "Closed"),
        workflow_state=("published", "Published"),
        short_description="Ben Bauer: new site, asked by Bauer",
        **{field: person("Ben Bauer")},
    )
    record = parse(BY_NAME[table], row)
    assert field in BY_NAME[table].fields
    assert people_of(record) == ("Ben Bauer",)
    assert shown(record.short_description, record) == "[…]: new site, asked by […]"


_KINDS = [each for each in vars(model).values() if isinstance(each, type) and issubclass(each, WorkRecord)]
_THINGS = {
    *("article", "base_version", "caused_by", "change", "duplicate_of", "feedback", "parent"),
    *("parent_incident", "problem", "project", "request_item", "task", "template", "model"),
    *("assignment_group", "business_service", "cmdb_ci", "service_offering", "support_group", "task_group"),
}
"""Of `caused_by` the name misleads: a change."""


@pytest.mark.parametrize("kind", _KINDS, ids=lambda kind: kind.__name__)
def test_every_person_of_a_record_is_looked_for(kind):
    """Whatever a kind of record refers to is a thing, or one of the people whom its title must not name."""
    references = {each.name for each in fields(kind) if each.type in ("Ref", "tuple[Ref, ...]")} - {"strategies"}
    assert "assigned_to" in references
    for name in references:
        whom = (BEN,) if name == "also_assigned" else BEN
        record = kind(sys_id="1", number="X1", stage=Stage.DONE, **{name: whom})
        assert people_of(record) == (() if name in _THINGS else ("Ben Bauer",)), name


@pytest.mark.parametrize("is_named", [False, True])
def test_no_part_of_a_mail_names_a_technician_by_a_title(is_named):
    """Subject, sentences and lists name nobody by a title: of improvements done and under way, downtime, what is due.

    A consent names its person where thanks are said, and opens no title: withdrawing it could not close that again.
    """
    of_ben = {"short_description": "Ben Bauer: new site", "assigned_to": BEN, "project_manager": BEN}
    ahead = {"state": ("2", "Work in Progress"), "closed_at": "", "work_end": "", "end_date": "2026-11-20 08:00:00"}
    projects = [project(**of_ben), project("PRJ2", **ahead, **of_ben)]
    known = moved(outage(1, "10-10 21:00", "10-10 23:04"), more={"pm_project": projects})
    consents = Consents(frozenset(Consent(BEN.key, each) for each in Category) if is_named else frozenset())
    approved = {each.id: each.hash for each in october(known).pending}
    policy = Policy(minimum_group=0, consents=consents)
    built = build(NETWORK, OCTOBER, known, policy, Beside(editing=Editing(approved=approved)))
    renderer = Renderer()
    subject, text, html = renderer.subject(built.digest), renderer.text(built.digest), renderer.html(built.digest)
    assert subject.startswith("Network, October 2026: “[…]: new site” with")
    assert "“[…]: new site” is due on 20 November." in text
    assert built.digest.improvements_under_way
    assert {naming.name for naming in built.namings} == ({"Ben Bauer"} if is_named else set())
    for said in (text, html):
        assert said.count("Bauer") == is_named


def _project(title: str, **more: Ref) -> Project:
    return Project(sys_id="1", number="P1", stage=Stage.DONE, short_description=title, assigned_to=BEN, **more)


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("Team Bauer moved", "Team Bauer moved"),
        ("TEAM BAUER moved", "TEAM BAUER moved"),
        ("Bauer moved, thanks to Team Bauer", "[…] moved, thanks to Team Bauer"),
        ("Ben Bauer moved Team Bauer", "[…] moved Team Bauer"),
        ("Team Bauers rooms", "Team […] rooms"),
        ("bbauer moved", "[…] moved"),
    ],
)
def test_a_teams_name_stays_though_a_person_bears_it(title, said):
    """Where the record's own team or service is named in full it stays; the person by name elsewhere is hidden."""
    assert shown(title, _project(title, assignment_group=Ref(*group("Team Bauer")))) == said
    assert shown(title, _project(title, business_service=Ref(*group("Team Bauer")))) == said


def test_a_service_that_is_called_as_a_person_hides_only_the_person():
    """A service named Page is no person; a service that bears a full name is one."""
    page, named = Ref("s", "Page"), Ref("s", "Ann Page")
    record = _incident_of("", resolved_by=Ref("p", "Ann Page"), business_service=page)
    assert shown("Page is slow for Ann Page, says Ann", record) == "Page is slow for […], says […]"
    assert shown("Ann Page is slow", replace(record, business_service=named)) == "[…] is slow"
    assert shown("Page is slow", replace(record, business_service=Ref())) == "[…] is slow"
