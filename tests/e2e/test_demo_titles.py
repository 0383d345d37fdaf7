"""No incident's title leaves with the demo's digests: they are callers' words (design section 6)."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from all_formats import bare, words_by_format, words_of_mail
from demo_rows import demo_rows
from drumbeat.desk.context import Context
from drumbeat.desk.formats import Format
from drumbeat.digest.build import Beside, Policy, build
from drumbeat.records.model import Incident
from drumbeat.records.period import Period
from drumbeat.records.team import Team
from drumbeat.settings import Settings
from samples import sampled
from ticks import ticks

NOW = datetime(2026, 11, 3, 8, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")
OCTOBER = Period.month(2026, 10, BERLIN)
TEAMS = ("Network & Data Centre", "Service Desk", "Applications")
WRITTEN_TO_BE_READ = ("kb_knowledge", "sn_cim_register", "pm_project")
LONG = 4
"""Words that a title needs so that nobody writes it by chance."""


@pytest.fixture(scope="module", name="titles")
def _titles():
    """The titles of the demo's incidents, but for those that an article or improvement bears as well."""
    tables = demo_rows()
    read = " / ".join(bare(row["short_description"]) for name in WRITTEN_TO_BE_READ for row in tables[name])
    found = {bare(row["short_description"]) for row in tables["incident"]}
    return {title for title in found if len(title.split()) >= LONG and title not in read}


@pytest.fixture(scope="module", name="context")
def _context(demo):
    settings = {
        "store": {"url": f"sqlite:///{demo / 'demo.db'}"},
        "gate": {"service_accounts": ["Larkfield Automation"]},
    }
    return Context(None, clock=lambda: NOW, given=Settings.model_validate(settings), actor=lambda: "tester")


def team(name):
    """One of the demo's teams."""
    return Team(name, (name,), (), BERLIN)


@pytest.mark.parametrize("name", sampled(TEAMS, always=1))
def test_no_format_holds_an_incidents_title(context, titles, name):
    """Neither July's digest, with a major incident, nor October's holds the title of any incident."""
    assert len(titles) > 1000
    for month in (7, 10):
        built = build(team(name), Period.month(2026, month, BERLIN), context.stock, Policy())
        for form, said in words_by_format(built, context.settings).items():
            assert {title for title in titles if title in said} == set(), form


def test_what_the_demo_left_behind_holds_none(demo, titles):
    """So do the files and the mails that it wrote."""
    files = [path for path in demo.rglob("*") if path.suffix in (".html", ".txt", ".json", ".eml")]
    assert len(files) > len(TEAMS)
    for path in files:
        said = words_of_mail(path.read_bytes()) if path.suffix == ".eml" else bare(path.read_text())
        assert {title for title in titles if title in said} == set(), path


def test_a_ticked_title_is_found(context, titles):
    """The search above can find a title: what the lead ticks stands in every format but the list of evidence."""
    counted = (item.record for item in context.stock.judged if item.reason is None)
    of_october = (each for each in counted if isinstance(each, Incident) and OCTOBER.holds(each.done_at))
    own = (each for each in of_october if each.assignment_group.name == TEAMS[0])
    incident = next(each for each in own if bare(each.short_description) in titles)
    beside = Beside(editing=ticks(context.stock.world, incident.number))
    said = words_by_format(build(team(TEAMS[0]), OCTOBER, context.stock, Policy(), beside), context.settings)
    title = bare(incident.short_description)
    assert {form for form, text in said.items() if title in text} == set(Format) - {Format.CSV}
