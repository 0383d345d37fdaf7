"""`drumbeat report`: any period, departments, languages, and six formats that others can read."""

from __future__ import annotations

import csv
import io
import json
import re
from copy import deepcopy
from email import policy
from email.parser import BytesParser

import jsonschema
import pytest

from catalogues import PLACE, ROOT, script
from command import quickly
from demo_store import TEAMS, context_of, october, settings_beside
from drumbeat import app
from drumbeat.cli.larkfield import MAILED
from drumbeat.digest.build import build
from drumbeat.digest.evidence.lines import EvidenceLine
from drumbeat.records.period import Period
from drumbeat.records.team import department
from html_page import read_page
from samples import sampled

SCHEMA = json.loads((ROOT / "docs" / "digest.schema.json").read_text())
ALL = "html,text,md,json,csv,eml"
MONTH = ("--month", "2026-10")
SAME = {"Innovation"}


@pytest.fixture(scope="module", name="folder")
def _folder(demo, tmp_path_factory):
    """Settings over the demo's store, with a second team that shares a group, and a German one."""
    folder = settings_beside(demo, tmp_path_factory.mktemp("reports"))
    wide = ("--group", MAILED, "--group", "Service Desk", "--zone", "Europe/Berlin")
    for words in (("Wide", *wide), ("Anwendungen", "--group", "Applications", "--language", "de")):
        assert quickly("team", "add", *words, cwd=folder).code == 0
    return folder


@pytest.fixture(scope="module", name="context")
def _context(folder):
    """The same from inside: the records are read once."""
    return context_of(folder)


@pytest.fixture(scope="module", name="files", params=["en", "de"])
def _files(folder, request):
    """All six formats of the demo's team in one language, by their endings."""
    out = folder / request.param
    words = ("report", "--team", MAILED, *MONTH, "--language", request.param, "--format", ALL, "--out", out.name)
    ended = quickly(*words, cwd=folder)
    assert ended.code == 0, ended.err
    return request.param, {path.suffix[1:]: path for path in out.iterdir() if not path.stem.endswith("-evidence")}


def reported(folder, *words: str):
    """The JSON that a report prints; it went well."""
    ended = quickly("report", *words, "--format", "json", cwd=folder)
    assert ended.code == 0, ended.err
    return json.loads(ended.out)


def told(context, *names: str, period: Period | None = None, language: str = "en", name: str = "IT"):
    """The same without a command: the team's JSON, or that of several as a department."""
    teams = [context.store.teams.get(each) for each in names]
    whose = teams[0] if len(teams) == 1 else department(name, teams, teams[0].zone)
    built = build(whose, period or Period.month(2026, 10, whose.zone), context.stock, context.policy())
    return app.renderer(context.settings, language).data(built.digest)


def valid(data) -> list[str]:
    """What of the JSON the published schema does not know."""
    checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
    found = jsonschema.Draft202012Validator(SCHEMA, format_checker=checker).iter_errors(data)
    return [f"{each.json_path}: {each.message}" for each in found]


# The schema


def test_the_schema_is_one():
    """It is valid in its draft, and knows all keys of every object: no key of ours can be left undescribed."""
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    objects = list(_objects(SCHEMA))
    assert len(objects) >= 12
    for each in objects:
        assert each["additionalProperties"] is False
        assert set(each["required"]) == set(each["properties"])


def _objects(schema):
    if isinstance(schema, dict):
        if schema.get("type") == "object":
            yield schema
        for value in schema.values():
            yield from _objects(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from _objects(value)


@pytest.mark.long
@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("name", TEAMS)
def test_every_teams_json_is_valid(context, name, language):
    """Each team of the demo, in both languages, is as the schema says."""
    built = october(context, context.store.teams.get(name), "A note.")
    data = app.renderer(context.settings, language).data(built.digest)
    assert valid(json.loads(json.dumps(data))) == []
    assert (data["language"], data["note"]) == (language, "A note.")


@pytest.fixture(scope="module", name="data")
def _data(context):
    """The JSON of the demo's team."""
    return app.renderer(context.settings).data(october(context, context.store.teams.get(MAILED)).digest)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: data.update(surprise=1),
        lambda data: data.pop("notes"),
        lambda data: data["figures"][0].update(value="190"),
        lambda data: data["figures"][0].update(id="not one"),
        lambda data: data["period"].update(start="October"),
        lambda data: data["highlights"][0].update(kind="boast"),
        lambda data: data["figures"][0].update(surprise=1),
    ],
)
def test_the_schema_can_fail(data, spoil):
    """A key too many or too few, a text for a number, a day that is none: each is found."""
    data = deepcopy(data)
    assert valid(data) == []
    spoil(data)
    assert len(valid(data)) >= 1


