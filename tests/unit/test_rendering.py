"""The three forms of a digest, and a customer's own templates."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from digests import OCTOBER, figure, quiet_digest, rich_digest
from drumbeat.digest.language.phrase import phrase
from drumbeat.digest.model import Digest, SourceStatus, TableStatus
from drumbeat.errors import SettingsError
from drumbeat.rendering import Renderer
from hostile import HOSTILE, hostile_digest
from html_page import isolates_in, numbers_in, read_page

ROOT = Path(__file__).resolve().parents[2]
RENDERER = Renderer()


@pytest.mark.parametrize("digest", [rich_digest(), quiet_digest(), hostile_digest()], ids=["rich", "quiet", "hostile"])
def test_text_carries_what_html_carries(digest):
    """Every number and every section title of the HTML stands in the text part too (rule E03)."""
    page, text = read_page(RENDERER.html(digest)), RENDERER.text(digest)
    assert numbers_in(page.text) - numbers_in(text) == set()
    assert [title.text for title in page.every("h2", "h3") if title.text not in text] == []


def test_every_figure_is_printed():
    """No figure of the digest is missing from any of the three forms."""
    digest = rich_digest()
    forms = (read_page(RENDERER.html(digest)).text, RENDERER.text(digest), RENDERER.markdown(digest))
    for each in digest.figures:
        assert all(each.label in form for form in forms), each.id


def test_order_of_the_letter():
    """The reader meets outcomes first, figures next, how they were counted last."""
    text = RENDERER.text(rich_digest())
    places = [
        text.index(each)
        for each in (
            "blocked 1,204,332",
            "“Move to the new data centre”",
            "The repair of “Wireless”",
            "Incidents resolved: 412",
            "Also worth telling",
            "Behind the scenes",
            "\nImprovements\n",
            "Knowledge shared",
            "Skills exercised",
            "Thanks to",
            "Corrections to",
            "What comes next",
            "All figures",
            "How we counted",
            "just reply",
        )
    ]
    assert places == sorted(places)


def test_empty_sections_vanish():
    """A section without content leaves no heading behind."""
    titles = [title.text for title in read_page(RENDERER.html(quiet_digest())).every("h2", "h3")]
    assert titles == ["All figures", "How we counted"]
    bare = Digest(team="Mail", period=OCTOBER, outcome=phrase("a quiet month"), headline=(), figures=())
    assert [title.text for title in read_page(RENDERER.html(bare)).every("h2", "h3")] == ["How we counted"]


@pytest.mark.parametrize("form", ["html", "text", "markdown"])
def test_quiet_month_is_told(form):
    """A month without completed work says so in one sentence, and whether everything could be read."""
    quiet = quiet_digest()
    render = getattr(RENDERER, form)
    assert "The records of October 2026 show no completed work." in render(quiet)
    denied = replace(quiet, sources=(TableStatus("incident", SourceStatus.DENIED, 0, None),))
    assert "not all of them could be read" in " ".join(render(denied).split())


def test_busy_month_without_outcomes_is_not_called_quiet():
    """Hundreds of tickets without a highlight are no quiet month."""
    digest = replace(rich_digest(), highlights=(), facts=(), improvements_completed=(), articles=())
    assert "Little was completed" not in RENDERER.text(digest)
    few = replace(digest, figures=(figure("incidents_resolved", "Incidents resolved", 3, small=True),), sources=())
    assert "Little was completed; the figures below tell all there is to tell." in RENDERER.text(few)


def test_statements_cite_their_first_records():
    """Behind a statement stand three of its record numbers and the rest counted, in every form, and no fourth one."""
    digest = rich_digest()
    for form in (read_page(RENDERER.html(digest)).text, RENDERER.text(digest), RENDERER.markdown(digest)):
        assert "PRB0040011, INC0010001, INC0010002 and 35 more" in " ".join(form.split())
        assert "INC0010003" not in form


def test_long_lists_end_in_and_more():
    """What a section does not print it counts (rule E21)."""
    digest = rich_digest()
    many = replace(digest, articles=tuple(replace(digest.articles[0], number=f"KB{n:07d}") for n in range(5000)))
    assert "and 4,997 more" in read_page(RENDERER.html(many)).text
    assert "and 4,997 more" in RENDERER.text(many)


def test_what_was_left_out_and_unread_is_told():
    """Excluded records are counted by reason, and every table not read whole is named (promise 2)."""
    text = " ".join(RENDERER.text(rich_digest()).split())
    assert "We left out 19 records: 11 duplicates and 8 reopened." in text
    assert "SLA records: read in part, 1,204 of 1,318 rows." in text
    assert "Answers to surveys: could not be read: the account may not read it." in text
    assert "Knowledge articles: 2 rows could not be used." in text
    assert "Not in use here, so not counted: measures of improvement initiatives and outages of tasks." in text


def test_no_gate_is_told():
    """A report asked for without the gate says so, and what the gate would leave out."""
    text = " ".join(RENDERER.text(replace(rich_digest(), gate=False)).split())
    assert "Asked for without the gate, which would leave out 19 records: 11 duplicates and 8 reopened." in text


def test_withheld_figures_are_named():
    """A figure withheld from a small team is named, not silently missing."""
    text = RENDERER.text(replace(rich_digest(), withheld=("Median time to resolve", "Reopened")))
    assert "Median time to resolve and Reopened." in " ".join(text.split())


@pytest.mark.parametrize("form", ["html", "text", "markdown"])
def test_records_cannot_act(form):
    """Nothing from a record is run, changes direction, breaks a line into a header or marks up (rule E55)."""
    shown = getattr(RENDERER, form)(hostile_digest())
    if form != "text":  # plain text has nothing to run
        assert "<script" not in shown.replace("\\<script", "")
    assert "{{7*7}}" in shown.replace("\\", "")
    assert re.search("[\u202a-\u202e\u2066\u2067\x00\r]", shown) is None
    assert isolates_in(shown) == 1
    begins = (
        "(\\A|\n\n) *Bcc:" if form == "text" else "(?m)^Bcc:"
    )  # a wrapped line of a paragraph may begin with any word
    assert re.search(begins, shown) is None


def test_markdown_marks_nothing_up_from_records():
    """A record's brackets, bars, stars and backticks are escaped; the table keeps its four columns."""
    digest = hostile_digest()
    worse = tuple(replace(each, label=HOSTILE, notes=(phrase("{text}", text=HOSTILE),)) for each in digest.figures)
    shown = RENDERER.markdown(replace(digest, figures=worse, skills=("# heading", HOSTILE)))
    rows = [line for line in shown.splitlines() if line.startswith("|")]
    assert {len(re.findall(r"(?<!\\)\|", row)) for row in rows} == {5}
    assert "[a](b)" not in shown
    assert "\\# heading" in shown


