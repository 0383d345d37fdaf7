"""Operations, runbook and alerts say what is so: every error, exit code, event, metric and alert has its entry."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from command import ROOT
from drumbeat import errors
from drumbeat.cli.main import VERBS
from drumbeat.editions.bounces import BoxState
from drumbeat.editions.census import Census, Counts
from drumbeat.metrics import Process, Requests, exposition
from log_lines import calls

RUNBOOK = (ROOT / "docs" / "runbook.md").read_text(encoding="utf-8")
OPERATIONS = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
ALERTS = ROOT / "deploy" / "prometheus" / "alerts.yml"
NOW = datetime(2026, 11, 30, tzinfo=UTC)
CLASSES = [each for each in vars(errors).values() if isinstance(each, type) and issubclass(each, errors.DrumbeatError)]
CODES = sorted({0, *(each.exit_code for each in CLASSES)})
OF_PROMETHEUS = {"up"}


def sections():
    """The runbook's entries by their heading."""
    parts = re.split(r"^### (.+)$", RUNBOOK, flags=re.MULTILINE)
    return {heading: text.split("\n## ")[0].strip() for heading, text in zip(parts[1::2], parts[2::2], strict=True)}


def rules():
    """Every alert."""
    groups = yaml.safe_load(ALERTS.read_text(encoding="utf-8"))["groups"]
    assert len({each["name"] for each in groups}) == len(groups)
    return [rule for group in groups for rule in group["rules"]]


def families():
    """Every metric that there can be, with its series: of a process that looks after the schedule and serves pages."""
    counts = Counts(pulled_at=NOW, scheduler_at=NOW, good_turn_at=NOW, backed_up_at=NOW)
    box = BoxState(read_at=NOW, due_at=NOW, failing_since=None, trouble="")
    census = Census(NOW, counts, teams=1, due={}, oldest_due_at=None, last_months={}, unknown_teams=0, bounces=box)
    requests = Requests()
    for status in (200, 503):
        requests.count("GET", "/teams", status, 0.1)
    text = exposition(census, 10, Process({("mail", "running"): 1}), requests).decode()
    return {sample.name: family for family in text_string_to_metric_families(text) for sample in family.samples}


@pytest.mark.parametrize("error", CLASSES, ids=lambda each: each.__name__)
def test_each_error_has_its_entry(error):
    """The entry of an error says with which code it ends, and what to do in a sentence or with a command."""
    entry = sections()[error.__name__]
    assert f"Ends with {error.exit_code}" in entry
    assert len(entry.split()) > 12
    assert re.search(r"`[^`]+`|\]\(#", entry), "a command or a setting to look at"


@pytest.mark.parametrize("page", [RUNBOOK, OPERATIONS, ALERTS.read_text()], ids=["runbook", "operations", "alerts"])
def test_every_command_is_there(page):
    """Each command that a page or an alert names is one of Drumbeat's."""
    named = set(re.findall(r"(?:`|^|&& |; |\.db )drumbeat (?:--\w+ )?([a-z][a-z-]+)", page, re.MULTILINE))
    assert named <= set(VERBS), named - set(VERBS)


@pytest.mark.parametrize("code", CODES)
def test_each_exit_code_has_its_entry(code):
    """Every exit code that a command may end with is explained."""
    assert len(sections()[f"Exit code {code}"].split()) > 15


def test_no_entry_is_of_nothing():
    """No entry is of an error, a code or an alert that there is not."""
    known = {each.__name__ for each in CLASSES} | {f"Exit code {code}" for code in CODES}
    assert set(sections()) == known | {rule["alert"] for rule in rules()}


@pytest.mark.parametrize("rule", rules(), ids=lambda each: each["alert"])
def test_each_alert_rests_on_metrics_that_there_are(rule):
    """Each metric in its expression is one of ours, with labels and values that it has; it is told with a runbook."""
    there, expression = families(), str(rule["expr"])
    named = set(re.findall(r"\b(drumbeat_\w+|up)\b(?=[{\[ )]|$)", expression))
    assert named
    assert named - OF_PROMETHEUS <= set(there), named - set(there)
    for name, labels in re.findall(r"\b(drumbeat_\w+)\{([^}]*)\}", expression):
        for label, sign, value in re.findall(r'(\w+)(=~|=)"([^"]*)"', labels):
            values = {each.labels[label] for each in there[name].samples if each.name == name}
            found = [each for each in values if re.fullmatch(value if sign == "=~" else re.escape(value), each)]
            assert found, (name, label, value)
            if sign == "=~" and "." not in value:
                assert set(value.split("|")) <= values
    assert rule["labels"]["severity"] in {"critical", "warning", "info"}
    assert re.fullmatch(r"\d+[smhd]", rule.get("for", "1m"))
    assert len(rule["annotations"]["summary"].split()) > 3


@pytest.mark.parametrize("rule", rules(), ids=lambda each: each["alert"])
def test_each_alert_leads_to_its_entry(rule):
    """The link of an alert is that of a heading of the runbook, as Git hosts make anchors of headings."""
    page, _, anchor = rule["annotations"]["runbook"].partition("#")
    assert (page, anchor) == ("docs/runbook.md", rule["alert"].lower())
    assert anchor in {heading.lower().replace(" ", "-") for heading in sections()}


def test_each_metric_is_explained():
    """The page has every metric, and none that there is not."""
    there = {each.removesuffix("_bucket").removesuffix("_count").removesuffix("_sum") for each in families()}
    said = set(re.findall(r"`(drumbeat_\w+)", OPERATIONS))
    assert there == said


def test_each_event_is_explained():
    """The page has the sentence of every event."""
    table = OPERATIONS.split("| event |")[1].split("\n\n")[0]
    events = [node.args[1] if method == "log" else node.args[0] for _, method, node in calls()]
    assert [each.value for each in events if each.value not in table] == []


@pytest.mark.parametrize("page", [RUNBOOK, OPERATIONS], ids=["runbook", "operations"])
def test_links_within_the_pages_lead_somewhere(page):
    """Each link with an anchor leads to a heading."""
    for file, anchor in re.findall(r"\]\(([\w./]*)#([\w-]+)\)", page):
        there = (ROOT / "docs" / file).read_text(encoding="utf-8") if file else page
        headings = re.findall(r"^#+ (.+)$", there, re.MULTILINE)
        anchors = {re.sub(r"[^\w -]", "", each.lower()).replace(" ", "-") for each in headings}
        assert anchor in anchors, (file, anchor)