@pytest.mark.long
@pytest.mark.parametrize(
    "period",
    [(2026, 9), "quarter", "year", "days"],
)
def test_the_json_of_every_kind_of_period_is_valid(context, period):
    """A month, a quarter, a year that is not over, and free days, of one team and of a department."""
    teams = [context.store.teams.get(name) for name in TEAMS]
    zone = teams[0].zone
    kinds = {
        (2026, 9): Period.month(2026, 9, zone),
        "quarter": Period.quarter(2026, 3, zone),
        "year": Period.year(2026, zone),
        "days": Period(Period.month(2026, 9, zone).start.replace(day=7), Period.month(2026, 9, zone).end, zone),
    }
    for whose in (teams[0], department("IT", teams, zone)):
        built = build(whose, kinds[period], context.stock, context.policy())
        assert valid(json.loads(json.dumps(app.renderer(context.settings).data(built.digest)))) == []


# Formats


def test_all_six_formats_are_written(files):
    """A file each, named by team and month, none of them empty; beside the HTML stands what it links to."""
    _, paths = files
    assert paths["html"].with_name("network-data-centre-2026-10-evidence.html").exists()
    assert sorted(paths) == ["csv", "eml", "html", "json", "md", "txt"]
    assert {path.stem for path in paths.values()} == {"network-data-centre-2026-10"}
    assert all(path.stat().st_size > 500 for path in paths.values())


def test_the_json_and_the_page_are_in_the_language(files):
    """JSON by the schema; HTML, with the language on it; both and the text say the month in words."""
    language, paths = files
    data = json.loads(paths["json"].read_text())
    month = {"en": "October 2026", "de": "Oktober 2026"}[language]
    assert valid(data) == []
    assert (data["language"], data["period"]["label"]) == (language, month)
    page = read_page(paths["html"].read_text())
    assert page.every("html")[0].attributes["lang"] == language
    for text in (page.text, paths["txt"].read_text(), paths["md"].read_text(), data["subject"]):
        assert month in text


def test_the_csv_is_the_evidence(files):
    """Every row has all columns, and every number that a figure of the JSON stands on is in it."""
    _, paths = files
    rows = list(csv.DictReader(io.StringIO(paths["csv"].read_text("utf-8-sig"), newline=""), strict=True))
    assert set(rows[0]) == set(EvidenceLine.__dataclass_fields__)
    assert all(None not in row and None not in row.values() for row in rows)
    numbers = {row["number"] for row in rows}
    figures = json.loads(paths["json"].read_text())["figures"]
    assert {number for figure in figures for number in figure["evidence"]} - numbers == set()
    assert not [cell for row in rows for cell in row.values() if cell.startswith(("=", "+", "-", "@"))]


def test_the_mail_is_read_by_pythons_own_parser(files):
    """Without a defect, to its sender alone, dated at the period's end; text and HTML say the same as beside it."""
    _, paths = files
    mail = BytesParser(policy=policy.default).parsebytes(paths["eml"].read_bytes())
    assert [part.defects for part in mail.walk() if part.defects] == []
    alternatives, page = mail.iter_parts()
    text, html = (part.get_content().replace("\r\n", "\n") for part in alternatives.iter_parts())
    assert (page.get_content_type(), page.get_filename()) == ("text/html", "evidence.html")
    titles = [each.text for each in read_page(html).every("h1", "h2")]
    assert titles == [each.text for each in read_page(paths["html"].read_text()).every("h1", "h2")]
    assert paths["txt"].read_text().splitlines()[:20] == text.splitlines()[:20]
    subject = json.loads(paths["json"].read_text())["subject"]
    assert mail["Subject"] == " ".join(subject.split()), "a header takes plain blanks only"
    assert mail["To"].addresses[0].addr_spec == mail["From"].addresses[0].addr_spec
    assert mail["Date"].datetime.isoformat() == "2026-11-01T00:00:00+01:00"


def test_markdown_has_its_headings_and_table(files):
    """One title, sections below it, and a table whose rows have as many cells as its head."""
    _, paths = files
    lines = paths["md"].read_text().splitlines()
    assert len([line for line in lines if line.startswith("# ")]) == 1
    assert len([line for line in lines if line.startswith("## ")]) >= 5
    table = [line for line in lines if line.startswith("|")]
    assert len(table) >= 12
    assert {len(re.findall(r"(?<!\\)\|", line)) for line in table} == {5}