def test_text_lines_stay_short():
    """The plain-text part is set in 72 columns; only a word that is longer may exceed them."""
    assert max(map(len, RENDERER.text(rich_digest()).splitlines())) <= 72


FINGERPRINT = (
    "import hashlib; from digests import rich_digest; from drumbeat.rendering import Renderer; r = Renderer();"
    "d = rich_digest(); print(hashlib.sha256((r.html(d) + r.text(d) + r.markdown(d)).encode()).hexdigest())"
)


def fingerprint(source: Path, seed: str = "1") -> bytes:
    """The rich digest's three forms, hashed by another process that imports Drumbeat from this folder."""
    path = os.pathsep.join([str(ROOT / "tests"), str(source)])
    return subprocess.run(
        [sys.executable, "-c", FINGERPRINT],
        env={"PYTHONPATH": path, "PYTHONHASHSEED": seed},
        capture_output=True,
        check=True,
    ).stdout


def test_same_digest_same_bytes():
    """Another process with another hash seed renders the same bytes (promise 5)."""
    assert fingerprint(ROOT / "plugin", "1") == fingerprint(ROOT / "plugin", "2")


def test_installed_package_finds_its_templates(tmp_path):
    """With the templates inside the package, as in the wheel, and no checkout around it, the bytes are the same."""
    shutil.copytree(ROOT / "plugin" / "drumbeat", tmp_path / "drumbeat", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "templates", tmp_path / "drumbeat" / "templates")
    assert fingerprint(tmp_path) == fingerprint(ROOT / "plugin")


def test_own_template_comes_first(tmp_path):
    """A customer's file replaces ours by its name; the files it does not bring are ours."""
    (tmp_path / "email").mkdir()
    (tmp_path / "email" / "section_knowledge.html.j2").write_text("<p>Our own words for {{ letter.whose }}</p>")
    html = Renderer(tmp_path).html(rich_digest())
    assert "Our own words for Network &amp; Data Centre, October 2026" in html
    assert "Asking for a firewall rule" not in html
    assert "All figures" in html


def test_own_template_folder_missing(tmp_path):
    """A template folder that is not there is a setting to correct."""
    with pytest.raises(SettingsError, match="no template folder"):
        Renderer(tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("template", "complaint"),
    [
        ("{% if %}", "line 1"),
        ("{{ letter.nothing }}", "nothing"),
        ("{{ letter.__class__.__mro__ }}", "must not do this"),
        ("{% include 'email/absent.j2' %}", "absent"),
        ("{% include '../../pyproject.toml' %}", "pyproject"),
    ],
)
def test_wrong_template_is_named(tmp_path, template, complaint):
    """A template that cannot be rendered, asks for what is not there, or reaches outside, is a setting to correct."""
    (tmp_path / "email").mkdir()
    (tmp_path / "email" / "digest.txt.j2").write_text(template)
    with pytest.raises(SettingsError, match=complaint):
        Renderer(tmp_path).text(rich_digest())