@pytest.mark.parametrize("name", sampled(TEAMS, always=1))
def test_german_holds_none_of_our_english(context, name):
    """Three whole digests in German: no words of a message stand in them as English has them."""
    german = app.renderer(context.settings, "de")
    text = " ".join(german.text(october(context, context.store.teams.get(name)).digest).split())
    parts = {
        part.strip()
        for source in script().messages()
        for words in (source if isinstance(source, tuple) else (source,))
        for part in PLACE.split(words)[::2]
        if len(re.findall(r"[^\W\d_]{2,}", part)) >= 2
    }
    assert len(parts) > 100
    assert sorted(part for part in parts - SAME if part in text) == []


# Periods


@pytest.mark.parametrize(
    ("words", "label", "start", "end", "file"),
    sampled(
        [
            (("--quarter", "2026-Q3"), "3rd quarter 2026", "2026-07-01", "2026-10-01", "2026-q3"),
            (("--quarter", "2026q3"), "3rd quarter 2026", "2026-07-01", "2026-10-01", "2026-q3"),
            (("--year", "2026"), "2026", "2026-01-01", "2027-01-01", "2026"),
            (
                ("--from", "2026-09-28", "--to", "2026-10-04"),
                "28 September to 4 October 2026",
                *("2026-09-28", "2026-10-05", "2026-09-28-to-2026-10-04"),
            ),
            (("--from", "2026-09-01", "--to", "2026-09-30"), "September 2026", "2026-09-01", "2026-10-01", "2026-09"),
        ],
        always=1,
    ),
)
def test_any_period(folder, tmp_path, words, label, start, end, file):
    """A quarter, a year and free days are named in words, hold their days, and name their files by the last day."""
    ended = quickly("report", "--team", MAILED, *words, "--format", "json,text", "--out", str(tmp_path), cwd=folder)
    assert ended.code == 0, ended.err
    data = json.loads((tmp_path / f"network-data-centre-{file}.json").read_text())
    assert (data["period"]["label"], data["period"]["start"], data["period"]["end"]) == (label, start, end)
    assert label in (tmp_path / f"network-data-centre-{file}.txt").read_text().replace("\n", " ")


def test_a_quarter_is_its_three_months(context):
    """The quarter's incidents are those of its months together, and German calls it by its number."""
    zone = context.store.teams.get(MAILED).zone
    quarter = told(context, MAILED, period=Period.quarter(2026, 3, zone), language="de")
    months = [told(context, MAILED, period=Period.month(2026, at, zone)) for at in (7, 8, 9)]
    evidence = [set(_figure(each, "incidents_resolved")["evidence"]) for each in (quarter, *months)]
    assert evidence[0] == evidence[1] | evidence[2] | evidence[3]
    assert quarter["period"]["label"] == "3. Quartal 2026"


def _figure(data, figure_id: str):
    return next(each for each in data["figures"] if each["id"] == figure_id)


# Departments


@pytest.mark.long
def test_a_record_of_two_teams_counts_once(folder, context):
    """A department of a team and of one that holds it has each record once; the small print names both."""
    both, wide = told(context, MAILED, "Wide"), told(context, "Wide")
    assert both["figures"] == wide["figures"]
    assert (both["teams"], wide["teams"]) == ([MAILED, "Wide"], [])
    text = quickly("report", "--team", "Wide", "--team", MAILED, *MONTH, cwd=folder).out
    assert text.startswith(f"Wide + {MAILED}, October 2026")
    assert f"Made of the records of these teams, each record counted once: {MAILED} and Wide." in " ".join(text.split())


@pytest.mark.long
def test_a_department_is_its_teams_together(folder, context):
    """What is counted for two teams apart is counted for both together, under the name that was said."""
    first, second = (told(context, name) for name in (MAILED, "Service Desk"))
    both = reported(folder, "--team", MAILED, "--team", "Service Desk", "--name", "IT operations", *MONTH)
    counted = [set(_figure(each, "incidents_resolved")["evidence"]) for each in (first, second, both)]
    assert counted[0] | counted[1] == counted[2]
    assert not counted[0] & counted[1]
    assert both["team"]["name"] == "IT operations"
    assert both["subject"].startswith("IT operations, October 2026")
    assert valid(both) == []


@pytest.mark.long
def test_a_departments_language(folder):
    """Teams of different languages are told in the installation's, unless one is said."""
    pair = ("--team", "Anwendungen", "--team", MAILED, *MONTH)
    assert reported(folder, "--team", "Anwendungen", *MONTH)["language"] == "de"
    assert reported(folder, *pair)["language"] == "en"
    assert reported(folder, *pair, "--language", "de")["language"] == "de"


@pytest.mark.long
def test_a_department_with_a_teams_name_takes_nothing_of_that_team(folder):
    """The note that a lead wrote for a team's edition does not stand in a department that is called like it."""
    assert quickly("edit", "--team", "Wide", *MONTH, "--note", "For Wide alone.", cwd=folder).code == 0
    assert reported(folder, "--team", "Wide", *MONTH)["note"] == "For Wide alone."
    data = reported(folder, "--team", MAILED, "--team", "Applications", "--name", "Wide", *MONTH)
    assert (data["note"], data["restated"]) == ("", [])
    assert [fact["id"] for fact in data["facts"]] == ["spam_blocked"]  # of one of its teams
    assert quickly("edit", "--team", "Wide", *MONTH, "--note", "", cwd=folder).code == 0


# What is refused

WIDE = "\N{FULLWIDTH DIGIT TWO}026"
REFUSED = {
    "a fifth quarter": (("--quarter", "2026-Q5"), "Write it like 2026-Q3"),
    "no quarter": (("--quarter", "2026-Q0"), "Write it like 2026-Q3"),
    "a quarter in words": (("--quarter", "Q3"), "Write it like 2026-Q3"),
    "a year of two digits": (("--year", "26"), "Write it like 2026"),
    "the year nought": (("--year", "0000"), "Write it like 2026"),
    "a year of five digits": (("--year", "20260"), "Write it like 2026"),
    "full-width digits in a year": (("--year", WIDE), "Write it like 2026"),
    "full-width digits in a quarter": (("--quarter", f"{WIDE}-Q3"), "Write it like 2026-Q3"),
    "full-width digits in a month": (("--month", f"{WIDE}-10"), "Write it like 2026-10"),
    "full-width digits in a day": (("--from", f"{WIDE}-10-01", "--to", "2026-10-31"), "like 2026-10-01"),
    "a day there is not": (("--from", "2026-09-31", "--to", "2026-10-31"), "like 2026-10-01"),
    "an end before the beginning": (("--from", "2026-10-31", "--to", "2026-10-01"), "lies before"),
    "half an interval": (("--to", "2026-10-31"), "go together"),
    "more than ten years": (("--from", "2010-01-01", "--to", "2026-10-31"), "Name ten years at most"),
    "days that end far ahead": (("--from", "2026-10-01", "--to", "8999-12-31"), "Name ten years at most"),
    "a quarter and a year": (("--quarter", "2026-Q3", "--year", "2026"), "exclude each other"),
    "a month and a year": (("--month", "2026-10", "--year", "2026"), "exclude each other"),
    "a quarter and days": (("--quarter", "2026-Q3", "--from", "2026-10-01"), "exclude each other"),
    "a quarter to come": (("--quarter", "8999-Q4"), "in the future"),
    "a year to come": (("--year", "8999"), "in the future"),
    "a year long past": (("--year", "1995"), "no records of 1995"),
    "a name for one team": ((*MONTH, "--name", "IT"), "a single team has its own"),
    "a name for one team, said twice": ((*MONTH, "--name", "IT", "--team", MAILED), "a single team has its own"),
    "a team and a group": ((*MONTH, "--group", "Wide"), "Say one of"),
    "an unknown team beside": ((*MONTH, "--team", "Nobody"), "Known teams:"),
    "an unknown language": ((*MONTH, "--language", "tlh"), "There are de, en"),
    "a path for a language": ((*MONTH, "--language", "../../etc"), "There are de, en"),
    "an unknown format": ((*MONTH, "--format", "pdf"), "html, text, md, json, csv, eml"),
}


@pytest.mark.parametrize(("words", "hint"), sampled(REFUSED.values(), always=6), ids=REFUSED)
def test_bad_words_are_refused_with_a_hint(folder, words, hint):
    """Exit code 2, what to write instead, and nothing on standard output."""
    ended = quickly("report", "--team", MAILED, *words, cwd=folder)
    assert (ended.code, ended.out) == (2, ""), ended.err
    assert hint in ended.err
